"""The people of an organisation: who holds which role, invite, end a role."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from concordat.accounts import access, operations, queries
from concordat.accounts.forms import Invite
from concordat.accounts.vocabulary import KINDS_OF_ROLE, ROLE_NAMES, OrganisationKind, Role
from concordat.core.clock import now
from concordat.core.problems import NotFound, Problem
from concordat.core.views import ActorRequest, permission

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
@permission("accounts.see_people")
def at_organisation(request: ActorRequest, organisation_id: int) -> HttpResponse:
    """Who is who here. For the head, the DSL and the partnership's office."""
    organisation = queries.organisation(organisation_id)
    if not access.allows(request.actor, "accounts.see_people", organisation):
        raise NotFound()
    kind = OrganisationKind(organisation.kind)
    form = Invite(request.POST or None, roles=[role for role, kinds in KINDS_OF_ROLE.items() if kind in kinds])
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            operations.invite_person(
                organisation=organisation,
                role=Role(form.cleaned_data["role"]),
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                by=request.actor,
                at=now(),
            )
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#id_email"})
        else:
            messages.success(request, "The invitation is on its way.")
            return redirect("people", organisation_id=organisation_id)
    held = [(row, ROLE_NAMES[Role(row.role)]) for row in queries.roles_at(organisation_id, at=now())]
    invited = [(row, ROLE_NAMES[Role(row.role)]) for row in queries.invitations_at(organisation_id, at=now())]
    context = {"organisation": organisation, "form": form, "errors": errors, "held": held, "invited": invited}
    return render(request, "accounts/people.html", context, status=422 if errors or form.errors else 200)


@require_http_methods(BOTH)
@permission("accounts.end_role")
def end(request: ActorRequest, role_id: int) -> HttpResponse:
    """End a role at once."""
    held = queries.role_held(role_id)
    if not access.allows(request.actor, "accounts.end_role", held.organisation):
        raise NotFound()
    here = reverse("people", args=[held.organisation_id])
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            operations.end_role(held=held, by=request.actor, at=now())
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            messages.success(request, "The role has ended. Access is gone from this moment.")
            return redirect(here)
    context = {
        "held": held,
        "role": ROLE_NAMES[Role(held.role)],
        "errors": errors,
        "back_link": {"text": "Back to people", "href": here},
    }
    return render(request, "accounts/end_role.html", context, status=422 if errors else 200)
