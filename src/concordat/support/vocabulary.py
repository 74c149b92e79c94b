"""The words of the support log: channels, kinds, states, and who reads what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, SETTING_TEAM, TRUST_TEAM, Role

# The partnership's team that rings and is rung; a support officer holds the administrator's role.
TEAM = (*PARTNERSHIP_OFFICE, Role.education_safeguarding_lead)
# They ask and read: what a setting asks may be about the safeguarding of its own people.
ASKERS = (Role.headteacher, Role.dsl, Role.deputy_dsl)
COUNT_READERS = (*SETTING_TEAM, *TRUST_TEAM)


class Channel(StrEnum):
    """How somebody reached somebody."""

    telephone = "telephone"
    email = "email"
    visit = "visit"
    online = "online"


class Kind(StrEnum):
    """What it was about."""

    audit = "audit"
    training = "training"
    policy = "policy"
    staffing = "staffing"
    joining = "joining"
    threshold = "threshold"
    other = "other"


class State(StrEnum):
    """Where a request stands."""

    asked = "asked"
    taken = "taken"
    answered = "answered"
    closed = "closed"


OPEN = (State.asked, State.taken)
CHANNEL_NAMES: dict[str, str] = {
    Channel.telephone: "Telephone",
    Channel.email: "E-mail",
    Channel.visit: "Visit",
    Channel.online: "Online meeting",
}
KIND_NAMES: dict[str, str] = {
    Kind.audit: "Help with the audit",
    Kind.training: "Training",
    Kind.policy: "Policy",
    Kind.staffing: "Staffing or the post of safeguarding lead",
    Kind.joining: "Joining and accounts",
    Kind.threshold: "A question about thresholds or process",
    Kind.other: "Something else",
}
STATE_NAMES: dict[str, tuple[str, str]] = {
    State.asked: ("Asked", "yellow"),
    State.taken: ("Taken", "light-blue"),
    State.answered: ("Answered", "green"),
    State.closed: ("Closed", "grey"),
}
MINUTES = {5: "Up to 5 minutes", 15: "Up to 15 minutes", 30: "Up to half an hour", 60: "Up to an hour", 120: "Longer"}


@dataclass(frozen=True)
class Clock:
    """Within how many school days a request is answered, and how many later the manager sees it."""

    answer_days: int
    manager_days: int


USUAL_CLOCK = Clock(answer_days=3, manager_days=2)
