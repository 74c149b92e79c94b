"""Work done later: deferred by name, as a row in the operation's own transaction."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.manager import JobManager

from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.core.journal.keys import signing_key
from concordat.core.journal.sealing import SEALER, seal

WORKER_IS_DEAD_AFTER_SECONDS = 30  # a worker says every 10 seconds that it lives


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
    await retry_stalled(context.app.job_manager)


async def retry_stalled(manager: JobManager) -> int:
    """Put back the jobs of workers that are dead; says how many."""
    stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=WORKER_IS_DEAD_AFTER_SECONDS))
    for job in stalled:
        await manager.retry_job(job)
    return len(stalled)
