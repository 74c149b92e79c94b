"""Who acts: a frozen value that accounts builds and every operation takes as `by`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from concordat.core.strength import Strength


@dataclass(frozen=True)
class HeldRole:
    """A role that a person holds at an organisation now."""

    role: str
    organisation_id: int


@dataclass(frozen=True)
class Actor:
    """A person with the roles held at this moment, or a named part of the system."""

    person_id: int | None
    name: str
    roles: tuple[HeldRole, ...] = ()
    system: str | None = None
    strength: Strength = Strength.strong  # of the session; work that a job does was asked for in one that had it
    hats: tuple[str, ...] = ()  # to choose from, where this person's roles must not mix
    hat: str = ""  # the one that is on

    @classmethod
    def nobody(cls) -> Actor:
        """Somebody who has not signed in."""
        return cls(person_id=None, name="nobody")

    @classmethod
    def system_named(cls, name: str) -> Actor:
        """A part of the system with narrow permissions of its own, such as `core.journal_sealer`."""
        return cls(person_id=None, name=name, system=name)

    @property
    def is_signed_in(self) -> bool:
        """Whether there is a person behind it."""
        return self.person_id is not None

    def organisations(self, *roles: str) -> frozenset[int]:
        """Ids of the organisations where one of these roles is held."""
        return frozenset(held.organisation_id for held in self.roles if held.role in roles)

    def holds(self, *roles: str) -> bool:
        """Whether one of these roles is held anywhere."""
        return any(held.role in roles for held in self.roles)


def set_actor(actor: Actor, *, at: datetime | None, phase: str = "") -> None:
    """Tell PostgreSQL, for this transaction only, who acts and when; one statement.

    `at` is None in production: the database then takes the transaction's own time.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('concordat.person', %s, true), set_config('concordat.system', %s, true),"
            " set_config('concordat.phase', %s, true), set_config('concordat.at', %s, true)",
            [str(actor.person_id or ""), actor.system or "", phase, at.isoformat() if at else ""],
        )


@contextmanager
def acting_as(actor: Actor, *, at: datetime | None = None, phase: str = "") -> Iterator[Actor]:
    """One transaction in which the database knows this actor: for jobs, commands and tests."""
    with transaction.atomic():
        set_actor(actor, at=at, phase=phase)
        try:
            yield actor
        finally:
            if not connection.needs_rollback and connection.savepoint_ids:
                set_actor(Actor.nobody(), at=None)
