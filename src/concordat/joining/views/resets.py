"""A lost factor. For the partnership's office, which rings back, and for whoever keeps the accounts, who confirms."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.accounts import queries as account_queries
from concordat.core.clock import now
from concordat.core.problems import Problem
from concordat.core.views import ActorRequest, permission
from concordat.establishments import queries as establishment_queries
from concordat.joining import access, operations, queries
from concordat.joining.forms import OpenReset
from concordat.joining.presenters import resets as say
from concordat.joining.vocabulary import RESET_SOURCES

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("joining.decide_reset")
def resets(request: ActorRequest) -> HttpResponse:
    """Resets that wait for a second person, and those of the last weeks."""
    at = now()
    rows = [say.reset_row(reset, at=at) for reset in queries.resets(request.actor, at=at)]
    return render(request, "joining/resets.html", {"rows": rows})


@require_http_methods(BOTH)
@permission("joining.open_reset")
def open_reset(request: ActorRequest, role_id: int) -> HttpResponse:
    """The officer has rung the person back: note the number and why."""
    at = now()
    held = account_queries.role_held(request.actor, role_id, at=at)
    access.require(request.actor, "joining.open_reset", held.organisation)
    telephone = establishment_queries.telephone_of(held.organisation_id)
    sources = [one for one in RESET_SOURCES if one[0] != "register" or telephone]
    form = OpenReset(request.POST if request.method == "POST" else None, sources=sources)
    if form.is_valid():
        try:
            made = operations.open_reset(role_id=held.pk, **form.cleaned_data, by=request.actor, at=at)
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, "Noted. Somebody else confirms it before anything is removed.")
            return redirect("joining:reset", made.pk)
    page = {
        "name": held.person.name,
        "place": held.organisation.name,
        "telephone": telephone,
        "form": form,
        "back_link": {"text": "The people", "href": reverse("accounts:people", args=[held.organisation_id])},
    }
    return render(request, "joining/open_reset.html", page, status=422 if form.errors else 200)


@require_http_methods(BOTH)
@permission("joining.decide_reset")
def one_reset(request: ActorRequest, reset_id: int) -> HttpResponse:
    """Read what the officer noted, and confirm or refuse it."""
    at = now()
    reset = queries.reset_for(request.actor, reset_id, at=at)
    access.require(request.actor, "joining.decide_reset", reset.organisation)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        confirmed = request.POST.get("answer") == "confirm"
        decide = operations.confirm_reset if confirmed else operations.refuse_reset
        try:
            decide(reset=reset, by=request.actor, at=at)
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            said = "Confirmed. The person gets a letter and sets up something new." if confirmed else "Refused."
            messages.success(request, said)
            return redirect("joining:reset", reset.pk)
    page = {
        "row": say.reset_row(reset, at=at),
        "may_decide": reset.opened_by_id != request.actor.person_id and reset.person_id != request.actor.person_id,
        "errors": errors,
        "back_link": {"text": "Resets", "href": reverse("joining:resets")},
    }
    return render(request, "joining/reset.html", page, status=422 if errors else 200)
