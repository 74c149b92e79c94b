"""The office follows the checking of an audit: who rates, who is rated twice, who has heard, what it says of all."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits import checking_access as access
from concordat.audits import operations, queries
from concordat.audits.checking import progress, ratings, reports
from concordat.audits.checking_forms import Moderators, Words
from concordat.audits.checking_row_security import CHECKERS
from concordat.audits.presenters import checking as say
from concordat.audits.rules import NotYet
from concordat.core import csv_files
from concordat.core.clock import now
from concordat.core.problems import Problem
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission

if TYPE_CHECKING:
    from concordat.audits.models import AuditCycle

BOTH = ["GET", "HEAD", "POST"]


def asked(
    request: ActorRequest,
    form: forms.Form | None,
    do: Callable[[dict[str, Any]], Any],
    page: dict[str, Any],
    then: Callable[[Any], str],
) -> HttpResponse:
    """A page with one form: what it does, its errors with what was typed, where it leads."""
    errors: list[dict[str, str]] = []
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            done = do(form.cleaned_data if form is not None else {})
        except (NotYet, Problem) as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(then(done))
    wrong = errors or (form is not None and form.errors)
    return render(
        request, "audits/check_form.html", {**page, "form": form, "errors": errors}, status=422 if wrong else 200
    )


def typed(request: ActorRequest) -> Any:
    """What was posted, or nothing on a page that is only shown."""
    return request.POST if request.method == "POST" else None


def people(request: ActorRequest, partnership_id: int, *roles: str) -> list[tuple[str, str]]:
    """Who can be chosen, with the role."""
    found = progress.checkers_of(request.actor, partnership_id, *roles, at=now())
    return [(str(one.person_id), f"{one.name} ({one.role.lower()})") for one in found]


def _assigning(request: ActorRequest, cycle_id: int) -> AuditCycle:
    cycle = queries.cycle_for(request.actor, cycle_id)
    access.require(request.actor, "audits.assign_checks", cycle)
    return cycle


@require_safe
@permission("audits.see_checking")
def hub(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """How far checking is, setting by setting. For the education safeguarding lead."""
    cycle = queries.cycle_for(request.actor, cycle_id)
    may_assign = access.allows(request.actor, "audits.assign_checks", cycle)
    page = say.hub(cycle, progress.checks_of(request.actor, cycle), request.GET, may_assign=may_assign)
    return render(request, "audits/checking.html", page)


@require_safe
@permission("audits.see_checking", file=TAKE_FILE)
def hub_csv(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """The same as a file."""
    cycle = queries.cycle_for(request.actor, cycle_id)
    rows = say.narrowed(progress.checks_of(request.actor, cycle), request.GET)
    return csv_files.download(f"checking-{cycle_id}.csv", say.CSV_HEADER, (say.csv_row(one) for one in rows))


@require_safe
@permission("audits.see_checking")
def reports_page(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """How far moderators agree, and how often settings rate themselves too well. For whoever plans the next audit."""
    cycle = queries.cycle_for(request.actor, cycle_id)
    page = say.reports(cycle, reports.agreement_of(request.actor, cycle), reports.over_claim_of(request.actor, cycle))
    return render(request, "audits/checking_reports.html", page)


@require_http_methods(BOTH)
@permission("audits.assign_checks")
def share_out(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """Share out the returns that nobody rates. For the education safeguarding lead."""
    cycle = _assigning(request, cycle_id)
    form = Moderators(typed(request), people=people(request, cycle.partnership_id, *CHECKERS))
    page = {
        "caption": f"{cycle.title}, {cycle.year}",
        "title": "Share out returns to be rated",
        "says": [
            "Every return that came in and that nobody rates is given to one of these people in turn.",
            "Nobody gets a setting where they hold a role, or whose trust they work for.",
        ],
        "button": "Share out",
        "breadcrumbs": say.below(cycle),
    }

    def do(given: dict[str, Any]) -> Any:
        return operations.share_out(cycle=cycle, by=request.actor, at=now(), **given)

    return asked(request, form, do, page, lambda _: reverse("audits:checking", args=[cycle.pk]))


@require_http_methods(BOTH)
@permission("audits.assign_checks")
def second_ratings(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """Draw ten per cent to be rated by somebody else as well. For the education safeguarding lead."""
    cycle = _assigning(request, cycle_id)
    form = Moderators(typed(request), people=people(request, cycle.partnership_id, *CHECKERS))
    page = {
        "caption": f"{cycle.title}, {cycle.year}",
        "title": "Draw returns to be rated twice",
        "says": [
            "Ten per cent of the returns that are being rated are drawn by chance. Somebody else rates each too.",
            "The second moderator does not see the first ratings before finishing. Setting and feedback do not change; "
            "the two ratings show how far moderators agree.",
        ],
        "button": "Draw",
        "breadcrumbs": say.below(cycle),
    }

    def do(given: dict[str, Any]) -> Any:
        seed = secrets.token_hex(16)
        return operations.draw_second_ratings(cycle=cycle, seed=seed, by=request.actor, at=now(), **given)

    return asked(request, form, do, page, lambda _: reverse("audits:checking", args=[cycle.pk]))


@require_http_methods(BOTH)
@permission("audits.release_feedback")
def release_to_all(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """Release feedback to every setting whose return is rated. For the education safeguarding lead."""
    cycle = queries.cycle_for(request.actor, cycle_id)
    access.require(request.actor, "audits.release_feedback", cycle)
    page = {
        "caption": f"{cycle.title}, {cycle.year}",
        "title": "Release feedback to all that are rated",
        "says": [
            "Each setting reads these words, then its own ratings beside yours, what a visitor found, and the actions "
            "that follow. It gets a mail without any of that in it.",
            "What is released is not changed any more. A setting may ask for another moderator within 20 school days.",
        ],
        "button": "Release feedback",
        "breadcrumbs": say.below(cycle),
    }

    def do(given: dict[str, Any]) -> Any:
        return operations.release_to_all(cycle=cycle, by=request.actor, at=now(), **given)

    return asked(request, Words(typed(request)), do, page, lambda _: reverse("audits:checking", args=[cycle.pk]))


@require_http_methods(BOTH)
@permission("audits.assign_checks")
def withdraw(request: ActorRequest, moderation_id: int) -> HttpResponse:
    """Take an unfinished rating from somebody, so that another can be given it. For the office."""
    moderation = ratings.moderation_for(request.actor, moderation_id)
    access.require(request.actor, "audits.assign_checks", moderation)
    setting = moderation.audit_return.establishment.organisation.name
    page = {
        "caption": setting,
        "title": f"Take this rating from {moderation.moderator_name}",
        "says": ["What was rated so far does not count. Share out returns again to give it to somebody else."],
        "button": "Take it back",
        "breadcrumbs": say.below(moderation.audit_return.cycle),
    }

    def do(given: dict[str, Any]) -> Any:
        operations.withdraw_moderation(moderation=moderation, by=request.actor, at=now())

    back = reverse("audits:check_of", args=[moderation.audit_return_id])
    return asked(request, None, do, page, lambda _: back)
