"""The partnership's desk reads a submitted return, asks and accepts; the setting replies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits import access, operations, queries
from concordat.audits.forms import Ask, Reply
from concordat.audits.presenters import evidence as evidence_say
from concordat.audits.presenters.returns import question_choices
from concordat.audits.rules import NotYet
from concordat.audits.views.signing import whole
from concordat.core import clock
from concordat.core.clock import now
from concordat.core.problems import NotFound, Problem
from concordat.core.views import ActorRequest, permission

if TYPE_CHECKING:
    from concordat.audits.models import AuditReturn

BOTH = ["GET", "HEAD", "POST"]


def _submitted(request: ActorRequest, return_id: int) -> AuditReturn:
    """A return of the actor's partnership; what it says is there once it is submitted."""
    audit_return = queries.return_for(request.actor, return_id)
    if not access.allows(request.actor, "audits.see_cycle", audit_return) or audit_return.submitted_at is None:
        raise NotFound("This return has not been submitted yet. You can read it once the setting hands it in.")
    return audit_return


def _page(audit_return: AuditReturn, **more: Any) -> dict[str, Any]:
    return {
        "audit_return": audit_return,
        "setting": audit_return.establishment.organisation.name,
        "cycle": audit_return.cycle,
        "queries": queries.queries_of(audit_return),
        "back_link": {
            "text": "Back to the tracker",
            "href": reverse("audits:tracker", args=[audit_return.cycle_id]),
        },
        **whole(audit_return),
        **more,
    }


@require_safe
@permission("audits.see_cycle")
def read(request: ActorRequest, return_id: int) -> HttpResponse:
    """A submitted return as the partnership reads it."""
    audit_return = _submitted(request, return_id)
    may_ask = access.allows(request.actor, "audits.query_return", audit_return)
    found = evidence_say.lines(queries.evidence_of(request.actor, audit_return), today=clock.today())
    can_accept = may_ask and audit_return.state in ("submitted", "replied")
    return render(
        request, "audits/desk.html", _page(audit_return, may_ask=may_ask, can_accept=can_accept, evidence=found)
    )


@require_http_methods(BOTH)
@permission("audits.query_return")
def send_back(request: ActorRequest, return_id: int) -> HttpResponse:
    """Send a return back with a question."""
    audit_return = _submitted(request, return_id)
    access.require(request.actor, "audits.query_return", audit_return)
    asked = question_choices(queries.form_of(audit_return))
    form = Ask(
        request.POST if request.method == "POST" else None,
        questions=asked,
        initial={"question": request.GET.get("about", "")},
    )
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            operations.send_back(audit_return=audit_return, by=request.actor, at=now(), **form.cleaned_data)
        except (NotYet, Problem) as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse("audits:read", args=[audit_return.pk]))
    status = 422 if errors or form.errors else 200
    return render(request, "audits/send_back.html", _page(audit_return, form=form, errors=errors), status=status)


@require_http_methods(BOTH)
@permission("audits.accept_return")
def accept(request: ActorRequest, return_id: int) -> HttpResponse:
    """Accept a return."""
    audit_return = _submitted(request, return_id)
    access.require(request.actor, "audits.accept_return", audit_return)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            operations.accept_return(audit_return=audit_return, by=request.actor, at=now())
        except (NotYet, Problem) as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse("audits:read", args=[audit_return.pk]))
    return render(request, "audits/accept.html", _page(audit_return, errors=errors), status=422 if errors else 200)


@require_http_methods(BOTH)
@permission("audits.reply_to_query")
def reply(request: ActorRequest, query_id: int) -> HttpResponse:
    """The setting answers a question of the partnership."""
    query = queries.query_for(request.actor, query_id)
    access.require(request.actor, "audits.reply_to_query", query.audit_return)
    form = Reply(request.POST if request.method == "POST" else None)
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            operations.reply_to_query(query=query, by=request.actor, at=now(), **form.cleaned_data)
        except (NotYet, Problem) as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse("audits:return", args=[query.audit_return_id]))
    context = {
        "query": query,
        "form": form,
        "errors": errors,
        "back_link": {"text": "Back to the return", "href": reverse("audits:return", args=[query.audit_return_id])},
    }
    return render(request, "audits/reply.html", context, status=422 if errors or form.errors else 200)
