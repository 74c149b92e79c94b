"""When the letter is due: in working hours of England, once in its period. Pure: time and school days are passed in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from concordat.worklist.vocabulary import Rhythm

ENGLAND = ZoneInfo("Europe/London")
FIRST_HOUR, LAST_HOUR = 8, 16  # the hours that begin within a working day
LAST_MORNING_HOUR = 10  # daily and weekly letters come in the morning


def is_working_hour(at: datetime) -> bool:
    """Whether it is between eight and five on a weekday in England; `at` in any time zone."""
    here = at.astimezone(ENGLAND)
    return here.weekday() < 5 and FIRST_HOUR <= here.hour <= LAST_HOUR


def period_of(rhythm: Rhythm, at: datetime) -> str:
    """The name of the period that this moment belongs to, such as `daily-2026-11-24`; empty where none is told now."""
    here = at.astimezone(ENGLAND)
    if rhythm is Rhythm.never or not is_working_hour(at):
        return ""
    if rhythm is Rhythm.now:
        return f"now-{here:%Y-%m-%dT%H}"
    if here.hour > LAST_MORNING_HOUR:
        return ""
    if rhythm is Rhythm.daily:
        return f"daily-{here:%Y-%m-%d}"
    year, week, _ = here.isocalendar()
    return f"weekly-{year}-{week:02}"


def rhythm_of(period: str) -> Rhythm:
    """The rhythm that a period belongs to."""
    return Rhythm(period.partition("-")[0])


def counted(kinds: Iterable[str]) -> list[str]:
    """Kinds with how often each occurs, in the order in which they come."""
    found: dict[str, int] = {}
    for kind in kinds:
        found[kind] = found.get(kind, 0) + 1
    return [kind if count == 1 else f"{kind} ({count})" for kind, count in found.items()]


def said_minutes(minutes: int) -> str:
    """Minutes as people say them."""
    if minutes < 60:
        return f"about {minutes} minutes"
    half_hours = round(minutes / 30)
    hours, half = divmod(half_hours, 2)
    said = f"{hours}½" if half else str(hours)
    return f"about {said} {'hour' if said == '1' else 'hours'}"


def nearest(dates: Iterable[tuple[date, str]], *, today: date) -> tuple[date, str] | None:
    """The next of these days, today or later."""
    return min((one for one in dates if one[0] >= today), default=None)
