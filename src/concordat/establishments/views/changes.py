"""What changed in the register since last time."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concordat.accounts import queries as account_queries
from concordat.core import csv_files, paging
from concordat.core.clock import now
from concordat.core.taking import TAKE_PUBLIC_FILE
from concordat.core.views import ActorRequest, permission
from concordat.establishments import changes as ask
from concordat.establishments.presenters import changes as say


@require_safe
@permission("establishments.see_register")
def imports(request: ActorRequest) -> HttpResponse:
    """Every import of the register, the latest first. For the business manager and every setting."""
    mine = account_queries.own_authorities(request.actor, at=now())
    count = ask.imports_count()
    number = paging.number_of(request.GET, count, size=ask.IMPORTS_PAGE)
    rows = ask.imports(number, areas=[pk for pk, _ in mine])
    page = {
        "breadcrumbs": [{"text": "Register", "href": reverse("establishments:register")}],
        **say.imports_page(rows, count, mine, request.GET, number),
    }
    return render(request, "establishments/imports.html", page)


@require_safe
@permission("establishments.see_register")
def changes(request: ActorRequest, import_id: int) -> HttpResponse:
    """What one import changed, the reader's own area first."""
    run = ask.register_import(import_id)
    mine = account_queries.own_authorities(request.actor, at=now())
    filters = say.filters_from(request.GET, mine)
    found = ask.changes_of(run.pk, filters)
    number = paging.number_of(request.GET, found.count, size=ask.PAGE)
    areas = ask.areas_of_changes(run.pk)
    rows = found.page(number)
    page = {
        "run": run,
        "when": say.moment(run.started_at),
        "breadcrumbs": [
            {"text": "Register", "href": reverse("establishments:register")},
            {"text": "What changed", "href": reverse("establishments:imports")},
        ],
        **say.changes_page(run.pk, found, rows, areas, mine, filters, request.GET, number),
    }
    return render(request, "establishments/changes.html", page)


@require_safe
@permission("establishments.see_register", file=TAKE_PUBLIC_FILE)
def changes_csv(request: ActorRequest, import_id: int) -> HttpResponse:
    """The same list as a file."""
    run = ask.register_import(import_id)
    mine = account_queries.own_authorities(request.actor, at=now())
    rows = ask.changes_of(run.pk, say.filters_from(request.GET, mine)).every()
    return csv_files.download("register-changes.csv", say.CSV_HEADER, (say.csv_row(row) for row in rows))
