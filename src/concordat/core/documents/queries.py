"""Asking about documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO
from uuid import UUID

from concordat.core.actor import Actor
from concordat.core.documents import files, kinds
from concordat.core.documents.access import visible_documents
from concordat.core.documents.files import Progress
from concordat.core.documents.kinds import About, Kind
from concordat.core.models import Document
from concordat.core.problems import NotFound


@dataclass(frozen=True)
class Asked:
    """A document that the actor asked for and may still have, with what it is about."""

    document: Document
    kind: Kind
    about: About


def document_for(actor: Actor, document_id: UUID) -> Asked:
    """A document of the actor; raises `NotFound` for anybody else's, and where what it is about is out of reach now."""
    found = visible_documents(actor).filter(pk=document_id).first()
    if found is None:
        raise NotFound()
    kind = kinds.named(found.kind)
    return Asked(found, kind, kind.about(actor, found.about_id, found.variant))


TOLD_LATELY = timedelta(minutes=5)


def opened(document: Document) -> BinaryIO | None:
    """The file of a document that is ready, open for reading; none where there is none, or no longer."""
    if document.state != Document.State.ready:
        return None
    return files.opened(document.pk, sha256=document.sha256)


def is_whole(document: Document) -> bool:
    """Whether the file is there as it was made."""
    file = opened(document)
    if file is not None:
        file.close()
    return file is not None


def content_of(document: Document) -> bytes | None:
    """The whole file, for those that are small."""
    file = opened(document)
    if file is None:
        return None
    with file:
        return file.read()


def progress_of(document: Document, *, at: datetime) -> Progress | None:
    """How far the making has come, where somebody said so lately."""
    return files.progress_of(document.pk, told_since=(at - TOLD_LATELY).timestamp())
