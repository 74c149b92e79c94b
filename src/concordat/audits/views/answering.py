"""The setting answers: my returns, the task list, a section."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.accounts.vocabulary import SETTING_TEAM
from concordat.audits import access, handed, operations, queries
from concordat.audits.analysis.levels import level_questions
from concordat.audits.beside import beside_of
from concordat.audits.carrying.known import queries_answers
from concordat.audits.carrying.standing import answers_at
from concordat.audits.operations import Posted, Saved
from concordat.audits.others import find as other_forms
from concordat.audits.others.proposed import proposed
from concordat.audits.others_access import allows_somewhere
from concordat.audits.presenters import checked as checked_say
from concordat.audits.presenters import decisions as decisions_say
from concordat.audits.presenters import delegations as delegations_say
from concordat.audits.presenters import evidence as evidence_say
from concordat.audits.presenters import instead
from concordat.audits.presenters import others as other_bodies
from concordat.audits.presenters import pairing_tasks as pairing_say
from concordat.audits.presenters import past as past_say
from concordat.audits.presenters import returns as say
from concordat.audits.presenters import started as begin
from concordat.audits.presenters.states import tag
from concordat.audits.presenters.who_sees import who_sees
from concordat.audits.rules import NotYet
from concordat.audits.trusts.answers import trusts_of
from concordat.audits.views import beside as known_beside
from concordat.audits.views.delegation import gone, only_mine
from concordat.audits.vocabulary import AWAITED, EDITABLE, ReturnState
from concordat.core import clock
from concordat.core.actor import Actor
from concordat.core.clock import now
from concordat.core.problems import NotFound
from concordat.core.views import ActorRequest, permission
from concordat.core.whole_numbers import whole_number
from concordat.lib import form_logic
from concordat.questionnaires import presenters as forms_say
from concordat.questionnaires import queries as questionnaire_queries


@require_safe
@permission("audits.see_return")
def mine(request: ActorRequest) -> HttpResponse:
    """Every return of my settings, the nearest closing day first. For the DSL, head, chair and trust lead."""
    today = clock.today()
    every = list(queries.returns_of(request.actor))
    context = {
        "returns": [say.my_return(row, today=today) for row in every],
        "together": say.asked_twice(every),
        "pairing": pairing_say.mine(request.actor),
        "trusts": trusts_of(request.actor),
        "body_forms": other_bodies.to_fill(
            (one, proposed(request.actor, one, on=today)) for one in other_forms.asked_of(request.actor)
        ),
        "keeps_body_forms": allows_somewhere(request.actor, "audits.keep_body_forms"),
        "own": say.own_settings(every, request.actor.organisations(*SETTING_TEAM)),
    }
    return render(request, "audits/mine.html", context)


@require_safe
@permission("audits.see_return")
def overview(request: ActorRequest, return_id: int) -> HttpResponse:
    """One return: what comes next, its sections, its signatures, its questions. For the DSL and all who help."""
    audit_return = queries.return_for(request.actor, return_id)
    if not access.may_see_answers(request.actor, audit_return):
        return only_mine(request, audit_return)
    standings = answers_at(request.actor, audit_return)
    found = queries.evaluate(audit_return, queries.values_of(queries_answers(standings.get(audit_return.pk))))
    form, today, beside = queries.form_of(audit_return), clock.today(), beside_of(request.actor, audit_return)
    has = {row.section: row for row in _handed(request, audit_return)}
    may_reply = access.allows(request.actor, "audits.reply_to_query", audit_return)
    context = {
        "audit_return": audit_return,
        "setting": audit_return.establishment.organisation.name,
        "cycle": audit_return.cycle,
        "due": say.day(audit_return.due_on),
        "tag": tag(audit_return.state),
        "next": say.next_step(request.actor, audit_return, found),
        "progress": {
            "label": "Questions answered",
            "done": found.answered,
            "total": found.needed,
            "text": f"{found.answered} of {found.needed} questions answered",
        },
        "tasks": [
            delegations_say.with_holder(
                say.section_task(audit_return, section), has.get(section.code), today=today, form=form
            )
            for section in found.sections
        ],
        "handed": delegations_say.in_order(has.values(), form, today=today),
        "may_delegate": _editable(audit_return) and access.allows(request.actor, "audits.delegate", audit_return),
        "signatures": [say.signature(signed) for signed in beside.signatures()],
        "queries": [(query, may_reply and query.replied_at is None) for query in beside.questions()],
        "evidence_count": beside.evidence,
        "offers": beside.offers if may_answer(request.actor, audit_return) else 0,
        "known": known_beside.overview(request.actor, audit_return, standings)
        if may_answer(request.actor, audit_return)
        else {},
        "past": past_say.lines(beside.past_facts()),
        "said": decisions_say.all_said(audit_return) if beside.has_decisions else [],
        **checked_say.of_return(request.actor, audit_return),
        "has_levels": bool(level_questions(form)),
        "may_packs": audit_return.cycle.pilot_of_id is None
        and access.allows(request.actor, "audits.bring_pack", audit_return),
        "may_ask": audit_return.state in AWAITED
        and audit_return.cycle.state == "open"
        and access.allows(request.actor, "audits.ask_of_partnership", audit_return),
        "may_take_papers": access.may_take_papers(request.actor, audit_return.establishment_id),
        "may_reopen": audit_return.state in ("dsl_complete", "head_signed", "board_signed")
        and access.allows(request.actor, "audits.complete_return", audit_return),
        "breadcrumbs": [{"text": "My audits", "href": reverse("audits:mine")}],
    }
    return render(request, "audits/return.html", context)


def _handed(request: ActorRequest, audit_return: Any) -> list[Any]:
    """Who has which section, while the return takes answers."""
    return handed.current(request.actor, audit_return, at=now()) if _editable(audit_return) else []


@require_http_methods(["GET", "HEAD", "POST"])
@permission("audits.see_return")
def section(request: ActorRequest, return_id: int, code: str) -> HttpResponse:
    """Answer a section: save, leave, come back; nothing typed is lost. For whoever knows the answers."""
    try:
        audit_return = queries.return_for(request.actor, return_id)
        form = queries.form_of(audit_return)
        shown = form.section(code)
        if shown is None:
            raise NotFound()
        if request.method == "POST":
            return _post(request, audit_return, form, shown)
        return _show(request, audit_return, form, shown)
    except NotFound:
        if request.method == "POST" and handed.own(request.actor, return_id, code) is not None:
            return gone(request)
        raise


def _post(request: ActorRequest, audit_return: Any, form: form_logic.Form, shown: form_logic.Section) -> HttpResponse:
    raw = {name: request.POST.getlist(name) for name in request.POST}
    if "add_row" in raw or "remove_row" in raw:
        return _change_rows(request, audit_return, form, shown, raw)
    cleaned = {
        question.code: form_logic.clean_answer(question, raw)
        for question in shown.questions
        if f"{question.code}.was" in raw or form_logic.typed_value(question, raw)  # else the page did not show it
    }
    problems = [problem for each in cleaned.values() for problem in each.problems]
    posted = {
        question.code: Posted(cleaned[question.code].answer or None, request.POST.get(f"{question.code}.was", ""))
        for question in shown.questions
        if question.is_answered_here and question.code in cleaned and not cleaned[question.code].problems
    }
    for conflict_code in request.POST.getlist("settled"):
        posted = _settle(request, posted, conflict_code)
    try:
        saved = operations.save_section(audit_return=audit_return, posted=posted, by=request.actor, at=now())
    except NotYet as not_yet:
        return _show(request, audit_return, form, shown, raw=raw, sentence=not_yet.sentence, status=409)
    if problems or saved.conflicts:
        return _show(request, audit_return, form, shown, raw=raw, problems=problems, saved=saved, status=422)
    return redirect(_where_next(request, audit_return, form, shown))


def _settle(request: HttpRequest, posted: dict[str, Posted], code: str) -> dict[str, Posted]:
    """The person has seen both answers: "theirs" leaves the question alone, "yours" is written over it."""
    choice = request.POST.get(f"{code}.conflict", "")
    if choice == "theirs":
        return {question: value for question, value in posted.items() if question != code}
    if choice == "yours" and code in posted:
        return posted | {code: Posted(posted[code].value, request.POST.get(f"{code}.theirs", ""))}
    return posted


def _change_rows(
    request: ActorRequest,
    audit_return: Any,
    form: form_logic.Form,
    shown: form_logic.Section,
    raw: Mapping[str, list[str]],
) -> HttpResponse:
    blank: dict[str, int] = {}
    if "add_row" in raw:
        blank = _one_more(shown, raw)
    else:
        code, _, place = raw["remove_row"][0].rpartition(".")
        question = shown.question(code)
        number = whole_number(place)
        if question is not None and number is not None:
            raw = form_logic.without_row(question, raw, number)
    return _show(request, audit_return, form, shown, raw=raw, blank=blank)


def _one_more(shown: form_logic.Section, raw: Mapping[str, list[str]]) -> dict[str, int]:
    """Empty rows to show: those that stood there empty, and the new one."""
    question = shown.question(raw["add_row"][0])
    if question is None:
        return {}
    stood = max(1, len(form_logic.row_numbers(question, raw)))
    rows = form_logic.typed_value(question, raw).values()
    filled = sum(len(value) for value in rows if isinstance(value, list))
    return {question.code: stood - filled + 1}


def _where_next(request: ActorRequest, audit_return: Any, form: form_logic.Form, shown: form_logic.Section) -> str:
    if request.POST.get("then") == "back":
        mine = [row for row in handed.with_me(request.actor, audit_return) if row.section == shown.code]
        if mine:
            return reverse("audits:hand_back", args=[mine[0].pk])
    codes = [section.code for section in form.shown_sections]
    place = codes.index(shown.code)
    if request.POST.get("then") == "next" and place + 1 < len(codes):
        return reverse("audits:section", args=[audit_return.pk, codes[place + 1]])
    return reverse("audits:return", args=[audit_return.pk])


def _show(
    request: ActorRequest,
    audit_return: Any,
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
    standings = answers_at(request.actor, audit_return)
    answers = queries_answers(standings.get(audit_return.pk))
    values = queries.values_of(answers)
    found = queries.evaluate(audit_return, values)
    wanted = problems or []
    if raw is None and request.GET.get("check"):
        here = found.section(shown.code)
        wanted = list(here.problems) if here else []
    reads_all = access.may_see_answers(request.actor, audit_return)
    has = next((row for row in _handed(request, audit_return) if row.section == shown.code), None)
    mine = has is not None and has.person_id == request.actor.person_id and handed.is_out(has)
    if not (reads_all or mine):
        raise NotFound()
    answers_here = mine or may_answer(request.actor, audit_return)
    begun = _begun(request, audit_return, form, shown, values) if answers_here else {}
    page = forms_say.section_page(
        form,
        shown.code,
        answers=begun | values,
        evaluation=found,
        problems=wanted,
        typed=raw,
        blank_rows=blank,
        shown=begin.shown(audit_return, shown, begun),
        guidance=questionnaire_queries.guidance_of(audit_return.form_version_id),
        beside=known_beside.beside(request.actor, audit_return, shown, standings, answers=answers_here),
    )
    tokens = {question.id: _token(request, question.id, answers, saved) for question in page.questions}
    errors = [{"text": error.text, "href": error.href} for error in page.errors]
    conflicts = _conflicts(shown, saved)
    if conflicts:
        errors.insert(0, {"text": "Somebody else changed an answer while you were typing.", "href": "#conflicts"})
    if sentence:
        errors.insert(0, {"text": sentence, "href": "#main-content"})
    codes = [each.code for each in form.shown_sections]
    evidence = queries.evidence_of(request.actor, audit_return) if reads_all else []
    context = {
        "audit_return": audit_return,
        "setting": audit_return.establishment.organisation.name,
        "page": page,
        "tokens": tokens,
        "errors": errors,
        "conflicts": conflicts,
        "evidence": evidence_say.of_section(evidence, shown, today=clock.today()),
        "place": codes.index(shown.code) + 1,
        "places": len(codes),
        "may_answer": answers_here,
        "reads_all": reads_all,
        "instead": ", ".join(instead.names_in(shown, audit_return.accepted)),
        "mine": mine,
        "handed": delegations_say.handed(has, form, today=clock.today()) if has else None,
        "may_delegate": access.allows(request.actor, "audits.delegate", audit_return),
        "beside_template": "audits/parts/beside.html",
        "who_sees": who_sees(audit_return),
        "has_plan": any(question.kind == "action-table" for question in shown.questions),
        "breadcrumbs": [
            {"text": "My audits", "href": reverse("audits:mine")},
            {"text": "This return", "href": reverse("audits:return", args=[audit_return.pk])},
        ],
    }
    return render(request, "audits/section.html", context, status=status)


def may_answer(actor: Actor, audit_return: Any) -> bool:
    """Whether this person can change answers of the return now."""
    return _editable(audit_return) and access.allows(actor, "audits.answer", audit_return)


def _editable(audit_return: Any) -> bool:
    return ReturnState(audit_return.state) in EDITABLE and audit_return.cycle.state == "open"


def _begun(
    request: ActorRequest,
    audit_return: Any,
    form: form_logic.Form,
    shown: form_logic.Section,
    values: dict[str, dict[str, Any]],
) -> dict[str, dict[str, Any]]:
    people = queries.people_at(request.actor, audit_return, at=now()) if begin.wants_people(shown, values) else []
    return begin.started(form, shown, values, people)


def _token(request: HttpRequest, code: str, answers: Mapping[str, queries.AnswerNow], saved: Saved | None) -> str:
    """What the page shows, said back with the next post. After a refusal the typed answer keeps the token it had."""
    in_conflict = saved is not None and any(conflict.question == code for conflict in saved.conflicts)
    was_saved = saved is not None and code in saved.changed
    if request.method == "POST" and not was_saved and (in_conflict or f"{code}.was" in request.POST):
        return request.POST.get(f"{code}.was", "")
    return answers[code].token if code in answers else ""


def _conflicts(shown: form_logic.Section, saved: Saved | None) -> list[dict[str, str]]:
    told = []
    for conflict in saved.conflicts if saved else ():
        question = shown.question(conflict.question)
        if question is None:
            continue
        told.append(
            {
                "id": f"conflict-{question.code.replace('.', '-')}",
                "code": question.code,
                "name": f"{question.code}.conflict",
                "title": question.text,
                "who": "Somebody in your team",
                "when": f"at {conflict.changed_at:%H:%M}" if conflict.changed_at else "just now",
                "yours": _in_words(question, conflict.yours),
                "theirs": _in_words(question, conflict.theirs),
                "token": conflict.token,
            }
        )
    return told


def _in_words(question: form_logic.Question, value: Mapping[str, Any] | None) -> str:
    lines = forms_say.answers_in_words(question, value)
    return "\n".join(f"{line.tag_text} {line.text}".strip() for line in lines) or "No answer"
