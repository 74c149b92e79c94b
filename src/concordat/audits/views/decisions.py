"""What the partnership decides about one return, and what a setting asks it to decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits import access, operations, queries
from concordat.audits.forms import AskPartnership, Decision
from concordat.audits.presenters import decisions as say
from concordat.audits.rules import NotYet
from concordat.audits.vocabulary import DecisionKind, RequestKind
from concordat.core.clock import now
from concordat.core.problems import NotFound, Problem
from concordat.core.views import ActorRequest, permission

if TYPE_CHECKING:
    from concordat.audits.models import AuditReturn, ReturnRequest

BOTH = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Choice:
    """A decision on its page: the words and the operation."""

    title: str
    explains: str
    button: str
    do: Callable[..., AuditReturn]
    asks_until: bool = False


CHOICES: dict[DecisionKind, Choice] = {
    DecisionKind.extended: Choice(
        "Give more time",
        "Reminders follow the new last day. The others keep theirs.",
        "Give more time",
        operations.extend_return,
        asks_until=True,
    ),
    DecisionKind.exempted: Choice(
        "Make exempt",
        "The setting is not asked any more and counts in no total. What it has written stays.",
        "Make exempt",
        operations.exempt_return,
    ),
    DecisionKind.not_returned: Choice(
        "Record as not returned",
        "For a setting that refused or could not be reached. It still counts as asked.",
        "Record as not returned",
        operations.record_not_returned,
    ),
    DecisionKind.resumed: Choice(
        "Ask again", "The setting goes on with what it had written.", "Ask again", operations.ask_again
    ),
    DecisionKind.reopened: Choice(
        "Reopen the return",
        "Signatures are withdrawn. You cannot read the return until it is signed and handed in again. "
        "Whoever has begun to rate it stops, and it is rated anew. Once it is rated, visited or has feedback it is not "
        "reopened any more. For one unclear answer, send it back with a question instead.",
        "Reopen the return",
        operations.reopen_submitted,
    ),
}


@require_safe
@permission("audits.see_cycle")
def standing(request: ActorRequest, return_id: int) -> HttpResponse:
    """Where one return stands, what was decided and what can be. For the officer on the telephone."""
    audit_return = _of_partnership(request, return_id)
    may_decide = access.allows(request.actor, "audits.decide_return", audit_return)
    page = say.standing(audit_return, may_decide=may_decide, at=now())
    return render(request, "audits/standing.html", page)


@require_http_methods(BOTH)
@permission("audits.decide_return")
def decide(request: ActorRequest, return_id: int, kind: str) -> HttpResponse:
    """Decide, with the reason. For the business manager or the education safeguarding lead."""
    audit_return = _of_partnership(request, return_id)
    access.require(request.actor, "audits.decide_return", audit_return)
    if kind not in set(DecisionKind):
        raise NotFound()
    choice = CHOICES[DecisionKind(kind)]
    asked = _asked(audit_return, DecisionKind(kind))
    form = Decision(
        request.POST if request.method == "POST" else None,
        asks_until=choice.asks_until,
        initial={"until": asked.until.isoformat() if asked and asked.until else ""},
    )
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            choice.do(audit_return=audit_return, by=request.actor, at=now(), **form.cleaned_data)
        except (NotYet, Problem) as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse("audits:standing", args=[audit_return.pk]))
    context = {**_page(audit_return), "choice": choice, "asked": asked, "form": form, "errors": errors}
    return render(request, "audits/decide.html", context, status=422 if errors or form.errors else 200)


@require_http_methods(BOTH)
@permission("audits.decide_return")
def refuse(request: ActorRequest, request_id: int) -> HttpResponse:
    """Answer a request that is not granted. For the business manager."""
    asked = queries.request_for(request.actor, request_id)
    audit_return = _of_partnership(request, asked.audit_return_id)
    access.require(request.actor, "audits.decide_return", audit_return)
    form = Decision(request.POST if request.method == "POST" else None, asks_until=False)
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            operations.refuse_request(request=asked, answer=form.cleaned_data["reason"], by=request.actor, at=now())
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse("audits:standing", args=[audit_return.pk]))
    context = {**_page(audit_return), "asked": asked, "form": form, "errors": errors}
    return render(request, "audits/refuse_request.html", context, status=422 if errors or form.errors else 200)


@require_http_methods(BOTH)
@permission("audits.ask_of_partnership")
def ask(request: ActorRequest, return_id: int) -> HttpResponse:
    """Ask for more time, or to be exempt. For the DSL or the head of the setting."""
    audit_return = queries.return_for(request.actor, return_id)
    access.require(request.actor, "audits.ask_of_partnership", audit_return)
    form = AskPartnership(request.POST if request.method == "POST" else None)
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"kind": RequestKind(form.cleaned_data["kind"])}
        try:
            operations.ask_partnership(audit_return=audit_return, by=request.actor, at=now(), **given)
        except (NotYet, Problem) as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse("audits:return", args=[audit_return.pk]))
    back = {"text": "Back to the return", "href": reverse("audits:return", args=[audit_return.pk])}
    context = {**_page(audit_return), "form": form, "errors": errors, "back_link": back}
    return render(request, "audits/ask_partnership.html", context, status=422 if errors or form.errors else 200)


def _of_partnership(request: ActorRequest, return_id: int) -> AuditReturn:
    audit_return = queries.return_for(request.actor, return_id)
    access.require(request.actor, "audits.see_cycle", audit_return)
    return audit_return


def _asked(audit_return: AuditReturn, kind: DecisionKind) -> ReturnRequest | None:
    """The request that this decision would grant."""
    grants = {DecisionKind.extended: RequestKind.extension, DecisionKind.exempted: RequestKind.exemption}
    waiting = [one for one in queries.requests_of(audit_return) if one.decided_at is None]
    return next((one for one in waiting if grants.get(kind) == one.kind), None)


def _page(audit_return: AuditReturn) -> dict[str, Any]:
    return {
        "audit_return": audit_return,
        "setting": audit_return.establishment.organisation.name,
        "cycle": audit_return.cycle,
        "back_link": {"text": "Back to the return", "href": reverse("audits:standing", args=[audit_return.pk])},
    }
