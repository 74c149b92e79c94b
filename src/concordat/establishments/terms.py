"""Terms to report by: those that an authority has published, else the three that schools in England usually have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from concordat.establishments.term_dates import Span

USUAL = (("Spring term", 1, 4), ("Summer term", 5, 8), ("Autumn term", 9, 12))  # first and last month
LONGEST_MONTH = {1: 31, 4: 30, 5: 31, 8: 31, 9: 30, 12: 31}


@dataclass(frozen=True)
class Term:
    """A term with its first and last day; `is_published` where an authority gave the dates."""

    name: str
    from_on: date
    until_on: date
    is_published: bool

    @property
    def code(self) -> str:
        """How an address names it: its first day."""
        return self.from_on.isoformat()

    def has(self, day: date) -> bool:
        """Whether the day is in it."""
        return self.from_on <= day <= self.until_on


def begun(spans: Sequence[Span], today: date, *, years: int = 2) -> list[Term]:
    """Terms that have begun and ended no longer than some years ago, the latest first."""
    published = [Term(span.name, span.from_on, span.until_on, True) for span in spans if span.is_term]
    since = date(today.year - years, 1, 1)
    for every in (published, usual(today.year - years, today.year)):
        found = [term for term in every if since <= term.until_on and term.from_on <= today]
        if found:
            return sorted(found, key=_latest_first)
    return []


def usual(first: int, last: int) -> list[Term]:
    """The usual terms of some years: dates that nobody has published."""
    return [
        Term(f"{name} {year}", date(year, begins, 1), date(year, ends, LONGEST_MONTH[ends]), False)
        for year in range(first, last + 1)
        for name, begins, ends in USUAL
    ]


def _latest_first(term: Term) -> int:
    return -term.from_on.toordinal()
