"""Term dates of the authorities: seen by everybody, kept by the office. For the business manager."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.accounts import queries as account_queries
from concordat.core.clock import now
from concordat.core.problems import NotAllowed, Problem
from concordat.core.views import ActorRequest, permission
from concordat.establishments import access, operations, queries
from concordat.establishments.forms import TermDates
from concordat.establishments.term_dates import as_text


@require_safe
@permission("establishments.see_register")
def areas(request: ActorRequest) -> HttpResponse:
    """My authorities; with one alone its dates."""
    mine = account_queries.own_authorities(request.actor, at=now())
    if len(mine) == 1:
        return redirect(reverse("establishments:term_dates_of", args=[mine[0][0]]))
    page = {"areas": mine, "breadcrumbs": [{"text": "Register", "href": reverse("establishments:register")}]}
    return render(request, "establishments/term_dates.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@permission("establishments.see_register")
def one_area(request: ActorRequest, authority_id: int) -> HttpResponse:
    """An authority's terms and closed days, with a place to change them for those who keep them."""
    area = queries.authority(authority_id)
    spans = queries.school_dates(authority_id)
    may_keep = access.keeps_area(request.actor, authority_id)
    if request.method == "POST" and not may_keep:
        raise NotAllowed("Term dates are kept by the office of the partnership over this authority.")
    form = TermDates(request.POST or None, initial={"text": as_text(spans)})
    if form.is_valid():
        try:
            count = operations.replace_term_dates(
                authority_id=authority_id, text=form.cleaned_data["text"], by=request.actor, at=now()
            )
        except Problem as problem:
            form.add_error("text", problem.sentence)
        else:
            messages.success(request, f"{count} {'line is' if count == 1 else 'lines are'} kept.")
            return redirect(reverse("establishments:term_dates_of", args=[authority_id]))
    page = {
        "area": area,
        "spans": spans,
        "form": form,
        "may_keep": may_keep,
        "breadcrumbs": [{"text": "Register", "href": reverse("establishments:register")}],
    }
    return render(request, "establishments/term_dates_of.html", page, status=422 if form.errors else 200)
