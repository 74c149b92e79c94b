"""A trust answers once for its schools: begin, answer, sign, open again, see what schools made of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits.operations import trusts as operations
from concordat.audits.operations.trusts import Kept, Said
from concordat.audits.presenters import trusts as say
from concordat.audits.presenters.carried import in_words
from concordat.audits.rules import MINUTES_A_QUESTION, NotYet
from concordat.audits.trust_forms import AnswerSection, BeginTrustAudit, SignTrustAudit
from concordat.audits.trusts import answers as find
from concordat.audits.trusts.filling import filled_by
from concordat.audits.trusts.levels import at_schools, read, used
from concordat.core import clock
from concordat.core.clock import now
from concordat.core.problems import NotFound, Problem
from concordat.core.views import ActorRequest, permission
from concordat.core.whole_numbers import whole_number
from concordat.establishments import queries as establishment_queries

if TYPE_CHECKING:
    from concordat.audits.models import TrustAudit
    from concordat.lib import form_logic

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
@permission("audits.answer_for_trust")
def answers(request: ActorRequest, trust_id: int) -> HttpResponse:
    """What the trust says for its schools, and begin to say more. For the trust's safeguarding lead."""
    trust = find.trust_for(request.actor, trust_id)
    asked = find.forms_asked(request.actor, trust_id)
    versions = [(str(pk), f"{title} (asked of {count} of your schools)") for pk, title, count in asked]
    form = BeginTrustAudit(request.POST if request.method == "POST" else None, versions=versions)
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = operations.begin_trust_audit(
                trust_id=trust_id,
                form_version_id=int(given["form_version"]),
                title=given["title"],
                by=request.actor,
                at=now(),
            )
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse("audits:trust_audit", args=[made.pk]))
    context = {
        "trust": trust,
        "audits": say.listed(find.audits_of(request.actor, trust_id)),
        "form": form if versions else None,
        "begin": form,
        "versions": versions,
        "errors": errors,
        "breadcrumbs": crumbs(trust_id),
    }
    return render(request, "audits/trusts/answers.html", context, status=422 if errors or form.errors else 200)


def crumbs(trust_id: int | None = None, trust_audit: TrustAudit | None = None) -> list[dict[str, str]]:
    """The way back."""
    trust_id = trust_audit.trust_id if trust_audit is not None else trust_id
    way: list[dict[str, str]] = []
    if trust_id is not None:
        way.append({"text": "All our schools", "href": reverse("audits:trust_schools", args=[trust_id])})
    if trust_audit is not None:
        said = reverse("audits:trust_answers", args=[trust_id])
        way.append({"text": "What we say for our schools", "href": said})
    return way


@require_safe
@permission("audits.answer_for_trust")
def trust_audit(request: ActorRequest, trust_audit_id: int) -> HttpResponse:
    """What the trust says, level by level: for all schools, and what each school made of it. For the trust's lead."""
    found = find.audit_for(request.actor, trust_audit_id)
    form = find.form_of(found)
    every = find.said(found)
    signatures = find.signatures_of(found)
    said = {code: row for (school, code), row in every.items() if school is None}
    reading = read(request.actor, found)
    schools = at_schools(reading, found, said)
    sections = find.choosable(form)
    context = {
        "found": found,
        "tag": say.state_tag(found),
        "signed": say.signed_line(signatures),
        "filled": say.filled_rows(filled_by(reading, found, every.values(), signatures, on=clock.today())),
        "a_question": MINUTES_A_QUESTION,
        "by_school": say.brought_in_rows(every, _names(found), signatures) if found.brought_in else [],
        "use": say.use_lines(used(request.actor, found)),
        "sections": [
            {
                "code": section.code,
                "title": section.title,
                "rows": say.section_rows(found, section, said, schools),
                "count": sum(question.code in said for question in section.questions),
                "of": sum(find.rated(question) for question in section.questions),
            }
            for section in sections
        ],
        "count": len(said),
        "breadcrumbs": crumbs(trust_audit=found),
    }
    return render(request, "audits/trusts/audit.html", context)


def _names(found: TrustAudit) -> dict[int, str]:
    return {one.id: one.name for one, _ in establishment_queries.schools_of_trust(found.trust_id, clock.today())}


