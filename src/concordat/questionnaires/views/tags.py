"""Tags of a form version: the list, who does what, choosing, settling, checking, releasing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.core import csv_files
from concordat.core.clock import now, today
from concordat.core.permissions import allows, require
from concordat.core.problems import NotFound, Problem
from concordat.core.taking import TAKE_PUBLIC_FILE
from concordat.core.views import ActorRequest, permission
from concordat.questionnaires import operations, queries, tagging_queries
from concordat.questionnaires.forms import CoverForm, TeamForm
from concordat.questionnaires.limits import most
from concordat.questionnaires.operations import Team
from concordat.questionnaires.presenters import tags as presenters
from concordat.questionnaires.rules import Waits
from concordat.questionnaires.tagging_queries import Picture
from concordat.questionnaires.vocabulary import FORM_KEEPERS

BOTH = ["GET", "HEAD", "POST"]
NOBODY = "We know nobody with this address here. Check it, or invite this person first."


@require_safe
@permission("questionnaires.read_tags")
def listed(request: ActorRequest, version_id: int) -> HttpResponse:
    """Every question with where its tags stand. For editors, the reader and the business manager."""
    version = queries.version(request.actor, version_id)
    form = queries.form_of(version.pk)
    work = tagging_queries.work(request.actor, version)
    newest = tagging_queries.newest_release(version)
    page: dict[str, Any] = {
        "version": version,
        "work": work,
        "release_line": presenters.release_line(newest),
        "may_arrange": allows(request.actor, "questionnaires.arrange_tagging", version),
        "kept_by": presenters.kept_by(version) if request.actor.holds(*FORM_KEEPERS) else "",
        "back_link": {"text": "The form", "href": reverse("questionnaires:version", args=[version.pk])},
    }
    if work is not None:
        pictures = tagging_queries.pictures(request.actor, work)
        lines = presenters.lines(version, form, pictures, work.answered_here)
        page |= presenters.list_page(version, lines, request.GET)
        page |= {
            "team": presenters.team(work, tagging_queries.names(work)),
            "is_open": tagging_queries.release_of(work) is None,
            "is_editor": allows(request.actor, "questionnaires.tag_question", work),
            "here_count": len(work.answered_here),
            "here_most": most("answered_here", today()),
        }
    return render(request, "questionnaires/tags.html", page)


@require_safe
@permission("questionnaires.read_tags", file=TAKE_PUBLIC_FILE)
def listed_csv(request: ActorRequest, version_id: int) -> HttpResponse:
    """The same list as a file."""
    version = queries.version(request.actor, version_id)
    work = tagging_queries.work(request.actor, version)
    lines: list[presenters.Line] = []
    if work is not None:
        pictures = tagging_queries.pictures(request.actor, work)
        lines = presenters.lines(version, queries.form_of(version.pk), pictures, work.answered_here)
    rows = (presenters.csv_row(line) for line in presenters.narrowed(lines, request.GET))
    return csv_files.download(f"tags-{version.form.code}-{version.number}.csv", presenters.CSV_HEADER, rows)


@require_http_methods(BOTH)
@permission("questionnaires.arrange_tagging")
def team(request: ActorRequest, version_id: int) -> HttpResponse:
    """Name the editors and the reader, or change them. For the business manager."""
    version = queries.version(request.actor, version_id)
    require(request.actor, "questionnaires.arrange_tagging", version)
    work = tagging_queries.work(request.actor, version)
    if work is not None and tagging_queries.release_of(work) is not None:
        work = None
    known = tagging_queries.mails(work) if work is not None else {}
    form = TeamForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        people = _people(form)
        if not form.errors:
            try:
                if work is None:
                    operations.open_tagging(version=version, team=Team(**people), by=request.actor, at=now())
                else:
                    operations.change_team(tagging=work, team=Team(**people), by=request.actor, at=now())
            except Problem as problem:
                form.add_error(None, problem.sentence)
            else:
                messages.success(request, "The editors and the reader are named.")
                return redirect(reverse("questionnaires:tags", args=[version.pk]))
    page = {"version": version, "work": work, "form": form, "back_link": _back(version.pk)}
    return render(request, "questionnaires/tagging_team.html", page, status=422 if form.errors else 200)


def _people(form: TeamForm) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part, mail in list(form.cleaned_data.items()):
        if mail:
            found[part] = tagging_queries.person_to_ask(mail)
            if found[part] is None:
                form.add_error(part, NOBODY)
    return found


@require_http_methods(BOTH)
@permission("questionnaires.read_tags")
def question(request: ActorRequest, version_id: int, question: str) -> HttpResponse:
    """One question: both choices once they are open, and what to do next. For whoever takes part."""
    version = queries.version(request.actor, version_id)
    work, one = _found(request, version_id, question)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            operations.choose_again(asked=one.asked, by=request.actor, at=now())
        except Problem as problem:
            if problem.status == 403:
                raise
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            messages.success(request, "Both editors choose again for this question.")
            return redirect(request.path)
    names, editor = tagging_queries.names(work), allows(request.actor, "questionnaires.tag_question", work)
    is_open = tagging_queries.release_of(work) is None
    mine_open = one.mine is None or one.mine.handed_in_at is None
    third = request.actor.person_id == work.third_id
    page = {
        "version": version,
        "asked": queries.form_of(version.pk).questions[question],
        "one": one,
        "tag": presenters.STATES[presenters.state_of(one.outcome)],
        "next": presenters.what_next(one.outcome),
        "cards": presenters.choice_cards(one.choices, work, names, queries.statements()),
        "may_choose": is_open and editor and mine_open and (not third or one.outcome.waits is Waits.settling),
        "may_choose_again": is_open and editor and _short(one),
        "may_check": is_open
        and one.outcome.waits is Waits.reader
        and allows(request.actor, "questionnaires.check_cover", work),
        "errors": errors,
        "back_link": _back(version.pk),
    }
    return render(request, "questionnaires/tagged_question.html", page, status=422 if errors else 200)


def _short(one: Picture) -> bool:
    found = one.outcome
    missing = found.both_say_complete and not found.complete and found.waits is Waits.nothing
    return found.waits is Waits.settling or missing


@require_http_methods(BOTH)
@permission("questionnaires.tag_question")
def choose(request: ActorRequest, version_id: int, question: str) -> HttpResponse:
    """Search the bank, tick what the question asks about, save or hand in. For an editor."""
    version = queries.version(request.actor, version_id)
    work, one = _found(request, version_id, question)
    require(request.actor, "questionnaires.tag_question", work)
    back = reverse("questionnaires:tags_of", args=[version.pk, question])
    if one.mine is not None and one.mine.handed_in_at is not None:
        return redirect(back)
    asked = queries.form_of(version.pk).questions[question]
    chosen = list(one.mine.expectations) if one.mine else []
    complete = bool(one.mine and one.mine.complete)
    words, errors = "", []
    if request.method == "POST":
        chosen, complete = list(dict.fromkeys(request.POST.getlist("tag"))), "complete" in request.POST
        words = request.POST.get("words", "")[:100]
        step = request.POST.get("step", "find")
        if step in ("save", "hand_in"):
            try:
                operations.choose_tags(
                    asked=one.asked,
                    expectations=chosen,
                    complete=complete,
                    hand_in=step == "hand_in",
                    by=request.actor,
                    at=now(),
                )
            except Problem as problem:
                errors.append({"text": problem.sentence, "href": "#tags"})
            else:
                messages.success(request, "Handed in." if step == "hand_in" else "Saved. You can go on later.")
                return redirect(back)
    bank = queries.usable_expectations(today())
    found = tagging_queries.search(words, day=today(), area=asked.area)
    page = {
        "version": version,
        "asked": asked,
        "chosen": [(code, bank.get(code, code)) for code in chosen],
        "found": [(code, said) for code, said in found.items() if code not in chosen],
        "words": words,
        "complete": complete,
        "searched": bool(words),
        "errors": errors,
        "back_link": {"text": "The question", "href": back},
    }
    return render(request, "questionnaires/choose_tags.html", page, status=422 if errors else 200)


@require_http_methods(BOTH)
@permission("questionnaires.check_cover")
def check(request: ActorRequest, version_id: int, question: str) -> HttpResponse:
    """Try to be green on the tags and still false on the question. For the reader."""
    version = queries.version(request.actor, version_id)
    work, one = _found(request, version_id, question)
    require(request.actor, "questionnaires.check_cover", work)
    back = reverse("questionnaires:tags_of", args=[version.pk, question])
    form = CoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            operations.check_cover(
                asked=one.asked, covers=said["covers"] == "yes", because=said["because"], by=request.actor, at=now()
            )
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, "What you found is kept.")
            return redirect(back)
    statements = queries.statements()
    page = {
        "version": version,
        "asked": queries.form_of(version.pk).questions[question],
        "tags": [(code, statements.get(code, code)) for code in sorted(one.outcome.tags)],
        "waits": one.outcome.waits is Waits.reader,
        "form": form,
        "back_link": {"text": "The question", "href": back},
    }
    return render(request, "questionnaires/check_cover.html", page, status=422 if form.errors else 200)


@require_http_methods(BOTH)
@permission("questionnaires.arrange_tagging")
def here(request: ActorRequest, version_id: int) -> HttpResponse:
    """Which questions have to be answered here. For the business manager."""
    version = queries.version(request.actor, version_id)
    work = _work(request, version_id)
    require(request.actor, "questionnaires.arrange_tagging", version)
    chosen = request.POST.getlist("question") if request.method == "POST" else list(work.answered_here)

    def step() -> str:
        operations.keep_answered_here(tagging=work, questions=chosen, by=request.actor, at=now())
        return "Kept. The list shows which questions have to be answered here."

    limit = most("answered_here", today())
    asked = queries.form_of(version.pk).questions
    more = {"questions": [(code, one.text, code in chosen) for code, one in asked.items()], "most": limit}
    return _ask(request, version_id, step, "questionnaires/answered_here.html", more)


@require_http_methods(BOTH)
@permission("questionnaires.arrange_tagging")
def release(request: ActorRequest, version_id: int) -> HttpResponse:
    """Ask, then freeze the tags as the next release. For the business manager."""
    version = queries.version(request.actor, version_id)
    work = _work(request, version_id)
    require(request.actor, "questionnaires.arrange_tagging", version)

    def step() -> str:
        made = operations.release_tags(tagging=work, by=request.actor, at=now())
        return f"Release {made.number} is frozen and relied on from now."

    found = tagging_queries.outcomes(request.actor, work)
    states = [presenters.state_of(one) for one in found.values()]
    counts = [(name, states.count(state)) for state, (name, _) in presenters.STATES.items()]
    return _ask(request, version_id, step, "questionnaires/release_tags.html", {"counts": counts})


def _ask(
    request: ActorRequest, version_id: int, step: Callable[[], str], template: str, more: dict[str, Any]
) -> HttpResponse:
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            messages.success(request, step())
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse("questionnaires:tags", args=[version_id]))
    version = queries.version(request.actor, version_id)
    page = {"version": version, "errors": errors, "back_link": _back(version_id), **more}
    return render(request, template, page, status=422 if errors else 200)


def _work(request: ActorRequest, version_id: int) -> Any:
    work = tagging_queries.work(request.actor, queries.version(request.actor, version_id))
    if work is None:
        raise NotFound("Nobody tags this form yet. Name two editors first.")
    return work


def _found(request: ActorRequest, version_id: int, question: str) -> tuple[Any, Picture]:
    work = _work(request, version_id)
    return work, tagging_queries.picture(request.actor, work, question)


def _back(version_id: int) -> dict[str, str]:
    return {"text": "Tags", "href": reverse("questionnaires:tags", args=[version_id])}
