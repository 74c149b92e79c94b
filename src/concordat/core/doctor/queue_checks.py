"""Whether jobs are being done, and what to do about those that are not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from concordat.core import queue
from concordat.core.doctor.findings import Finding, Health
from concordat.core.queue import Queue

WAITS_LONG = timedelta(minutes=5)
WAITS_TOO_LONG = timedelta(hours=1)
TAKES_LONG = timedelta(hours=1)
START = "Start `concordat serve`; its worker takes them up within a minute."


def jobs(now: datetime) -> Finding:
    """Jobs are being done."""
    return finding(queue.look(now), now)


def finding(found: Queue, now: datetime) -> Finding:
    """The worst that the queue shows, first."""
    age = now - found.oldest_at if found.oldest_at else timedelta(0)
    runs = "A worker runs." if found.workers else "No worker runs."
    said = f"{runs} {_count(found.waiting)} to do" + (f", the oldest for {_length(age)}." if found.waiting else ".")
    if age > WAITS_LONG:
        health = Health.fail if age > WAITS_TOO_LONG else Health.warn
        remedy = "The worker does not get to them: read its log, then restart Concordat." if found.workers else START
        return Finding("queue", health, said, remedy)
    if found.left:
        remedy = "Wait a minute: the worker begins them anew." if found.workers else START
        return Finding("queue", Health.warn, f"{said} Left by a worker that died: {_named(found.left)}.", remedy)
    long = {name: 1 for name, at in found.begun.items() if now - at > TAKES_LONG}
    if long:
        remedy = "If its log shows no progress, stop and start Concordat: they begin anew."
        return Finding("queue", Health.warn, f"{said} Begun more than an hour ago: {', '.join(long)}.", remedy)
    if found.failed:
        remedy = "The worker's log says why. Then `concordat jobs repeat --all`, or `concordat jobs forget --all`."
        return Finding("queue", Health.warn, f"{said} Failed: {_named(found.failed)}.", remedy)
    return Finding("queue", Health.ok, said)


def _count(jobs_by_name: Mapping[str, int]) -> str:
    total = sum(jobs_by_name.values())
    return f"{total or 'No'} {'job' if total == 1 else 'jobs'}"


def _named(jobs_by_name: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(jobs_by_name.items()))


def _length(age: timedelta) -> str:
    seconds = int(age.total_seconds())
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds >= length:
            return f"{seconds // length} {unit}{'' if seconds // length == 1 else 's'}"
    return "less than a second"
