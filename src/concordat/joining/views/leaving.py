"""Somebody leaves on a day. For whoever keeps the setting's accounts, and for the one who follows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from concordat.accounts import queries as account_queries
from concordat.accounts.vocabulary import ROLE_NAMES, Role
from concordat.core import holdings
from concordat.core.clock import now
from concordat.core.problems import Problem
from concordat.core.views import ActorRequest, permission
from concordat.core.whole_numbers import whole_number
from concordat.joining import access, operations, queries
from concordat.joining.forms import AnnounceLeaving
from concordat.joining.presenters import hand_overs as say

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
@permission("joining.hand_over")
def leave(request: ActorRequest, role_id: int) -> HttpResponse:
    """Say somebody's last day in a role, and who follows; see what is to be handed over."""
    at = now()
    held = account_queries.role_held(request.actor, role_id, at=at)
    access.require(request.actor, "joining.hand_over", held.organisation)
    form = AnnounceLeaving(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = operations.announce_leaving(role_id=role_id, **form.cleaned_data, by=request.actor, at=at)
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, "Noted. The list below is what has to be handed over.")
            return redirect("joining:hand_over", made.pk)
    leaver = holdings.Leaver(held.person_id, held.role, held.organisation_id)
    page = {
        "name": held.person.name,
        "role": ROLE_NAMES[Role(held.role)],
        "place": held.organisation.name,
        "form": form,
        "rows": say.rows(holdings.held_by(request.actor, leaver, at=at)),
        "back_link": {"text": "Back to the people", "href": reverse("accounts:people", args=[held.organisation_id])},
    }
    return render(request, "joining/leave.html", page, status=422 if form.errors else 200)


@require_http_methods(BOTH)
@permission("joining.hand_over")
def hand_over(request: ActorRequest, hand_over_id: int) -> HttpResponse:
    """What the leaver holds and to whom each goes; take it over, pass it on, or call it off."""
    at = now()
    found = queries.hand_over_for(request.actor, hand_over_id, at=at)
    access.require(request.actor, "joining.hand_over", found.organisation)
    people = {
        row.person_id: row.person.name
        for row in account_queries.roles_at(request.actor, found.organisation_id, at=at)
        if row.role == found.role and row.person_id != found.leaver_id
    }
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            said = _act(request, found, at=at)
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            messages.success(request, said)
            return redirect("joining:hand_over", found.pk)
    leaver = holdings.Leaver(found.leaver_id, found.role, found.organisation_id)
    page = {
        "hand_over": found,
        "role": ROLE_NAMES[Role(found.role)],
        "rows": say.rows(holdings.held_by(request.actor, leaver, at=at)) if found.closed_at is None else [],
        "is_successor": request.actor.person_id in people,
        "others": [(pk, name) for pk, name in people.items() if pk != request.actor.person_id],
        "change_href": reverse("joining:leave", args=[found.role_held_id]),
        "errors": errors,
        "back_link": {"text": "Back to the people", "href": reverse("accounts:people", args=[found.organisation_id])},
    }
    return render(request, "joining/hand_over.html", page, status=422 if errors else 200)


def _act(request: ActorRequest, found, *, at) -> str:  # type: ignore[no-untyped-def]
    """What a button asks for."""
    answer = request.POST.get("answer", "")
    if answer == "call_off":
        operations.call_off(hand_over=found, by=request.actor, at=at)
        return "Called off: everything stays as it was."
    person_id = whole_number(answer)
    if person_id is not None:
        passed = operations.hand_to(hand_over=found, person_id=person_id, by=request.actor, at=at)
    else:
        passed = operations.take_over(hand_over=found, by=request.actor, at=at)
    return f"Handed over: {passed} {'thing has' if passed == 1 else 'things have'} passed on."
