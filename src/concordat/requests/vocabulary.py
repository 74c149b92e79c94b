"""The words of what partnerships ask of settings."""

from __future__ import annotations

from enum import StrEnum

from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, PARTNERSHIP_TEAM, SETTING_TEAM, TRUST_TEAM, Role

# Who asks, who follows, who reads at a setting, who answers for it and who says no for it.
ASKERS = (*PARTNERSHIP_OFFICE, Role.education_safeguarding_lead)
FOLLOWERS = (*PARTNERSHIP_TEAM, Role.analyst)
READERS = (*SETTING_TEAM, *TRUST_TEAM)
ANSWERERS = (Role.headteacher, Role.dsl, Role.deputy_dsl, Role.school_business_manager)
REFUSERS = (Role.headteacher, Role.dsl)


class State(StrEnum):
    """How far a request is."""

    draft = "draft"
    sent = "sent"
    withdrawn = "withdrawn"
    dropped = "dropped"


TO_SETTINGS = (State.sent, State.withdrawn)  # what a setting may read


class Outcome(StrEnum):
    """What a setting made of a request."""

    open = "open"
    answered = "answered"
    refused = "refused"


OUTCOME_NAMES: dict[str, tuple[str, str]] = {
    Outcome.open: ("Open", "blue"),
    Outcome.answered: ("Answered", "green"),
    Outcome.refused: ("Refused", "orange"),
}


class Refusal(StrEnum):
    """Why a setting does not answer."""

    answered_before = "answered_before"
    too_little_time = "too_little_time"
    too_much_work = "too_much_work"
    no_basis = "no_basis"
    does_not_apply = "does_not_apply"
    independent = "independent"
    other = "other"


REFUSAL_NAMES: dict[str, str] = {
    Refusal.answered_before: "We have told you or another partnership this already",
    Refusal.too_little_time: "Too little time",
    Refusal.too_much_work: "Too much work for what it is for",
    Refusal.no_basis: "We do not see why you may ask, or who would see it",
    Refusal.does_not_apply: "It does not apply to us",
    Refusal.independent: "We answer to others for this, such as our trust or our inspectorate",
    Refusal.other: "Another reason",
}
