"""The time, read in one place and passed on from there."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, in UTC. Views, jobs and commands ask here; rules are told."""
    return datetime.now(tz=UTC)
