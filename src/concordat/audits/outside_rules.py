"""Outside audits: what can be offered, accepted and undone, in plain values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum

from concordat.audits.vocabulary import EDITABLE, RETURNED, SETTLED, CycleState, ReturnState

UNDO_STEP_IN_FINISHED, UNDO_STEP_IN_RETURNED = "reopen", "recall"
EVERY = "*"
NOT_ASKED = "Accepted from {0}: not asked here"


class Outcome(StrEnum):
    """What became of an offered outside audit."""

    accepted = "accepted"
    declined = "declined"
    withdrawn = "withdrawn"


OUTCOME_NAMES: dict[str, str] = {
    "": "Waits for the partnership",
    Outcome.accepted: "Accepted",
    Outcome.declined: "Declined",
    Outcome.withdrawn: "Taken back by the setting",
}


def stands_for(sections: Sequence[str], of_form: Sequence[str]) -> list[str]:
    """The sections of a form that an outside audit may stand for, in the form's order; none named means all."""
    return [code for code in of_form if not sections or code in sections]


def is_current(*, from_on: date, until_on: date | None, ended: bool, on: date) -> bool:
    """Whether the partnership takes it on a day."""
    return not ended and from_on <= on and (until_on is None or on <= until_on)


def why_not_named(*, sections: Collection[str], known: Collection[str], from_on: date, until_on: date | None) -> str:
    """What is wrong with a new entry of the list of accepted audits, with what to do; empty where nothing is."""
    if not set(sections) <= set(known):
        return "Choose sections of this form."
    if until_on is not None and until_on < from_on:
        return "The last day comes before the first. Give a later last day, or none."
    return ""


def why_not_sections(chosen: Collection[str], possible: Collection[str]) -> str:
    """Why these sections cannot be offered or accepted; empty where they can."""
    if not chosen:
        return "Choose at least one section."
    if not set(chosen) <= set(possible):
        return "Choose sections that this audit may stand for and that are not accepted already."
    return ""


def step_of_undoing(state: ReturnState) -> str:
    """The step that a return takes when an accepted audit no longer stands: it is asked those sections again.

    A return that was signed or handed in goes back, because it was signed without them; empty where it stays.
    """
    if state in EDITABLE - {ReturnState.queried} or state in SETTLED:
        return ""
    return UNDO_STEP_IN_RETURNED if state in RETURNED else UNDO_STEP_IN_FINISHED


def why_not_undone(cycle: CycleState) -> str:
    """Nothing changes in an audit that is not open."""
    return "" if cycle is CycleState.open else "This audit is not open. Reopen it first."


def counts_without(
    counted: Mapping[str, Sequence[int]], sections: Collection[str], *, needed: int, answered: int
) -> tuple[int, int]:
    """Needed and answered questions of a return without these sections, by the counts of each."""
    if not needed and EVERY in counted:
        needed, answered = counted[EVERY]
    gone = [counted.get(code, (0, 0)) for code in sections]
    left = max(0, needed - sum(each[0] for each in gone))
    return left, min(left, max(0, answered - sum(each[1] for each in gone)))
