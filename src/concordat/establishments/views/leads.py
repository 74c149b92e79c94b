"""Safeguarding leads across an area or a trust (C-01). For the business manager and the trust's lead."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concordat.core import audiences, csv_files
from concordat.core.clock import now
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission
from concordat.establishments.leads import settings_with_leads
from concordat.establishments.presenters import leads as say


@require_safe
@permission("establishments.see_leads")
def leads(request: ActorRequest) -> HttpResponse:
    """Who lacks a lead, training or cover."""
    page = {
        "write_href": audiences.write_href(request.actor, "leads", request.GET),
        "breadcrumbs": [{"text": "Register", "href": reverse("establishments:register")}],
        **say.leads_page(settings_with_leads(request.actor, at=now()), request.GET),
    }
    return render(request, "establishments/leads.html", page)


@require_safe
@permission("establishments.see_leads", file=TAKE_FILE)
def leads_csv(request: ActorRequest) -> HttpResponse:
    """The same as a file."""
    rows = say.narrowed(settings_with_leads(request.actor, at=now()), request.GET)
    return csv_files.download("leads.csv", say.CSV_HEADER, (say.csv_row(row) for row in rows))
