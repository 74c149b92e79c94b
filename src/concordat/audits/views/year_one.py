"""The first year: last year's spreadsheet comes along, its columns explained and looked at first."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from concordat.audits import access, operations, queries
from concordat.audits.forms import AddYearOne
from concordat.audits.row_security import CYCLE_KEEPERS
from concordat.audits.year_one import MEANING_NAMES, Meaning
from concordat.core import clock, uploads
from concordat.core.clock import now
from concordat.core.problems import NotAllowed, Problem
from concordat.core.views import ActorRequest, permission

BOTH = ["GET", "HEAD", "POST"]
SHOWN = 20


@require_http_methods(BOTH)
@permission("audits.keep_cycle")
def lists(request: ActorRequest) -> HttpResponse:
    """Add last year's spreadsheet; those that came before. For the business manager in the first weeks."""
    places = sorted(request.actor.organisations(*CYCLE_KEEPERS))
    if not places:
        raise NotAllowed("Your role does not include this. It is for the partnership's office.")
    form = AddYearOne(request.POST if request.method == "POST" else None, request.FILES or None)
    errors: list[dict[str, str]] = []
    if uploads.was_too_large(request):
        errors.append({"text": "This file is far too large for such a list.", "href": "#id_file"})
    elif request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = operations.add_year_one(
                partnership_id=places[0], year=given["year"], text=given["rows"], by=request.actor, at=now()
            )
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse("audits:year_one_columns", args=[made.pk]))
    context = {
        "form": form,
        "errors": errors,
        "lists": list(queries.year_one_lists(request.actor)),
        "back_link": {"text": "Back to audits", "href": reverse("audits:cycles")},
    }
    return render(request, "audits/year_one.html", context, status=422 if errors or form.errors else 200)


@require_http_methods(BOTH)
@permission("audits.keep_cycle")
def columns(request: ActorRequest, list_id: int) -> HttpResponse:
    """What each column means, what comes of it, and bring it in. For the business manager."""
    found = queries.year_one_for(request.actor, list_id)
    access.require(request.actor, "audits.keep_cycle", found)
    errors: list[dict[str, str]] = []
    done = None
    if request.method == "POST":
        chosen = [request.POST.get(f"column-{place}", "") for place in range(len(found.headings))]
        meanings = [Meaning(one) if one in set(Meaning) else Meaning.ignore for one in chosen]
        try:
            found = operations.explain_columns(found=found, meanings=meanings, by=request.actor, at=now())
            if request.POST.get("do") == "bring_in":
                done = operations.bring_in(found=found, by=request.actor, at=now())
                found = queries.year_one_for(request.actor, list_id)
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
            found.meanings = [str(one) for one in meanings]
    rows = queries.rows_of_year_one(found, today=clock.today())
    outside = [row for row in rows if row.establishment_id is None]
    context = {
        "found": found,
        "columns": [
            {
                "place": place,
                "heading": heading or "(no heading)",
                "chosen": meaning,
                "sample": _sample(found.rows, place),
            }
            for place, (heading, meaning) in enumerate(zip(found.headings, found.meanings, strict=True))
        ],
        "meanings": [(str(one), name) for one, name in MEANING_NAMES.items()],
        "matched": len(rows) - len(outside),
        "outside": outside[:SHOWN],
        "outside_count": len(outside),
        "unread": [(row.number, problem) for row in rows for problem in row.problems][:SHOWN],
        "facts": sum(len(row.said) for row in rows if row.establishment_id is not None),
        "contacts": sum(bool(row.contact["email"]) for row in rows if row.establishment_id is not None),
        "done": done,
        "errors": errors,
        "back_link": {"text": "Back to last year", "href": reverse("audits:year_one")},
    }
    return render(request, "audits/year_one_columns.html", context, status=422 if errors else 200)


def _column(found: Any, place: int) -> dict[str, Any]:
    heading = found.headings[place] or "(no heading)"
    chosen, sample = found.meanings[place], _sample(found.rows, place)
    return {"place": place, "heading": heading, "chosen": chosen, "sample": sample}


def _sample(rows: list[list[object]], place: int) -> str:
    """The first cells of a column that hold something."""
    cells = (cells[place] for _, cells in rows if isinstance(cells, list) and place < len(cells))
    return "; ".join(str(cell)[:40] for cell in [cell for cell in cells if cell][:3])
