"""Levels of a toolkit: a setting's areas with what could help, and an audit's areas for the partnership."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concordat.audits import access, queries
from concordat.audits.analysis.levels import level_questions, levels_of_cycle, levels_of_return
from concordat.audits.presenters import levels as say
from concordat.audits.views.needs import proposals_for
from concordat.core import csv_files
from concordat.core.problems import NotFound
from concordat.core.views import ActorRequest, permission

if TYPE_CHECKING:
    from concordat.audits.models import AuditCycle


@require_safe
@permission("audits.see_return")
def of_return(request: ActorRequest, return_id: int) -> HttpResponse:
    """Where we stand by area, what changed since last time, who could help. For the DSL and the head."""
    audit_return = queries.return_for(request.actor, return_id)
    if not access.may_see_answers(request.actor, audit_return) or not level_questions(queries.form_of(audit_return)):
        raise NotFound()
    found = levels_of_return(request.actor, audit_return)
    page = {
        "setting": audit_return.establishment.organisation.name,
        "cycle": audit_return.cycle,
        "needs": proposals_for(request.actor, audit_return, found.values),
        "offers_href": reverse("resources:offers", args=[audit_return.partnership_id]),
        "back_link": {"text": "Back to the return", "href": reverse("audits:return", args=[return_id])},
        **say.of_return(found),
    }
    return render(request, "audits/levels.html", page)


def _cycle(request: ActorRequest, cycle_id: int) -> AuditCycle:
    return queries.cycle_for(request.actor, cycle_id)


@require_safe
@permission("audits.see_cycle")
def of_cycle(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """Every area over all settings, with denominators. For the education safeguarding lead who plans by it."""
    cycle = _cycle(request, cycle_id)
    return render(request, "audits/cycle_levels.html", say.of_cycle(cycle, levels_of_cycle(request.actor, cycle)))


@require_safe
@permission("audits.see_cycle")
def of_cycle_csv(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """The same as a file."""
    rows = say.csv_rows(levels_of_cycle(request.actor, _cycle(request, cycle_id)))
    return csv_files.download(f"levels-{cycle_id}.csv", say.CSV_HEADER, rows)
