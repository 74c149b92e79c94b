"""Who may write to settings. The database keeps the same promise in `row_security.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE
from concordat.communications.models import Message
from concordat.communications.row_security import POSTMAN
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.permissions import Way, role

require = permissions.require
allows = permissions.allows

SENDER = Actor.system_named(POSTMAN)


def _partnership(thing: Any) -> int:
    return int(getattr(thing, "partnership_id", None) or thing.pk)


office = role(*PARTNERSHIP_OFFICE, says="the partnership's office", at=_partnership)

PERMISSIONS: dict[str, Sequence[Way]] = {
    "communications.write_message": [[office]],
    "communications.send_message": [[office]],
}
permissions.declare(PERMISSIONS)


def offices_of(actor: Actor) -> frozenset[int]:
    """Partnerships whose office the actor is in."""
    return actor.organisations(*PARTNERSHIP_OFFICE)


def visible_messages(actor: Actor) -> QuerySet[Message]:
    """Messages of the partnerships whose office the actor is in."""
    if actor.system == POSTMAN:
        return Message.objects.all()
    return Message.objects.filter(partnership_id__in=offices_of(actor))
