"""A few settings try an audit before it opens, and say what was unclear."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from concordat.audits import access, operations, queries
from concordat.audits.forms import SayOfPilot, StartPilot
from concordat.audits.presenters.returns import question_choices
from concordat.core.clock import now
from concordat.core.problems import NotFound, Problem
from concordat.core.views import ActorRequest, permission

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
@permission("audits.keep_cycle")
def pilot(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """Start a pilot, and read what came of it. For the business manager, before the audit opens."""
    cycle = queries.cycle_for(request.actor, cycle_id)
    access.require(request.actor, "audits.keep_cycle", cycle)
    asked = operations.settings_asked(cycle=cycle, at=now()) if cycle.state == "draft" else {}
    settings = sorted({(brief.name, str(brief.id)) for found in asked.values() for brief in found})
    form = StartPilot(
        request.POST if request.method == "POST" else None, settings=[(number, name) for name, number in settings]
    )
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.start_pilot(
                cycle=cycle,
                establishment_ids=[int(number) for number in given["settings"]],
                closes_on=given["closes_on"],
                by=request.actor,
                at=now(),
            )
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse("audits:pilot", args=[cycle.pk]))
    notes = queries.pilot_notes_of(cycle)
    minutes = [note.minutes for note in notes if note.minutes is not None]
    context = {
        "cycle": cycle,
        "form": form if cycle.state == "draft" else None,
        "pilots": queries.pilots_of(request.actor, cycle),
        "notes": notes,
        "minutes": sorted(minutes)[len(minutes) // 2] if minutes else None,
        "errors": errors,
        "back_link": {"text": "Back to the audit", "href": reverse("audits:tracker", args=[cycle.pk])},
    }
    return render(request, "audits/pilot.html", context, status=422 if errors or form.errors else 200)


@require_http_methods(BOTH)
@permission("audits.answer")
def note(request: ActorRequest, return_id: int) -> HttpResponse:
    """Say what was unclear in a pilot. For whoever answers it."""
    audit_return = queries.return_for(request.actor, return_id)
    access.require(request.actor, "audits.answer", audit_return)
    if audit_return.cycle.pilot_of_id is None:
        raise NotFound()
    form = SayOfPilot(
        request.POST if request.method == "POST" else None,
        questions=question_choices(queries.form_of(audit_return)),
    )
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            operations.say_of_pilot(audit_return=audit_return, by=request.actor, at=now(), **given)
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse("audits:return", args=[audit_return.pk]))
    context = {
        "setting": audit_return.establishment.organisation.name,
        "form": form,
        "errors": errors,
        "back_link": {"text": "Back to the return", "href": reverse("audits:return", args=[audit_return.pk])},
    }
    return render(request, "audits/pilot_note.html", context, status=422 if errors or form.errors else 200)
