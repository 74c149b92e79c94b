"""The reminder ladder over three authorities' term dates, inset days of one setting and the changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import settings as run
from hypothesis import strategies as st

from concordat.audits.rules import LADDER, Reminder, reminder_due
from concordat.core import clock
from concordat.establishments.term_dates import Span, calendar_of, calendar_of_setting, read
from concordat.lib.school_days import SchoolCalendar
from concordat.requests import notices
from concordat.requests.rules import why_not_fair

# Invented, in the shape of English term dates; the three differ in half-terms, Easter and the first day.
AREAS = {
    "north": read(
        "Autumn term 2026, 2026-09-03, 2026-12-18\nHalf-term holiday, 2026-10-26, 2026-10-30\n"
        "Spring term 2027, 2027-01-04, 2027-03-25\nHalf-term holiday, 2027-02-15, 2027-02-19\n"
        "Summer term 2027, 2027-04-12, 2027-07-22\nBank holiday, 2027-05-03\nHalf-term holiday, 2027-05-31, 2027-06-04"
    ),
    "south": read(
        "Autumn term one, 2026-09-01, 2026-10-16\nAutumn term two, 2026-11-02, 2026-12-16\n"
        "Spring term, 2027-01-05, 2027-04-01\nSummer term, 2027-04-19, 2027-07-20"
    ),
    "east": read("Term 1, 2026-09-07, 2026-10-23\nTerm 2, 2026-11-09, 2026-12-22\nTerm 3, 2027-01-06, 2027-07-23"),
}
INSET = st.lists(st.dates(date(2026, 9, 1), date(2027, 7, 23)), max_size=12, unique=True)
CLOSES = st.dates(date(2026, 10, 1), date(2027, 6, 11))
SPRING_AND_AUTUMN = (date(2026, 10, 25), date(2027, 3, 28))  # the clock goes back, and forward


@st.composite
def settings(draw: st.DrawFn) -> tuple[SchoolCalendar, SchoolCalendar]:
    """The calendar of an area, and that of one of its settings with inset days of its own."""
    area = AREAS[draw(st.sampled_from(sorted(AREAS)))]
    own = [Span("Inset day", day, day) for day in draw(INSET)]
    return calendar_of(area), calendar_of_setting(area, own)


def told(opens_on: date, closes_on: date, calendar: SchoolCalendar) -> dict[date, Reminder]:
    """What a morning each day would find, from a month before opening until long after the last day."""
    days = (opens_on + timedelta(days=number) for number in range(-30, (closes_on - opens_on).days + 90))
    found = {day: reminder_due(opens_on=opens_on, closes_on=closes_on, today=day, calendar=calendar) for day in days}
    return {day: step for day, step in found.items() if step is not None}


@run(max_examples=15)  # each is half a year of mornings
@given(settings(), CLOSES, st.integers(14, 70))
def test_every_step_is_told_on_its_day_and_only_on_school_days(
    calendars: tuple[SchoolCalendar, SchoolCalendar], closes_on: date, lasts: int
) -> None:
    _, calendar = calendars
    opens_on = closes_on - timedelta(days=lasts)
    mornings = told(opens_on, closes_on, calendar)
    assert all(calendar.is_school_day(day) and day >= opens_on for day in mornings)
    for step in LADDER:
        its_day = calendar.step(closes_on, step.days)
        if its_day >= opens_on:
            assert mornings[its_day] == step
        else:
            assert step not in mornings.values()
    in_order = [step.days for _, step in sorted(mornings.items())]
    assert in_order == sorted(in_order)


@given(settings(), CLOSES)
def test_an_inset_day_moves_reminders_away_from_the_last_day(
    calendars: tuple[SchoolCalendar, SchoolCalendar], closes_on: date
) -> None:
    area, own = calendars
    for step in LADDER:
        shared, moved = area.step(closes_on, step.days), own.step(closes_on, step.days)
        assert moved <= shared if step.days < 0 else moved >= shared


@given(settings(), CLOSES, st.integers(1, 70))
def test_a_window_that_is_called_fair_gives_its_school_days(
    calendars: tuple[SchoolCalendar, SchoolCalendar], closes_on: date, lasts: int
) -> None:
    _, calendar = calendars
    opens_on = closes_on - timedelta(days=lasts)
    least = notices.least("audit", opens_on)
    unfair = why_not_fair(least, sent_on=opens_on, due_on=closes_on, calendars=[calendar])
    days = sum(calendar.is_school_day(opens_on + timedelta(days=number)) for number in range(lasts + 1))
    assert (unfair == "") == (calendar.is_school_day(closes_on) and days >= least.school_days)


@given(settings(), st.sampled_from(SPRING_AND_AUTUMN), st.integers(-4, 4), st.times(time(0), time(23, 59)))
def test_the_change_of_the_clock_moves_no_school_day(
    calendars: tuple[SchoolCalendar, SchoolCalendar], change: date, days: int, at: time
) -> None:
    _, calendar = calendars
    moment = datetime.combine(change + timedelta(days=days), at, tzinfo=clock.ENGLAND)
    utc = moment.astimezone(UTC)
    day = utc.astimezone(clock.ENGLAND).date()
    assert day == moment.date()
    assert calendar.is_school_day(day) == calendar.is_school_day(moment.date())
    assert calendar.step(day, 1) - day >= timedelta(days=1)


@pytest.mark.parametrize("change", SPRING_AND_AUTUMN)
def test_the_day_of_england_lasts_from_midnight_to_midnight_there(
    change: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = timedelta(seconds=-1), timedelta(seconds=1)
    for number in range(-2, 3):
        day = change + timedelta(days=number)
        midnight = datetime.combine(day, time(), tzinfo=clock.ENGLAND).astimezone(UTC)
        for shift, expected in ((before, day - timedelta(days=1)), (after, day)):
            monkeypatch.setattr(clock, "now", lambda moment=midnight + shift: moment)
            assert clock.today() == expected


@run(max_examples=15)
@given(settings(), CLOSES, st.data())
def test_a_worker_that_slept_tells_the_latest_step_or_nothing(
    calendars: tuple[SchoolCalendar, SchoolCalendar], closes_on: date, data: st.DataObject
) -> None:
    _, calendar = calendars
    opens_on = closes_on - timedelta(days=60)
    mornings = told(opens_on, closes_on, calendar)
    assume(mornings)
    day = data.draw(st.sampled_from(sorted(mornings)))
    its_day = calendar.step(closes_on, mornings[day].days)
    assert its_day <= day <= its_day + timedelta(days=5)
    later = [step for step in LADDER if its_day < calendar.step(closes_on, step.days) <= day]
    assert later == []


@given(st.sampled_from(sorted(AREAS)), INSET)
def test_a_setting_with_terms_of_its_own_does_not_share_the_holidays_of_its_area(area: str, inset: list[date]) -> None:
    own = [Span("Own term", date(2026, 10, 19), date(2026, 11, 13)), *(Span("Inset", day, day) for day in inset)]
    calendar = calendar_of_setting(AREAS[area], own)
    weekdays = [date(2026, 10, 19) + timedelta(days=number) for number in range(26)]
    for day in weekdays:
        assert calendar.is_school_day(day) == (day.weekday() < 5 and day not in inset)
