"""Evidence of a return: added by the school, opened by whom it shares it with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits import access, operations, queries
from concordat.audits.forms import AddEvidence, Share
from concordat.audits.presenters import evidence as say
from concordat.audits.presenters.returns import day, question_choices
from concordat.audits.rules import NotYet
from concordat.audits.views.answering import may_answer
from concordat.audits.vocabulary import EvidenceKind, FileState, Sharing
from concordat.core import clock, kept_files, uploads
from concordat.core.clock import now
from concordat.core.problems import NotFound, Problem
from concordat.core.views import ActorRequest, permission
from concordat.lib.safe_files import FileKind

if TYPE_CHECKING:
    from concordat.audits.models import AuditReturn

BOTH = ["GET", "HEAD", "POST"]
TOO_LARGE = "This file is larger than 20 MB. Make it smaller, or add a link to it."


@require_safe
@permission("audits.see_evidence")
def every(request: ActorRequest, return_id: int) -> HttpResponse:
    """Everything that shows what a return says. For the DSL, the trust, and the desk once it is submitted."""
    audit_return = _readable(request, return_id)
    found = queries.evidence_of(request.actor, audit_return)
    context = {
        **_page(audit_return),
        "evidence": say.lines(found, today=clock.today()),
        "may_add": may_answer(request.actor, audit_return),
        "back_link": {"text": "Back to the return", "href": _back(request, audit_return)},
    }
    return render(request, "audits/evidence.html", context)


@require_http_methods(BOTH)
@permission("audits.answer")
def add(request: ActorRequest, return_id: int) -> HttpResponse:
    """Add a file, a link, or what was seen. For whoever answers."""
    audit_return = queries.return_for(request.actor, return_id)
    access.require(request.actor, "audits.answer", audit_return)
    asked = question_choices(queries.form_of(audit_return))
    form = AddEvidence(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        questions=asked,
        initial={"question": request.GET.get("question", "")},
    )
    errors: list[dict[str, str]] = []
    if uploads.was_too_large(request):
        errors.append({"text": TOO_LARGE, "href": "#id_file"})
    elif request.method == "POST" and form.is_valid():
        try:
            _add(request, audit_return, form)
        except (NotYet, Problem) as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse("audits:evidence", args=[audit_return.pk]))
    back = {"text": "Back to the evidence", "href": reverse("audits:evidence", args=[audit_return.pk])}
    context = {**_page(audit_return), "form": form, "errors": errors, "back_link": back}
    return render(request, "audits/add_evidence.html", context, status=422 if errors or form.errors else 200)


def _add(request: ActorRequest, audit_return: AuditReturn, form: AddEvidence) -> None:
    said, sent = form.said(), form.cleaned_data["file"]
    operations.add_evidence(
        audit_return=audit_return,
        question=form.cleaned_data["question"],
        said=said,
        shared=Sharing(form.cleaned_data["shared"]),
        file=(sent.name, sent.read()) if sent and said.kind is EvidenceKind.file else None,
        by=request.actor,
        at=now(),
    )


@require_http_methods(BOTH)
@permission("audits.see_evidence")
def one(request: ActorRequest, evidence_id: UUID) -> HttpResponse:
    """One piece of evidence; the DSL and the head say who may open it."""
    evidence = queries.evidence_for(request.actor, evidence_id)
    audit_return = evidence.audit_return
    may_share = access.allows(request.actor, "audits.share_evidence", audit_return)
    form = Share(request.POST if request.method == "POST" else None, initial={"shared": evidence.shared})
    if request.method == "POST":
        access.require(request.actor, "audits.share_evidence", audit_return)
        if form.is_valid():
            shared = Sharing(form.cleaned_data["shared"])
            operations.share_evidence(evidence=evidence, shared=shared, by=request.actor, at=now())
            return redirect(reverse("audits:evidence", args=[audit_return.pk]))
    content = next(iter(access.visible_contents(request.actor).filter(evidence=evidence)), None)
    context = {
        **_page(audit_return),
        "one": say.line(evidence, content, today=clock.today()),
        "added": f"{evidence.added_name}, {day(clock.day_of(evidence.added_at))}",
        "sharing": say.sharing(evidence),
        "form": form if may_share else None,
        "may_take_back": may_answer(request.actor, audit_return),
        "evidence_id": evidence.pk,
        "back_link": {
            "text": "Back to the evidence",
            "href": reverse("audits:evidence", args=[audit_return.pk]),
        },
    }
    return render(request, "audits/one_evidence.html", context, status=422 if form.errors else 200)


@require_safe
@permission("audits.see_evidence")
def file(request: ActorRequest, evidence_id: UUID) -> HttpResponse:
    """The file, to be saved and never shown in the browser. For whom the setting shares it with."""
    content = queries.content_for(request.actor, evidence_id)
    if content.file_state != FileState.checked:
        raise NotFound("This file is not here. It may still be being checked: look again in a minute.")
    try:
        given = kept_files.content_of(evidence_id)
    except kept_files.FileIsGone:
        raise NotFound("This file is not here any more. Ask the setting to add it again.") from None
    response = HttpResponse(given, content_type=FileKind[content.file_kind].content_type)
    response.headers["Content-Disposition"] = _attachment(content.file_name)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(BOTH)
@permission("audits.answer")
def take_back(request: ActorRequest, evidence_id: UUID) -> HttpResponse:
    """Take evidence back; its file is deleted. For whoever answers."""
    evidence = queries.evidence_for(request.actor, evidence_id)
    audit_return = evidence.audit_return
    access.require(request.actor, "audits.answer", audit_return)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            operations.withdraw_evidence(evidence=evidence, by=request.actor, at=now())
        except NotYet as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse("audits:evidence", args=[audit_return.pk]))
    back = {"text": "Back", "href": reverse("audits:one_evidence", args=[evidence.pk])}
    context = {**_page(audit_return), "title": evidence.title, "errors": errors, "back_link": back}
    return render(request, "audits/take_back_evidence.html", context, status=422 if errors else 200)


def _attachment(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(True, name) or "attachment"


def _readable(request: ActorRequest, return_id: int) -> AuditReturn:
    audit_return = queries.return_for(request.actor, return_id)
    if not access.may_see_answers(request.actor, audit_return):
        raise NotFound()
    return audit_return


def _back(request: ActorRequest, audit_return: AuditReturn) -> str:
    is_desk = access.allows(request.actor, "audits.see_cycle", audit_return)
    return reverse("audits:read" if is_desk else "audits:return", args=[audit_return.pk])


def _page(audit_return: AuditReturn) -> dict[str, Any]:
    return {
        "audit_return": audit_return,
        "setting": audit_return.establishment.organisation.name,
        "cycle": audit_return.cycle,
    }
