"""Making documents, and taking them away after a week. Loaded by the core's app, for want of a second `jobs.py`."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from procrastinate.contrib.django import app

from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.core.documents import files, kinds, operations
from concordat.core.documents.operations import MAKER
from concordat.core.models import Document
from concordat.core.problems import Problem


@app.task(name="core.make_document", queue="documents")
def make_document(document_id: str) -> None:
    """Make a document as the person who asked, with what that person may see now."""
    with acting_as(MAKER):
        document = operations.begin(document_id=UUID(document_id), at=now())
    if document is None:
        return
    try:
        kept = files.keep(document.pk, lambda path: _write(document, path))
    except Problem:  # the person may not see it any more: nothing to repeat
        _fail(document)
    except Exception:
        _fail(document)
        raise
    else:
        with acting_as(MAKER):
            operations.finish(document=document, kept=kept, by=MAKER, at=now())


def _write(document: Document, path: Path) -> None:
    kind = kinds.named(document.kind)
    with kind.acting(document.person_id) as actor:
        kind.about(actor, document.about_id, document.variant)
        if kind.fill is not None:
            kind.fill(actor, document.about_id, document.variant, path, lambda *told: _tell(document, *told))
        else:
            path.write_bytes(kind.make(actor, document.about_id, document.variant))


def _tell(document: Document, step: str, done: int, total: int) -> None:
    files.tell(document.pk, files.Progress(step, done, total))


def _fail(document: Document) -> None:
    with acting_as(MAKER):
        operations.fail(document=document, by=MAKER, at=now())


@app.periodic(cron="40 4 * * *")
@app.task(name="core.remove_expired_documents", queue="daily")
def remove_expired_documents(timestamp: int) -> None:
    """Every night, delete the documents that ran out."""
    with acting_as(MAKER):
        operations.remove_expired(by=MAKER, at=now())
