"""Letters with a code. For the partnership's office."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from concordat.core import csv_files
from concordat.core.clock import now
from concordat.core.problems import Problem
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission
from concordat.joining import access, operations, queries
from concordat.joining.forms import MakeLetters
from concordat.joining.presenters import letters as say
from concordat.partnership import queries as partnership_queries


@require_http_methods(["GET", "HEAD", "POST"])
@permission("joining.keep_letters")
def letters(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """Letters made before, and new ones for settings where nobody has joined."""
    at = now()
    partnership = partnership_queries.partnership(partnership_id)
    access.require(request.actor, "joining.keep_letters", partnership)
    nobody = queries.settings_without_anybody(partnership.pk, at=at)
    choices = [(str(brief.id), brief.name) for brief in nobody]
    form = MakeLetters(request.POST if request.method == "POST" else None, settings=choices)
    if form.is_valid():
        try:
            run = operations.make_letters(
                partnership_id=partnership.pk, establishment_ids=form.cleaned_data["ids"], by=request.actor, at=at
            )
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            return redirect("joining:run", run.pk)
    page = {
        "partnership": partnership,
        "runs": queries.runs_of(request.actor, partnership.pk),
        "nobody": len(nobody),
        "form": form,
        "back_link": {"text": "Contacts", "href": reverse("partnership:contacts", args=[partnership.pk])},
    }
    return render(request, "joining/letters.html", page, status=422 if form.errors else 200)


@require_safe
@permission("joining.keep_letters")
def run(request: ActorRequest, run_id: int) -> HttpResponse:
    """What has become of each letter of a run; print them, take a code back."""
    found = queries.run_for(request.actor, run_id)
    access.require(request.actor, "joining.keep_letters", found)
    page = {
        "run": found,
        **say.run_page(queries.codes_of(request.actor, found.pk), at=now()),
        "back_link": {"text": "Letters", "href": reverse("joining:letters", args=[found.partnership_id])},
    }
    return render(request, "joining/run.html", page)


@require_safe
@permission("joining.keep_letters", file=TAKE_FILE)
def run_csv(request: ActorRequest, run_id: int) -> HttpResponse:
    """The same as a file, without the codes."""
    found = queries.run_for(request.actor, run_id)
    rows = (say.csv_row(code, now()) for code in queries.codes_of(request.actor, found.pk))
    return csv_files.download("letters.csv", say.CSV_HEADER, rows)


@require_POST
@permission("joining.keep_letters")
def revoke(request: ActorRequest, code_id: int) -> HttpResponse:
    """Take a letter's code back."""
    code = queries.code_for(request.actor, code_id)
    operations.revoke_code(code=code, by=request.actor, at=now())
    messages.success(
        request, f"The code of the letter to {code.establishment.organisation.name} does not work any more."
    )
    return redirect("joining:run", code.run_id)
