"""Work that a job does for a person: with that person's roles of now, and nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from concordat.accounts import queries
from concordat.accounts.models import Person
from concordat.core.actor import Actor, acting_as


@contextmanager
def acting_for(person_id: int) -> Iterator[Actor]:
    """One transaction in which the database and Python know this person; somebody who has left may nothing."""
    with acting_as(Actor(person_id=person_id, name="")):
        person = Person.objects.filter(pk=person_id).first()
        yield queries.become(person)
