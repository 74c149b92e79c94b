"""Term dates as people type or paste them: one line a term, holiday within a term or closed day."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from concordat.core.problems import Problem
from concordat.lib.school_days import SchoolCalendar, TermsOverlap

MOST_LINES = 400
HEADINGS = ("what", "name", "term", "terms", "title", "summary", "holiday")
LONGEST_TERM = timedelta(days=200)
FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y")


class TermDatesNotPossible(Problem):
    """Lines that are no term dates; the sentence names the line."""


@dataclass(frozen=True)
class Span:
    """A term, or days on which schools are closed."""

    name: str
    from_on: date
    until_on: date

    @property
    def is_term(self) -> bool:
        """A span whose name speaks of a term; every other span is closed."""
        words = self.name.lower()
        return "term" in words and not any(word in words for word in ("half-term", "half term holiday", "closed"))


def read(text: str) -> list[Span]:
    """The spans of a text such as `Autumn term 2026, 2026-09-03, 2026-12-18`; one day may be given alone.

    Raises `TermDatesNotPossible` with the line that is wrong, and for terms that overlap.
    """
    spans: list[Span] = []
    for number, cells in enumerate(csv.reader(io.StringIO(text.replace("\t", ","))), start=1):
        said = [cell.strip() for cell in cells if cell.strip()]
        if not said or (number == 1 and _is_heading(said)):
            continue
        if number > MOST_LINES:
            raise TermDatesNotPossible(f"There are more than {MOST_LINES} lines. Give the years that matter now.")
        spans.append(_span(number, said))
    try:
        calendar_of(spans)
    except TermsOverlap as problem:
        raise TermDatesNotPossible(f"{problem} Mend the dates.") from problem
    return spans


def _is_heading(said: Sequence[str]) -> bool:
    """The line above the dates; a term that is called “Term” has a date beside it."""
    return said[0].lower() in HEADINGS and not any(character.isdigit() for cell in said[1:] for character in cell)


def calendar_of(spans: Sequence[Span]) -> SchoolCalendar:
    """The calendar that these spans make."""
    terms = [(span.from_on, span.until_on) for span in spans if span.is_term]
    closed = [
        span.from_on + timedelta(days=day)
        for span in spans
        if not span.is_term
        for day in range((span.until_on - span.from_on).days + 1)
    ]
    return SchoolCalendar.of(terms, closed)


def calendar_of_setting(area: Sequence[Span], own: Sequence[Span]) -> SchoolCalendar:
    """The calendar of one setting: its own terms where it has some, else its area's; its own closed days besides.

    A setting with terms of its own (an academy may set them) does not share its area's holidays.
    """
    if any(span.is_term for span in own):
        return calendar_of(own)
    return calendar_of([*area, *own])


def as_text(spans: Sequence[Span]) -> str:
    """The spans as they can be typed again."""
    return "\n".join(f"{span.name}, {span.from_on}, {span.until_on}" for span in spans)


def _span(number: int, said: list[str]) -> Span:
    if len(said) not in (2, 3):
        raise TermDatesNotPossible(f"Line {number}: write a name, the first day and the last day, with commas between.")
    first, last = _day(number, said[1]), _day(number, said[-1])
    if last < first:
        raise TermDatesNotPossible(f"Line {number}: the last day is before the first.")
    if last - first > LONGEST_TERM:
        raise TermDatesNotPossible(f"Line {number}: this is longer than a term. Check the years.")
    return Span(said[0][:80], first, last)


def _day(number: int, said: str) -> date:
    for form in FORMATS:
        try:
            return datetime.strptime(said, form).date()
        except ValueError:
            continue
    raise TermDatesNotPossible(f"Line {number}: “{said[:30]}” is no date. Write it as 2026-09-03 or 3/9/2026.")
