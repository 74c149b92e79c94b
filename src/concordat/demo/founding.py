"""How the demo's people come to be: founded by the operator, each with one role at one place."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from concordat.accounts import operations
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, HeldRole
from concordat.demo.cast import Invented
from concordat.establishments import queries


def somebody(invented: Invented, role: Role, body: Any, at: datetime) -> Actor:
    """A person with a role at a body; within `acting_as(FOUNDER)`."""
    person = operations.found_person(name=invented.name, email=invented.email, by=FOUNDER, at=at)
    operations.give_role(person=person, role=role, organisation=body, by=FOUNDER, at=at)
    return Actor(person_id=person.pk, name=person.name, roles=(HeldRole(str(role), body.pk),))


def settings_of(area_id: int, day: date) -> list[Any]:
    """The settings of an authority that are open on a day, by name. One query."""
    found = queries.open_on(day).filter(local_authority_id=area_id).select_related("organisation")
    return list(found.order_by("sort_name", "pk"))
