"""Requests: a setting asks and reads the answer; the team takes and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages as said
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.core import clock, csv_files
from concordat.core.clock import now
from concordat.core.problems import NotFound, Problem
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission
from concordat.establishments import queries as establishment_queries
from concordat.support import access, operations, queries, rules
from concordat.support.forms import AnswerRequest, AskForSupport, NoteInternally
from concordat.support.operations import AnsweredMeanwhile
from concordat.support.presenters import lists
from concordat.support.presenters import requests as say
from concordat.support.views import working_at
from concordat.support.vocabulary import ASKERS, KIND_NAMES, OPEN, State

if TYPE_CHECKING:
    from concordat.support.models import HelpRequest

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("support.see_log")
def every(request: ActorRequest) -> HttpResponse:
    """Requests of settings, the most pressing first. For the support team."""
    homes = working_at.homes(request)
    officers = working_at.officers(request, homes)
    found = say.narrowed(_of_team(request), request.GET, clock.today())
    page = say.listed(found, request.GET, officers, clock.today())
    page["steps"] = working_at.steps(request, homes[0], "support:requests")
    return render(request, "support/requests.html", page)


@require_safe
@permission("support.see_log", file=TAKE_FILE)
def every_csv(request: ActorRequest) -> HttpResponse:
    """The same list as a file."""
    found = say.narrowed(_of_team(request), request.GET, clock.today())
    return csv_files.download("requests.csv", say.CSV_HEADER, (say.csv_row(row) for row in found))


def _of_team(request: ActorRequest) -> Any:
    return queries.requests(request.actor).filter(partnership_id__in=access.partnerships_of(request.actor))


@require_safe
@permission("support.see_counts")
def mine(request: ActorRequest) -> HttpResponse:
    """What my settings asked and were answered, and support in numbers. For a setting's team and its trust."""
    actor = request.actor
    counted = queries.counts(actor)
    settings = establishment_queries.briefs_of(one.establishment_id for one in counted)
    own = actor.organisations(*ASKERS)
    rows = list(queries.own_requests(actor)[:200]) if own else []
    may_ask = actor.organisations(*ASKERS)
    leads = queries.leads_at_work(actor, own, clock.today()) if own else []
    page = {
        "rows": [{"asked": row, "kind": KIND_NAMES[row.kind], "tag": say.tag(row.state)} for row in rows],
        "reads": bool(own),
        "ask": [
            {"name": brief.name, "href": reverse("support:ask", args=[brief.id])}
            for brief in settings
            if brief.id in may_ask
        ],
        "leads": say.lead_names(leads),
        "table": say.counts_table(counted, settings),
        "csv_href": reverse("support:counts_csv"),
    }
    return render(request, "support/mine.html", page)


@require_safe
@permission("support.see_counts", file=TAKE_FILE)
def counts_csv(request: ActorRequest) -> HttpResponse:
    """The numbers as a file."""
    counted = queries.counts(request.actor)
    settings = establishment_queries.briefs_of(one.establishment_id for one in counted)
    return csv_files.download("support-given.csv", say.COUNTS_HEADER, say.counts_rows(counted, settings))


@require_http_methods(BOTH)
@permission("support.ask")
def ask(request: ActorRequest, establishment_id: int) -> HttpResponse:
    """Ask the partnership for support, in one page. For the head and the safeguarding leads."""
    if establishment_id not in request.actor.organisations(*ASKERS):
        raise NotFound
    setting = establishment_queries.establishment(establishment_id)
    today = clock.today()
    over = queries.partnerships_over(establishment_id, day=today)
    leads = {
        row.partnership_id: row.person.name for row in queries.leads_at_work(request.actor, [establishment_id], today)
    }
    form = AskForSupport(
        request.POST if request.method == "POST" else None,
        initial={"form_key": uuid4()},
        partnerships=say.partnerships(over, leads),
    )
    if form.is_valid():
        try:
            made = operations.ask_for_support(
                establishment_id=establishment_id, by=request.actor, at=now(), **form.cleaned_data
            )
        except Problem as problem:
            if isinstance(problem, operations.SentBefore):
                form.renew()
            form.add_error("words", problem.sentence)
        else:
            said.success(request, f"Your request is with the partnership. You hear by {lists.day(made.answer_by)}.")
            return redirect(reverse("support:request", args=[made.pk]))
    page = {
        "form": form,
        "setting": setting.organisation.name,
        "lead": leads.get(over[0].id, "") if len(over) == 1 else "",
        "breadcrumbs": [{"text": "Support", "href": reverse("support:mine")}],
    }
    return render(request, "support/ask.html", page, status=422 if form.errors else 200)


