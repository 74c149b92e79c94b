"""Term dates of the demo's two authorities: invented drafts in the shape of published ones, for the years around today.

They are brought in as an office brings in what its council has published; each line says that it is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from concordat.core.actor import Actor, acting_as
from concordat.establishments import operations
from concordat.establishments.term_dates import calendar_of, read
from concordat.lib.school_days import SchoolCalendar

LATER: Mapping[str, int] = {"Wakefield": 0, "North Yorkshire": 1}  # how many days later an area's terms begin
MONDAY, TUESDAY, FRIDAY = 0, 1, 4
YEARS_BEFORE, YEARS_AFTER = 3, 2


def keep_term_dates(authority_id: int, area: str, today: date, *, by: Actor, at: datetime) -> None:
    """Through the operation that an office uses."""
    with acting_as(by, at=at):
        operations.replace_term_dates(authority_id=authority_id, text=draft(area, today), by=by, at=at)


def draft(area: str, today: date) -> str:
    """The lines for an area: three school years before this one, and two after it."""
    years = range(today.year - YEARS_BEFORE, today.year + YEARS_AFTER + 1)
    lines = (line for year in years for line in _school_year(year, timedelta(days=LATER[area])))
    return "\n".join(f"{name} (invented), {first.isoformat()}, {last.isoformat()}" for name, first, last in lines)


def calendar(area: str, today: date) -> SchoolCalendar:
    """The school days that follow from them."""
    return calendar_of(read(draft(area, today)))


def _school_year(year: int, later: timedelta) -> Iterator[tuple[str, date, date]]:
    """The three terms that begin in a September, each with the days inside it on which schools are closed."""
    after = year + 1
    yield f"Autumn term {year}", _on_or_after(date(year, 9, 2), TUESDAY) + later, _until(date(year, 12, 21), FRIDAY)
    yield _week(f"October half-term {year}", _until(date(year, 10, 31), MONDAY))
    yield f"Spring term {after}", _on_or_after(date(after, 1, 4), MONDAY) + later, _until(date(after, 3, 31), FRIDAY)
    yield _week(f"February half-term {after}", _on_or_after(date(after, 2, 13), MONDAY))
    yield f"Summer term {after}", _on_or_after(date(after, 4, 13), MONDAY) + later, _until(date(after, 7, 23), TUESDAY)
    early_may = _on_or_after(date(after, 5, 1), MONDAY)
    yield f"Closed on the early May bank holiday {after}", early_may, early_may
    yield _week(f"May half-term {after}", _until(date(after, 5, 31), MONDAY))


def _week(name: str, monday: date) -> tuple[str, date, date]:
    return name, monday, monday + timedelta(days=4)


def _on_or_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _until(day: date, weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)
