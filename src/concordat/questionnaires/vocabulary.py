"""The states of a form version and the names of who may handle forms."""

from __future__ import annotations

from enum import StrEnum


class VersionState(StrEnum):
    """A draft may change; what is published is frozen; what is withdrawn is kept and not used any more."""

    draft = "draft"
    published = "published"
    withdrawn = "withdrawn"


LIBRARY = "questionnaires.library"  # the part of the system that loads the forms that come with the software
FORM_KEEPERS = ("business_manager", "partnership_administrator")
# Who keeps the forms of an organisation of theirs; the forms that come with Concordat are kept by partnerships only.
OWN_FORM_KEEPERS = (*FORM_KEEPERS, "trust_safeguarding_lead", "trust_chief_executive")
OF_OTHER_BODIES = (
    "other-body-"  # how codes begin of forms that are filled for a body elsewhere, and asked by nobody here
)
TAG_LIMIT = 20  # expectations that one question can ask about
REASON_LIMIT = 500  # characters in which a reader says why tags do not cover a question
