"""Taking away all that is held for an organisation."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concordat.accounts import documents
from concordat.core.views import ActorRequest, permission


@require_safe
@permission("accounts.take_everything")
def everything(request: ActorRequest, organisation_id: int) -> HttpResponse:
    """What the file holds, and the button that asks for it. For a head, a DSL or a business manager."""
    found = documents.own(request.actor, organisation_id)
    page = {"organisation": found, "kind": documents.EVERYTHING}
    return render(request, "accounts/everything.html", page)
