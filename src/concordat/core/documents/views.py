"""Asking for a document, seeing how far it is, fetching it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from concordat.core.clock import now
from concordat.core.documents import operations, queries
from concordat.core.documents.queries import Asked
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission

if TYPE_CHECKING:
    from concordat.core.models import Document


@require_POST
@permission("core.take_document")
def ask(request: ActorRequest, kind: str, about_id: int) -> HttpResponse:
    """Ask for a document about something."""
    document = operations.ask_document(
        kind=kind, about_id=about_id, variant=request.POST.get("variant", ""), by=request.actor, at=now()
    )
    return redirect("documents:document", document_id=document.pk)


@require_safe
@permission("core.take_document")
def page(request: ActorRequest, document_id: UUID) -> HttpResponse:
    """How far it is. With scripts the page looks again by itself; without them there is a link."""
    asked = queries.document_for(request.actor, document_id)
    document = asked.document
    is_ready = document.expires_at > now() and queries.is_whole(document)
    context = {
        "document": document,
        "about": asked.about,
        "kind": asked.kind,
        "ending": asked.kind.ending.upper(),
        "under_way": operations.is_under_way(document, at=now()),
        "is_ready": is_ready,
        "progress": _progress(document),
        "back_link": {"text": "Back", "href": asked.about.back},
    }
    return render(request, "concordat/document.html", context)


@require_safe
@permission("core.take_document", file=TAKE_FILE)
def fetch(request: ActorRequest, document_id: UUID) -> HttpResponseBase:
    """The file itself; back to its page where it is not there."""
    asked = queries.document_for(request.actor, document_id)
    is_there = asked.document.expires_at > now()
    name = f"{asked.about.file_name}.{asked.kind.ending}"
    response = (_streamed if asked.kind.is_large else _whole)(request, asked, name) if is_there else None
    if response is None:
        return redirect("documents:document", document_id=document_id)
    response["Cache-Control"] = "private, no-store"
    return response


def _whole(request: ActorRequest, asked: Asked, name: str) -> HttpResponseBase | None:
    content = queries.content_of(asked.document)
    if content is None:
        return None
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=asked.kind.content_type, headers=headers)


def _streamed(request: ActorRequest, asked: Asked, name: str) -> HttpResponseBase | None:
    """Piece by piece; that it was taken is written down."""
    file = queries.opened(asked.document)
    if file is None:
        return None
    if request.method == "HEAD":
        file.close()
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content_type=asked.kind.content_type, headers=headers)
    operations.take(document=asked.document, by=request.actor, at=now())
    return FileResponse(file, as_attachment=True, filename=name, content_type=asked.kind.content_type)


def _progress(document: Document) -> dict[str, Any] | None:
    told = queries.progress_of(document, at=now())
    return {"label": told.step, "done": told.done, "total": told.total} if told else None
