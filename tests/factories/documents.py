"""A document that somebody asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from concordat.core.actor import Actor, acting_as
from concordat.core.models import Document


def a_document(actor: Actor, *, kind: str, about_id: int, at: datetime) -> UUID:
    """Asked for by this person, whether or not the person may have it; nobody makes it."""
    assert actor.person_id is not None
    with acting_as(actor):
        return Document.objects.create(
            kind=kind,
            about_id=about_id,
            basis="0" * 64,
            person_id=actor.person_id,
            state=Document.State.asked,
            asked_at=at,
            expires_at=at + timedelta(days=7),
        ).pk
