"""Papers that are pages too: what a board reads on a screen, prints, or takes as PDF."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concordat.audits import board_papers, documents
from concordat.core.views import ActorRequest, permission


@require_safe
@permission("audits.make_board_pack")
def board_pack(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """The pack for the partnership's board. For the business manager and the head of safeguarding in education."""
    page = {
        "paper": board_papers.pack_of(request.actor, cycle_id),
        "kind": documents.BOARD_PACK,
        "about_id": cycle_id,
        "back_link": {"text": "What the returns say", "href": reverse("audits:analysis", args=[cycle_id])},
    }
    return render(request, "concordat/paper.html", page)
