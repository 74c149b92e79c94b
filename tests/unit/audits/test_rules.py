"""The steps of a return and what must come first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.audits import rules
from concordat.audits.rules import NotYet, ReturnFacts
from concordat.audits.vocabulary import CycleState, ReturnState
from concordat.lib.school_days import SchoolCalendar

OPEN = ReturnFacts(
    state=ReturnState.not_started,
    cycle_state=CycleState.open,
    opens_on=date(2026, 10, 1),
    closes_on=date(2026, 12, 18),
)


def test_a_return_goes_from_first_answer_to_acceptance() -> None:
    state = ReturnState.not_started
    for step in ("answer", "complete", "sign_head", "sign_board", "submit", "query", "reply", "accept"):
        state = rules.next_state(step, state)
    assert state is ReturnState.accepted


@given(step=st.sampled_from(sorted(rules.TRANSITIONS)), state=st.sampled_from(list(ReturnState)))
def test_every_step_from_every_state_moves_or_says_what_comes_first(step: str, state: ReturnState) -> None:
    allowed, after = rules.TRANSITIONS[step]
    if state in allowed:
        assert rules.next_state(step, state) is after
    else:
        with pytest.raises(NotYet, match=r"\.$"):
            rules.next_state(step, state)


@given(steps=st.lists(st.sampled_from(sorted(rules.TRANSITIONS)), max_size=30))
def test_no_sequence_of_steps_submits_without_both_signatures(steps: list[str]) -> None:
    state = ReturnState.not_started
    taken: list[str] = []
    for step in steps:
        try:
            state = rules.next_state(step, state)
        except NotYet:
            continue
        if step == "reopen":
            taken = []
        taken.append(step)
        if step == "submit":
            assert taken.index("complete") < taken.index("sign_head") < taken.index("sign_board")


@pytest.mark.parametrize("cycle_state", [CycleState.draft, CycleState.closed])
def test_nothing_changes_outside_an_open_cycle(cycle_state: CycleState) -> None:
    facts = replace(OPEN, cycle_state=cycle_state, state=ReturnState.in_progress)
    with pytest.raises(NotYet):
        rules.require_answerable(facts)
    with pytest.raises(NotYet):
        rules.require_completable(facts)
    with pytest.raises(NotYet):
        rules.require_step("submit", replace(facts, state=ReturnState.board_signed))
    with pytest.raises(NotYet):
        rules.require_reply_possible(replace(facts, state=ReturnState.queried))


def test_a_return_with_something_left_cannot_be_finished() -> None:
    facts = replace(OPEN, state=ReturnState.in_progress, left_to_do=1)
    with pytest.raises(NotYet, match="There is 1 thing left"):
        rules.require_completable(facts)
    assert rules.require_completable(replace(facts, left_to_do=0)) is ReturnState.dsl_complete


def test_a_queried_return_can_be_corrected_and_stays_queried_until_the_reply() -> None:
    facts = replace(OPEN, state=ReturnState.queried, open_queries=2)
    assert rules.require_answerable(facts) is ReturnState.queried
    assert rules.require_reply_possible(facts) is ReturnState.queried
    assert rules.require_reply_possible(replace(facts, open_queries=1)) is ReturnState.replied


def test_overdue_only_while_not_submitted() -> None:
    assert not rules.is_overdue(OPEN, today=date(2026, 12, 18))
    assert rules.is_overdue(OPEN, today=date(2026, 12, 19))
    assert not rules.is_overdue(replace(OPEN, state=ReturnState.submitted), today=date(2027, 1, 1))


@given(return_id=st.integers(1, 999_999), year=st.integers(2000, 2099))
def test_a_receipt_shows_a_slip_of_the_pen(return_id: int, year: int) -> None:
    receipt = rules.receipt_number(year=f"{year} to {year + 1}", return_id=return_id)
    assert rules.receipt_is_genuine(receipt)
    digits = receipt.replace("-", "")
    for place, digit in enumerate(digits):
        wrong = digits[:place] + str((int(digit) + 1) % 10) + digits[place + 1 :]
        assert not rules.receipt_is_genuine(wrong)


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 8, 31), "2025 to 2026"), (date(2026, 9, 1), "2026 to 2027"), (date(2027, 1, 1), "2026 to 2027")],
)
def test_a_school_year_begins_in_september(day: date, year: str) -> None:
    assert rules.school_year(day) == year


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_usual_window_runs_from_a_monday_ahead_to_a_friday(today: date) -> None:
    first, last = rules.usual_window(today)
    assert (first.weekday(), last.weekday()) == (0, 4)
    assert 1 <= (first - today).days <= 7
    assert (last - first).days == 46


NORTH = SchoolCalendar.of(
    [
        (date(2026, 9, 3), date(2026, 10, 23)),
        (date(2026, 11, 2), date(2026, 12, 18)),
        (date(2027, 1, 4), date(2027, 4, 1)),
    ]
)
SOUTH = SchoolCalendar.of([(date(2026, 9, 1), date(2026, 12, 16)), (date(2027, 1, 6), date(2027, 4, 2))])
CALENDARS = st.sampled_from([NORTH, SOUTH, SchoolCalendar()])


@given(CALENDARS, st.dates(date(2026, 9, 7), date(2026, 12, 1)), st.integers(5, 60))
def test_run_every_day_the_ladder_tells_each_step_that_is_left_on_its_own_school_day(
    calendar: SchoolCalendar, opens_on: date, lasts: int
) -> None:
    closes_on = opens_on + timedelta(days=lasts)
    told: dict[int, date] = {}
    for number in range(120):
        today = opens_on + timedelta(days=number)
        step = rules.reminder_due(opens_on=opens_on, closes_on=closes_on, today=today, calendar=calendar)
        if step is not None:
            told.setdefault(step.days, today)
    expected = {step.days: calendar.step(closes_on, step.days) for step in rules.LADDER}
    assert told == {days: day for days, day in expected.items() if day >= opens_on}
    assert all(calendar.is_school_day(day) for day in told.values())


def test_the_ladder_of_a_cycle_that_closes_before_christmas() -> None:
    closes_on = date(2026, 12, 18)
    days = {step.days: NORTH.step(closes_on, step.days) for step in rules.LADDER}
    assert days == {
        -28: date(2026, 11, 10),
        -14: date(2026, 11, 30),
        -3: date(2026, 12, 15),
        1: date(2027, 1, 4),
        7: date(2027, 1, 12),
        14: date(2027, 1, 21),
    }
    assert not rules.formal_letter_due(closes_on=closes_on, today=date(2027, 2, 9), calendar=NORTH)
    assert rules.formal_letter_due(closes_on=closes_on, today=date(2027, 2, 10), calendar=NORTH)


def test_after_a_long_silence_only_the_latest_step_that_is_fresh_is_told() -> None:
    facts = {"opens_on": date(2026, 9, 7), "closes_on": date(2026, 12, 18), "calendar": SchoolCalendar()}
    late = rules.reminder_due(today=date(2026, 12, 21), **facts)  # type: ignore[arg-type]
    assert late is not None
    assert late.days == 1
    assert rules.reminder_due(today=date(2027, 3, 1), **facts) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(("needed", "answered", "minutes"), [(0, 0, 120), (90, 0, 180), (90, 89, 5), (90, 40, 100)])
def test_what_is_left_of_a_return_takes_two_minutes_a_question(needed: int, answered: int, minutes: int) -> None:
    assert rules.minutes_to_answer(needed=needed, answered=answered) == minutes
