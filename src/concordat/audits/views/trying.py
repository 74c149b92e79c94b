"""Trying an audit as a school would see it, before it opens; nothing is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits import access, queries
from concordat.audits.presenters.returns import Task
from concordat.audits.presenters.states import StateTag
from concordat.audits.vocabulary import SCHEME_NAMES, Scheme
from concordat.core.problems import NotFound
from concordat.core.views import ActorRequest, permission
from concordat.lib import form_logic
from concordat.questionnaires import presenters as forms_say
from concordat.questionnaires import queries as questionnaire_queries


@require_safe
@permission("audits.keep_cycle")
def sections(request: ActorRequest, cycle_id: int, scheme: str) -> HttpResponse:
    """The sections as a school finds them. For the business manager."""
    cycle, form = _tried(request, cycle_id, scheme)
    tasks = [
        Task(one.title, reverse("audits:try_section", args=[cycle.pk, scheme, one.code]), "", StateTag("Try", "blue"))
        for one in form.shown_sections
    ]
    context = {**_page(cycle, scheme), "tasks": tasks}
    context["back_link"] = {"text": "Back to the audit", "href": reverse("audits:tracker", args=[cycle.pk])}
    return render(request, "audits/try.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission("audits.keep_cycle")
def section(request: ActorRequest, cycle_id: int, scheme: str, code: str) -> HttpResponse:
    """One section with its checks; what is typed is checked and forgotten. For the business manager."""
    cycle, form = _tried(request, cycle_id, scheme)
    shown = form.section(code)
    if shown is None:
        raise NotFound()
    values: dict[str, dict[str, Any]] = {}
    problems: list[form_logic.Problem] = []
    raw: dict[str, list[str]] | None = None
    if request.method == "POST":
        raw = {name: request.POST.getlist(name) for name in request.POST}
        asked = [question for question in shown.questions if question.is_answered_here]
        cleaned = {question.code: form_logic.clean_answer(question, raw) for question in asked}
        values = {question: each.answer for question, each in cleaned.items() if each.answer}
        problems = [problem for each in cleaned.values() for problem in each.problems]
    facts = form_logic.Facts(is_school=scheme != Scheme.short, is_college=False)
    found = form_logic.evaluate(form, facts, values)
    if request.method == "POST":
        here = found.section(code)
        known = {problem.question for problem in problems}
        problems += [problem for problem in (here.problems if here else ()) if problem.question not in known]
    page = forms_say.section_page(form, code, answers=values, evaluation=found, problems=problems, typed=raw)
    context = {
        **_page(cycle, scheme),
        "page": page,
        "tried": request.method == "POST",
        "errors": [{"text": error.text, "href": error.href} for error in page.errors],
        "back_link": {"text": "Back to the sections", "href": reverse("audits:try", args=[cycle.pk, scheme])},
    }
    return render(request, "audits/try_section.html", context, status=422 if problems else 200)


def _tried(request: ActorRequest, cycle_id: int, scheme: str) -> tuple[Any, form_logic.Form]:
    cycle = queries.cycle_for(request.actor, cycle_id)
    access.require(request.actor, "audits.keep_cycle", cycle)
    chosen = next((one for one in cycle.forms.all() if one.scheme == scheme), None)
    if chosen is None:
        raise NotFound()
    return cycle, questionnaire_queries.form_of(chosen.form_version_id)


def _page(cycle: Any, scheme: str) -> dict[str, Any]:
    return {"cycle": cycle, "scheme": SCHEME_NAMES[Scheme(scheme)]}
