"""What the area offers that a setting could join or has joined, and its word that it takes part."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits.checking import plans
from concordat.audits.initiatives import register
from concordat.audits.initiatives.forms import SayTakeUp
from concordat.audits.initiatives.register import Offered
from concordat.audits.presenters import our_initiatives as say
from concordat.audits.presenters.one_initiative import initial_take_up
from concordat.audits.views.checking import asked, typed
from concordat.core import clock
from concordat.core.clock import now
from concordat.core.problems import NotAllowed, NotFound
from concordat.core.views import ActorRequest, permission
from concordat.establishments import queries as establishment_queries
from concordat.resources.initiative_security import TAKERS
from concordat.resources.initiatives import operations
from concordat.resources.initiatives.operations import Takes

BOTH = ["GET", "HEAD", "POST"]


def _offered(request: ActorRequest, establishment_id: int) -> tuple[str, list[Offered]]:
    place = plans.setting_for(request.actor, establishment_id)
    brief = establishment_queries.brief_of(place)
    return brief.name, register.offered_to(request.actor, brief, day=clock.today())


@require_safe
@permission("resources.see_own_initiatives")
def ours(request: ActorRequest, establishment_id: int) -> HttpResponse:
    """What this setting could join and has joined. For the designated safeguarding lead."""
    name, found = _offered(request, establishment_id)
    may = establishment_id in request.actor.organisations(*TAKERS)
    return render(request, "audits/our_initiatives.html", say.ours(name, establishment_id, found, may_say=may))


@require_http_methods(BOTH)
@permission("resources.see_own_initiatives")
def say_take_up(request: ActorRequest, establishment_id: int, initiative_id: int) -> HttpResponse:
    """Say that the setting takes part. For the designated safeguarding lead."""
    name, found = _offered(request, establishment_id)
    chosen = next((one for one in found if one.initiative.pk == initiative_id), None)
    if chosen is None:
        raise NotFound
    if establishment_id not in request.actor.organisations(*TAKERS):
        raise NotAllowed("The head and the safeguarding leads of the setting say whether it takes part.")
    there = reverse("audits:our_initiatives", args=[establishment_id])
    form = SayTakeUp(typed(request), initial=initial_take_up(chosen.take_up))
    page = {
        "caption": name,
        "title": chosen.initiative.title,
        "says": [chosen.initiative.what, "Give numbers only: never a name of a child, nor of a colleague."],
        "button": "Save",
        "back_link": {"text": "Back to what the area offers", "href": there},
    }

    def do(given: dict[str, Any]) -> Any:
        return operations.say_take_up(
            initiative=chosen.initiative,
            establishment_id=establishment_id,
            takes=Takes(**given),
            by=request.actor,
            at=now(),
        )

    return asked(request, form, do, page, lambda _: there)
