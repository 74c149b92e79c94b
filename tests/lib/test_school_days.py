"""School days over the term dates of three authorities, with inset days and the changes of the clock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from concordat.lib.school_days import SchoolCalendar, TermsOverlap

# Invented, in the shape of English term dates: half-terms are gaps between half terms.
NORTH = SchoolCalendar.of(
    [
        (date(2026, 9, 3), date(2026, 10, 23)),
        (date(2026, 11, 2), date(2026, 12, 18)),
        (date(2027, 1, 4), date(2027, 2, 12)),
        (date(2027, 2, 22), date(2027, 3, 25)),
        (date(2027, 4, 12), date(2027, 5, 28)),
        (date(2027, 6, 7), date(2027, 7, 22)),
    ],
    [date(2026, 9, 3), date(2027, 5, 3)],
)
SOUTH = SchoolCalendar.of([(date(2026, 9, 1), date(2026, 12, 16)), (date(2027, 1, 5), date(2027, 7, 20))])
EAST = SchoolCalendar.of([(date(2026, 9, 7), date(2026, 10, 16)), (date(2026, 11, 2), date(2026, 12, 22))])
CALENDARS = st.sampled_from([NORTH, SOUTH, EAST, SchoolCalendar()])
DAYS = st.dates(date(2026, 6, 1), date(2027, 9, 30))


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 9, 3), False),  # inset
        (date(2026, 9, 4), True),
        (date(2026, 9, 5), False),  # Saturday
        (date(2026, 10, 25), False),  # the clock goes back, and it is Sunday
        (date(2026, 10, 26), False),  # half-term
        (date(2026, 12, 25), False),
        (date(2027, 3, 28), False),  # the clock goes forward
        (date(2027, 5, 3), False),  # bank holiday
        (date(2027, 8, 4), True),  # nobody has published what comes after July
    ],
)
def test_days_of_the_north(day: date, is_open: bool) -> None:
    assert NORTH.is_school_day(day) == is_open


def test_steps_over_half_term_and_christmas() -> None:
    assert NORTH.step(date(2026, 10, 23), 1) == date(2026, 11, 2)
    assert NORTH.step(date(2026, 11, 2), -1) == date(2026, 10, 23)
    assert NORTH.step(date(2026, 12, 18), 1) == date(2027, 1, 4)
    assert NORTH.step(date(2026, 10, 28), 0) == date(2026, 11, 2)
    assert NORTH.step(date(2026, 12, 18), -28) == date(2026, 11, 10)


@given(CALENDARS, DAYS, st.integers(-60, 60))
def test_a_step_lands_on_a_school_day_and_counts_back(calendar: SchoolCalendar, day: date, count: int) -> None:
    landed = calendar.step(day, count)
    assert calendar.is_school_day(landed)
    if count > 0:
        assert calendar.between(day, landed) == count
    if count < 0:  # counted from the day before the landing, which is itself the last step
        assert calendar.between(landed - timedelta(days=1), day - timedelta(days=1)) == -count


@given(CALENDARS, DAYS, st.integers(1, 40), st.integers(1, 40))
def test_steps_add_up(calendar: SchoolCalendar, day: date, one: int, two: int) -> None:
    assert calendar.step(calendar.step(day, one), two) == calendar.step(day, one + two)


@given(CALENDARS, DAYS, st.integers(0, 100), st.integers(0, 100))
def test_counts_add_up_whatever_the_clock_does(calendar: SchoolCalendar, day: date, one: int, two: int) -> None:
    middle, last = day + timedelta(days=one), day + timedelta(days=one + two)
    assert calendar.between(day, last) == calendar.between(day, middle) + calendar.between(middle, last)


@given(DAYS, st.integers(1, 30))
def test_without_a_calendar_weekdays_count(day: date, count: int) -> None:
    landed = SchoolCalendar().step(day, count)
    assert landed.weekday() < 5
    assert (landed - day).days >= count


@given(CALENDARS, DAYS, st.integers(-30, 30))
def test_an_inset_day_never_brings_a_day_nearer(calendar: SchoolCalendar, day: date, count: int) -> None:
    landed = calendar.step(day, count)
    assume(landed != day)
    closed = SchoolCalendar(calendar.terms, calendar.closed | {landed})
    assert abs((closed.step(day, count) - day).days) > abs((landed - day).days)


@pytest.mark.parametrize(
    "terms",
    [
        [(date(2026, 9, 1), date(2026, 8, 1))],
        [(date(2026, 9, 1), date(2026, 12, 1)), (date(2026, 12, 1), date(2026, 12, 20))],
    ],
)
def test_terms_that_cannot_be(terms: list[tuple[date, date]]) -> None:
    with pytest.raises(TermsOverlap):
        SchoolCalendar.of(terms)
