"""What support was given, for the team and for papers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concordat.core import clock, csv_files
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission
from concordat.partnership import queries as partnership_queries
from concordat.partnership.queries import PartnershipBody
from concordat.support import analysis
from concordat.support.presenters import report as say
from concordat.support.views import working_at


@require_safe
@permission("support.see_log")
def report(request: ActorRequest) -> HttpResponse:
    """Support per setting, phase, type, month and kind (AX-WAK-3), with denominators from the register."""
    home = working_at.home_of(request)
    found, asked = _asked(request, home)
    page = say.page(found, asked, request.GET)
    page["steps"] = working_at.steps(request, home, "support:report")
    return render(request, "support/report.html", page)


@require_safe
@permission("support.see_log", file=TAKE_FILE)
def report_csv(request: ActorRequest) -> HttpResponse:
    """The table as a file; for a paper without the figures of small groups."""
    found, asked = _asked(request, working_at.home_of(request))
    header = (analysis.GROUPINGS[asked.grouping], *say.HEADER)
    return csv_files.download("support.csv", header, (say.row(line) for line in found.lines))


@require_safe
@permission("support.see_log", file=TAKE_FILE)
def without_csv(request: ActorRequest) -> HttpResponse:
    """Open settings with no contact at all in the period."""
    found, _ = _asked(request, working_at.home_of(request))
    rows = ((one.type_group, one.name, one.urn, one.phase, one.trust_name) for one in found.without)
    return csv_files.download("no-contact.csv", ("Type", "Setting", "URN", "Phase", "Trust"), sorted(rows, key=str))


def _asked(request: ActorRequest, home: PartnershipBody) -> tuple[analysis.Report, say.Asked]:
    today = clock.today()
    asked = say.asked(request.GET, today=today)
    found = analysis.report(
        request.actor,
        home.id,
        grouping=asked.grouping,
        since=asked.since,
        until=asked.until,
        today=today,
        smallest=partnership_queries.partnership(home.id).smallest_group if asked.for_paper else 0,
    )
    return found, asked
