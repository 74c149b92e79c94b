"""The core's tables: machinery of the site, and what is said of why it is not an organisation's to take."""

from concordat.core.takeaway.registry import Owned, declare

JOURNAL = "Who did what and when, chained and signed: it belongs to the site and stays whole; ask the operator for it."

declare(
    owned={"core_mail": Owned(setting="organisation_id", partnership="organisation_id")},
    left_out={
        "core_document": "Copies that a person asked for, gone after seven days.",
        "core_journalbatch": JOURNAL,
        "core_journaldetails": JOURNAL,
        "core_journalentry": JOURNAL,
        "core_journalseal": JOURNAL,
    },
)
