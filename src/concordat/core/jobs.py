"""Work done later: deferred by name, as a row in the operation's own transaction."""

from __future__ import annotations

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.manager import JobManager

from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.core.journal.keys import signing_key
from concordat.core.journal.sealing import SEALER, seal

WORKER_IS_DEAD_AFTER_SECONDS = 30  # a worker says every 10 seconds that it lives
FAILED_ARE_KEPT_HOURS = 30 * 24
LOG = logging.getLogger(__name__)


def defer(name: str, **ids: int | str) -> None:
    """Put a job in the queue; it exists if and only if this transaction commits.

    `name` is `context.job_name`, the name under which `<context>/jobs.py` registers it. Arguments are
    ids only, never names or text. Raises `KeyError` for a name that no context registers.
    """
    task = app.tasks.get(name)
    if task is None:
        raise KeyError(f"no jobs.py registers {name}")
    task.defer(**ids)


def names() -> frozenset[str]:
    """Every job that can be deferred."""
    return frozenset(app.tasks)


@app.periodic(cron="* * * * * */1")
@app.task(name="core.seal_journal", queue="seal", lock="core.seal_journal")
def seal_journal(timestamp: int) -> None:
    """Every second: chain and sign what was written since the last batch.

    A lock and not a queueing lock: row security hides the detail of a unique violation, which the queue's
    library needs to recognise its own.
    """
    with acting_as(SEALER):
        seal(at=now(), key=signing_key())


@app.periodic(cron="* * * * * */15")
@app.task(name="core.retry_stalled_jobs", queue="seal", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Every quarter of a minute: put back into the queue what a killed worker was doing.

    Without it such a job would stay "doing" for ever, and its lock with it. Jobs can therefore begin twice:
    each is written so that a second run does no harm.
    """
    await retry_stalled(context.app.job_manager, own_worker=context.job.worker_id)


async def retry_stalled(manager: JobManager, *, own_worker: int | None = None) -> int:
    """Put back the jobs of workers that are dead; says how many.

    A worker never takes itself for dead, however long its machine slept. A job that ends at this very
    moment needs nothing and keeps nobody else's from going back.
    """
    put_back = 0
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=WORKER_IS_DEAD_AFTER_SECONDS):
        if own_worker is not None and job.worker_id == own_worker:
            continue
        try:
            await manager.retry_job(job)
        except ConnectorException as problem:
            LOG.warning("job %s was not put back: %s", job.id, type(problem).__name__)
            continue
        LOG.warning("job %s (%s) was left by a worker that died; it begins anew", job.id, job.task_name)
        put_back += 1
    return put_back


@app.periodic(cron="10 4 * * *")
@app.task(name="core.forget_old_failures", queue="daily", pass_context=True)
async def forget_old_failures(context: JobContext, timestamp: int) -> None:
    """Every night: take jobs that failed a month ago out of the queue; the operator has been told since."""
    await forget_old(context.app.job_manager)


async def forget_old(manager: JobManager) -> None:
    """Take out of the queue what ended a month ago, well or not."""
    await manager.delete_old_jobs(
        FAILED_ARE_KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
