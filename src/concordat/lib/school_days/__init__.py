"""School days: terms, holidays, inset days, and steps of so many school days before or after a day.

A calendar is what an authority has published. Between two of its terms there is a holiday; days further from
any term than a summer holiday lasts are days that nobody has published yet, and there every weekday counts.
Pure: dates in, dates out; no clock, no time zone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

DAY = timedelta(days=1)
LONGEST_HOLIDAY = timedelta(days=63)  # the summer holiday is six or seven weeks; beyond nine the dates are missing
SATURDAY = 5
FURTHEST = 1500


class TermsOverlap(ValueError):
    """Two terms that share a day, or a term that ends before it begins."""


@dataclass(frozen=True)
class SchoolCalendar:
    """Terms as first and last day, in any order, and days within them on which schools are closed."""

    terms: tuple[tuple[date, date], ...] = ()
    closed: frozenset[date] = field(default=frozenset())

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.terms))
        if any(first > last for first, last in ordered):
            raise TermsOverlap("A term ends before it begins.")
        if any(later[0] <= earlier[1] for earlier, later in pairwise(ordered)):
            raise TermsOverlap("Two terms share a day.")
        object.__setattr__(self, "terms", ordered)

    @classmethod
    def of(cls, terms: Iterable[tuple[date, date]], closed: Iterable[date] = ()) -> SchoolCalendar:
        """A calendar of these terms and closed days."""
        return cls(tuple(terms), frozenset(closed))

    def is_school_day(self, day: date) -> bool:
        """Whether schools are open; on days that nobody has published every weekday is taken for one."""
        if day.weekday() >= SATURDAY or day in self.closed:
            return False
        return self._in_term(day) or not self._in_holiday(day)

    def step(self, day: date, count: int) -> date:
        """The school day that is so many after the day, or before it where the count is negative.

        For 0 the day itself, or the next school day where it is none. Raises `OverflowError` where no such
        day is within four years.
        """
        if count == 0:
            return day if self.is_school_day(day) else self.step(day, 1)
        direction = DAY if count > 0 else -DAY
        left, found = abs(count), day
        for _ in range(FURTHEST):
            found += direction
            left -= self.is_school_day(found)
            if not left:
                return found
        raise OverflowError("no such school day within four years")

    def between(self, first: date, last: date) -> int:
        """How many school days lie after the first day, up to and with the last; negative where it is earlier."""
        if last < first:
            return -self.between(last, first)
        return sum(self.is_school_day(first + DAY * number) for number in range(1, (last - first).days + 1))

    def _in_term(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.terms)

    def _in_holiday(self, day: date) -> bool:
        """Between two terms that are no further apart than a holiday lasts."""
        gaps = pairwise(self.terms)
        return any(earlier[1] < day < later[0] and later[0] - earlier[1] <= LONGEST_HOLIDAY for earlier, later in gaps)
