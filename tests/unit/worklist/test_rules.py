"""When the letter is due, over weeks, years and changes of the clock; what letter and calendar say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from concordat.core.tasks import Task
from concordat.worklist.presenters import letters
from concordat.worklist.presenters.calendar import calendar_of
from concordat.worklist.rules import ENGLAND, counted, is_working_hour, nearest, period_of, rhythm_of, said_minutes
from concordat.worklist.vocabulary import Rhythm

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 31), timezones=st.just(UTC))
TELLING = [Rhythm.now, Rhythm.daily, Rhythm.weekly]
TODAY = date(2026, 11, 24)


@given(MOMENTS, st.sampled_from(list(Rhythm)))
def test_nobody_is_written_to_outside_of_working_hours(at: datetime, rhythm: Rhythm) -> None:
    here = at.astimezone(ENGLAND)
    period = period_of(rhythm, at)
    if period:
        assert here.weekday() < 5
        assert 8 <= here.hour < 17
        assert rhythm_of(period) is rhythm
        assert rhythm is not Rhythm.never
    assert is_working_hour(at) == (here.weekday() < 5 and 8 <= here.hour < 17)


@pytest.mark.parametrize(
    "monday", [date(2026, 3, 23), date(2026, 3, 30), date(2026, 10, 19), date(2026, 10, 26), date(2026, 12, 28)]
)
def test_each_period_of_a_week_comes_once_also_where_the_clock_changes(monday: date) -> None:
    start = datetime(monday.year, monday.month, monday.day, tzinfo=UTC)
    hours = [start + timedelta(hours=number, minutes=7) for number in range(7 * 24)]
    found = {rhythm: [period_of(rhythm, at) for at in hours] for rhythm in TELLING}
    named = {rhythm: set(periods) - {""} for rhythm, periods in found.items()}
    assert len(named[Rhythm.now]) == 5 * 9
    assert len(named[Rhythm.daily]) == 5
    assert len(named[Rhythm.weekly]) == 1
    for rhythm in (Rhythm.daily, Rhythm.weekly):
        first = next(at for at, period in zip(hours, found[rhythm], strict=True) if period)
        assert first.astimezone(ENGLAND).hour == 8


@given(MOMENTS, MOMENTS, st.sampled_from(TELLING))
def test_two_moments_share_a_period_only_within_it(one: datetime, other: datetime, rhythm: Rhythm) -> None:
    periods = period_of(rhythm, one), period_of(rhythm, other)
    if periods[0] and periods[0] == periods[1]:
        lasts = {Rhythm.now: timedelta(hours=1), Rhythm.daily: timedelta(hours=9), Rhythm.weekly: timedelta(days=5)}
        assert abs(one - other) < lasts[rhythm]


def a_task(kind: str, due: date, title: str = "Answer: Ash Primary School") -> Task:
    return Task(title, "Ada Invented asks", "Soon", f"/x/{title}/", due, kind=kind)


def test_the_letter_counts_kinds_and_names_nobody() -> None:
    tasks = [
        a_task("Answer the safeguarding audit", TODAY),
        a_task("Answer the safeguarding audit", TODAY, "Answer: Beech Academy"),
        a_task("Follow an audit", TODAY + timedelta(days=30)),
    ]
    lines = letters.lines_of(tasks, today=TODAY)
    assert lines[0] == "3 things wait for you."
    assert lines[1] == "Now: Answer the safeguarding audit (2)."
    assert lines[2] == "Later: Follow an audit."
    told = " ".join([letters.SUBJECT, *lines, *letters.lines_of_new(["Follow an audit"])])
    assert not any(name in told for name in ("Ash", "Beech", "Ada"))


@given(st.lists(st.sampled_from(["a", "b", "c"])))
def test_counts_add_up(kinds: list[str]) -> None:
    found = counted(kinds)
    assert len(found) == len(set(kinds))
    assert sum(int(one.partition("(")[2].rstrip(")") or 1) for one in found) == len(kinds)


KINDS = st.text(min_size=1, max_size=60)


@given(st.lists(st.tuples(KINDS, st.dates(date(2026, 1, 1), date(2027, 12, 31))), max_size=8))
def test_the_calendar_can_be_read_again_whatever_a_task_is_called(rows: list[tuple[str, date]]) -> None:
    tasks = [a_task(kind, day) for kind, day in rows]
    content = calendar_of(
        tasks, person_id=7, address="https://c.example", domain="c.example", at=datetime(2026, 11, 24, tzinfo=UTC)
    )
    again = [one for one in Calendar.from_ical(content).walk("VEVENT") if isinstance(one, Event)]
    assert sorted(one.decoded("DTSTART") for one in again) == sorted(day for _, day in {(k, d) for k, d in rows})
    assert len({str(one["UID"]) for one in again}) == len(again)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"Ash Primary" not in content


def test_the_same_task_keeps_its_event() -> None:
    def uid(at: datetime) -> str:
        content = calendar_of([a_task("A", TODAY)], person_id=7, address="x", domain="c.example", at=at)
        return str(Calendar.from_ical(content).walk("VEVENT")[0]["UID"])

    assert uid(datetime(2026, 11, 1, tzinfo=UTC)) == uid(datetime(2026, 11, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (5, "about 5 minutes"),
        (59, "about 59 minutes"),
        (60, "about 1 hour"),
        (90, "about 1½ hours"),
        (125, "about 2 hours"),
    ],
)
def test_minutes_in_words(minutes: int, said: str) -> None:
    assert said_minutes(minutes) == said


def test_the_next_day_is_today_or_later() -> None:
    days = [(TODAY + timedelta(days=n), str(n)) for n in (-1, 3, 2)]
    assert nearest(days, today=TODAY) == (TODAY + timedelta(days=2), "2")
    assert nearest(days[:1], today=TODAY) is None
