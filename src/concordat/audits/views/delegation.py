"""A lead hands sections to colleagues and takes them back; a colleague gives a section back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from concordat.audits import access, handed, operations, queries
from concordat.audits.delegation_forms import HandBack, HandSections
from concordat.audits.operations import Handing
from concordat.audits.presenters import delegations as say
from concordat.audits.presenters import returns as returns_say
from concordat.audits.presenters.returns import day
from concordat.audits.presenters.states import tag
from concordat.audits.rules import NotYet
from concordat.core.clock import now
from concordat.core.problems import NotFound, Problem
from concordat.core.views import ActorRequest, permission

if TYPE_CHECKING:
    from concordat.audits.models import AuditReturn, Delegation

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
@permission("audits.delegate")
def delegate(request: ActorRequest, return_id: int) -> HttpResponse:
    """Hand sections to a colleague. For the safeguarding lead, deputy and head."""
    audit_return = queries.return_for(request.actor, return_id)
    access.require(request.actor, "audits.delegate", audit_return)
    logic = queries.form_of(audit_return)
    colleagues = handed.colleagues(request.actor, audit_return, at=now())
    current = {row.section: row for row in handed.current(request.actor, audit_return, at=now())}
    form = HandSections(
        request.POST if request.method == "POST" else None,
        sections=say.choices(logic, current),
        people=[(str(one.id), one.said) for one in colleagues],
        until=day(audit_return.due_on),
        initial={"sections": request.GET.getlist("section"), "person": request.GET.get("person", "")},
    )
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            given = operations.hand_sections(
                audit_return=audit_return, handing=_handing(request, form), by=request.actor, at=now()
            )
        except (NotYet, Problem) as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            who = next(one.name for one in colleagues if str(one.id) == form.cleaned_data["person"])
            messages.success(request, _told(len(given), who))
            return redirect("audits:return", return_id)
    context = {
        **_page(audit_return),
        "form": form,
        "errors": errors,
        "people": colleagues,
        "suggestions": say.suggestions(audit_return, logic, colleagues, current),
        "was": [(f"was.{code}", row.pk) for code, row in current.items()],
        "back_link": {"text": "Back to the return", "href": reverse("audits:return", args=[return_id])},
    }
    return render(request, "audits/delegate.html", context, status=422 if errors or form.errors else 200)


def _handing(request: ActorRequest, form: HandSections) -> Handing:
    sections = form.cleaned_data["sections"]
    shown = {code: request.POST.get(f"was.{code}", "") for code in sections}
    return Handing(
        sections=sections,
        person_id=int(form.cleaned_data["person"]),
        note=form.cleaned_data["note"],
        wanted_on=form.cleaned_data["wanted_on"],
        was={code: int(value) for code, value in shown.items() if value.isascii() and value.isdecimal()},
    )


def _told(count: int, who: str) -> str:
    if not count:
        return f"{who} has it already. Your note and day are kept."
    return f"{who} has {'1 section' if count == 1 else f'{count} sections'} now and gets a mail."


@require_POST
@permission("audits.delegate")
def take_back(request: ActorRequest, delegation_id: int) -> HttpResponse:
    """One click: the section is with the lead again."""
    return _settle(request, delegation_id, operations.take_back, "The section is with you again.")


@require_POST
@permission("audits.delegate")
def confirm(request: ActorRequest, delegation_id: int) -> HttpResponse:
    """The lead has read over what came back."""
    return _settle(request, delegation_id, operations.confirm_section, "You have confirmed the section.")


def _settle(request: ActorRequest, delegation_id: int, step: Callable[..., None], told: str) -> HttpResponse:
    row = _seen(request, delegation_id)
    access.require(request.actor, "audits.delegate", row.audit_return)
    try:
        step(delegation=row, by=request.actor, at=now())
    except (NotYet, Problem) as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, told)
    then = "audits:finish" if request.POST.get("then") == "finish" else "audits:return"
    return redirect(then, row.audit_return_id)


@require_http_methods(BOTH)
@permission("audits.hand_back")
def hand_back(request: ActorRequest, delegation_id: int) -> HttpResponse:
    """Done: back to the safeguarding lead. For whoever has the section."""
    row = handed.delegation_for(request.actor, delegation_id)
    if row.person_id != request.actor.person_id:
        raise NotFound()
    form = HandBack(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.hand_back(delegation=row, said=form.cleaned_data["said"], by=request.actor, at=now())
        except (NotYet, Problem) as problem:
            errors = [{"text": problem.sentence, "href": "#main-content"}]
            return render(request, "audits/taken_back.html", {"errors": errors, "typed": []}, status=422)
        else:
            messages.success(request, "Thank you. The section is back with the safeguarding lead.")
            return redirect("audits:mine")
    if row.done_at is not None or row.ended_at is not None:
        return redirect("audits:mine")
    audit_return = queries.return_for(request.actor, row.audit_return_id)
    state = queries.evaluation(audit_return).section(row.section)
    back = {"text": "Back to the section", "href": reverse("audits:section", args=[audit_return.pk, row.section])}
    context = {
        **_page(audit_return),
        "section": state,
        "left": len(state.problems) if state else 0,
        "form": form,
        "back_link": back,
    }
    return render(request, "audits/hand_back.html", context, status=422 if form.errors else 200)


def only_mine(request: ActorRequest, audit_return: AuditReturn) -> HttpResponse:
    """What a colleague sees who was handed a section, or records the board's minute: no answer beyond it."""
    if not access.allows(request.actor, "audits.answer_section", audit_return) and not access.allows(
        request.actor, "audits.record_board_minute", audit_return
    ):
        raise NotFound()
    rows = handed.with_me(request.actor, audit_return)
    found = queries.evaluation(audit_return)
    context = {
        "setting": audit_return.establishment.organisation.name,
        "cycle": audit_return.cycle,
        "due": day(audit_return.due_on),
        "tag": tag(audit_return.state),
        "tasks": say.my_sections(rows, found),
        "next": None if rows else returns_say.next_step(request.actor, audit_return, found),
        "signatures": [returns_say.signature(signed) for signed in queries.sign_offs_of(audit_return)],
        "breadcrumbs": [{"text": "My audits", "href": reverse("audits:mine")}],
    }
    return render(request, "audits/handed.html", context)


def gone(request: ActorRequest) -> HttpResponse:
    """The section was taken back while a colleague was typing: the colleague's own words, and no answer of anybody."""
    words = say.typed((name, request.POST.getlist(name)) for name in request.POST)
    return render(request, "audits/taken_back.html", {"typed": words}, status=409)


def _seen(request: ActorRequest, delegation_id: int) -> Delegation:
    row = handed.delegation_for(request.actor, delegation_id)
    queries.return_for(request.actor, row.audit_return_id)
    return row


def _page(audit_return: AuditReturn) -> dict[str, Any]:
    return {
        "audit_return": audit_return,
        "setting": audit_return.establishment.organisation.name,
        "cycle": audit_return.cycle,
    }
