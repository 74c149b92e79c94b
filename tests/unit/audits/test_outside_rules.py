"""Outside audits: which sections, which days, what undoing means, how counts change."""

from __future__ import annotations

from datetime import date

import pytest

from concordat.audits import outside_rules as rules
from concordat.audits.rules import TRANSITIONS
from concordat.audits.vocabulary import CycleState, ReturnState


def test_no_section_named_means_the_whole_form_in_its_order() -> None:
    assert rules.stands_for([], ["A1", "A2"]) == ["A1", "A2"]
    assert rules.stands_for(["A2", "A9"], ["A1", "A2", "A3"]) == ["A2"]


@pytest.mark.parametrize(
    ("on", "ended", "current"),
    [
        (date(2026, 8, 31), False, False),
        (date(2026, 9, 1), False, True),
        (date(2027, 7, 31), False, True),
        (date(2027, 8, 1), False, False),
        (date(2026, 9, 1), True, False),
    ],
)
def test_it_is_taken_on_its_first_and_last_day(on: date, ended: bool, current: bool) -> None:
    found = rules.is_current(from_on=date(2026, 9, 1), until_on=date(2027, 7, 31), ended=ended, on=on)
    assert found is current


def test_undoing_leads_to_a_step_that_each_state_can_take() -> None:
    for state in ReturnState:
        step = rules.step_of_undoing(state)
        if step:
            assert state in TRANSITIONS[step][0]
            assert TRANSITIONS[step][1] is ReturnState.in_progress
    assert rules.step_of_undoing(ReturnState.in_progress) == ""
    assert rules.step_of_undoing(ReturnState.head_signed) == "reopen"
    assert rules.step_of_undoing(ReturnState.accepted) == "recall"
    assert rules.step_of_undoing(ReturnState.queried) == "recall"
    assert rules.step_of_undoing(ReturnState.exempt) == ""


def test_counts_leave_out_the_accepted_sections_and_never_fall_below_nothing() -> None:
    counted = {"A1": (8, 5), "A2": (6, 0), rules.EVERY: (60, 12)}
    assert rules.counts_without(counted, ["A1"], needed=60, answered=20) == (52, 15)
    assert rules.counts_without(counted, ["A1", "A2"], needed=0, answered=0) == (46, 7)
    assert rules.counts_without({}, ["A1"], needed=4, answered=4) == (4, 4)
    assert rules.counts_without(counted, ["A1", "A2"], needed=10, answered=9) == (0, 0)


def test_nothing_is_undone_unless_the_audit_is_open() -> None:
    assert not rules.why_not_undone(CycleState.open)
    assert all(rules.why_not_undone(state) for state in CycleState if state is not CycleState.open)
