"""The setting answers once: what is known already, last year beside this year, all that is asked in one list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits import access, operations, queries
from concordat.audits.carrying import forward, standing
from concordat.audits.carrying import together as side_by_side
from concordat.audits.carrying.known import Known, known_of
from concordat.audits.carrying.standing import differences_of
from concordat.audits.operations import Shown
from concordat.audits.presenters import carried as carried_say
from concordat.audits.presenters import carrying as say
from concordat.audits.presenters import together as together_say
from concordat.audits.presenters.returns import day, minutes
from concordat.audits.rules import MINUTES_A_QUESTION, NotYet
from concordat.audits.views.answering import may_answer
from concordat.core import clock, csv_files
from concordat.core.clock import now
from concordat.core.problems import NotFound, Problem
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission
from concordat.core.whole_numbers import whole_number

if TYPE_CHECKING:
    from concordat.audits.models import AuditReturn

Errors = list[dict[str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@permission("audits.answer")
def known(request: ActorRequest, return_id: int) -> HttpResponse:
    """What we know already: confirm it with its source in sight, tick what is missing, say why answers differ."""
    audit_return = queries.return_for(request.actor, return_id)
    access.require(request.actor, "audits.answer", audit_return)
    errors: Errors = []
    if request.method == "POST":
        try:
            errors = _do(request, audit_return)
        except NotFound:
            raise
        except (NotYet, Problem) as problem:
            errors = [{"text": problem.sentence, "href": f"#{_place(request)}"}]
        if not errors:
            return redirect(reverse("audits:known", args=[return_id]))
    found = known_of(request.actor, audit_return, on=clock.today())
    return render(
        request, "audits/known.html", _known(request, audit_return, found, errors), status=422 if errors else 200
    )


def _do(request: ActorRequest, audit_return: AuditReturn) -> Errors:
    what = request.POST.get("do", "")
    if what == "tick":
        source = queries.return_for(request.actor, _number(request.POST.get("source", "")))
        operations.tick_missing(
            source=source,
            question=request.POST.get("question", ""),
            version=_number(request.POST.get("version", "")),
            not_in_place=request.POST.getlist("missing"),
            by=request.actor,
            at=now(),
        )
        return []
    if what == "why":
        code, reason = request.POST.get("question", ""), request.POST.get("reason", "")
        operations.say_why(audit_return=audit_return, question=code, reason=reason, by=request.actor, at=now())
        return []
    return _confirm(request, audit_return)


def _confirm(request: ActorRequest, audit_return: AuditReturn) -> Errors:
    """One answer, or those of a section that the page showed; the rest of the page is left alone."""
    form = queries.form_of(audit_return)
    one, section = request.POST.get("confirm", ""), form.section(request.POST.get("confirm_section", ""))
    wanted = {one} if one else {question.code for question in section.questions} if section else set()
    shown = {
        code: Shown(request.POST[f"{code}.mark"], request.POST.get(f"{code}.was", ""))
        for code in form.questions
        if code in wanted and f"{code}.mark" in request.POST
    }
    if not shown:
        return [{"text": "Choose an answer, or a section, to confirm.", "href": "#main-content"}]
    done = operations.confirm_ready(audit_return=audit_return, shown=shown, by=request.actor, at=now())
    errors: Errors = [
        {"text": f"{one.question} is not as it was shown. {one.now}", "href": "#ready"} for one in done.not_as_shown
    ]
    for conflict in done.conflicts:
        errors.append(
            {
                "text": f"Somebody answered {conflict.question} while you were reading. Your team's answer stands.",
                "href": reverse("audits:section", args=[audit_return.pk, _section_of(form, conflict.question)]),
            }
        )
    return errors


def _section_of(form: Any, code: str) -> str:
    return str(next(section.code for section in form.shown_sections if section.question(code) is not None))


def _number(said: str) -> int:
    return whole_number(said) or 0


def _place(request: ActorRequest) -> str:
    code = request.POST.get("question", "")
    return {
        "tick": f"ticks-{request.POST.get('source', '')}-{code}",
        "why": f"why-{code}",
    }.get(request.POST.get("do", ""), "main-content")


def _known(request: ActorRequest, audit_return: AuditReturn, found: Known, errors: Errors) -> dict[str, Any]:
    typed = request.POST if errors else {}
    key = f"{typed.get('source', '')}-{typed.get('question', '')}"
    kept: Mapping[str, list[str]] = {key: request.POST.getlist("missing")} if errors else {}
    differ = say.differences(audit_return, found, differences_of(audit_return))
    return {
        "audit_return": audit_return,
        "setting": audit_return.establishment.organisation.name,
        "cycle": audit_return.cycle,
        "may_answer": may_answer(request.actor, audit_return),
        "sections": say.ready_sections(found),
        "count": len(found.to_confirm),
        "minutes": minutes(found.minutes_ready),
        "saved": len(found.carried),
        "minutes_saved": minutes(found.minutes_saved),
        "a_question": MINUTES_A_QUESTION,
        "sources": say.sources(found, audit_return),
        "tick_lists": say.tick_pages(found, ticked=kept),
        "differences": differ,
        "typed_reason": (typed.get("question", ""), typed.get("reason", "")),
        "changed": say.changed(audit_return, found),
        "suggested": say.suggested(audit_return, found),
        "gaps": say.gaps(audit_return, found),
        "gaps_count": len(found.gaps),
        "errors": errors,
        "breadcrumbs": _crumbs(audit_return),
    }


def _crumbs(audit_return: AuditReturn) -> list[dict[str, str]]:
    return [
        {"text": "My audits", "href": reverse("audits:mine")},
        {"text": "This return", "href": reverse("audits:return", args=[audit_return.pk])},
    ]


def _readable(request: ActorRequest, return_id: int) -> AuditReturn:
    audit_return = queries.return_for(request.actor, return_id)
    if not access.may_see_answers(request.actor, audit_return):
        raise NotFound()
    return audit_return


@require_safe
@permission("audits.see_return")
def last_year(request: ActorRequest, return_id: int) -> HttpResponse:
    """Last year's answers beside this year's questions, and what changed in each. For the DSL who begins."""
    audit_return = _readable(request, return_id)
    standings = standing.answers_at(request.actor, audit_return)
    earlier = forward.before(audit_return, standings)
    context = {
        "audit_return": audit_return,
        "setting": audit_return.establishment.organisation.name,
        "cycle": audit_return.cycle,
        "earlier": earlier,
        "signed": day(clock.day_of(earlier.signed_at)) if earlier and earlier.signed_at else "",
        "sections": together_say.beside_last_year(audit_return, standings) if earlier else [],
        "breadcrumbs": _crumbs(audit_return),
    }
    return render(request, "audits/last_year.html", context)


@require_safe
@permission("audits.see_return", file=TAKE_FILE)
def answers_csv(request: ActorRequest, return_id: int) -> HttpResponse:
    """Every question of a return with its answer and where it comes from."""
    audit_return = _readable(request, return_id)
    return csv_files.download(f"return-{return_id}.csv", carried_say.CSV_HEADER, carried_say.csv_rows(audit_return))


@require_safe
@permission("audits.see_return")
def together(request: ActorRequest, establishment_id: int) -> HttpResponse:
    """All that is asked of a setting, by whom, and what answering one fills of the others. For a DSL asked twice."""
    every = list(queries.returns_of(request.actor).filter(establishment_id=establishment_id, cycle__pilot_of=None))
    if not every:
        raise NotFound()
    found = side_by_side.side_by_side(request.actor, establishment_id, every, on=clock.today())
    context = {
        "setting": every[0].establishment.organisation.name,
        "asks": together_say.asks(every, found, today=clock.today()),
        "partnerships": len({one.partnership_id for one in every if one.pk in found}),
        "any_fills": any(asked.fills for asked in found.values()),
        "breadcrumbs": [{"text": "My audits", "href": reverse("audits:mine")}],
    }
    return render(request, "audits/together.html", context)
