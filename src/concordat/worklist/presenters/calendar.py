"""The calendar (RFC 5545): days and kinds of tasks, without names of people, children or settings."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from concordat.core.tasks import Task

AGAIN_AFTER = "PT4H"


def calendar_of(tasks: Sequence[Task], *, person_id: int, address: str, domain: str, at: datetime) -> bytes:
    """One event of a whole day for each day and kind."""
    calendar = Calendar()
    calendar.add("prodid", "-//Concordat//What to do//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Concordat")
    calendar.add("x-published-ttl", AGAIN_AFTER)
    grouped: dict[tuple[date, str], int] = {}
    for task in tasks:
        grouped[(task.due, task.kind)] = grouped.get((task.due, task.kind), 0) + 1
    for (day, kind), count in sorted(grouped.items()):
        calendar.add_component(_event(day, kind, count, person_id, address, domain, at))
    return bytes(calendar.to_ical())


def _event(day: date, kind: str, count: int, person_id: int, address: str, domain: str, at: datetime) -> Event:
    event = Event()
    secretless = hashlib.sha256(f"{person_id}|{kind}|{day}".encode()).hexdigest()[:32]
    event.add("uid", f"{secretless}@{domain}")
    event.add("dtstamp", at)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", kind if count == 1 else f"{kind} ({count})")
    event.add("description", "Sign in to see it.")
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
