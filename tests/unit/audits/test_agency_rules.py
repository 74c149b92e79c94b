"""The life of an agency's return, by hand."""

from __future__ import annotations

import pytest

from concordat.audits.agency_rules import FIRST, TRANSITIONS, AgencyState, next_state
from concordat.audits.rules import NotYet
from concordat.audits.vocabulary import CycleState

OPEN = CycleState.open


def test_answered_finished_signed_sent_back_and_signed_again() -> None:
    state = AgencyState.not_started
    for step, after in (
        ("answer", AgencyState.in_progress),
        ("finish", AgencyState.finished),
        ("reopen", AgencyState.in_progress),
        ("finish", AgencyState.finished),
        ("sign", AgencyState.submitted),
        ("send_back", AgencyState.in_progress),
        ("answer", AgencyState.in_progress),
    ):
        state = next_state(step, state, cycle=OPEN)
        assert state is after


@pytest.mark.parametrize("step", sorted(TRANSITIONS))
def test_every_other_step_says_what_comes_first(step: str) -> None:
    for state in set(AgencyState) - TRANSITIONS[step][0]:
        with pytest.raises(NotYet) as refused:
            next_state(step, state, cycle=OPEN)
        assert refused.value.sentence == FIRST[step]
    for cycle in (CycleState.draft, CycleState.closed):
        with pytest.raises(NotYet, match="not open"):
            next_state(step, next(iter(TRANSITIONS[step][0])), cycle=cycle)


def test_what_is_left_to_do_is_counted() -> None:
    with pytest.raises(NotYet, match="1 thing is"):
        next_state("finish", AgencyState.in_progress, cycle=OPEN, left_to_do=1)
    with pytest.raises(NotYet, match="3 things are"):
        next_state("finish", AgencyState.in_progress, cycle=OPEN, left_to_do=3)
