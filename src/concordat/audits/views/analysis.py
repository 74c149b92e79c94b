"""What the returns say: counts, percentages with intervals, charts, file."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concordat.audits import access, queries
from concordat.audits.analysis.results import GROUPINGS, CycleResult, results
from concordat.audits.analysis.trends import trends
from concordat.audits.checking import withheld
from concordat.audits.presenters import analysis as say
from concordat.core import csv_files
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission


def _grouping(request: ActorRequest) -> str:
    asked = request.GET.get("by", "phase")
    return asked if asked in GROUPINGS else "phase"


def _results(request: ActorRequest, cycle_id: int, section: str) -> CycleResult:
    cycle = queries.cycle_for(request.actor, cycle_id)
    return results(request.actor, cycle, grouping=_grouping(request), section=section)


@require_safe
@permission("audits.see_cycle")
def page(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """The results of a section. For the education safeguarding lead who plans by them."""
    cycle = queries.cycle_for(request.actor, cycle_id)
    sections = say.sections_of(cycle)
    asked = request.GET.get("section", "")
    section = asked if asked in dict(sections) else (sections[0][0] if sections else "")
    found = _results(request, cycle_id, section)
    over_years = trends(request.actor, cycle, found)
    context = say.analysis_page(
        cycle, found, section=section, sections=sections, grouping=_grouping(request), trends=over_years
    )
    context["may_keep"] = access.allows(request.actor, "audits.keep_cycle", cycle)
    context["not_counted"] = withheld.not_counted(request.actor, cycle)
    return render(request, "audits/analysis.html", context)


@require_safe
@permission("audits.see_cycle", file=TAKE_FILE)
def download(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """Every question of every section as a file; what is hidden on the page is hidden here."""
    withheld.require_whole(request.actor, queries.cycle_for(request.actor, cycle_id))
    found = _results(request, cycle_id, "")
    return csv_files.download(f"results-{cycle_id}.csv", say.CSV_HEADER, say.csv_rows(found))
