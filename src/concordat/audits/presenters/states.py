"""The states of a return in a word and a colour."""

from __future__ import annotations

from dataclasses import dataclass

from concordat.audits.vocabulary import STATE_NAMES, ReturnState

COLOURS = {
    ReturnState.not_started: "grey",
    ReturnState.in_progress: "light-blue",
    ReturnState.dsl_complete: "blue",
    ReturnState.head_signed: "turquoise",
    ReturnState.board_signed: "turquoise",
    ReturnState.submitted: "green",
    ReturnState.queried: "yellow",
    ReturnState.replied: "purple",
    ReturnState.accepted: "green",
    ReturnState.exempt: "grey",
    ReturnState.not_returned: "red",
}


@dataclass(frozen=True)
class StateTag:
    """What `state_tag.html` shows."""

    text: str
    colour: str


def tag(state: str) -> StateTag:
    """The tag of a return's state."""
    known = ReturnState(state)
    return StateTag(STATE_NAMES[known], COLOURS[known])
