"""Answer packs for a setting: take what it has signed out of here, bring in what it has signed elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits import operations, queries
from concordat.audits import packs_access as access
from concordat.audits.carrying.filling import filled_by
from concordat.audits.packs import kept
from concordat.audits.packs_forms import BringPack
from concordat.audits.presenters import packs as say
from concordat.core import clock, uploads
from concordat.core.clock import now
from concordat.core.problems import Problem
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission
from concordat.questionnaires import tags

if TYPE_CHECKING:
    from concordat.audits.models import AuditReturn

BOTH = ["GET", "HEAD", "POST"]
TOO_LARGE = "This file is far too large for an answer pack."


def _return(request: ActorRequest, return_id: int, name: str) -> AuditReturn:
    audit_return = queries.return_for(request.actor, return_id)
    access.require(request.actor, name, audit_return)
    return audit_return


def _context(audit_return: AuditReturn) -> dict[str, Any]:
    return {
        "audit_return": audit_return,
        "setting": audit_return.establishment.organisation.name,
        "cycle": audit_return.cycle,
        "partnership": audit_return.cycle.partnership.organisation.name,
        "breadcrumbs": [
            {"text": "My audits", "href": reverse("audits:mine")},
            {"text": "This return", "href": reverse("audits:return", args=[audit_return.pk])},
        ],
    }


@require_safe
@permission("audits.bring_pack")
def of_return(request: ActorRequest, return_id: int) -> HttpResponse:
    """Answers from and for another installation. For a DSL or head whose setting two bodies ask."""
    audit_return = _return(request, return_id, "audits.bring_pack")
    issuers = [one for one in kept.agreed(request.actor, audit_return.partnership_id).values() if not one.ended_at]
    context = _context(audit_return) | {
        "packs": say.rows(kept.packs_of(request.actor, audit_return), may_bring=True),
        "issuers": sorted(one.name for one in issuers),
        "taking": say.taking(audit_return),
    }
    return render(request, "audits/packs/packs.html", context)


@require_http_methods(BOTH)
@permission("audits.take_pack", file=TAKE_FILE)
def take(request: ActorRequest, return_id: int) -> HttpResponse:
    """What a pack of this return holds, and the signed file. For the DSL or head who answers elsewhere too."""
    audit_return = _return(request, return_id, "audits.take_pack")
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            content = operations.take_pack(audit_return=audit_return, by=request.actor, at=now())
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            response = HttpResponse(content, content_type="application/json")
            response["Content-Disposition"] = f'attachment; filename="{say.file_name(audit_return)}"'
            return response
    context = _context(audit_return) | {"taking": say.taking(audit_return), "errors": errors}
    return render(request, "audits/packs/take.html", context, status=422 if errors else 200)


@require_http_methods(BOTH)
@permission("audits.bring_pack")
def bring(request: ActorRequest, return_id: int) -> HttpResponse:
    """Look at a pack, see what it would fill, then keep it. For the DSL or head who answered elsewhere."""
    audit_return = _return(request, return_id, "audits.bring_pack")
    form = BringPack(request.POST if request.method == "POST" else None, request.FILES or None)
    errors: list[dict[str, str]] = []
    looked: dict[str, Any] = {}
    if uploads.was_too_large(request):
        errors.append({"text": TOO_LARGE, "href": "#id_file"})
    elif request.method == "POST" and form.is_valid():
        content = form.cleaned_data["content"]
        try:
            if request.POST.get("do") == "keep":
                operations.keep_pack(audit_return=audit_return, content=content, by=request.actor, at=now())
                return redirect(reverse("audits:packs", args=[return_id]))
            looked = _looked_at(request, audit_return, content)
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#id_file"})
    context = _context(audit_return) | {"form": form, "errors": errors, **looked}
    return render(request, "audits/packs/bring.html", context, status=422 if errors or form.errors else 200)


def _looked_at(request: ActorRequest, audit_return: AuditReturn, content: bytes) -> dict[str, Any]:
    """What is in the file and what it would fill; nothing is kept."""
    opened, issuer = kept.opened_for(request.actor, audit_return, content, at=now())
    found = filled_by(request.actor, audit_return, opened.pack, on=clock.today())
    return {
        "facts": say.facts(opened.pack, issuer.name, tags.bank(at=clock.today())),
        "fills": say.fills(found),
        "pack": content.decode(),
    }


@require_http_methods(BOTH)
@permission("audits.bring_pack")
def withdraw(request: ActorRequest, pack_id: int) -> HttpResponse:
    """Use a pack no more. For the DSL or head; what was confirmed from it stays."""
    pack = kept.pack_for(request.actor, pack_id)
    access.require(request.actor, "audits.bring_pack", pack)
    there = _back(request, pack.establishment_id, pack.partnership_id)
    if request.method == "POST":
        operations.withdraw_pack(pack=pack, by=request.actor, at=now())
        return redirect(there)
    context = {"pack": say.rows([pack], may_bring=True)[0], "back_link": {"text": "Back", "href": there}}
    return render(request, "audits/packs/withdraw.html", context)


def _back(request: ActorRequest, establishment_id: int, partnership_id: int) -> str:
    """The packs of the setting are shown beside any of its returns to the partnership."""
    found = queries.returns_of(request.actor).filter(establishment_id=establishment_id, partnership_id=partnership_id)
    first = found.first()
    return reverse("audits:packs", args=[first.pk]) if first else reverse("audits:mine")
