"""Who works together, since when, under which published arrangements. For everybody in the area."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.accounts.vocabulary import SETTING_TEAM, TRUST_TEAM
from concordat.core.clock import now
from concordat.core.problems import Problem
from concordat.core.views import ActorRequest, permission
from concordat.partnership import access, agreement, operations, presenters, queries
from concordat.partnership.forms import JoinPartnership, PublishArrangements, ReplacePartner

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("partnership.see_structure")
def mine(request: ActorRequest) -> HttpResponse:
    """My partnership, or a choice of mine: a trust may work with seven."""
    found = queries.partnerships_of(request.actor)
    if len(found) == 1:
        return redirect(reverse("partnership:structure", args=[found[0].pk]))
    return render(request, "partnership/mine.html", {"partnerships": found})


@require_safe
@permission("partnership.see_structure")
def structure(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """The bodies that work together on a day, those before, and the arrangements."""
    made = queries.partnership(partnership_id)
    day = presenters.day_of(request.GET, today=now().date())
    page = {
        "partnership": made,
        "day": day,
        "terms": presenters.terms(queries.terms_on(made.pk, day)),
        "ended": presenters.terms(queries.terms_ended_by(made.pk, day)),
        "arrangements": queries.arrangements_of(made.pk),
        "may_change": access.allows(request.actor, "partnership.change_terms", made),
        "may_keep_contacts": access.allows(request.actor, "partnership.keep_contacts", made),
        "accepted": _accepted(request, made, day)
        if access.allows(request.actor, "partnership.keep_contacts", made)
        else None,
        "may_set_face": access.allows(request.actor, "partnership.set_face", made),
        "may_take_everything": access.allows(request.actor, "accounts.take_everything", made.organisation),
        "may_follow_duties": access.allows(request.actor, "partnership.follow_duties", made),
        "may_write_statement": access.allows(request.actor, "partnership.write_statement", made),
        "has_own_duties": request.actor.holds(*SETTING_TEAM, *TRUST_TEAM),
        "may_see_naming": access.allows(request.actor, "partnership.see_naming", made),
    }
    return render(request, "partnership/structure.html", page)


def _accepted(request: ActorRequest, made: Any, day: date) -> int:
    return queries.count_accepted(request.actor, made.pk, day, version=agreement.current().version)


@require_http_methods(BOTH)
@permission("partnership.change_terms")
def join(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """A body joins from a day. For the business manager."""
    made = queries.partnership(partnership_id)
    access.require(request.actor, "partnership.change_terms", made)
    form = JoinPartnership(request.POST or None, bodies=queries.possible_partners(made.pk))

    def step() -> str:
        said = form.cleaned_data
        body = operations.partner_body(
            known_id=said["known"], kind=said["kind"], name=said["name"], by=request.actor, at=now()
        )
        operations.begin_term(
            partnership=made, organisation_id=body.id, from_on=said["from_on"], by=request.actor, at=now()
        )
        return f"{body.name} belongs to the partnership from {said['from_on']:%-d %B %Y}."

    return _form_page(request, made, form, step, title="A partner joins", button="Add this partner")


@require_http_methods(BOTH)
@permission("partnership.change_terms")
def replace(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """A body is replaced by its successor on a day (N-09). For the business manager."""
    made = queries.partnership(partnership_id)
    access.require(request.actor, "partnership.change_terms", made)
    form = ReplacePartner(
        request.POST or None,
        partners=queries.terms_not_ended(made.pk),
        bodies=queries.possible_partners(made.pk),
    )

    def step() -> str:
        said = form.cleaned_data
        body = operations.successor_body(
            earlier_id=said["earlier"], known_id=said["known"], name=said["name"], by=request.actor, at=now()
        )
        operations.succeed(
            partnership=made,
            earlier_id=said["earlier"],
            later_id=body.id,
            on=said["on"],
            by=request.actor,
            at=now(),
        )
        return f"{body.name} takes over on {said['on']:%-d %B %Y}. What was signed before keeps its names."

    return _form_page(request, made, form, step, title="A partner is replaced", button="Replace this partner")


@require_http_methods(BOTH)
@permission("partnership.publish_arrangements")
def publish(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """A new version of the published arrangements. For the business manager."""
    made = queries.partnership(partnership_id)
    access.require(request.actor, "partnership.publish_arrangements", made)
    form = PublishArrangements(request.POST or None)

    def step() -> str:
        said = form.cleaned_data
        operations.publish_arrangements(
            partnership=made,
            version=said["version"],
            published_on=said["published_on"],
            address=said["address"],
            by=request.actor,
            at=now(),
        )
        return f"{said['version']} is recorded. Settings can be named under it."

    return _form_page(request, made, form, step, title="Record published arrangements", button="Record this version")


def _form_page(
    request: ActorRequest, made: Any, form: Form, step: Callable[[], str], *, title: str, button: str
) -> HttpResponse:
    back = reverse("partnership:structure", args=[made.pk])
    if form.is_valid():
        try:
            said = step()
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, said)
            return redirect(back)
    page = {
        "partnership": made,
        "form": form,
        "title": title,
        "button": button,
        "back_link": {"text": "Back to the partnership", "href": back},
    }
    return render(request, "partnership/form.html", page, status=422 if form.errors else 200)
