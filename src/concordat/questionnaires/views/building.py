"""Building a form in the browser: the same drafts as from a spreadsheet, question by question. For who keeps forms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from concordat.core.clock import now
from concordat.core.permissions import require
from concordat.core.problems import NotAllowed, NotFound, Problem
from concordat.core.views import ActorRequest, permission
from concordat.lib.form_logic import Form
from concordat.questionnaires import builder, operations, queries
from concordat.questionnaires.forms import BeginForm, QuestionForm
from concordat.questionnaires.readability import readability

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
@permission("questionnaires.import_form")
def begin(request: ActorRequest) -> HttpResponse:
    """A new draft, empty or as a copy of a form that is known."""
    owners = queries.owners(request.actor)
    if not owners:
        raise NotAllowed("Forms are built by the partnership's business manager or administrator.")
    known = [(one.pk, f"{one.form.title}, version {one.number}") for one in queries.newest_published()]
    form = BeginForm(request.POST or None, owners=owners, known=known)
    if request.method == "POST" and form.is_valid():
        said = {"owner": owners[0][0]} | form.cleaned_data
        try:
            made = operations.import_form_version(
                form=_first(said), owner_id=said["owner"], edition=said["edition"], by=request.actor, at=now()
            )
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, "The form is a draft now. Nobody else sees it before you publish it.")
            return redirect(reverse("questionnaires:build", args=[made.pk]))
    page = {"form": form, "back_link": {"text": "Forms", "href": reverse("questionnaires:forms")}}
    return render(request, "questionnaires/begin.html", page, status=422 if form.errors else 200)


def _first(said: dict[str, Any]) -> Form:
    if said["copied"]:
        return replace(queries.form_of(said["copied"]), code=said["code"], title=said["title"])
    return builder.begun(code=said["code"], title=said["title"], section=said["section"], text=said["text"])


@require_http_methods(BOTH)
@permission("questionnaires.import_form")
def build(request: ActorRequest, version_id: int) -> HttpResponse:
    """The questions of a draft, to change, move and take out."""
    version = _draft(request, version_id)
    form = queries.form_of(version.pk)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            _save(request, version, builder.built(_step(request, form), like=form))
        except Problem as problem:
            if problem.status == 403:
                raise
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(f"{request.path}#questions")
    sections = [
        (section, [(one, readability(f"{one.text} {one.help}").hints) for one in section.questions])
        for section in form.sections
    ]
    page = {"version": version, "sections": sections, "errors": errors, "back_link": _back(version.pk)}
    return render(request, "questionnaires/build.html", page, status=422 if errors else 200)


def _step(request: ActorRequest, form: Form) -> list[builder.Cells]:
    rows, step, code = builder.rows_of(form), request.POST.get("step", ""), request.POST.get("question", "")
    if step in ("up", "down"):
        return builder.moved(rows, code, up=step == "up")
    return builder.without(rows, code)


@require_http_methods(BOTH)
@permission("questionnaires.import_form")
def question(request: ActorRequest, version_id: int, question: str | None = None) -> HttpResponse:
    """One question of a draft: its words, how it is answered, its tags; with a hint where it is hard to read."""
    version = _draft(request, version_id)
    form = queries.form_of(version.pk)
    rows = builder.rows_of(form)
    first = _cells(rows, question, is_sent=request.method == "POST")
    typed = QuestionForm(request.POST or None, initial=first, kind=first["type"])
    before, is_stale = request.POST.get("before", version.digest), False
    if request.method == "POST" and typed.is_valid():
        said = {name: str(value).strip() for name, value in typed.cleaned_data.items()}
        try:
            changed = builder.put(rows, said, code=question)
            _save(request, version, builder.built(changed, like=form))
        except Problem as problem:
            if problem.status == 403:
                raise
            is_stale = before != version.digest
            typed.add_error(None, problem.sentence)
        else:
            messages.success(request, f"{said['id']} is kept.")
            return redirect(reverse("questionnaires:build", args=[version.pk]))
    back = {"text": "The questions", "href": reverse("questionnaires:build", args=[version.pk])}
    hints = readability(f"{first.get('text', '')} {first.get('help', '')}").hints
    page = {
        "version": version,
        "form": typed,
        "code": question,
        "before": before,
        "is_stale": is_stale,
        "hints": hints,
        "back_link": back,
    }
    return render(request, "questionnaires/build_question.html", page, status=422 if typed.errors else 200)


def _cells(rows: list[builder.Cells], question: str | None, *, is_sent: bool) -> builder.Cells:
    """What the page begins with; a question that is gone when its words are sent is no reason to lose them."""
    cells = next((row for row in rows if row["id"] == question), None)
    if question is not None and cells is None and not is_sent:
        raise NotFound()
    last = rows[-1]
    return cells or {"section": last["section"], "section_title": last["section_title"], "type": "rag4"}


def _save(request: ActorRequest, version: Any, form: Form) -> None:
    operations.edit_draft(version=version, form=form, before=request.POST.get("before", ""), by=request.actor, at=now())


def _draft(request: ActorRequest, version_id: int) -> Any:
    version = queries.version(request.actor, version_id)
    require(request.actor, "questionnaires.import_form", version)
    if version.state != "draft":
        raise NotFound("This version is published and frozen. Begin a new form with a copy of it.")
    return version


def _back(version_id: int) -> dict[str, str]:
    return {"text": "The form", "href": reverse("questionnaires:version", args=[version_id])}
