"""The time, read in one place and passed on from there."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ENGLAND = ZoneInfo("Europe/London")


def now() -> datetime:
    """This moment, in UTC. Views, jobs and commands ask here; rules are told."""
    return datetime.now(tz=UTC)


def day_of(moment: datetime) -> date:
    """The day in England of a moment."""
    return moment.astimezone(ENGLAND).date()


def today() -> date:
    """The day in England, which in summer begins an hour before the day in UTC."""
    return day_of(now())
