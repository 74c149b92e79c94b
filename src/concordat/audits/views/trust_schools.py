"""All schools of a trust in one list, whichever partnership asks them. For the trust's safeguarding lead."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concordat.audits.presenters import trust_schools as say
from concordat.audits.trusts import answers as find
from concordat.audits.trusts.schools import lines_of, sorted_by
from concordat.core import clock, csv_files
from concordat.core.clock import now
from concordat.core.problems import NotFound
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission


@require_safe
@permission("audits.answer_for_trust")
def mine(request: ActorRequest) -> HttpResponse:
    """The trusts that I work for; straight to the list where there is one. For the trust's lead."""
    every = find.trusts_of(request.actor)
    if not every:
        raise NotFound()
    if len(every) == 1:
        return redirect(reverse("audits:trust_schools", args=[every[0].trust_id]))
    return render(request, "audits/trusts/mine.html", {"trusts": every})


@require_safe
@permission("audits.answer_for_trust")
def schools(request: ActorRequest, trust_id: int) -> HttpResponse:
    """Who asks our schools what, what is left, with whom it is: across authorities. For the trust's lead."""
    trust = find.trust_for(request.actor, trust_id)
    lines = lines_of(request.actor, trust_id, at=now(), over=request.GET.get("over") == "1")
    context = {
        "trust": trust,
        "here": reverse("audits:trust_schools", args=[trust_id]),
        **say.page(trust_id, lines, request.GET, today=clock.today()),
    }
    return render(request, "audits/trusts/schools.html", context)


@require_safe
@permission("audits.answer_for_trust", file=TAKE_FILE)
def schools_csv(request: ActorRequest, trust_id: int) -> HttpResponse:
    """The same list as a file, narrowed as the page was. For the trust's lead."""
    find.trust_for(request.actor, trust_id)
    chosen = say.filters_from(request.GET)
    lines = lines_of(request.actor, trust_id, at=now(), over=request.GET.get("over") == "1")
    rows = (say.csv_row(line) for line in sorted_by(filter(chosen.keeps, lines), request.GET.get("sort", "")))
    return csv_files.download("schools-of-the-trust.csv", say.CSV_HEADER, rows)
