"""What guidance asks, and how far settings are by what they have signed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concordat.audits import access, checking_access
from concordat.audits.analysis.coverage import Coverage, coverage
from concordat.audits.checking import plans
from concordat.audits.checking.recommendations import recommendations_of
from concordat.audits.presenters import changed_guidance as to_do
from concordat.audits.presenters import coverage as say
from concordat.core import clock, csv_files
from concordat.core.problems import NotFound
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission
from concordat.partnership import queries as partnership_queries
from concordat.partnership.queries import PartnershipBody
from concordat.questionnaires import parts_of_guidance
from concordat.questionnaires import queries as questionnaire_queries


def _found(request: ActorRequest, partnership_id: int) -> tuple[PartnershipBody, Coverage]:
    made = partnership_queries.partnership(partnership_id)
    if not access.allows(request.actor, "audits.see_coverage", made):
        raise NotFound
    found = coverage(request.actor, made.pk, on=clock.today(), threshold=made.smallest_group)
    return PartnershipBody(made.pk, made.organisation.name), found


@require_safe
@permission("audits.see_coverage")
def mine(request: ActorRequest) -> HttpResponse:
    """My partnership's, or a choice of mine. For an education safeguarding lead."""
    found = [
        one for one in partnership_queries.partnerships_of(request.actor)
        if access.allows(request.actor, "audits.see_coverage", one)
    ]  # fmt: skip
    if len(found) == 1:
        return redirect(reverse("audits:guidance", args=[found[0].pk]))
    return render(request, "audits/guidance_mine.html", {"partnerships": found})


@require_safe
@permission("audits.see_coverage")
def page(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """Each expectation with how many settings meet it. For an education safeguarding lead and a scrutineer."""
    made, found = _found(request, partnership_id)
    parts, changed = parts_of_guidance.parts(), parts_of_guidance.changes(clock.today())
    asked = say.Asked.of(request.GET, parts)
    shown = say.lines(found, asked, parts, changed)
    statements = questionnaire_queries.statements()
    context = say.page(made, found, shown, asked, parts, statements, request.GET)
    followed = recommendations_of(request.actor, made.id)
    may = checking_access.allows(request.actor, "audits.recommend", plans.At(made.id))
    context["changed"] = to_do.of_changes(made.id, found, changed, statements, followed, may_recommend=may)
    return render(request, "audits/guidance.html", context)


@require_safe
@permission("audits.see_coverage", file=TAKE_FILE)
def download(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """The same as a file."""
    made, found = _found(request, partnership_id)
    parts, changed = parts_of_guidance.parts(), parts_of_guidance.changes(clock.today())
    shown = say.lines(found, say.Asked.of(request.GET, parts), parts, changed)
    rows = say.csv_rows(shown, questionnaire_queries.statements())
    return csv_files.download(f"guidance-{made.id}.csv", say.CSV_HEADER, rows)


def _words(found: Coverage, expectation: str) -> str:
    words = questionnaire_queries.statements().get(expectation)
    if words is None or expectation not in found.asked:
        raise NotFound
    return words


@require_safe
@permission("audits.see_coverage")
def one(request: ActorRequest, partnership_id: int, expectation: str) -> HttpResponse:
    """One expectation, setting by setting. For an education safeguarding lead."""
    made, found = _found(request, partnership_id)
    change = parts_of_guidance.changes(clock.today()).get(expectation)
    context = say.one_page(made, found, expectation, _words(found, expectation), change, request.GET)
    return render(request, "audits/guidance_one.html", context)


@require_safe
@permission("audits.see_coverage", file=TAKE_FILE)
def one_download(request: ActorRequest, partnership_id: int, expectation: str) -> HttpResponse:
    """The same as a file."""
    made, found = _found(request, partnership_id)
    _words(found, expectation)
    rows = say.one_csv_rows(say.narrowed(found, expectation, request.GET), expectation)
    return csv_files.download(f"guidance-{made.id}-{expectation}.csv", say.ONE_HEADER, rows)
