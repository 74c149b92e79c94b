"""A setting fills another body's form: confirms what is ready, types what is left, downloads the body's own file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits import others_access as access
from concordat.audits.operations import body_answers as operations
from concordat.audits.operations.body_answers import Outcome, Typed
from concordat.audits.others import find
from concordat.audits.others.forms import Answers
from concordat.audits.others.proposed import Proposed, proposed
from concordat.audits.presenters import others as say
from concordat.core import clock
from concordat.core.clock import now
from concordat.core.problems import NotFound, Problem
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission
from concordat.lib.safe_files import FileKind

if TYPE_CHECKING:
    from concordat.audits.models import BodyFormAsked

BOTH = ["GET", "HEAD", "POST"]
Errors = list[dict[str, str]]
NOT_AS_SHOWN = "{} is not as it was shown: its source says something else by now. Look at it again."
STOOD = "Somebody answered {} while you were reading: {}. Your team's answer stands; look at it before you change it."


@require_http_methods(BOTH)
@permission("audits.fill_body_form")
def fill(request: ActorRequest, asked_id: int) -> HttpResponse:
    """What signed answers fill of another body's form: each is confirmed by a person. For the setting's own people."""
    asked = find.asked_for(request.actor, asked_id)
    access.require(request.actor, "audits.fill_body_form", asked)
    errors: Errors = []
    if request.method == "POST":
        try:
            errors = _confirm(request, asked)
        except Problem as problem:
            errors = [{"text": problem.sentence, "href": "#main-content"}]
        if not errors:
            return redirect(reverse("audits:fill_body_form", args=[asked_id]))
    known = proposed(request.actor, asked, on=clock.today())
    context = {
        **_page(asked, known),
        "sections": say.ready_sections(known),
        "tasks": say.section_tasks(known),
        "count": len(known.to_confirm),
        "left": len(known.left),
        "saved": say.saved(known),
        "confirmed": sum(bool(one.source) for one in known.answers.values()),
        "changed": say.changed(known),
        "errors": errors,
        "breadcrumbs": _crumbs(),
    }
    return render(request, "audits/others/fill.html", context, status=422 if errors else 200)


def _confirm(request: ActorRequest, asked: BodyFormAsked) -> Errors:
    """One answer, or those of a section that the page showed; the rest of the page is left alone."""
    known = proposed(request.actor, asked, on=clock.today())
    one, number = request.POST.get("confirm", ""), request.POST.get("confirm_section", "")
    of_section = [code.code for place, _, every in say.sections(known) for code in every if str(place) == number]
    wanted = {one} if one else set(of_section)
    shown = {code: request.POST[f"{code}.mark"] for code in wanted if f"{code}.mark" in request.POST}
    if not shown:
        return [{"text": "Choose an answer, or a section, to confirm.", "href": "#main-content"}]
    done = operations.confirm_for_body(asked=asked, shown=shown, by=request.actor, at=now())
    stood = [{**one, "href": "#main-content"} for one in _stood(done)]
    return [*stood, *({"text": NOT_AS_SHOWN.format(code), "href": "#ready"} for code in done.not_as_shown)]


def _stood(done: Outcome) -> Errors:
    return [
        {"text": STOOD.format(code, f"“{word}”" if word else "it was taken back"), "href": f"#{code}"}
        for code, word in done.stood
    ]


@require_http_methods(BOTH)
@permission("audits.fill_body_form")
def section(request: ActorRequest, asked_id: int, section_number: int) -> HttpResponse:
    """A section of another body's form: what is left is typed, or left. For the setting's own people."""
    asked = find.asked_for(request.actor, asked_id)
    access.require(request.actor, "audits.fill_body_form", asked)
    known = proposed(request.actor, asked, on=clock.today())
    found = next(((title, every) for place, title, every in say.sections(known) if place == section_number), None)
    if found is None:
        raise NotFound()
    title, questions = found
    form = Answers(
        request.POST if request.method == "POST" else None,
        questions=questions,
        words=list(known.words.values()),
        stands={code: (one.word, one.comment) for code, one in known.answers.items()},
    )
    errors: Errors = []
    if request.method == "POST" and form.is_valid():
        errors = _keep(request, asked, form)
        if not errors:
            return redirect(reverse("audits:fill_body_form", args=[asked_id]))
    context = {
        **_page(asked, known),
        "title": title,
        "form": form,
        "rows": [{"fields": row, "beside": say.beside(known, row.asked.code)} for row in form.rows()],
        "errors": errors,
        "breadcrumbs": [*_crumbs(), {"text": asked.body_form.title, "href": _here(asked)}],
    }
    return render(request, "audits/others/section.html", context, status=422 if errors or form.errors else 200)


def _keep(request: ActorRequest, asked: BodyFormAsked, form: Answers) -> Errors:
    typed = {}
    for one in form.questions:
        word, comment = form.said(one.code)
        was = request.POST.get(f"{one.code}.was", "")
        typed[one.code] = Typed(word, comment, int(was) if was.isdigit() and len(was) < 9 else 0)
    try:
        done = operations.answer_for_body(asked=asked, typed=typed, by=request.actor, at=now())
    except Problem as problem:
        return [{"text": problem.sentence, "href": "#main-content"}]
    return _stood(done)


@require_safe
@permission("audits.fill_body_form", file=TAKE_FILE)
def file(request: ActorRequest, asked_id: int) -> HttpResponse:
    """The body's own file with the setting's answers in its cells. For the setting's own people."""
    asked = find.asked_for(request.actor, asked_id)
    given = operations.fill_file(asked=asked, by=request.actor)
    response = HttpResponse(given, content_type=FileKind[asked.body_form.file_kind].content_type)
    name = content_disposition_header(True, asked.body_form.file_name)
    response.headers["Content-Disposition"] = name or "attachment"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _page(asked: BodyFormAsked, known: Proposed) -> dict[str, Any]:
    return {
        "asked": asked,
        "body_form": asked.body_form,
        "setting": asked.establishment.organisation.name,
        "is_over": asked.body_form.state != "asked",
        "answered": known.answered,
        "total": len(known.questions),
        "fills": say.fills(known),
    }


def _crumbs() -> list[dict[str, str]]:
    return [{"text": "Forms of other bodies", "href": reverse("audits:body_forms")}]


def _here(asked: BodyFormAsked) -> str:
    return reverse("audits:fill_body_form", args=[asked.pk])
