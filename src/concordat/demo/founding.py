"""How the demo's people come to be: founded by the operator, each with one role at one place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from concordat.accounts import operations
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, HeldRole
from concordat.demo.cast import Invented


def somebody(invented: Invented, role: Role, body: Any, at: datetime) -> Actor:
    """A person with a role at a body; within `acting_as(FOUNDER)`."""
    person = operations.found_person(name=invented.name, email=invented.email, by=FOUNDER, at=at)
    operations.give_role(person=person, role=role, organisation=body, by=FOUNDER, at=at)
    return Actor(person_id=person.pk, name=person.name, roles=(HeldRole(str(role), body.pk),))
