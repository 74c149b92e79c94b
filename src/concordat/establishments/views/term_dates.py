"""Term dates of the authorities, kept by the office; closed days of one setting, kept by the setting itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.accounts import queries as account_queries
from concordat.core.clock import now
from concordat.core.problems import NotAllowed, Problem
from concordat.core.views import ActorRequest, permission
from concordat.establishments import access, operations, queries
from concordat.establishments.forms import CalendarFile, OwnDates, TermDates
from concordat.establishments.term_dates import Span, as_text

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("establishments.see_register")
def areas(request: ActorRequest) -> HttpResponse:
    """My authorities; with one alone its dates."""
    mine = account_queries.own_authorities(request.actor, at=now())
    if len(mine) == 1:
        return redirect(reverse("establishments:term_dates_of", args=[mine[0][0]]))
    page = {"areas": mine, "breadcrumbs": [{"text": "Register", "href": reverse("establishments:register")}]}
    return render(request, "establishments/term_dates.html", page)


@require_http_methods(BOTH)
@permission("establishments.see_register")
def one_area(request: ActorRequest, authority_id: int) -> HttpResponse:
    """An authority's terms and closed days, with a place to change them for those who keep them."""
    area = queries.authority(authority_id)
    spans = queries.school_dates(authority_id)
    may_keep = access.keeps_area(request.actor, authority_id)
    if request.method == "POST" and not may_keep:
        raise NotAllowed("Term dates are kept by the office of the partnership over this authority.")
    page = {
        "area": area,
        "spans": spans,
        "may_keep": may_keep,
        "breadcrumbs": [{"text": "Register", "href": reverse("establishments:register")}],
    }
    if request.method == "POST" and "read_file" in request.POST:
        return _look_at_file(request, page, spans)

    def keep(text: str) -> int:
        return operations.replace_term_dates(authority_id=authority_id, text=text, by=request.actor, at=now())

    form = TermDates(request.POST or None, initial={"text": as_text(spans)})
    if _kept(request, form, keep):
        return redirect(reverse("establishments:term_dates_of", args=[authority_id]))
    page |= {"form": form, "upload": CalendarFile()}
    return render(request, "establishments/term_dates_of.html", page, status=422 if form.errors else 200)


def _look_at_file(request: ActorRequest, page: dict[str, Any], spans: list[Span]) -> HttpResponse:
    """The lines of a calendar file in the place where they can be mended; nothing is kept yet."""
    upload = CalendarFile(request.POST, request.FILES)
    if upload.is_valid():
        found = upload.cleaned_data["calendar"]
        more = {"upload": CalendarFile(), "form": TermDates(initial={"text": as_text(found.spans)}), "found": found}
        return render(request, "establishments/term_dates_of.html", page | more)
    more = {"upload": upload, "form": TermDates(initial={"text": request.POST.get("text") or as_text(spans)})}
    return render(request, "establishments/term_dates_of.html", page | more, status=422)


@require_http_methods(BOTH)
@permission("establishments.see_register")
def own_dates(request: ActorRequest, establishment_id: int) -> HttpResponse:
    """Inset days and other closed days of one setting. For its business manager, head and DSL."""
    found = queries.establishment(establishment_id)
    spans = queries.own_dates(found.pk)
    may_keep = access.allows(request.actor, "establishments.keep_own_dates", found)
    if request.method == "POST":
        access.require(request.actor, "establishments.keep_own_dates", found)

    def keep(text: str) -> int:
        return operations.replace_own_dates(establishment=found, text=text, by=request.actor, at=now())

    form = OwnDates(request.POST or None, initial={"text": as_text(spans)})
    if _kept(request, form, keep):
        return redirect(reverse("establishments:own_dates", args=[found.pk]))
    area = found.local_authority
    page = {
        "name": found.organisation.name,
        "spans": spans,
        "form": form,
        "may_keep": may_keep,
        "area": area,
        "back_link": {"text": "Back to the setting", "href": reverse("establishments:setting", args=[found.pk])},
    }
    return render(request, "establishments/own_dates.html", page, status=422 if form.errors else 200)


def _kept(request: ActorRequest, form: Form, keep: Callable[[str], int]) -> bool:
    """Whether what was typed is kept now; what stands in the way is said at the field."""
    if not form.is_valid():
        return False
    try:
        count = keep(form.cleaned_data["text"])
    except Problem as problem:
        form.add_error("text", problem.sentence)
        return False
    messages.success(request, f"{count} {'line is' if count == 1 else 'lines are'} kept.")
    return True
