"""Asking for a document, seeing how far it is, fetching it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from concordat.core.clock import now
from concordat.core.documents import operations, queries
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission


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
    is_ready = document.expires_at > now() and queries.content_of(document) is not None
    context = {
        "document": document,
        "about": asked.about,
        "kind": asked.kind,
        "ending": asked.kind.ending.upper(),
        "under_way": operations.is_under_way(document, at=now()),
        "is_ready": is_ready,
        "back_link": {"text": "Back", "href": asked.about.back},
    }
    return render(request, "concordat/document.html", context)


@require_safe
@permission("core.take_document", file=TAKE_FILE)
def fetch(request: ActorRequest, document_id: UUID) -> HttpResponse:
    """The file itself; back to its page where it is not there."""
    asked = queries.document_for(request.actor, document_id)
    content = queries.content_of(asked.document) if asked.document.expires_at > now() else None
    if content is None:
        return redirect("documents:document", document_id=document_id)
    response = HttpResponse(content, content_type=asked.kind.content_type)
    name = f"{asked.about.file_name}.{asked.kind.ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
