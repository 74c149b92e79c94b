"""The register as a list: search, filters, sort, pages, a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concordat.core import audiences, csv_files
from concordat.core.permissions import allows_somewhere
from concordat.core.taking import TAKE_PUBLIC_FILE
from concordat.core.views import ActorRequest, permission
from concordat.establishments import listing
from concordat.establishments.presenters import lists as say


@require_safe
@permission("establishments.see_register")
def register(request: ActorRequest) -> HttpResponse:
    """Find a setting."""
    filters = say.filters_from(request.GET)
    found = listing.listing(filters)
    number = say.page_number(request.GET, found.count)
    rows = found.page(number, sort=request.GET.get("sort", ""))
    page = say.list_page(found, rows, listing.choices(), filters, request.GET, number)
    page["write_href"] = audiences.write_href(request.actor, "register", request.GET)
    page["may_see_leads"] = allows_somewhere(request.actor, "establishments.see_leads")
    return render(request, "establishments/register.html", page)


@require_safe
@permission("establishments.see_register", file=TAKE_PUBLIC_FILE)
def register_csv(request: ActorRequest) -> HttpResponse:
    """The same list as a file."""
    found = listing.listing(say.filters_from(request.GET))
    rows = found.every(sort=request.GET.get("sort", ""))
    return csv_files.download("register.csv", say.CSV_HEADER, (say.csv_row(row) for row in rows))
