"""Section 11: an agency answers and signs; the partnership asks, follows, sends back and compares a standard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits import agencies, agency_access, operations, queries
from concordat.audits.agency_rules import DECLARATION, AgencyState
from concordat.audits.analysis.standards import standard_of
from concordat.audits.forms import SignHead
from concordat.audits.operations import Posted, Saved
from concordat.audits.outside_forms import Because
from concordat.audits.presenters import agencies as say
from concordat.audits.presenters.returns import day
from concordat.audits.rules import NotYet
from concordat.core import clock, csv_files
from concordat.core.clock import now
from concordat.core.problems import NotFound, Problem
from concordat.core.views import ActorRequest, permission
from concordat.core.whole_numbers import whole_number
from concordat.lib import form_logic
from concordat.questionnaires import presenters as forms_say
from concordat.questionnaires import queries as questionnaire_queries

if TYPE_CHECKING:
    from concordat.audits.models import AgencyReturn

BOTH = ["GET", "HEAD", "POST"]
TAKES_ANSWERS = (AgencyState.not_started, AgencyState.in_progress)


@require_safe
@permission("audits.see_own_agency")
def mine(request: ActorRequest) -> HttpResponse:
    """Section 11 returns of my agency. For its safeguarding lead and its accountable officer."""
    rows = [say.row(one, may_read=True, may_send_back=False) for one in agencies.mine(request.actor)]
    return render(request, "audits/agencies_mine.html", {"rows": rows})


@require_http_methods(BOTH)
@permission("audits.see_agency_return")
def one(request: ActorRequest, agency_return_id: int) -> HttpResponse:
    """One return: its sections, what comes next, what it says. For the agency, and the partnership once signed."""
    found = agencies.readable(request.actor, agency_return_id)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        step = operations.reopen_for_agency if "reopen" in request.POST else operations.finish_for_agency
        errors = _take(lambda: step(agency_return=found, by=request.actor, at=now()))
        if not errors:
            return redirect(reverse("audits:agency", args=[found.pk]))
    values = queries.values_of(agencies.answers_of(found))
    evaluation, form = agencies.evaluate(found, values), agencies.form_of(found)
    answers = agency_access.allows(request.actor, "audits.answer_for_agency", found)
    is_open = found.cycle.state == "open"
    context = {
        **_page(request, found),
        "errors": errors,
        "tag": say.state(found),
        "due": day(found.cycle.closes_on),
        "tasks": say.sections(found, evaluation),
        "progress": {
            "label": "Questions answered",
            "done": evaluation.answered,
            "total": evaluation.needed,
            "text": f"{evaluation.answered} of {evaluation.needed} questions answered",
        },
        "may_finish": answers and is_open and found.state in TAKES_ANSWERS,
        "may_reopen": answers and is_open and found.state == AgencyState.finished,
        "may_sign": is_open
        and found.state == AgencyState.finished
        and agency_access.allows(request.actor, "audits.sign_for_agency", found),
        "in_sections": found.state in TAKES_ANSWERS,
        "sections": forms_say.return_to_read(form, evaluation, values),
    }
    return render(request, "audits/agency.html", context, status=422 if errors else 200)


@require_http_methods(BOTH)
@permission("audits.see_agency_return")
def section(request: ActorRequest, agency_return_id: int, agency_section: str) -> HttpResponse:
    """Answer a section; nothing typed is lost, nothing of a colleague's overwritten unseen. For the agency's lead."""
    found = agencies.readable(request.actor, agency_return_id)
    form = agencies.form_of(found)
    shown = form.section(agency_section)
    if shown is None:
        raise NotFound()
    if request.method != "POST":
        return _show(request, found, form, shown)
    raw = {name: request.POST.getlist(name) for name in request.POST}
    if "add_row" in raw or "remove_row" in raw:
        return _change_rows(request, found, form, shown, raw)
    cleaned = {each.code: form_logic.clean_answer(each, raw) for each in shown.questions if each.is_answered_here}
    posted = {
        asked: Posted(each.answer or None, request.POST.get(f"{asked}.was", ""))
        for asked, each in cleaned.items()
        if not each.problems
    }
    problems = [problem for each in cleaned.values() for problem in each.problems]
    try:
        saved = operations.answer_for_agency(agency_return=found, posted=posted, by=request.actor, at=now())
    except (NotYet, Problem) as problem:
        return _show(request, found, form, shown, raw=raw, sentence=problem.sentence, status=409)
    if problems or saved.conflicts:
        return _show(request, found, form, shown, raw=raw, problems=problems, saved=saved, status=422)
    codes = [each.code for each in form.shown_sections]
    place = codes.index(agency_section)
    if request.POST.get("then") == "next" and place + 1 < len(codes):
        return redirect(reverse("audits:agency_section", args=[found.pk, codes[place + 1]]))
    return redirect(reverse("audits:agency", args=[found.pk]))


def _change_rows(
    request: ActorRequest,
    found: AgencyReturn,
    form: form_logic.Form,
    shown: form_logic.Section,
    raw: Mapping[str, list[str]],
) -> HttpResponse:
    if "remove_row" in raw:
        code, _, place = raw["remove_row"][0].rpartition(".")
        question = shown.question(code)
        number = whole_number(place)
        if question is not None and number is not None:
            raw = form_logic.without_row(question, raw, number)
        return _show(request, found, form, shown, raw=raw)
    question = shown.question(raw["add_row"][0])
    return _show(request, found, form, shown, raw=raw, blank={question.code: 2} if question else {})


def _show(
    request: ActorRequest,
    found: AgencyReturn,
    form: form_logic.Form,
    shown: form_logic.Section,
    *,
    raw: Mapping[str, list[str]] | None = None,
    problems: list[form_logic.Problem] | None = None,
    saved: Saved | None = None,
    blank: dict[str, int] | None = None,
    sentence: str = "",
    status: int = 200,
) -> HttpResponse:
    answers = agencies.answers_of(found)
    values = queries.values_of(answers)
    page = forms_say.section_page(
        form,
        shown.code,
        answers=values,
        evaluation=agencies.evaluate(found, values),
        problems=problems or [],
        typed=raw,
        blank_rows=blank,
        guidance=questionnaire_queries.guidance_of(found.form_version_id),
    )
    errors = [{"text": error.text, "href": error.href} for error in page.errors]
    errors = [{"text": text, "href": f"#{code}"} for code, text in _clashes(shown, saved)] + errors
    if sentence:
        errors.insert(0, {"text": sentence, "href": "#main-content"})
    codes = [each.code for each in form.shown_sections]
    answers_here = agency_access.allows(request.actor, "audits.answer_for_agency", found)
    context = {
        **_page(request, found, below=True),
        "page": page,
        "tokens": {each.id: answers[each.id].token if each.id in answers else "" for each in page.questions},
        "errors": errors,
        "place": codes.index(shown.code) + 1,
        "places": len(codes),
        "may_answer": answers_here and found.state in TAKES_ANSWERS and found.cycle.state == "open",
    }
    return render(request, "audits/section.html", context, status=status)


def _clashes(shown: form_logic.Section, saved: Saved | None) -> list[tuple[str, str]]:
    """What a colleague wrote meanwhile, in words; what was typed stands in the field, and saving again keeps it."""
    told = []
    for clash in saved.conflicts if saved else ():
        question = shown.question(clash.question)
        if question is None:
            continue
        lines = forms_say.answers_in_words(question, clash.theirs or {})
        words = "; ".join(f"{line.tag_text} {line.text}".strip() for line in lines) or "nothing"
        text = f"A colleague changed {clash.question} while you were typing, to: {words}. Save again to keep yours."
        told.append((clash.question, text))
    return told


@require_http_methods(BOTH)
@permission("audits.sign_for_agency")
def sign(request: ActorRequest, agency_return_id: int) -> HttpResponse:
    """Read and sign; with that the return is handed in. For the accountable officer."""
    found = agencies.readable(request.actor, agency_return_id)
    agency_access.require(request.actor, "audits.sign_for_agency", found)
    form = SignHead(request.POST if request.method == "POST" else None)
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        errors = _take(
            lambda: operations.sign_for_agency(
                agency_return=found,
                statement=DECLARATION,
                shown=request.POST.get("shown", ""),
                by=request.actor,
                at=now(),
            )
        )
        if not errors:
            return redirect(reverse("audits:agency", args=[found.pk]))
    values = queries.values_of(agencies.answers_of(found))
    context = {
        **_page(request, found, below=True),
        "form": form,
        "statement": DECLARATION,
        "shown": agencies.digest_of(values),
        "errors": errors,
        "sections": forms_say.return_to_read(agencies.form_of(found), agencies.evaluate(found, values), values),
    }
    return render(request, "audits/agency_sign.html", context, status=422 if errors or form.errors else 200)


@require_http_methods(BOTH)
@permission("audits.see_cycle")
def of_cycle(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """Where each agency stands; the office asks those that are not asked yet. For the business manager."""
    cycle = queries.cycle_for(request.actor, cycle_id)
    may_ask = agency_access.allows(request.actor, "audits.ask_agencies", cycle) and cycle.state == "open"
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        agency_access.require(request.actor, "audits.ask_agencies", cycle)
        chosen = [found for one in request.POST.getlist("agency") if (found := whole_number(one)) is not None]
        version = questionnaire_queries.published_version(agencies.FORM).pk
        errors = _take(
            lambda: operations.ask_agencies(
                cycle=cycle, organisation_ids=chosen, form_version_id=version, by=request.actor, at=now()
            )
        )
        if not errors:
            return redirect(reverse("audits:agencies", args=[cycle.pk]))
    every = agencies.of_cycle(request.actor, cycle)
    context = {
        "cycle": cycle,
        "rows": [
            say.row(
                each,
                may_read=agency_access.may_read(request.actor, each),
                may_send_back=may_ask and each.state == AgencyState.submitted,
            )
            for each in every
        ],
        "count_text": f"{sum(each.state == AgencyState.submitted for each in every)} of {len(every)} handed in",
        "may_ask": may_ask,
        "to_ask": agencies.not_asked(cycle, every, on=clock.today()) if may_ask else [],
        "errors": errors,
        "breadcrumbs": say.of_cycle(cycle),
    }
    return render(request, "audits/agencies.html", context, status=422 if errors else 200)


@require_http_methods(BOTH)
@permission("audits.send_agency_back")
def send_back(request: ActorRequest, agency_return_id: int) -> HttpResponse:
    """Send a signed return back with a reason. For the business manager."""
    found = agencies.readable(request.actor, agency_return_id)
    agency_access.require(request.actor, "audits.send_agency_back", found)
    form = Because(request.POST if request.method == "POST" else None, read_by="The agency")
    there = reverse("audits:agencies", args=[found.cycle_id])
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        errors = _take(
            lambda: operations.send_agency_back(agency_return=found, by=request.actor, at=now(), **form.cleaned_data)
        )
        if not errors:
            return redirect(there)
    context = {
        "form": form,
        "errors": errors,
        "title": "Send it back",
        "caption": found.organisation.name,
        "explains": "The signature stands no more. The agency corrects its answers and its officer signs again.",
        "back_link": {"text": "Back to the agencies", "href": there},
    }
    return render(request, "audits/outside_reason.html", context, status=422 if errors or form.errors else 200)


@require_safe
@permission("audits.see_cycle")
def standards(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """One standard across agencies and schools. For whoever prepares the partnership's scrutiny."""
    cycle = queries.cycle_for(request.actor, cycle_id)
    every, found = standard_of(request.actor, cycle, request.GET.get("standard", "")[:20])
    return render(request, "audits/standards.html", say.standard_page(cycle, every, found))


@require_safe
@permission("audits.see_cycle")
def standards_csv(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """The same as a file."""
    cycle = queries.cycle_for(request.actor, cycle_id)
    _, found = standard_of(request.actor, cycle, request.GET.get("standard", "")[:20])
    return csv_files.download(f"standard-{cycle_id}.csv", say.CSV_HEADER, say.csv_rows(found))


def _page(request: ActorRequest, found: AgencyReturn, *, below: bool = False) -> dict[str, Any]:
    is_own = agency_access.allows(request.actor, "audits.see_own_agency", found)
    return {
        "agency_return": found,
        "setting": found.organisation.name,
        "cycle": found.cycle,
        "breadcrumbs": say.trail(found, is_own=is_own, below=below),
    }


def _take(step: Callable[[], Any]) -> list[dict[str, str]]:
    """Take one step; what stands in the way, for the page."""
    try:
        step()
    except (NotYet, Problem) as problem:
        return [{"text": problem.sentence, "href": "#main-content"}]
    return []
