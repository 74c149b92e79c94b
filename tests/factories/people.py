"""People and the roles they hold."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from concordat.accounts.models import Organisation, Person, RoleHeld
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, HeldRole

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_numbers = count(1)


def person(name: str = "Ada Invented", email: str = "") -> Person:
    """Somebody without a role and without a usable password."""
    return Person.objects.create(
        email=email or f"person{next(_numbers)}@concordat.example", name=name, password="!", joined_at=LONG_AGO
    )


def hold(
    who: Person, role: Role, at: Organisation, *, starts: datetime = LONG_AGO, ends: datetime | None = None
) -> RoleHeld:
    """A role held at an organisation."""
    return RoleHeld.objects.create(person=who, organisation=at, role=role, starts_at=starts, ends_at=ends)


def holder(role: Role, at: Organisation, name: str = "") -> Person:
    """Somebody with one role."""
    made = person(name or f"{role.name.replace('_', ' ').title()} Invented")
    hold(made, role, at)
    return made


def actor(who: Person) -> Actor:
    """The actor that this person is, as the tables say now."""
    now = datetime.now(tz=UTC)
    held = [
        HeldRole(row.role, row.organisation_id)
        for row in RoleHeld.objects.filter(person=who).order_by("organisation_id", "role")
        if row.starts_at <= now and (row.ends_at is None or row.ends_at > now)
    ]
    return Actor(person_id=who.pk, name=who.name, roles=tuple(held))
