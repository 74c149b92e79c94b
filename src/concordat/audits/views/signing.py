"""From the last answer to the receipt: check, finish, sign, submit, print."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits import access, handed, operations, queries, signatures
from concordat.audits.forms import SignBoard, SignHead
from concordat.audits.presenters import carried as carried_say
from concordat.audits.presenters import delegations as delegations_say
from concordat.audits.presenters import instead
from concordat.audits.presenters import returns as say
from concordat.audits.presenters.declarations import declaration
from concordat.audits.presenters.states import tag
from concordat.audits.rules import TWO_SIGN, NotYet
from concordat.audits.views.needs import proposals_for
from concordat.core.clock import now, today
from concordat.core.problems import NotFound, Problem
from concordat.core.views import ActorRequest, permission
from concordat.questionnaires import presenters as forms_say
from concordat.questionnaires import queries as questionnaire_queries

if TYPE_CHECKING:
    from concordat.audits.models import AuditReturn

BOTH = ["GET", "HEAD", "POST"]


def _readable(request: ActorRequest, return_id: int) -> AuditReturn:
    audit_return = queries.return_for(request.actor, return_id)
    if not access.may_see_answers(request.actor, audit_return):
        raise NotFound()
    return audit_return


def _context(audit_return: AuditReturn, **more: Any) -> dict[str, Any]:
    return {
        "audit_return": audit_return,
        "setting": audit_return.establishment.organisation.name,
        "cycle": audit_return.cycle,
        "back_link": {"text": "Back to the return", "href": reverse("audits:return", args=[audit_return.pk])},
        **more,
    }


def _take(
    request: ActorRequest, audit_return: AuditReturn, step: Callable[[], Any], template: str, then: str, **context: Any
) -> HttpResponse:
    """Take one step on POST; what stands in the way is shown on the same page."""
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            step()
        except (NotYet, Problem) as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse(then, args=[audit_return.pk]))
    return render(request, template, _context(audit_return, errors=errors, **context), status=422 if errors else 200)


@require_safe
@permission("audits.see_return")
def check(request: ActorRequest, return_id: int) -> HttpResponse:
    """What is left to do, section by section. For the DSL before finishing."""
    audit_return = _readable(request, return_id)
    found = queries.evaluation(audit_return)
    left = [
        say.left_to_do(audit_return, queries.form_of(audit_return), each) for each in found.sections if each.problems
    ]
    return render(request, "audits/check.html", _context(audit_return, left=left))


@require_http_methods(BOTH)
@permission("audits.complete_return")
def finish(request: ActorRequest, return_id: int) -> HttpResponse:
    """The DSL finishes; then the head signs."""
    audit_return = _readable(request, return_id)
    access.require(request.actor, "audits.complete_return", audit_return)
    current = handed.current(request.actor, audit_return, at=now())
    said = delegations_say.in_order(current, queries.form_of(audit_return), today=today())
    return _take(
        request,
        audit_return,
        lambda: operations.complete_return(audit_return=audit_return, by=request.actor, at=now()),
        "audits/finish.html",
        "audits:return",
        out=[one for one in said if one.is_out],
        back=", ".join(one.title for one in said if one.is_back),
        may_delegate=True,
    )


@require_http_methods(BOTH)
@permission("audits.complete_return")
def reopen(request: ActorRequest, return_id: int) -> HttpResponse:
    """Take a finished return back; signatures are given again."""
    audit_return = _readable(request, return_id)
    access.require(request.actor, "audits.complete_return", audit_return)
    return _take(
        request,
        audit_return,
        lambda: operations.reopen_return(audit_return=audit_return, by=request.actor, at=now()),
        "audits/reopen.html",
        "audits:return",
    )


@require_http_methods(BOTH)
@permission("audits.sign_as_head")
def sign_head(request: ActorRequest, return_id: int) -> HttpResponse:
    """The head reads and signs."""
    audit_return = _readable(request, return_id)
    access.require(request.actor, "audits.sign_as_head", audit_return)
    said = declaration(queries.form_of(audit_return), "Head", audit_return.accepted)
    form = SignHead(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not form.is_valid():
        return render(
            request,
            "audits/sign_head.html",
            _context(audit_return, **_to_sign(request, audit_return, said, form)),
            status=422,
        )
    return _take(
        request,
        audit_return,
        lambda: operations.sign_as_head(
            audit_return=audit_return,
            statement=said,
            shown=request.POST.get("shown", ""),
            by=request.actor,
            at=now(),
        ),
        "audits/sign_head.html",
        "audits:return",
        **_to_sign(request, audit_return, said, form),
    )


@require_http_methods(BOTH)
@permission("audits.record_board_minute")
def sign_board(request: ActorRequest, return_id: int) -> HttpResponse:
    """The chair signs, or somebody records the meeting that approved the return.

    A business manager records it without reading the answers.
    """
    audit_return = queries.return_for(request.actor, return_id)
    access.require(request.actor, "audits.record_board_minute", audit_return)
    said = declaration(queries.form_of(audit_return), "Chair", audit_return.accepted)
    is_chair = access.allows(request.actor, "audits.sign_as_chair", audit_return)
    form = SignBoard(request.POST if request.POST.get("how") == "minute" else None)
    may_ask = access.allows(request.actor, "audits.ask_chair", audit_return)
    reads_all = access.may_see_answers(request.actor, audit_return)
    is_head_too = is_chair and signatures.head_of(audit_return) == request.actor.person_id
    context = _to_sign(request, audit_return, said, form, reads_all=reads_all) | {
        "is_chair": is_chair and not is_head_too,
        "why_not_chair": TWO_SIGN if is_head_too else "",
        "may_ask_chair": may_ask,
    }
    if request.method == "POST" and form.is_bound and not form.is_valid():
        return render(request, "audits/sign_board.html", _context(audit_return, **context), status=422)

    def step() -> None:
        signed: dict[str, Any] = {
            "audit_return": audit_return,
            "statement": said,
            "shown": request.POST.get("shown", ""),
        }
        if form.is_bound:
            operations.record_board_minute(**signed, by=request.actor, at=now(), **form.cleaned_data)
        else:
            operations.sign_as_chair(**signed, by=request.actor, at=now())

    return _take(request, audit_return, step, "audits/sign_board.html", "audits:return", **context)


@require_http_methods(BOTH)
@permission("audits.submit_return")
def submit(request: ActorRequest, return_id: int) -> HttpResponse:
    """Hand the signed return in."""
    audit_return = _readable(request, return_id)
    access.require(request.actor, "audits.submit_return", audit_return)
    return _take(
        request,
        audit_return,
        lambda: operations.submit_return(audit_return=audit_return, by=request.actor, at=now()),
        "audits/submit.html",
        "audits:receipt",
    )


@require_safe
@permission("audits.see_return")
def receipt(request: ActorRequest, return_id: int) -> HttpResponse:
    """The receipt number, to print or read out."""
    audit_return = _readable(request, return_id)
    if audit_return.receipt is None:
        raise NotFound()
    signatures = [say.signature(signed) for signed in queries.sign_offs_of(audit_return)]
    needs = proposals_for(request.actor, audit_return)
    said = instead.in_words(queries.form_of(audit_return), audit_return.accepted)
    return render(
        request, "audits/receipt.html", _context(audit_return, signatures=signatures, needs=needs, instead=said)
    )


@require_safe
@permission("audits.see_return")
def printable(request: ActorRequest, return_id: int) -> HttpResponse:
    """The whole return, to read or print."""
    audit_return = _readable(request, return_id)
    return render(request, "audits/print.html", _context(audit_return, **whole(audit_return)))


def whole(audit_return: AuditReturn) -> dict[str, Any]:
    """What a page needs to show the whole return."""
    form = queries.form_of(audit_return)
    values = queries.values_of(queries.answers_of(audit_return))
    found = queries.evaluate(audit_return, values)
    return {
        "sections": forms_say.return_to_read(
            form,
            found,
            values,
            guidance=questionnaire_queries.guidance_of(audit_return.form_version_id),
            notes=carried_say.notes_of(audit_return, values),
        ),
        "signatures": [say.signature(signed) for signed in queries.sign_offs_of(audit_return)],
        "tag": tag(audit_return.state),
        "form_title": form.title,
    }


def _to_sign(
    request: ActorRequest, audit_return: AuditReturn, said: str, form: Any, *, reads_all: bool = True
) -> dict[str, Any]:
    shown = signatures.digest_to_sign(request.actor, audit_return)
    return {"statement": said, "shown": shown, "form": form, **(whole(audit_return) if reads_all else {})}
