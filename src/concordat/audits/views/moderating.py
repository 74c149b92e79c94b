"""A moderator rates a return at the desk; the page of one return's checking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits import checking_access as access
from concordat.audits import operations, queries
from concordat.audits.checking import ratings, standing
from concordat.audits.checking_rules import SCALE
from concordat.audits.operations import Given
from concordat.audits.presenters import checking as checking_say
from concordat.audits.presenters import moderation as say
from concordat.audits.presenters.moderation import Typed
from concordat.core.clock import now
from concordat.core.problems import NotFound, Problem
from concordat.core.views import ActorRequest, permission

if TYPE_CHECKING:
    from concordat.audits.models import Moderation

BOTH = ["GET", "HEAD", "POST"]
ELSEWHERE = "This was rated in another window. Look at what stands, then save again."


@require_safe
@permission("audits.see_checking")
def check_of(request: ActorRequest, return_id: int) -> HttpResponse:
    """How far the checking of one return is, and what can be done. For the education safeguarding lead."""
    audit_return = queries.return_for(request.actor, return_id)
    access.require(request.actor, "audits.see_checking", audit_return)
    if audit_return.submitted_at is None:
        raise NotFound("This return has not been submitted yet.")
    found = standing.of_return(request.actor, audit_return)
    page = {
        "audit_return": audit_return,
        "setting": say.setting_of(audit_return),
        "cycle": audit_return.cycle,
        "found": found,
        "rounds": [
            (one, say.ROUND_NAMES[standing.Round(one.round)], one.moderator_id == request.actor.person_id)
            for one in found.moderations
        ],
        "may_assign": access.allows(request.actor, "audits.assign_checks", audit_return),
        "is_other": any(
            one.round == "again" and one.moderator_id == request.actor.person_id for one in found.moderations
        ),
        "breadcrumbs": checking_say.below(audit_return.cycle),
    }
    return render(request, "audits/check_of.html", page)


@require_safe
@permission("audits.moderate")
def my_ratings(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """The returns that wait for my rating. For the moderator."""
    cycle = queries.cycle_for(request.actor, cycle_id)
    page = {
        "cycle": cycle,
        "tasks": say.waiting(ratings.moderations_under_way(request.actor, cycle)),
        "breadcrumbs": checking_say.below(cycle),
    }
    return render(request, "audits/my_ratings.html", page)


@require_safe
@permission("audits.moderate")
def moderate(request: ActorRequest, moderation_id: int) -> HttpResponse:
    """The sections of a return that is rated. For the moderator."""
    moderation = _moderation(request, moderation_id)
    given = ratings.ratings_of(request.actor, moderation)
    mine = moderation.done_at is None
    return render(request, "audits/moderate.html", say.overview(moderation, given, mine=mine))


@require_http_methods(BOTH)
@permission("audits.moderate")
def section(request: ActorRequest, moderation_id: int, code: str) -> HttpResponse:
    """Rate a section: what the setting says is shown; another rating needs a reason. For the moderator."""
    moderation = _moderation(request, moderation_id)
    sections = ratings.rated_sections(queries.form_of(moderation.audit_return))
    here = next((place for place, (one, _) in enumerate(sections) if one.code == code), None)
    if here is None or moderation.done_at is not None:
        raise NotFound()
    shown, questions = sections[here]
    typed = Typed()
    if request.method == "POST":
        typed = _saved(request, moderation, [one.code for one in questions])
        if not typed.errors:
            after = sections[here + 1][0].code if here + 1 < len(sections) else ""
            return redirect(_next(moderation, after if request.POST.get("then") == "next" else ""))
    given = ratings.ratings_of(request.actor, moderation)
    versions = {one: kept.version for one, kept in given.items()}
    page = say.section_page(moderation, shown, questions, given, seen(typed, versions))
    return render(request, "audits/moderate_section.html", page, status=422 if page["errors"] else 200)


def _saved(request: ActorRequest, moderation: Moderation, codes: list[str]) -> Typed:
    typed = typed_ratings(request, codes)
    if typed.problems:
        return typed
    given = {one: Given(*said) for one, said in typed.ratings.items()}
    agrees = [one for one in codes if one not in given] if request.POST.get("agrees") else []
    try:
        saved = operations.save_ratings(moderation=moderation, given=given, agrees=agrees, by=request.actor, at=now())
    except Problem as problem:
        return replace(typed, sentence=problem.sentence)
    problems = dict.fromkeys(saved.without_reason, "Say why you rate it otherwise than the setting.")
    return replace(typed, problems=problems | dict.fromkeys(saved.conflicts, ELSEWHERE))


def typed_ratings(request: ActorRequest, codes: list[str]) -> Typed:
    """What came with the page for each question that was touched."""
    found: dict[str, tuple[str, str, int]] = {}
    for code in codes:
        rating, why = request.POST.get(f"{code}.rating", ""), request.POST.get(f"{code}.why", "")
        was = request.POST.get(f"{code}.was", "0")
        if rating or why.strip():
            found[code] = (rating, why, int(was) if was.isascii() and was.isdigit() and len(was) < 9 else 0)
    return Typed(found, problems={code: "Choose a rating." for code, said in found.items() if said[0] not in SCALE})


def seen(typed: Typed, versions: Mapping[str, int]) -> Typed:
    """The same after a conflict was shown: the next save has seen what stands."""
    clashing = {code for code, says in typed.problems.items() if says == ELSEWHERE}
    moved = {
        code: (rating, why, versions.get(code, was) if code in clashing else was)
        for code, (rating, why, was) in typed.ratings.items()
    }
    return replace(typed, ratings=moved)


@require_http_methods(["POST"])
@permission("audits.moderate")
def finish(request: ActorRequest, moderation_id: int) -> HttpResponse:
    """The rating is finished and stands. For the moderator."""
    moderation = _moderation(request, moderation_id)
    try:
        operations.finish_moderation(moderation=moderation, by=request.actor, at=now())
    except Problem as problem:
        page = say.overview(moderation, ratings.ratings_of(request.actor, moderation), mine=True)
        page["errors"] = [{"text": problem.sentence, "href": "#main-content"}]
        return render(request, "audits/moderate.html", page, status=422)
    return redirect(reverse("audits:check_of", args=[moderation.audit_return_id]))


def _moderation(request: ActorRequest, moderation_id: int) -> Moderation:
    moderation = ratings.moderation_for(request.actor, moderation_id)
    access.require(request.actor, "audits.moderate", moderation)
    return moderation


def _next(moderation: Any, code: str) -> str:
    if code:
        return reverse("audits:moderate_section", args=[moderation.pk, code])
    return reverse("audits:moderate", args=[moderation.pk])
