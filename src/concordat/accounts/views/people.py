"""The people of an organisation: who holds which role, inviting, withdrawing, ending."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.accounts import access, operations, presenters, queries
from concordat.accounts.forms import Invite
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, Role
from concordat.core.clock import now
from concordat.core.problems import Problem
from concordat.core.views import ActorRequest, permission

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("accounts.see_people")
def mine(request: ActorRequest) -> HttpResponse:
    """The places whose people I keep; straight on where there is one."""
    find = request.GET.get("find", "").strip()
    found = queries.organisations_in_charge(request.actor, at=now(), find=find)
    if len(found) == 1 and not find:
        return redirect("accounts:people", found[0].pk)
    return render(request, "accounts/places.html", {"places": found, "find": find})


@require_http_methods(BOTH)
@permission("accounts.see_people")
def at_organisation(request: ActorRequest, organisation_id: int) -> HttpResponse:
    """Who holds which role there, who is invited, and a form to invite."""
    at = now()
    place = queries.organisation(request.actor, organisation_id, at=at)
    access.require(request.actor, "accounts.see_people", place)
    given = access.roles_to_give(request.actor, place)
    form = Invite(request.POST if request.method == "POST" else None, roles=given)
    if form.is_valid():
        try:
            said = form.cleaned_data
            operations.invite_person(
                organisation=place,
                role=Role(said["role"]),
                name=said["name"],
                email=said["email"],
                by=request.actor,
                at=at,
            )
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, f"We are sending an invitation to {said['email']}.")
            return redirect("accounts:people", place.pk)
    waiting = queries.invitations_at(request.actor, place.pk, at=at)
    page = {
        "place": place,
        "form": form,
        "may_reset": request.actor.holds(*PARTNERSHIP_OFFICE),
        "people": presenters.people(queries.roles_at(request.actor, place.pk, at=at), actor=request.actor),
        "invitations": presenters.invitations(waiting, queries.invitation_states((one.pk for one in waiting), at=at)),
    }
    return render(request, "accounts/people.html", page, status=422 if form.errors else 200)


@require_http_methods(BOTH)
@permission("accounts.end_role")
def end_role(request: ActorRequest, role_id: int) -> HttpResponse:
    """Ask, then end a role at once."""
    at = now()
    held = queries.role_held(request.actor, role_id, at=at)
    access.require(request.actor, "accounts.end_role", held.organisation)
    back = reverse("accounts:people", args=[held.organisation_id])
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            operations.end_role(held=held, by=request.actor, at=at)
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            messages.success(request, f"{held.person.name} does not hold this role any more.")
            return redirect("home" if held.person_id == request.actor.person_id else back)
    page = {
        "row": presenters.people([held], actor=request.actor)[0],
        "role_id": held.pk,
        "place": held.organisation,
        "is_me": held.person_id == request.actor.person_id,
        "errors": errors,
        "back_link": {"text": "Back to the people", "href": back},
    }
    return render(request, "accounts/end_role.html", page, status=422 if errors else 200)


@require_http_methods(BOTH)
@permission("accounts.invite_person")
def withdraw(request: ActorRequest, invitation_id: int) -> HttpResponse:
    """Ask, then make an invitation's link stop working."""
    at = now()
    invitation = queries.invitation(request.actor, invitation_id, at=at)
    back = reverse("accounts:people", args=[invitation.organisation_id])
    if request.method == "POST":
        operations.withdraw_invitation(invitation=invitation, by=request.actor, at=at)
        messages.success(request, f"The invitation to {invitation.email} does not work any more.")
        return redirect(back)
    page = {
        "row": presenters.invitations([invitation], queries.invitation_states([invitation.pk], at=at))[0],
        "place": invitation.organisation,
        "back_link": {"text": "Back to the people", "href": back},
    }
    return render(request, "accounts/withdraw.html", page)
