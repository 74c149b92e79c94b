"""Term dates as calendar files: what councils publish is read, and what is no such file is refused with a sentence."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from concordat.establishments.calendar_files import LARGEST_BYTES, read_calendar
from concordat.establishments.term_dates import Span, TermDatesNotPossible, as_text, calendar_of, read
from concordat.lib.school_days import TermsOverlap

LONDON = ZoneInfo("Europe/London")


def a_file(*events: str) -> bytes:
    """A calendar of these events, each the lines inside it."""
    inside = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Invented//EN\r\n{inside}END:VCALENDAR\r\n".encode()


def an_event(name: str, first: str, after: str = "") -> str:
    """Whole days; the end of iCalendar is the day after the last one."""
    end = f"\r\nDTEND;VALUE=DATE:{after}" if after else ""
    return f"SUMMARY:{name}\r\nDTSTART;VALUE=DATE:{first}{end}"


def test_terms_holidays_and_closed_days_as_councils_publish_them() -> None:
    found = read_calendar(
        a_file(
            an_event("Autumn Term 2026", "20260903", "20261219"),
            an_event("October half term", "20261026", "20261031"),
            an_event("INSET day\\, all schools", "20260903"),
            an_event("Governors' conference", "20261111", "20261112"),
        )
    )
    assert found.spans == (
        Span("INSET day all schools", date(2026, 9, 3), date(2026, 9, 3)),
        Span("Autumn Term 2026", date(2026, 9, 3), date(2026, 12, 18)),
        Span("October half-term", date(2026, 10, 26), date(2026, 10, 30)),
    )
    assert found.left_out == 1
    calendar = calendar_of(found.spans)
    assert not calendar.is_school_day(date(2026, 10, 28))
    assert calendar.is_school_day(date(2026, 9, 4))


def test_days_on_which_terms_begin_and_end_make_a_term() -> None:
    found = read_calendar(
        a_file(
            an_event("Spring term ends", "20270325"),
            an_event("Autumn term starts", "20260903"),
            an_event("Spring term starts", "20270104"),
            an_event("Autumn term ends", "20261218"),
        )
    )
    assert found.spans == (
        Span("Autumn term", date(2026, 9, 3), date(2026, 12, 18)),
        Span("Spring term", date(2027, 1, 4), date(2027, 3, 25)),
    )


def test_moments_are_days_in_england_also_in_summer() -> None:
    event = "SUMMARY:Summer term 2027\r\nDTSTART:20270411T230000Z\r\nDTEND:20270720T230000Z"
    (span,) = read_calendar(a_file(event)).spans
    assert (span.from_on, span.until_on) == (date(2027, 4, 12), date(2027, 7, 20))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a calendar file"),
        (b"\xff\xfe\x00B", "text cannot be read"),
        (b"PK\x03\x04", "not a calendar file"),
        (b"<html><script>alert(1)</script></html>", "not a calendar file"),
        (b"%PDF-1.7", "not a calendar file"),
        (b"BEGIN:VCALENDAR\x00", "not a calendar file"),
        (b"BEGIN:VCALENDAR\r\n" + b"X" * LARGEST_BYTES, "larger than"),
        (b"BEGIN:VCALENDAR\r\n" + b"\r\n" * 20_000, "more than 400 events"),
        (b"BEGIN:VCALENDAR\r\n" * 2_000, "more than events"),
        (b"BEGIN:VCALENDAR\r\n" * 900, "cannot be read|no term"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "cannot be read|no term"),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR", "cannot be read|no term"),
        (a_file(), "no term"),
        (a_file(*[an_event("Inset", "20260903")] * 401), "more than 400 events"),
        (a_file(an_event("Staff party", "20260903")), "no term"),
        (a_file("SUMMARY:Autumn term"), "no first day"),
        (a_file("SUMMARY:Autumn term\r\nDTSTART:soon"), "cannot be read|no first day|no term"),
        (a_file(an_event("Autumn term", "99991399")), "cannot be read|no first day|no term"),
        (a_file(an_event("Inset day", "20260903") + "\r\nRRULE:FREQ=SECONDLY;COUNT=999999999"), "repeats"),
        (a_file(an_event("Inset day", "20260903") + "\r\nRDATE;VALUE=DATE:20260904"), "repeats"),
        (a_file(an_event("Autumn term starts", "20260903")), "no matching day"),
        (a_file(an_event("Term ends", "20260903"), an_event("Term starts", "20261203")), "no matching day"),
        (a_file("SUMMARY:Inset\r\nDTSTART;VALUE=DATE:20260903\r\nDURATION:P999999999999D"), "cannot be read|no term"),
    ],
)
def test_hostile_and_broken_files_are_refused_with_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(TermDatesNotPossible, match=said):
        read_calendar(content)


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=120).map(lambda text: f"Term {text}")


@given(st.lists(st.tuples(NAMES, st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 100)), max_size=5))
def test_whatever_names_a_file_gives_its_lines_can_be_typed_again(events: list[tuple[str, date, int]]) -> None:
    calendar = Calendar()
    for name, first, days in events:
        event = Event()
        event.add("summary", name)
        event.add("dtstart", first)
        event.add("dtend", first + timedelta(days=days + 1))
        calendar.add_component(event)
    try:
        spans = read_calendar(calendar.to_ical()).spans
    except TermDatesNotPossible:
        return
    try:
        calendar_of(spans)
    except TermsOverlap:  # for the person to mend
        with pytest.raises(TermDatesNotPossible, match="share a day"):
            read(as_text(spans))
        return
    again = read(as_text(spans))
    assert [(span.from_on, span.until_on) for span in again] == [(span.from_on, span.until_on) for span in spans]


@given(st.datetimes(datetime(2026, 3, 1), datetime(2027, 11, 30)))
def test_a_moment_at_a_change_of_the_clock_falls_on_the_day_that_england_has(moment: datetime) -> None:
    local = moment.replace(tzinfo=ZoneInfo("UTC"), microsecond=0)
    event = f"SUMMARY:Inset\r\nDTSTART:{local:%Y%m%dT%H%M%SZ}"
    (span,) = read_calendar(a_file(event)).spans
    assert span.from_on == local.astimezone(LONDON).date()
