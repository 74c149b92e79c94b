"""Who may have a document: the one who asked for it, as long as what it is about may be seen."""

from __future__ import annotations

from django.db.models import QuerySet

from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.models import Document
from concordat.core.strength import Strength

PERMISSIONS = {"core.take_document": [[permissions.signed_in]]}
permissions.declare(PERMISSIONS, strength={"core.take_document": Strength.strong})


def visible_documents(actor: Actor) -> QuerySet[Document]:
    """A person's own documents, and no others."""
    if actor.person_id is None:
        return Document.objects.none()
    return Document.objects.filter(person_id=actor.person_id)
