"""Which settings are named as relevant agencies and which are not, on any day (A-02)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.core import csv_files
from concordat.core.clock import now
from concordat.core.problems import Problem
from concordat.core.taking import TAKE_PUBLIC_FILE
from concordat.core.views import ActorRequest, permission
from concordat.partnership import access, operations, presenters, queries
from concordat.partnership.forms import NameSettings

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("partnership.see_naming")
def register(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """The naming register on a day, with filters. For the business manager and every setting."""
    made = queries.partnership(partnership_id)
    day = presenters.day_of(request.GET, today=now().date())
    rows = queries.naming_register(made.pk, day)
    page = {
        "partnership": made,
        "may_name": access.allows(request.actor, "partnership.name_settings", made),
        "has_arrangements": bool(queries.arrangements_of(made.pk)),
        "back_link": {"text": "The partnership", "href": reverse("partnership:structure", args=[made.pk])},
        **presenters.naming_page(made.pk, rows, request.GET, day=day),
    }
    return render(request, "partnership/naming.html", page)


@require_safe
@permission("partnership.see_naming", file=TAKE_PUBLIC_FILE)
def register_csv(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """The same list as a file."""
    made = queries.partnership(partnership_id)
    day = presenters.day_of(request.GET, today=now().date())
    rows = presenters.narrowed(queries.naming_register(made.pk, day), request.GET)
    return csv_files.download(f"named-{day}.csv", presenters.CSV_HEADER, (presenters.csv_row(row) for row in rows))


@require_http_methods(BOTH)
@permission("partnership.name_settings")
def add(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """Name many settings in one action. For the business manager."""
    made = queries.partnership(partnership_id)
    access.require(request.actor, "partnership.name_settings", made)
    today = now().date()
    back = reverse("partnership:naming", args=[made.pk])
    versions = queries.arrangements_of(made.pk)
    form = NameSettings(
        request.POST if request.method == "POST" else None,
        arrangements=[(str(row.pk), f"{row.version}, published {row.published_on:%-d %B %Y}") for row in versions],
        bases=[(basis.code, f"{basis.title} ({basis.source})") for basis in queries.bases_on(today)],
        settings=[(str(brief.id), presenters.named_as(brief)) for brief in queries.not_named_on(made.pk, today)],
        initial={"named_on": today.isoformat(), "which": "all"},
    )
    if form.is_valid():
        try:
            count = _name(request, made, form)
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, f"{count} {'setting is' if count == 1 else 'settings are'} named.")
            return redirect(back)
    page = {
        "partnership": made,
        "form": form,
        "has_arrangements": bool(versions),
        "back_link": {"text": "Relevant agencies", "href": back},
    }
    return render(request, "partnership/name_settings.html", page, status=422 if form.errors else 200)


def _name(request: ActorRequest, made: Any, form: NameSettings) -> int:
    said = form.cleaned_data
    named_on: date = said["named_on"]
    every = [brief.id for brief in queries.not_named_on(made.pk, named_on)]
    return operations.name_settings(
        arrangements=queries.arrangements(made.pk, int(said["arrangements"])),
        establishment_ids=every if said["which"] == "all" else [int(one) for one in said["settings"]],
        basis_code=said["basis"],
        named_on=named_on,
        by=request.actor,
        at=now(),
    )


@require_http_methods(BOTH)
@permission("partnership.name_settings")
def end(request: ActorRequest, partnership_id: int, establishment_id: int) -> HttpResponse:
    """Ask, then end a naming today: what was true before stays on record."""
    made = queries.partnership(partnership_id)
    access.require(request.actor, "partnership.name_settings", made)
    naming = queries.naming_of(made.pk, establishment_id)
    back = reverse("partnership:naming", args=[made.pk])
    name = naming.establishment.organisation.name
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            operations.end_naming(naming=naming, ended_on=now().date(), by=request.actor, at=now())
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            messages.success(request, f"{name} is not named from today.")
            return redirect(back)
    page = {
        "partnership": made,
        "name": name,
        "naming": naming,
        "errors": errors,
        "back_link": {"text": "Relevant agencies", "href": back},
    }
    return render(request, "partnership/end_naming.html", page, status=422 if errors else 200)
