"""The narrow actor behind a signing link: the chair, at this setting alone, and of its returns this one alone.

The database decides: `core.signing_return()` looks the link up at every statement, so that one that is used,
withdrawn or over opens nothing, whatever Python thinks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from concordat.accounts.vocabulary import Role
from concordat.audits.models import SigningLink
from concordat.core.actor import Actor, HeldRole, set_actor
from concordat.core.strength import Strength


@contextmanager
def chair_by(link: SigningLink) -> Iterator[Actor]:
    """While the block runs, this is who acts; afterwards nobody does."""
    held = (HeldRole(str(Role.governor), link.establishment_id),)
    actor = Actor(person_id=link.person_id, name=link.name, roles=held, strength=Strength.organisational)
    _narrow(str(link.establishment_id), str(link.pk))
    set_actor(actor, at=None)
    try:
        yield actor
    finally:
        if not connection.needs_rollback:
            as_nobody()


def as_nobody() -> None:
    """Whoever is asking has proved nothing yet: the phase in which links are looked up."""
    _narrow("", "")
    set_actor(Actor.nobody(), at=None, phase="sign_in")


def _narrow(organisation: str, link: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('concordat.only_at', %s, true), set_config('concordat.signing', %s, true)",
            [organisation, link],
        )
