"""A trust brings in its own audit: looked at first, every fault with its row, nothing kept before somebody says so."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from concordat.audits.operations import trust_sheets as operations
from concordat.audits.presenters import trusts as say
from concordat.audits.trust_forms import BringInTrustAudit
from concordat.audits.trusts import answers as find
from concordat.audits.trusts.sheets import SAY, TrustSheet, read_sheet
from concordat.audits.views.trusts import crumbs
from concordat.core import clock, uploads
from concordat.core.clock import now
from concordat.core.problems import Problem
from concordat.core.views import ActorRequest, permission
from concordat.establishments import queries as establishment_queries
from concordat.lib.contact_list import Place
from concordat.lib.form_logic import FormProblems, RowProblem


@require_http_methods(["GET", "HEAD", "POST"])
@permission("audits.answer_for_trust")
def bring_in(request: ActorRequest, trust_id: int) -> HttpResponse:
    """The trust's own audit out of a spreadsheet: look at it, then bring it in. For the trust's safeguarding lead."""
    trust = find.trust_for(request.actor, trust_id)
    form = BringInTrustAudit(request.POST if request.method == "POST" else None, request.FILES or None)
    sheet: TrustSheet | None = None
    errors: list[dict[str, str]] = []
    faults: tuple[RowProblem, ...] = ()
    if uploads.was_too_large(request):
        errors.append({"text": "This file is far too large for an audit.", "href": "#id_file"})
    elif request.method == "POST" and form.is_valid():
        sheet, faults = _looked_at(trust_id, form)
        if faults:
            errors.append({"text": _to_mend(len(faults)), "href": "#faults"})
        elif request.POST.get("do") == "bring_in":
            try:
                made = operations.bring_in_trust_audit(
                    trust_id=trust_id, title=form.cleaned_data["title"], sheet=sheet, by=request.actor, at=now()
                )
            except Problem as problem:
                errors.append({"text": problem.sentence, "href": "#main-content"})
            else:
                return redirect(reverse("audits:trust_audit", args=[made.pk]))
    context: dict[str, Any] = {
        "trust": trust,
        "form": form,
        "errors": errors,
        "faults": faults,
        "preview": say.preview(sheet) if sheet and not faults else None,
        "rows": form.cleaned_data.get("rows", "") if form.is_bound and form.is_valid() else "",
        "say": SAY,
        "breadcrumbs": crumbs(trust_id),
    }
    return render(request, "audits/trusts/bring_in.html", context, status=422 if errors or form.errors else 200)


def _looked_at(trust_id: int, form: BringInTrustAudit) -> tuple[TrustSheet, tuple[RowProblem, ...]]:
    """What the file says, and all that is wrong with it."""
    schools = establishment_queries.schools_of_trust(trust_id, clock.today())
    places = [Place(one.id, one.name, (str(one.urn),) if one.urn else ()) for one, _ in schools]
    sheet = read_sheet(form.cleaned_data["read"], places, today=clock.today())
    try:
        operations.form_in(sheet, trust_id=trust_id, title=form.cleaned_data["title"])
    except FormProblems as wrong:
        return sheet, wrong.problems
    return sheet, ()


def _to_mend(count: int) -> str:
    if count == 1:
        return "One thing in this file needs mending. It is shown below; nothing was kept."
    return f"{count} things in this file need mending. They are listed below; nothing was kept."
