"""What is in the queue now, and what an operator does about jobs that failed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.jobs import WORKER_IS_DEAD_AFTER_SECONDS

OPERATOR = Actor.system_named("core.operator")
LIVES = f"w.last_heartbeat > clock_timestamp() - interval '{WORKER_IS_DEAD_AFTER_SECONDS} seconds'"

WAITING = (
    "select j.task_name, count(*), min(coalesce(j.scheduled_at, e.at)) from procrastinate_jobs j"
    " left join procrastinate_events e on e.job_id = j.id and e.type = 'deferred'"
    " where j.status = 'todo' and coalesce(j.scheduled_at, e.at) <= %s group by 1"
)
DOING = (
    f"select j.task_name, coalesce({LIVES}, false), count(*), min(e.at) from procrastinate_jobs j"
    " left join procrastinate_workers w on w.id = j.worker_id"
    " left join lateral (select max(at) as at from procrastinate_events"
    " where job_id = j.id and type = 'started') e on true"
    " where j.status = 'doing' group by 1, 2"
)
FAILED = "select task_name, count(*) from procrastinate_jobs where status = 'failed' group by 1"
WORKERS = f"select count(*) from procrastinate_workers w where {LIVES}"


@dataclass(frozen=True)
class Queue:
    """Jobs by name: those that wait, are being done, were left by a worker that died, and failed."""

    waiting: dict[str, int]
    oldest_at: datetime | None
    begun: dict[str, datetime]
    left: dict[str, int]
    failed: dict[str, int]
    workers: int


@dataclass(frozen=True)
class FailedJob:
    """A job that nobody does any more unless it is asked for again."""

    id: int
    name: str
    ids: dict[str, Any]
    attempts: int
    failed_at: datetime | None


def look(now: datetime) -> Queue:
    """The queue as it is."""
    waiting, doing = _rows(WAITING, now), _rows(DOING)
    return Queue(
        waiting={name: count for name, count, _ in waiting},
        oldest_at=min((at for _, _, at in waiting), default=None),
        begun={name: at for name, lives, _, at in doing if lives and at is not None},
        left={name: count for name, lives, count, _ in doing if not lives},
        failed=dict(_rows(FAILED)),
        workers=_rows(WORKERS)[0][0],
    )


def failed_jobs() -> list[FailedJob]:
    """Every job that failed for good, oldest first."""
    rows = _rows(
        "select j.id, j.task_name, j.args::text, j.attempts, max(e.at) from procrastinate_jobs j"
        " left join procrastinate_events e on e.job_id = j.id and e.type = 'failed'"
        " where j.status = 'failed' group by j.id order by j.id"
    )
    return [FailedJob(number, name, json.loads(ids), *rest) for number, name, ids, *rest in rows]


def repeat_failed(*, jobs: Sequence[FailedJob], by: Actor, at: datetime) -> None:
    """Put failed jobs back into the queue: the reason is mended, or the worker's log will say it again."""
    for job in jobs:
        with journal.entry("core.job.repeated", by=by, at=at, about=_row(job), details={"name": job.name}):
            app.job_manager.retry_job_by_id(job_id=job.id, retry_at=at)


def forget_failed(*, jobs: Sequence[FailedJob], by: Actor, at: datetime) -> None:
    """Take failed jobs out of the queue: nobody needs them any more."""
    for job in jobs:
        with (
            journal.entry("core.job.forgotten", by=by, at=at, about=_row(job), details={"name": job.name}),
            connection.cursor() as cursor,
        ):
            cursor.execute("delete from procrastinate_jobs where id = %s and status = 'failed'", [job.id])


def _row(job: FailedJob) -> ProcrastinateJob:
    return ProcrastinateJob(id=job.id)


def _rows(query: str, *values: datetime) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return list(cursor.fetchall())
