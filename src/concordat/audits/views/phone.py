"""An officer takes answers down on the telephone; somebody of the setting confirms them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits import access, operations, queries
from concordat.audits.operations.offers import OfferNotPossible
from concordat.audits.presenters import offers as say
from concordat.audits.rules import NotYet
from concordat.core.clock import now
from concordat.core.problems import NotFound
from concordat.core.views import ActorRequest, permission
from concordat.core.whole_numbers import whole_number
from concordat.lib import form_logic
from concordat.questionnaires import presenters as forms_say

if TYPE_CHECKING:
    from concordat.audits.models import AuditReturn

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("audits.answer_by_phone")
def begin(request: ActorRequest, return_id: int) -> HttpResponse:
    """The sections, with what was taken down in each. For the officer with the telephone in the other hand."""
    audit_return = _called(request, return_id)
    page = say.call(audit_return, queries.offers_of(audit_return))
    return render(request, "audits/phone.html", {**_page(audit_return, "standing"), **page})


@require_http_methods(BOTH)
@permission("audits.answer_by_phone")
def section(request: ActorRequest, return_id: int, code: str) -> HttpResponse:
    """One section on the telephone: what is left empty is not asked of the setting again."""
    audit_return = _called(request, return_id)
    form = queries.form_of(audit_return)
    shown = form.section(code)
    if shown is None:
        raise NotFound()
    offered = say.by_phone(queries.offers_of(audit_return))
    told_by = next((one.told_by for one in reversed(offered.values())), "")
    raw: dict[str, list[str]] | None = None
    problems: list[form_logic.Problem] = []
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        raw, told_by = {name: request.POST.getlist(name) for name in request.POST}, request.POST.get("told_by", "")
        cleaned = {
            question.code: form_logic.clean_answer(question, raw)
            for question in shown.questions
            if question.is_answered_here
        }
        problems = [problem for each in cleaned.values() for problem in each.problems]
        values = {asked: each.answer for asked, each in cleaned.items() if not each.problems}
        try:
            operations.take_by_phone(
                audit_return=audit_return, told_by=told_by[:100], values=values, by=request.actor, at=now()
            )
        except OfferNotPossible as problem:
            errors.append({"text": problem.sentence, "href": "#told_by"})
        except NotYet as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        if not problems and not errors:
            return redirect(_next(audit_return, form, shown))
    answers = {question: one.value for question, one in offered.items()}
    page = forms_say.section_page(
        form,
        code,
        answers=answers,
        evaluation=queries.evaluate(audit_return, answers),
        problems=problems,
        typed=raw,
    )
    errors += [{"text": error.text, "href": error.href} for error in page.errors]
    context = {**_page(audit_return, "phone"), "page": page, "told_by": told_by, "errors": errors}
    return render(request, "audits/phone_section.html", context, status=422 if errors else 200)


@require_http_methods(BOTH)
@permission("audits.see_return")
def offers(request: ActorRequest, return_id: int) -> HttpResponse:
    """Answers that were written down for the setting, to be confirmed or thrown away. For the DSL and the head."""
    audit_return = queries.return_for(request.actor, return_id)
    access.require(request.actor, "audits.answer", audit_return)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        chosen = {
            number: request.POST.get(f"was-{key}", "")
            for key in request.POST.getlist("offer")
            if (number := whole_number(key)) is not None
        }
        try:
            if not chosen:
                errors.append({"text": "Tick at least one answer.", "href": "#offers"})
            elif request.POST.get("do") == "throw_away":
                operations.throw_away_offers(audit_return=audit_return, offers=chosen, by=request.actor, at=now())
            elif operations.take_offers(audit_return=audit_return, offers=chosen, by=request.actor, at=now()).conflicts:
                errors.append({"text": "Somebody changed an answer meanwhile. Look at it again.", "href": "#offers"})
        except NotYet as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
    waiting = queries.offers_of(audit_return)
    if request.method == "POST" and not errors and not waiting:
        return redirect(reverse("audits:return", args=[audit_return.pk]))
    lines = say.to_confirm(queries.form_of(audit_return), waiting, queries.answers_of(audit_return))
    context = {**_page(audit_return, "return"), "offers": lines, "errors": errors}
    return render(request, "audits/offers.html", context, status=422 if errors else 200)


def _called(request: ActorRequest, return_id: int) -> AuditReturn:
    audit_return = queries.return_for(request.actor, return_id)
    access.require(request.actor, "audits.answer_by_phone", audit_return)
    return audit_return


def _next(audit_return: AuditReturn, form: form_logic.Form, shown: form_logic.Section) -> str:
    codes = [one.code for one in form.shown_sections]
    place = codes.index(shown.code) + 1
    if place < len(codes):
        return reverse("audits:phone_section", args=[audit_return.pk, codes[place]])
    return reverse("audits:phone", args=[audit_return.pk])


def _page(audit_return: AuditReturn, back: str) -> dict[str, Any]:
    return {
        "audit_return": audit_return,
        "setting": audit_return.establishment.organisation.name,
        "cycle": audit_return.cycle,
        "back_link": {"text": "Back", "href": reverse(f"audits:{back}", args=[audit_return.pk])},
    }
