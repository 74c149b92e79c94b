"""Whose packs a partnership takes: the list, agreeing to a key by its fingerprint, ending it; our own key."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits import operations
from concordat.audits import packs_access as access
from concordat.audits.packs import kept, key
from concordat.audits.packs_forms import AgreeIssuer, EndIssuer
from concordat.audits.packs_security import ISSUER_KEEPERS
from concordat.audits.presenters import packs as say
from concordat.core import csv_files
from concordat.core.clock import now
from concordat.core.problems import NotAllowed, Problem
from concordat.core.views import ActorRequest, permission
from concordat.lib import answer_packs

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("audits.see_issuers")
def every(request: ActorRequest) -> HttpResponse:
    """Which other installations' packs are taken here. For the office that keeps it, and every setting."""
    found = kept.issuers_of(request.actor)
    words = request.GET.get("search", "").strip().lower()[:100]
    shown = [one for one in found if words in one.name.lower()]
    may_keep = request.actor.holds(*ISSUER_KEEPERS)
    context = {
        "issuers": say.issuers(shown, may_end=lambda one: access.allows(request.actor, "audits.keep_issuers", one)),
        "search": words,
        "count_text": f"{len(shown)} of {len(found)} installations",
        "may_keep": may_keep,
        "own": _own() if may_keep else None,
    }
    return render(request, "audits/packs/issuers.html", context)


def _own() -> dict[str, str]:
    """Our public key, to be handed over, and the fingerprint to be read out."""
    public = key.public_key()
    named = answer_packs.keys.fingerprint(public)
    return {"key": answer_packs.keys.written(public), "fingerprint": answer_packs.keys.spoken(named)}


@require_safe
@permission("audits.see_issuers")
def every_csv(request: ActorRequest) -> HttpResponse:
    """The same as a file."""
    return csv_files.download("pack-issuers.csv", say.CSV_HEADER, say.issuer_rows(kept.issuers_of(request.actor)))


@require_http_methods(BOTH)
@permission("audits.keep_issuers")
def agree(request: ActorRequest) -> HttpResponse:
    """Paste another installation's key, with the fingerprint that was read out. For the business manager."""
    places = request.actor.organisations(*ISSUER_KEEPERS)
    if not places:
        raise NotAllowed("The partnership's office and education safeguarding lead keep this list.")
    form = AgreeIssuer(request.POST if request.method == "POST" else None)
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            operations.agree_issuer(partnership_id=sorted(places)[0], by=request.actor, at=now(), **form.cleaned_data)
        except Problem as problem:
            errors.append(
                {"text": problem.sentence, "href": "#id_told" if "ingerprint" in problem.sentence else "#id_public_key"}
            )
        else:
            return redirect(reverse("audits:issuers"))
    return _page(request, "audits/packs/agree.html", form, errors)


@require_http_methods(BOTH)
@permission("audits.keep_issuers")
def end(request: ActorRequest, issuer_id: int) -> HttpResponse:
    """Take no packs of a key any more, with the reason. For the business manager."""
    found = kept.issuer_for(request.actor, issuer_id)
    access.require(request.actor, "audits.keep_issuers", found)
    form = EndIssuer(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        operations.end_issuer(issuer=found, by=request.actor, at=now(), **form.cleaned_data)
        return redirect(reverse("audits:issuers"))
    return _page(request, "audits/packs/end_issuer.html", form, [], name=found.name)


def _page(request: ActorRequest, template: str, form: Any, errors: list[dict[str, str]], **more: Any) -> HttpResponse:
    back = {"text": "Back to whose packs are taken", "href": reverse("audits:issuers")}
    context = {"form": form, "errors": errors, "back_link": back, **more}
    return render(request, template, context, status=422 if errors or form.errors else 200)
