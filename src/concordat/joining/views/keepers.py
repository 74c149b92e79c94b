"""Keepers of accounts across an area, and calling a setting back. For the partnership's office."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.core import csv_files
from concordat.core.clock import now
from concordat.core.problems import Problem
from concordat.core.views import ActorRequest, permission
from concordat.establishments import queries as establishment_queries
from concordat.joining import access, keepers, operations, queries
from concordat.joining.forms import NoteCall
from concordat.joining.presenters import keepers as say
from concordat.joining.vocabulary import CALL_SOURCES
from concordat.partnership import queries as partnership_queries

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("joining.keep_letters")
def area(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """Settings with too few keepers, and calls that wait for a second officer."""
    at = now()
    partnership = partnership_queries.partnership(partnership_id)
    access.require(request.actor, "joining.keep_letters", partnership)
    rows = keepers.settings_by_keepers(partnership.pk, at=at)
    page = {
        "partnership": partnership,
        "calls": [say.call_row(call) for call in queries.calls_waiting(request.actor, at=at)],
        **say.keepers_page(partnership.pk, rows, request.GET),
        "back_link": {"text": "The partnership", "href": reverse("partnership:structure", args=[partnership.pk])},
    }
    return render(request, "joining/keepers.html", page)


@require_safe
@permission("joining.keep_letters")
def area_csv(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """The same as a file."""
    partnership = partnership_queries.partnership(partnership_id)
    access.require(request.actor, "joining.keep_letters", partnership)
    rows = say.narrowed(keepers.settings_by_keepers(partnership.pk, at=now()), request.GET)
    return csv_files.download("keepers.csv", say.CSV_HEADER, (say.csv_row(row) for row in rows))


@require_http_methods(BOTH)
@permission("joining.call_back")
def note_call(request: ActorRequest, establishment_id: int) -> HttpResponse:
    """Note a call to a setting whose keepers have all left."""
    at = now()
    setting = establishment_queries.establishment(establishment_id)
    access.require(request.actor, "joining.call_back", setting)
    sources = [one for one in CALL_SOURCES if one[0] != "register" or setting.telephone]
    form = NoteCall(request.POST if request.method == "POST" else None, sources=sources)
    if form.is_valid():
        try:
            call = operations.note_call(establishment_id=setting.pk, **form.cleaned_data, by=request.actor, at=at)
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, "Noted. A second officer confirms it before anybody is invited.")
            return redirect("joining:call", call.pk)
    page = {
        "name": setting.organisation.name,
        "telephone": setting.telephone,
        "form": form,
        "back_link": {"text": "The setting", "href": reverse("establishments:setting", args=[setting.pk])},
    }
    return render(request, "joining/note_call.html", page, status=422 if form.errors else 200)


@require_http_methods(BOTH)
@permission("joining.call_back")
def one_call(request: ActorRequest, call_id: int) -> HttpResponse:
    """Read what a colleague noted, and confirm or refuse it."""
    at = now()
    call = queries.call_for(request.actor, call_id, at=at)
    access.require(request.actor, "joining.call_back", call.establishment)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        confirmed = request.POST.get("answer") == "confirm"
        decide = operations.confirm_call if confirmed else operations.refuse_call
        try:
            decide(call=call, by=request.actor, at=at)
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            said = f"We are sending an invitation to {call.email}." if confirmed else "Refused. Ring the setting again."
            messages.success(request, said)
            return redirect("joining:call", call.pk)
    page = {
        "row": say.call_row(call),
        "is_open": call.decided_at is None,
        "is_mine": call.called_by_id == request.actor.person_id,
        "errors": errors,
        "back_link": {"text": "The setting", "href": reverse("establishments:setting", args=[call.establishment_id])},
    }
    return render(request, "joining/call.html", page, status=422 if errors else 200)