@require_http_methods(BOTH)
@permission("support.see_request")
def one(request: ActorRequest, support_id: int) -> HttpResponse:
    """A request with its answers: the team answers and notes, the setting reads and closes."""
    asked = queries.request(request.actor, support_id)
    may_answer = access.allows(request.actor, "support.answer_request", asked)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    answer = AnswerRequest(
        request.POST if step == "answer" else None,
        initial={"form_key": uuid4(), "seen": asked.answers},
        auto_id="answer_%s",
    )
    note = NoteInternally(request.POST if step == "note" else None, initial={"form_key": uuid4()}, auto_id="note_%s")
    conflict, errors = None, []
    if step and _is_ready(step, answer, note, may_answer):
        try:
            told = _do(request, asked, step, answer, note)
        except AnsweredMeanwhile as problem:
            conflict = say.conflict(problem, answer.cleaned_data["words"])
            seen = request.POST.copy()
            seen["seen"] = str(problem.answers)
            answer = AnswerRequest(seen, auto_id="answer_%s")
            errors = [{"text": problem.sentence, "href": "#conflict-title"}]
        except operations.SentBefore as problem:
            (answer.renew(seen=str(asked.answers)) if step == "answer" else note.renew())
            errors = [{"text": problem.sentence, "href": "#main-content"}]
        except Problem as problem:
            errors = [{"text": problem.sentence, "href": "#main-content"}]
        else:
            said.success(request, told)
            return redirect(reverse("support:request", args=[asked.pk]))
    page = _page(request, asked, answer, note, may_answer=may_answer)
    page["conflict"] = conflict
    page["errors"] = errors + _errors_of(answer) + _errors_of(note)
    return render(request, "support/request.html", page, status=422 if page["errors"] else 200)


def _is_ready(step: str, answer: AnswerRequest, note: NoteInternally, may_answer: bool) -> bool:
    if step == "close":
        return True
    if not may_answer:
        raise NotFound
    if step == "answer":
        return answer.is_valid()
    return note.is_valid() if step == "note" else step == "take"


def _do(request: ActorRequest, asked: HelpRequest, step: str, answer: AnswerRequest, note: NoteInternally) -> str:
    by, at = request.actor, now()
    if step == "take":
        operations.take_request(request=asked, seen=lists.number(request.POST, "officer"), by=by, at=at)
        return "The request is yours."
    if step == "close":
        operations.close_request(request=asked, by=by, at=at)
        return "The request is closed."
    if step == "note":
        typed = note.cleaned_data
        operations.note_internally(request=asked, words=typed["note"], form_key=typed["form_key"], by=by, at=at)
        return "The note is kept for colleagues."
    if request.POST.get("conflict") == "theirs":
        return "Your answer was not sent. Theirs stands."
    operations.answer_request(request=asked, by=by, at=at, **answer.cleaned_data)
    return "The answer is with the setting."


def _page(
    request: ActorRequest, asked: HelpRequest, answer: AnswerRequest, note: NoteInternally, *, may_answer: bool
) -> dict[str, Any]:
    actor, is_open = request.actor, asked.state != State.closed
    back = ("Requests", "support:requests") if may_answer else ("Support", "support:mine")
    return {
        "asked": asked,
        "facts": say.facts(asked),
        "tag": say.tag(asked.state),
        "late": rules.is_late(asked.state, asked.answer_by, clock.today()),
        "answers": say.answers(queries.answers_of(actor, asked)),
        "notes": queries.notes_of(actor, asked) if may_answer else [],
        "answer": answer if may_answer and is_open else None,
        "not_sent": "" if is_open or not may_answer else answer.data.get("words", ""),
        "note": note if may_answer else None,
        "may_take": may_answer and asked.state in OPEN and asked.officer_id != actor.person_id,
        "may_close": is_open
        and access.allows(actor, "support.close_request", asked)
        and (asked.answers or not may_answer),
        "is_setting": not may_answer,
        "ask_href": _ask_href(request, asked.establishment_id),
        "setting_href": reverse("establishments:setting", args=[asked.establishment_id]),
        "breadcrumbs": [{"text": back[0], "href": reverse(back[1])}],
    }


def _ask_href(request: ActorRequest, setting: int) -> str:
    """Where to ask for more: of a setting that was merged, at the entry under which it goes on."""
    own = request.actor.organisations(*ASKERS)
    if not own:
        return ""
    place = setting if setting in own else establishment_queries.goes_on_as(setting)
    return reverse("support:ask", args=[place]) if place in own else ""


def _errors_of(form: Any) -> list[dict[str, str]]:
    found = [(name, error) for name, errors in form.errors.items() for error in errors]
    return [{"text": str(error), "href": f"#{form.auto_id % name}"} for name, error in found]
