"""A person asks for a document; the worker makes it, and takes it away after a week."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from concordat.core import jobs, journal, permissions
from concordat.core.actor import Actor
from concordat.core.documents import files, kinds, queries
from concordat.core.documents.files import Kept
from concordat.core.models import Document
from concordat.core.problems import NotFound

KEPT_FOR = timedelta(days=7)
TOO_LONG = timedelta(minutes=15)  # after that a document under way is lost: the queue was emptied, or stands
MAKER = Actor.system_named("core.documents")
State = Document.State


def ask_document(*, kind: str, about_id: int, variant: str, by: Actor, at: datetime) -> Document:
    """Ask for a document; the same request gives the same one, however often it is made.

    One that failed, ran out, lost its file or never came is made anew.
    """
    permissions.require(by, "core.take_document")
    assert by.person_id is not None
    wanted = kinds.named(kind)
    if wanted.variants is not None and variant not in wanted.variants:
        raise NotFound()
    basis = hashlib.sha256(wanted.about(by, about_id, variant).basis.encode()).hexdigest()
    document, is_new = Document.objects.get_or_create(
        person_id=by.person_id,
        kind=kind,
        about_id=about_id,
        variant=variant,
        basis=basis,
        defaults={"state": State.asked, "asked_at": at, "expires_at": at + KEPT_FOR},
    )
    if is_new or not (is_under_way(document, at=at) or _is_there(document, at=at)):
        _put_in_the_queue(document, by=by, at=at)
    return document


def is_under_way(document: Document, *, at: datetime) -> bool:
    """Whether it can be expected to come by itself: asked for lately, or said lately how far it is."""
    if document.state not in (State.asked, State.making):
        return False
    return at < document.asked_at + TOO_LONG or queries.progress_of(document, at=at) is not None


def _is_there(document: Document, *, at: datetime) -> bool:
    return at < document.expires_at and queries.is_whole(document)


def _put_in_the_queue(document: Document, *, by: Actor, at: datetime) -> None:
    with journal.entry("core.document.asked", by=by, at=at, about=document, details={"kind": document.kind}):
        document.state, document.asked_at, document.expires_at = State.asked, at, at + KEPT_FOR
        document.ready_at, document.sha256, document.size = None, "", 0
        document.save(update_fields=["state", "asked_at", "expires_at", "ready_at", "sha256", "size"])
    jobs.defer("core.make_document", document_id=str(document.pk))


def begin(*, document_id: UUID, at: datetime) -> Document | None:
    """Take a document in hand; none where it is made already or gone."""
    document = Document.objects.select_for_update().filter(pk=document_id).first()
    if document is None or document.state not in (State.asked, State.making):
        return None
    document.state = State.making
    document.save(update_fields=["state"])
    return document


def finish(*, document: Document, kept: Kept, by: Actor, at: datetime) -> None:
    """The document is ready to be fetched."""
    with journal.entry("core.document.made", by=by, at=at, about=document, details={"sha256": kept.sha256}):
        document.state, document.ready_at = State.ready, at
        document.sha256, document.size = kept.sha256, kept.size
        document.save(update_fields=["state", "ready_at", "sha256", "size"])


def take(*, document: Document, by: Actor, at: datetime) -> None:
    """Somebody takes away all that an organisation has: who and when stays on record."""
    permissions.require(by, "core.take_document")
    details = {"kind": document.kind, "about": document.about_id, "sha256": document.sha256}
    with journal.entry("core.document.taken", by=by, at=at, about=document, details=details):
        pass


def fail(*, document: Document, by: Actor, at: datetime) -> None:
    """The document could not be made; the person can ask again."""
    with journal.entry("core.document.failed", by=by, at=at, about=document):
        document.state = State.failed
        document.save(update_fields=["state"])


def remove_expired(*, by: Actor, at: datetime) -> int:
    """Delete what ran out, file and row, and files that belong to no document; says how many documents went."""
    expired = list(Document.objects.filter(expires_at__lte=at))
    for document in expired:
        with journal.entry("core.document.removed", by=by, at=at, about=document):
            files.remove(document.pk)
            Document.objects.filter(pk=document.pk).delete()
    kept = Document.objects.values_list("pk", flat=True)
    files.remove_all_but(kept, older_than=(at - timedelta(days=1)).timestamp())
    return len(expired)
