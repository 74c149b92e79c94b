"""The table of a region: chart, figures and file."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concordat.audits.pools import standing
from concordat.audits.presenters import pool_tables as say
from concordat.core import csv_files
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission


@require_safe
@permission("audits.see_pools")
def page(request: ActorRequest, pool_table_id: int) -> HttpResponse:
    """What a region says, each setting once. For the analyst."""
    found = standing.table_for(request.actor, pool_table_id)
    return render(request, "audits/pool_table.html", say.page(found, request.GET.get("section", "")))


@require_safe
@permission("audits.see_pools", file=TAKE_FILE)
def download(request: ActorRequest, pool_table_id: int) -> HttpResponse:
    """Every question as a file; what is hidden on the page is hidden here."""
    found = standing.table_for(request.actor, pool_table_id)
    return csv_files.download(f"region-{found.pk}.csv", say.CSV_HEADER, say.csv_rows(found))
