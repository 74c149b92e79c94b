"""Who can help with what is not met (D2-04): for a setting beside its action plan, for the office over all returns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concordat.audits import access, queries
from concordat.audits.analysis.needs import needs_of_cycle, not_met
from concordat.audits.presenters import needs as say
from concordat.core import csv_files
from concordat.core.problems import NotFound
from concordat.core.views import ActorRequest, permission
from concordat.resources import queries as resource_queries

if TYPE_CHECKING:
    from concordat.audits.models import AuditCycle, AuditReturn
    from concordat.core.actor import Actor


def proposals_for(
    actor: Actor, audit_return: AuditReturn, values: Mapping[str, Mapping[str, Any]] | None = None
) -> list[dict[str, Any]]:
    """What is not met, each with the offers that fit. Two queries, one where the values are read already."""
    if values is None:
        values = queries.values_of(queries.answers_of(audit_return))
    found = not_met(audit_return, values)
    offers = resource_queries.proposals(actor, audit_return.partnership_id, [one.need for one in found])
    return say.proposals(found, offers)


@require_safe
@permission("audits.see_return")
def help_for(request: ActorRequest, return_id: int) -> HttpResponse:
    """The action plan with the offers that could help. For the DSL who writes it."""
    audit_return = queries.return_for(request.actor, return_id)
    if not access.may_see_answers(request.actor, audit_return):
        raise NotFound()
    page = {
        "setting": audit_return.establishment.organisation.name,
        "cycle": audit_return.cycle,
        "needs": proposals_for(request.actor, audit_return),
        "offers_href": reverse("resources:offers", args=[audit_return.partnership_id]),
        "back_link": {"text": "Back to the return", "href": reverse("audits:return", args=[return_id])},
    }
    return render(request, "audits/help_for.html", page)


def _cycle(request: ActorRequest, cycle_id: int) -> AuditCycle:
    cycle = queries.cycle_for(request.actor, cycle_id)
    access.require(request.actor, "audits.keep_cycle", cycle)
    return cycle


@require_safe
@permission("audits.keep_cycle")
def needs(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """Needs without an offer. For the education safeguarding lead who plans what to offer next."""
    cycle = _cycle(request, cycle_id)
    page = say.needs_page(cycle, needs_of_cycle(request.actor, cycle), request.GET)
    return render(request, "audits/needs.html", {"cycle": cycle, **page})


@require_safe
@permission("audits.keep_cycle")
def needs_csv(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """The same as a file."""
    cycle = _cycle(request, cycle_id)
    rows = say.narrowed(needs_of_cycle(request.actor, cycle), request.GET)
    return csv_files.download(f"needs-{cycle_id}.csv", say.CSV_HEADER, (say.csv_row(one) for one in rows))