@require_http_methods(BOTH)
@permission("audits.answer_for_trust")
def section(request: ActorRequest, trust_audit_id: int, code: str) -> HttpResponse:
    """Answer a section for all schools; what is left to the schools stays theirs. For the trust's lead."""
    found = find.audit_for(request.actor, trust_audit_id)
    sections = find.choosable(find.form_of(found))
    here = next((one for one in sections if one.code == code), None)
    if here is None:
        raise NotFound()
    questions = [question for question in here.questions if find.rated(question)]
    now_said = find.said_for_all(found)
    stands = {code: str(row.value.get("choice", "")) for code, row in now_said.items()}
    form = AnswerSection(request.POST if request.method == "POST" else None, questions=questions, stands=stands)
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            done = _save(request, found, form)
        except (NotYet, Problem) as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            if not done.conflicts:
                return redirect(_next(request, found, sections, here))
            errors = _conflicts(here, done)
            now_said = find.said_for_all(found)
    context = {
        "found": found,
        "section": here,
        "fields": [(form[question.code], _version(now_said, question.code)) for question in questions],
        "errors": errors,
        "form": form,
        "may_answer": found.state == "draft" and not found.brought_in,
        "breadcrumbs": [
            *crumbs(trust_audit=found),
            {"text": found.title, "href": reverse("audits:trust_audit", args=[found.pk])},
        ],
    }
    return render(request, "audits/trusts/section.html", context, status=422 if errors or form.errors else 200)


def _version(said: dict[str, Any], code: str) -> int:
    return said[code].version if code in said else 0


def _save(request: ActorRequest, found: TrustAudit, form: AnswerSection) -> Kept:
    posted = {
        code: Said(choice, whole_number(request.POST[f"{code}.was"], digits=8) or 0)
        for code, choice in form.cleaned_data.items()
        if f"{code}.was" in request.POST  # else the page did not show it
    }
    return operations.save_trust_answers(trust_audit=found, posted=posted, by=request.actor, at=now())


def _conflicts(here: form_logic.Section, done: Kept) -> list[dict[str, str]]:
    errors = []
    for one in done.conflicts:
        question = here.question(one.question)
        theirs = in_words(question, {"choice": one.theirs}) if question and one.theirs else "left to each school"
        text = f"Somebody answered {one.question} while you read: {theirs}. Yours is still chosen: save it again."
        errors.append({"text": text, "href": f"#id_{one.question}"})
    return errors


def _next(request: ActorRequest, found: TrustAudit, sections: list[Any], here: Any) -> str:
    place = sections.index(here)
    if request.POST.get("then") == "next" and place + 1 < len(sections):
        return reverse("audits:trust_section", args=[found.pk, sections[place + 1].code])
    return reverse("audits:trust_audit", args=[found.pk])


@require_http_methods(BOTH)
@permission("audits.answer_for_trust")
def sign(request: ActorRequest, trust_audit_id: int) -> HttpResponse:
    """Sign for the trust; the schools read it from then on. For the trust's lead or chief executive."""
    found = find.audit_for(request.actor, trust_audit_id)
    posted = request.POST if request.method == "POST" else None
    by_school = find.signatures_of(found)  # they came with the file and stand: there is nothing to fill in
    initial = {"name": request.actor.name, "on": clock.today().isoformat()}
    form = None if by_school else SignTrustAudit(posted, initial=initial)
    errors: list[dict[str, str]] = []
    if posted is not None and (form is None or form.is_valid()):
        signing = form.signing() if form is not None else None
        errors = _step(
            lambda: operations.sign_trust_audit(
                trust_audit=found, signing=signing, shown=posted.get("shown", ""), by=request.actor, at=now()
            )
        )
        if not errors:
            return redirect(reverse("audits:trust_audit", args=[found.pk]))
    context = {
        "found": found,
        "form": form,
        "errors": errors,
        "by_school": say.signed_line(by_school),
        "shown": find.digest_of(found),
        "back_link": {"text": found.title, "href": reverse("audits:trust_audit", args=[found.pk])},
    }
    wrong = errors or (form is not None and form.errors)
    return render(request, "audits/trusts/sign.html", context, status=422 if wrong else 200)


def _step(step: Callable[[], object]) -> list[dict[str, str]]:
    try:
        step()
    except (NotYet, Problem) as problem:
        return [{"text": problem.sentence, "href": "#main-content"}]
    return []


@require_http_methods(BOTH)
@permission("audits.answer_for_trust")
def reopen(request: ActorRequest, trust_audit_id: int) -> HttpResponse:
    """Open signed answers again; until they are signed anew they say nothing. For the trust's lead."""
    found = find.audit_for(request.actor, trust_audit_id)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        errors = _step(lambda: operations.reopen_trust_audit(trust_audit=found, by=request.actor, at=now()))
        if not errors:
            return redirect(reverse("audits:trust_audit", args=[found.pk]))
    context = {
        "found": found,
        "errors": errors,
        "back_link": {"text": found.title, "href": reverse("audits:trust_audit", args=[found.pk])},
    }
    return render(request, "audits/trusts/reopen.html", context, status=422 if errors else 200)
