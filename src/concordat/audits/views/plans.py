"""What follows: a setting's actions, and recommendations against settings."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits import checking_access as access
from concordat.audits import operations
from concordat.audits.checking import plans, recommendations
from concordat.audits.checking_forms import ChangeAction, Recommend, SayStanding
from concordat.audits.checking_rules import ActionState, Standing
from concordat.audits.operations import ActionSaid
from concordat.audits.presenters import plans as say
from concordat.audits.views.checking import asked, typed
from concordat.core import clock, csv_files
from concordat.core.clock import now
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission
from concordat.resources.initiatives import queries as initiative_queries

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
@permission("audits.change_action")
def action(request: ActorRequest, action_id: int) -> HttpResponse:
    """Take an action on, change it, say that it is done or why not. For the designated safeguarding lead."""
    found = plans.action_for(request.actor, action_id)
    access.require(request.actor, "audits.change_action", found)
    form = ChangeAction(
        typed(request),
        initial={
            "state": "" if found.state == ActionState.proposed else found.state,
            "what": found.what,
            "who": found.who,
            "by_when": found.by_when.isoformat() if found.by_when else "",
            "said": found.said,
            "was": found.version,
        },
    )
    back = reverse("audits:feedback", args=[found.audit_return_id])
    page = {
        "caption": f"{found.question}, found {found.rating}",
        "title": "Change an action",
        "says": ["To take it on, say who does it and by when. Next year's return shows what is not done yet."],
        "button": "Save",
        "back_link": {"text": "Back to the feedback", "href": back},
    }

    def do(given: dict[str, Any]) -> Any:
        to = ActionSaid(**given | {"state": ActionState(given["state"])})
        return operations.change_action(action=found, to=to, by=request.actor, at=now())

    return asked(request, form, do, page, lambda _: f"{back}#actions")


@require_safe
@permission("audits.see_checking")
def matrix(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """Settings against recommendations, rolled up by trust. For the education safeguarding lead."""
    name = plans.partnership_named(request.actor, partnership_id)
    found = recommendations.matrix_of(request.actor, partnership_id, on=clock.today())
    may = access.allows(request.actor, "audits.recommend", plans.At(partnership_id))
    answered = initiative_queries.answering(request.actor, partnership_id, clock.today())
    page = say.matrix(partnership_id, name, found, answered, request.GET, may_recommend=may)
    return render(request, "audits/recommendations.html", page)


@require_safe
@permission("audits.see_checking", file=TAKE_FILE)
def matrix_csv(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """The same as a file."""
    plans.partnership_named(request.actor, partnership_id)
    found = recommendations.matrix_of(request.actor, partnership_id, on=clock.today())
    rows = (say.csv_row(row, found) for row in say.narrowed(found, request.GET))
    return csv_files.download(f"recommendations-{partnership_id}.csv", say.csv_header(found), rows)


@require_http_methods(BOTH)
@permission("audits.recommend")
def recommend(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """Ask every setting to put something in place. For the education safeguarding lead."""
    name = plans.partnership_named(request.actor, partnership_id)
    access.require(request.actor, "audits.recommend", plans.At(partnership_id))
    page = {
        "caption": name,
        "title": "Recommend something to every setting",
        "says": ["Each setting says done, in part or not yet, and what shows it. You see all of them in one table."],
        "button": "Recommend",
        "back_link": {
            "text": "Back to the recommendations",
            "href": reverse("audits:recommendations", args=[partnership_id]),
        },
    }

    def do(given: dict[str, Any]) -> Any:
        return operations.recommend(partnership_id=partnership_id, by=request.actor, at=now(), **given)

    there = reverse("audits:recommendations", args=[partnership_id])
    # A change of guidance, or another page, may bring words to begin with.
    begun = {field: request.GET.get(field, "") for field in ("title", "asks", "source")}
    return asked(request, Recommend(typed(request), initial=begun), do, page, lambda _: there)


@require_http_methods(BOTH)
@permission("audits.recommend")
def close(request: ActorRequest, recommendation_id: int) -> HttpResponse:
    """Stop following a recommendation. For the education safeguarding lead."""
    found = recommendations.recommendation_for(request.actor, recommendation_id)
    access.require(request.actor, "audits.recommend", found)
    there = reverse("audits:recommendations", args=[found.partnership_id])
    page = {
        "caption": found.title,
        "title": "Stop following this recommendation",
        "says": ["Settings are not asked about it any more. What they have said stays on record."],
        "button": "Stop following it",
        "back_link": {"text": "Back to the recommendations", "href": there},
    }

    def do(given: dict[str, Any]) -> Any:
        operations.close_recommendation(recommendation=found, by=request.actor, at=now())

    return asked(request, None, do, page, lambda _: there)


@require_safe
@permission("audits.see_recommendations")
def ours(request: ActorRequest, establishment_id: int) -> HttpResponse:
    """What this setting is asked to put in place. For the designated safeguarding lead."""
    place = plans.setting_for(request.actor, establishment_id)
    said = recommendations.standings_at(request.actor, establishment_id)
    found = plans.asked_of_all(request.actor, place)
    may_say = access.allows(request.actor, "audits.answer_recommendation", plans.Of(establishment_id))
    page = say.ours(place.organisation.name, establishment_id, found, said, may_say=may_say)
    return render(request, "audits/our_recommendations.html", page)


@require_http_methods(BOTH)
@permission("audits.answer_recommendation")
def say_standing(request: ActorRequest, establishment_id: int, recommendation_id: int) -> HttpResponse:
    """Say where the setting stands with one recommendation. For the designated safeguarding lead."""
    place = plans.setting_for(request.actor, establishment_id)
    access.require(request.actor, "audits.answer_recommendation", plans.Of(establishment_id))
    found = plans.asked_of(request.actor, place, recommendation_id)
    now_said = recommendations.standings_at(request.actor, establishment_id).get(found.pk)
    form = SayStanding(
        typed(request),
        initial={
            "state": now_said.state if now_said else "",
            "shows": now_said.shows if now_said else "",
            "was": now_said.version if now_said else 0,
        },
    )
    there = reverse("audits:our_recommendations", args=[establishment_id])
    page = {
        "caption": place.organisation.name,
        "title": found.title,
        "says": [found.asks],
        "button": "Save",
        "back_link": {"text": "Back to the recommendations", "href": there},
    }

    def do(given: dict[str, Any]) -> Any:
        return operations.say_where_we_stand(
            recommendation=found,
            establishment_id=establishment_id,
            state=Standing(given["state"]),
            shows=given["shows"],
            was=given["was"],
            by=request.actor,
            at=now(),
        )

    return asked(request, form, do, page, lambda _: there)
