"""Visits: drawn, booked, rated before the setting's own ratings are shown, then side by side."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits import checking_access as access
from concordat.audits import operations, queries
from concordat.audits.checking import itinerary, progress, ratings, sampling
from concordat.audits.checking_forms import BookVisit, DrawVisits
from concordat.audits.checking_row_security import VISITORS
from concordat.audits.checking_rules import DrawKind
from concordat.audits.operations import Given
from concordat.audits.presenters import checking as checking_say
from concordat.audits.presenters import moderation as rating_say
from concordat.audits.presenters import visits as say
from concordat.audits.presenters.moderation import Typed
from concordat.audits.views.checking import asked, people, typed
from concordat.audits.views.moderating import ELSEWHERE, seen, typed_ratings
from concordat.core import csv_files
from concordat.core.clock import now
from concordat.core.problems import Problem
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission

if TYPE_CHECKING:
    from concordat.audits.models import Visit

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("audits.see_checking")
def every(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """The visits of an audit, and how they were drawn. For the education safeguarding lead."""
    cycle = queries.cycle_for(request.actor, cycle_id)
    may_draw = access.allows(request.actor, "audits.assign_checks", cycle)
    draws = progress.draws_of(request.actor, cycle, DrawKind.visits)
    found = itinerary.visits_of(request.actor, cycle)
    page = say.visits(cycle, found, draws[0] if draws else None, request.GET, may_draw=may_draw)
    return render(request, "audits/visits.html", page)


@require_safe
@permission("audits.see_checking", file=TAKE_FILE)
def every_csv(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """The same as a file."""
    cycle = queries.cycle_for(request.actor, cycle_id)
    rows = say.narrowed(itinerary.visits_of(request.actor, cycle), request.GET)
    return csv_files.download(f"visits-{cycle_id}.csv", say.CSV_HEADER, (say.csv_row(one) for one in rows))


@require_http_methods(BOTH)
@permission("audits.assign_checks")
def draw(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """Draw who is visited. For the education safeguarding lead."""
    cycle = queries.cycle_for(request.actor, cycle_id)
    access.require(request.actor, "audits.assign_checks", cycle)
    offered = sampling.questions_to_visit(request.actor, cycle)
    population = progress.checkable(request.actor, cycle).count()
    worth = sampling.worth_drawing(population)
    form = DrawVisits(
        typed(request),
        questions=[(code, f"{code} {text}") for form in offered for code, text in form.items()],
        initial={"risk_size": worth // 3, "random_size": worth - worth // 3},
    )
    page = {
        "caption": f"{cycle.title}, {cycle.year}",
        "title": "Draw who is visited",
        "says": say.draw_explained(population, worth),
        "button": "Draw",
        "breadcrumbs": checking_say.below(cycle),
    }

    def do(given: dict[str, Any]) -> Any:
        seed = secrets.token_hex(16)
        return operations.draw_visits(cycle=cycle, seed=seed, by=request.actor, at=now(), **given)

    return asked(request, form, do, page, lambda _: reverse("audits:visits", args=[cycle.pk]))


@require_safe
@permission("audits.see_visit")
def one(request: ActorRequest, visit_id: int) -> HttpResponse:
    """One visit: why, when, who; once it is finished what was found beside what the setting says."""
    visit = _visit(request, visit_id)
    mine = visit.visitor_id is not None and visit.visitor_id == request.actor.person_id and visit.locked_at is None
    given = ratings.visit_ratings_of(request.actor, visit)
    page = say.visit(
        visit,
        given,
        said=ratings.own_ratings(visit.audit_return) if visit.locked_at else {},
        mine=mine,
        may_book=visit.locked_at is None and access.allows(request.actor, "audits.book_visit", visit),
    )
    return render(request, "audits/visit.html", page)


@require_http_methods(BOTH)
@permission("audits.book_visit")
def book(request: ActorRequest, visit_id: int) -> HttpResponse:
    """Say who visits and when. For the office."""
    visit = _visit(request, visit_id)
    access.require(request.actor, "audits.book_visit", visit)
    form = BookVisit(
        typed(request),
        people=people(request, visit.partnership_id, *VISITORS),
        initial={"visit_on": visit.visit_on.isoformat() if visit.visit_on else "", "visitor_id": visit.visitor_id},
    )
    page = {
        "caption": rating_say.setting_of(visit.audit_return),
        "title": "Book the visit",
        "says": [
            "The head and the designated safeguarding lead get a mail with the day; why, they read when they sign in.",
            "From now until the visit is finished, the visitor is not shown what the setting says of itself.",
        ],
        "button": "Book the visit",
        "back_link": {"text": "Back to the visit", "href": reverse("audits:visit", args=[visit.pk])},
    }

    def do(given: dict[str, Any]) -> Any:
        return operations.book_visit(visit=visit, by=request.actor, at=now(), **given)

    return asked(request, form, do, page, lambda _: reverse("audits:visit", args=[visit.pk]))


@require_http_methods(BOTH)
@permission("audits.rate_visit")
def rate(request: ActorRequest, visit_id: int) -> HttpResponse:
    """Rate what was seen. For the visitor, on the day."""
    visit = _visit(request, visit_id)
    access.require(request.actor, "audits.rate_visit", visit)
    kept = Typed()
    if request.method == "POST":
        kept = _saved(request, visit)
        if not kept.errors:
            return redirect(reverse("audits:visit", args=[visit.pk]))
    given = ratings.visit_ratings_of(request.actor, visit)
    page = rating_say.visit_page(visit, given, seen(kept, {code: one.version for code, one in given.items()}))
    return render(request, "audits/visit_rate.html", page, status=422 if page["errors"] else 200)


def _saved(request: ActorRequest, visit: Visit) -> Typed:
    kept = replace(typed_ratings(request, ratings.looked_at(visit)), whole=request.POST.get("whole", ""))
    if kept.problems:
        return kept
    given = {code: Given(*said) for code, said in kept.ratings.items()}
    try:
        clashing = operations.rate_visit(visit=visit, given=given, whole=kept.whole or "", by=request.actor, at=now())
        if clashing:
            return replace(kept, problems=dict.fromkeys(clashing, ELSEWHERE))
        if request.POST.get("then") == "finish":
            operations.lock_visit(visit=visit, by=request.actor, at=now())
    except Problem as problem:
        return replace(kept, sentence=problem.sentence)  # such a page keeps nothing and shows what was typed
    return kept


def _visit(request: ActorRequest, visit_id: int) -> Visit:
    visit = ratings.visit_for(request.actor, visit_id)
    access.require(request.actor, "audits.see_visit", visit)
    return visit
