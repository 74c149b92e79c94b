"""The life of an agency's section 11 return: asked, answered, finished, signed and handed in, sent back (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from concordat.audits.rules import NotYet
from concordat.audits.vocabulary import CycleState


class AgencyState(StrEnum):
    """Where an agency's return stands."""

    not_started = "not_started"
    in_progress = "in_progress"
    finished = "finished"
    submitted = "submitted"


STATE_NAMES: dict[AgencyState, str] = {
    AgencyState.not_started: "Not started",
    AgencyState.in_progress: "In progress",
    AgencyState.finished: "Waits for the signature",
    AgencyState.submitted: "Signed and handed in",
}
S = AgencyState
TRANSITIONS: Mapping[str, tuple[frozenset[AgencyState], AgencyState]] = {
    "answer": (frozenset({S.not_started, S.in_progress}), S.in_progress),
    "finish": (frozenset({S.in_progress}), S.finished),
    "reopen": (frozenset({S.finished}), S.in_progress),
    "sign": (frozenset({S.finished}), S.submitted),
    "send_back": (frozenset({S.submitted}), S.in_progress),
}
FIRST: Mapping[str, str] = {
    "answer": "This return is finished. Reopen it to change an answer.",
    "finish": "Answer at least one question first; a finished return cannot be finished again.",
    "reopen": "Only a finished return that is not signed yet can be reopened.",
    "sign": "The answers are finished before the accountable officer signs.",
    "send_back": "Only a return that was handed in can be sent back.",
}
DECLARATION = (
    "I am the accountable officer of this agency. I have read this return. To the best of my knowledge it is a fair"
    " account of how we keep children safe (section 11 of the Children Act 2004), and we will do what it says we will."
)


def next_state(step: str, state: AgencyState, *, cycle: CycleState, left_to_do: int = 0) -> AgencyState:
    """The state after a step; raises `NotYet` with what must come first."""
    if cycle is not CycleState.open:
        raise NotYet("This audit is not open. Nothing in it can be changed now.")
    allowed, after = TRANSITIONS[step]
    if state not in allowed:
        raise NotYet(FIRST[step])
    if step == "finish" and left_to_do:
        things = "1 thing is" if left_to_do == 1 else f"{left_to_do} things are"
        raise NotYet(f"{things} left to do before you can finish.")
    return after
