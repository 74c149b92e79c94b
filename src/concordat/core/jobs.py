"""Work done later: deferred by name, as a row in the operation's own transaction."""

from __future__ import annotations

from procrastinate.contrib.django import app


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
