"""The front desk: acts for somebody who is not known yet, and sees what the public pages need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from concordat.core.actor import Actor, acting_as, set_actor
from concordat.joining.access import FRONT_DESK


@contextmanager
def front_desk(visitor: Actor) -> Iterator[Actor]:
    """A part of a public page's transaction in which the desk acts; the visitor comes back after it."""
    try:
        with acting_as(FRONT_DESK):
            yield FRONT_DESK
    finally:
        if not connection.needs_rollback:
            set_actor(visitor, at=None, phase="sign_in")
