"""This year's evidence of a few schools: a link, something seen, and a file that the worker looks at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries
from concordat.audits.evidence_rules import Said
from concordat.audits.vocabulary import EvidenceKind, Sharing
from concordat.core.actor import Actor, acting_as
from concordat.demo.calendar import Window
from concordat.lib.form_logic import SCREENING_PREFIX

People = Mapping[Role, Actor]
SCHOOLS = (3, 4, 5, 13)  # places in the list; these are answering now
MINUTES = (
    b"Governors' meeting of the autumn term (invented)\n\n5. Safeguarding. The annual report was read and questioned.\n"
)


def some_evidence(cycle_id: int, settings: Mapping[int, People], window: Window) -> None:
    """Through the operations, a week after the audit opened."""
    at = window.moment(1, 6)
    for place, (setting, people) in enumerate(settings.items()):
        if place not in SCHOOLS:
            continue
        with acting_as(people[Role.dsl], at=at) as dsl:
            found = queries.return_in(dsl, cycle_id, setting)
            day = at.date()
            shown = (
                (Said(EvidenceKind.link, "Child protection policy", dated_on=day, link="https://school.example/policies"),
                 Sharing.partnership, None),
                (Said(EvidenceKind.seen, "Single central record", review_by=day + timedelta(days=60), seen="Every line",
                      seen_by="Chair of governors", seen_on=day), Sharing.setting, None),
                (Said(EvidenceKind.file, "Governors' minutes", dated_on=day), Sharing.trust, ("Minutes.txt", MINUTES)),
            )  # fmt: skip
            code = next(code for code in queries.form_of(found).questions if not code.startswith(SCREENING_PREFIX))
            for said, shared, file in shown:
                operations.add_evidence(
                    audit_return=found, question=code, said=said, shared=shared, file=file, by=dsl, at=at
                )
