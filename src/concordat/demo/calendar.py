"""The days of the demo, counted from today, so that this year's audit is always open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from concordat.lib.school_days import SchoolCalendar


@dataclass(frozen=True)
class Window:
    """One year's audit."""

    year: str
    opens_on: date
    closes_on: date

    def moment(self, step: int, of: int, *, until: date | None = None) -> datetime:
        """A moment in school hours, `step` of `of` steps into the window."""
        last = min(self.closes_on, until or self.closes_on)
        days = (last - self.opens_on).days * step // max(of, 1)
        day = self.opens_on + timedelta(days=days)
        return datetime.combine(day, time(9 + step % 7, step % 60), tzinfo=UTC)


def windows(today: date, school_days: SchoolCalendar) -> tuple[Window, Window]:
    """Last year's window and this year's, which began six weeks ago and ends on a school day in five weeks or later."""
    opens, closes = today - timedelta(days=42), school_days.step(today + timedelta(days=35), 0)
    before = timedelta(days=364)
    last = Window(_year(opens - before), opens - before, school_days.step(closes - before, 0))
    return last, Window(_year(opens), opens, closes)


def _year(day: date) -> str:
    start = day.year if day.month >= 8 else day.year - 1
    return f"{start} to {start + 1}"
