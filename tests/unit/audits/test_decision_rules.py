"""More time: a later school day, not beyond what can be compared; and a reason for everything."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.audits import decision_rules, rules
from concordat.audits.rules import NotYet
from concordat.audits.vocabulary import AWAITED, RETURNED, SETTLED, CycleState, ReturnState
from concordat.lib.school_days import SchoolCalendar

TERMS = SchoolCalendar.of([(date(2026, 9, 1), date(2026, 12, 18)), (date(2027, 1, 4), date(2027, 3, 26))])
CLOSES = date(2026, 12, 4)


def why_not(until: date, *, now_until: date = CLOSES, today: date = date(2026, 11, 2)) -> str:
    return decision_rules.why_no_extension(
        until=until, closes_on=CLOSES, now_until=now_until, today=today, calendar=TERMS
    )


@pytest.mark.parametrize(
    ("until", "says"),
    [
        (date(2026, 12, 11), ""),
        (date(2026, 12, 4), "after 4 December 2026"),
        (date(2026, 12, 12), "such as 14 December 2026"),
        (date(2026, 12, 24), "such as 4 January 2027"),
        (date(2027, 2, 12), ""),
        (date(2027, 2, 15), "until 12 February 2027"),
    ],
)
def test_a_later_school_day_is_given_and_no_other(until: date, says: str) -> None:
    found = why_not(until)
    assert (found == "") == (says == "")
    assert says in found


def test_more_time_can_be_given_again_but_never_in_the_past() -> None:
    assert why_not(date(2026, 12, 15), now_until=date(2026, 12, 11)) == ""
    assert "a day to come" in why_not(date(2026, 12, 8), today=date(2026, 12, 8))


@given(st.dates(date(2026, 9, 1), date(2027, 7, 1)))
def test_what_is_given_is_later_a_school_day_and_within_forty_school_days(until: date) -> None:
    if not why_not(until):
        assert until > CLOSES
        assert TERMS.is_school_day(until)
        assert 0 < TERMS.between(CLOSES, until) <= decision_rules.LONGEST_EXTENSION


@given(st.dates(date(2026, 9, 1), date(2027, 7, 1)))
def test_the_day_that_a_refusal_names_is_accepted(until: date) -> None:
    said = why_not(until)
    if "such as" in said or "Choose a day until" in said:
        words = said.rstrip(".").split()[-3:]
        named = date(int(words[2]), ["", *MONTHS].index(words[1]), int(words[0]))
        assert why_not(named) == "" or named > TERMS.step(CLOSES, decision_rules.LONGEST_EXTENSION)


MONTHS = [(date(2026, 1, 1) + timedelta(days=31 * n)).strftime("%B") for n in range(12)]


def test_a_reason_is_needed_and_has_an_end() -> None:
    assert decision_rules.why_not_said("  \n") != ""
    assert decision_rules.why_not_said("The lead is ill.") == ""
    assert "1,000" in decision_rules.why_not_said("x" * 1001)


def test_every_state_is_awaited_returned_or_settled_and_only_one_of_them() -> None:
    assert set(ReturnState) == AWAITED | RETURNED | SETTLED
    assert len(AWAITED) + len(RETURNED) + len(SETTLED) == len(ReturnState)


@pytest.mark.parametrize("state", sorted(SETTLED))
@pytest.mark.parametrize("step", ["complete", "sign_head", "sign_board", "submit", "query", "reply", "accept"])
def test_a_settled_return_goes_nowhere_but_back(state: ReturnState, step: str) -> None:
    facts = rules.ReturnFacts(state, CycleState.open, date(2026, 10, 12), CLOSES)
    with pytest.raises(NotYet):
        rules.require_step(step, facts)
    assert rules.require_step("resume", facts) is ReturnState.in_progress
    assert not rules.is_overdue(facts, today=date(2027, 1, 1))
