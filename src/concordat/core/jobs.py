"""Work done later: deferred by name, as a row in the operation's own transaction."""

from __future__ import annotations

from procrastinate.contrib.django import app

from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.core.journal.keys import signing_key
from concordat.core.journal.sealing import SEALER, seal


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
