"""Term dates as an authority publishes them for calendars: iCalendar (RFC 5545), read into lines to look at.

Nothing is kept from here: the lines go into the page, where a person sees and mends them first. Of the events
only terms and closed days are taken, and the others are counted. A file that repeats, nests or overflows is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from icalendar import Calendar, Event

from concordat.core.clock import ENGLAND
from concordat.establishments.term_dates import MOST_LINES, Span, TermDatesNotPossible

LARGEST_BYTES = 256 * 1024
MOST_PIECES = MOST_LINES * 40  # lines of the file, folded ones too
LONGEST_HALF_TERM = timedelta(days=16)
CLOSED = re.compile(
    r"holiday|half[ -]term|break|closed|closure|inset|in-service|training day|non[ -]pupil|occasional", re.I
)
BEGINS = re.compile(r"\b(starts?|begins?|beginning|opens?|first day)\b", re.I)
ENDS = re.compile(r"\b(ends?|closes?|last day|finish(es)?)\b", re.I)
TERM = re.compile(r"\bterm\b", re.I)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class CalendarRead:
    """The terms and closed days of a file, and how many other events it held."""

    spans: tuple[Span, ...]
    left_out: int


def read_calendar(content: bytes) -> CalendarRead:
    """The spans of an iCalendar file. Raises `TermDatesNotPossible` with what to do for any other file."""
    events = _events(_text(content))
    spans: list[Span] = []
    edges: list[tuple[date, bool, str]] = []
    left_out = 0
    for name, first, last in events:
        if TERM.search(name) and first == last and (BEGINS.search(name) or ENDS.search(name)):
            edges.append((first, bool(BEGINS.search(name)), name))
        elif CLOSED.search(name):
            spans.append(Span(_closed_name(name, last - first), first, last))
        elif TERM.search(name):
            spans.append(Span(name, first, last))
        else:
            left_out += 1
    spans += _between(edges)
    if not spans:
        raise TermDatesNotPossible("This calendar names no term and no holiday. Type the dates instead.")
    return CalendarRead(tuple(sorted(spans, key=lambda span: (span.from_on, span.until_on))), left_out)


def _text(content: bytes) -> str:
    if len(content) > LARGEST_BYTES:
        raise TermDatesNotPossible("This file is larger than a calendar of term dates. Choose the one of your schools.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise TermDatesNotPossible("This file is not a calendar: its text cannot be read.") from wrong
    if not text.lstrip().upper().startswith("BEGIN:VCALENDAR") or "\x00" in text:
        raise TermDatesNotPossible("This is not a calendar file. It ends in .ics and begins with BEGIN:VCALENDAR.")
    if text.count("\n") > MOST_PIECES or text.upper().count("BEGIN:VEVENT") > MOST_LINES:
        raise TermDatesNotPossible(
            f"This calendar holds more than {MOST_LINES} events. Give the years that matter now."
        )
    if text.upper().count("BEGIN:") > MOST_LINES * 4:
        raise TermDatesNotPossible("This calendar holds more than events. Ask for one of term dates alone.")
    return text


def _events(text: str) -> list[tuple[str, date, date]]:
    try:
        found = [event for calendar in Calendar.from_ical(text, multiple=True) for event in calendar.walk("VEVENT")]
        return [_event(event) for event in found if isinstance(event, Event)]
    except TermDatesNotPossible:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, RecursionError) as wrong:
        raise TermDatesNotPossible("This calendar cannot be read. Type the dates instead.") from wrong


def _event(event: Event) -> tuple[str, date, date]:
    name = _name(str(event.get("SUMMARY", "")))
    if any(event.get(word) is not None for word in ("RRULE", "RDATE", "EXRULE")):
        raise TermDatesNotPossible(f"“{name}” repeats. Term dates are given one by one: type the dates instead.")
    if event.get("DTSTART") is None:
        raise TermDatesNotPossible(f"“{name}” has no first day.")
    first = _day(_decoded(event, "DTSTART"))
    last = first
    if event.get("DTEND") is not None:
        end = _decoded(event, "DTEND")
        whole_days = not isinstance(end, datetime)  # the end of whole days is the day after the last one
        midnight = isinstance(end, datetime) and end.astimezone(ENGLAND).time().isoformat() == "00:00:00"
        last = _day(end) - (ONE_DAY if whole_days or midnight else timedelta())
    elif event.get("DURATION") is not None:
        length = event.decoded("DURATION")
        last = first + max(length - ONE_DAY, timedelta())
    return name, first, max(first, last)


def _decoded(event: Event, word: str) -> date | datetime:
    """The day or moment of a property; raises `ValueError` for one that is broken."""
    value = event.decoded(word)
    if not isinstance(value, date):
        raise ValueError(word)
    return value


def _day(value: date | datetime) -> date:
    return value.astimezone(ENGLAND).date() if isinstance(value, datetime) else value


def _name(said: str) -> str:
    """One line without what the text of the page would take for something else."""
    plain = "".join(letter if letter.isprintable() else " " for letter in said).replace(",", " ").replace('"', "")
    return " ".join(plain.split())[:80] or "Without a name"


def _closed_name(name: str, length: timedelta) -> str:
    """A name that the page does not take for a term's."""
    if Span(name, date.min, date.min).is_term:
        name = re.sub(r"half term", "half-term", name, flags=re.I) if length <= LONGEST_HALF_TERM else name
    if Span(name, date.min, date.min).is_term:
        return f"Closed: {name}"[:80]
    return name


def _between(edges: list[tuple[date, bool, str]]) -> list[Span]:
    """Terms from the days on which they begin and end."""
    ordered = sorted(edges)
    spans = []
    for number, (day, begins, name) in enumerate(ordered):
        expected = number % 2 == 0
        if begins != expected:
            raise TermDatesNotPossible(
                f"“{name}” on {day.day} {day:%B %Y} has no matching day. Type the dates instead."
            )
    if len(ordered) % 2:
        day, _, name = ordered[-1]
        raise TermDatesNotPossible(f"“{name}” on {day.day} {day:%B %Y} has no matching day. Type the dates instead.")
    for number, ((first, _, name), (last, _, _)) in enumerate(pairwise(ordered)):
        if number % 2 == 0:
            spans.append(Span(_term_name(name), first, last))
    return spans


def _term_name(name: str) -> str:
    plain = " ".join(BEGINS.sub("", name).split()).strip(" :-")
    return plain if TERM.search(plain) and Span(plain, date.min, date.min).is_term else f"Term from {name}"[:80]
