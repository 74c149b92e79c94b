"""Papers that are pages too: what a board reads on a screen, prints, or takes as PDF."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concordat.audits import board_papers, documents, governors
from concordat.core import clock
from concordat.core.permissions import allows
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


@require_safe
@permission("audits.take_papers")
def papers(request: ActorRequest, establishment_id: int) -> HttpResponse:
    """What a setting can take away. For the head before governors meet or an inspector comes."""
    setting = governors.setting_for(request.actor, establishment_id)
    page = {
        "setting": setting.organisation.name,
        "establishment_id": establishment_id,
        "may_take_everything": allows(request.actor, "accounts.take_everything", setting.organisation),
        "terms": governors.terms_of(setting, today=clock.today()),
        "breadcrumbs": [{"text": "My audits", "href": reverse("audits:mine")}],
    }
    return render(request, "audits/papers.html", page)


@require_safe
@permission("audits.take_papers")
def governors_report(request: ActorRequest, establishment_id: int) -> HttpResponse:
    """The termly report to governors. For the head and the chair of governors."""
    term = request.GET.get("term", "")[:40]
    page = {
        "paper": governors.report_of(request.actor, establishment_id, term),
        "kind": documents.GOVERNORS,
        "about_id": establishment_id,
        "variant": term,
        "back_link": {"text": "Papers", "href": reverse("audits:papers", args=[establishment_id])},
    }
    return render(request, "concordat/paper.html", page)
