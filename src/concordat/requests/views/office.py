"""The partnership's team plans what it asks, sends it, follows it and sees what it comes to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.core import csv_files
from concordat.core.clock import now, today
from concordat.core.problems import Problem
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission
from concordat.requests import access, operations, queries, rules, sources
from concordat.requests.forms import RequestForm, WithdrawForm
from concordat.requests.operations import Said
from concordat.requests.outlook import outlook
from concordat.requests.presenters import burden as say_burden
from concordat.requests.presenters import calendar, drafting, following
from concordat.requests.presenters.burden import Year
from concordat.requests.presenters.outlook import outlook_page
from concordat.requests.presenters.words import settings, year_of
from concordat.requests.vocabulary import State

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("requests.follow")
def every(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """What we ask of settings in a school year. For the business manager."""
    made = queries.partnership(request.actor, partnership_id)
    may_ask = access.allows(request.actor, "requests.ask", made)
    drafts = queries.drafts(request.actor, made.id) if may_ask else []
    page = calendar.calendar_page(made, _asks(request, made.id), drafts, request.GET, today=today())
    page |= {"may_ask": may_ask, "unseen": sources.unseen(request.actor)}
    return render(request, "requests/calendar.html", page)


@require_safe
@permission("requests.follow", file=TAKE_FILE)
def every_csv(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """The same list as a file."""
    made = queries.partnership(request.actor, partnership_id)
    shown = calendar.narrowed(_asks(request, made.id), request.GET)
    return csv_files.download(f"requests-{made.id}.csv", calendar.HEADER, (calendar.csv_row(one) for one in shown))


def _asks(request: ActorRequest, partnership_id: int) -> list[rules.Ask]:
    first, last = rules.span_of(year_of(request.GET.get("year", ""), today()))
    return sources.asks_of_partnership(request.actor, partnership_id, first, last)


@require_http_methods(BOTH)
@permission("requests.ask")
def draft_new(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """Write a request. For the business manager."""
    made = queries.partnership(request.actor, partnership_id)
    access.require(request.actor, "requests.ask", made)
    form = _form(request, made.id, {"sent_on": today().isoformat()})
    back = {"text": "What we ask of settings", "href": reverse("requests:calendar", args=[made.id])}
    page = {"form": form, "title": "Ask settings for something", "back_link": back}
    if form.is_valid():
        try:
            kept = operations.draft_request(partnership_id=made.id, said=_said(form), by=request.actor, at=now())
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            return redirect(reverse("requests:draft", args=[kept.pk]))
    return render(request, "requests/write.html", page, status=422 if form.errors else 200)


@require_http_methods(BOTH)
@permission("requests.ask")
def revise(request: ActorRequest, ask_id: int) -> HttpResponse:
    """Write a draft anew. For the business manager."""
    kept = queries.request_for(request.actor, ask_id)
    access.require(request.actor, "requests.ask", kept)
    form = _form(request, kept.partnership_id, drafting.typed(kept))
    back = {"text": "The request", "href": reverse("requests:draft", args=[kept.pk])}
    shown = operations.digest_of(kept)  # after a clash it is the newer one: saving again is meant
    page = {"form": form, "title": "Change the request", "back_link": back, "shown": shown}
    if form.is_valid():
        given = request.POST.get("shown", "")
        try:
            operations.revise_request(request=kept, said=_said(form), shown=given, by=request.actor, at=now())
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            return redirect(reverse("requests:draft", args=[kept.pk]))
    return render(request, "requests/write.html", page, status=422 if form.errors else 200)


@require_http_methods(BOTH)
@permission("requests.ask")
def draft(request: ActorRequest, ask_id: int) -> HttpResponse:
    """Look at what a request means before it is sent; then send it. For the business manager."""
    kept = queries.request_for(request.actor, ask_id)
    access.require(request.actor, "requests.ask", kept)
    if kept.state != State.draft and request.method != "POST":
        return redirect(reverse("requests:request", args=[kept.pk]))
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        shown = request.POST.get("shown", "")
        try:
            count = operations.send_request(request=kept, shown=shown, by=request.actor, at=now())
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            messages.success(request, f"Sent to {settings(count)}, to be found on the first page there.")
            return redirect(reverse("requests:request", args=[kept.pk]))
    back = {"text": "What we ask of settings", "href": reverse("requests:calendar", args=[kept.partnership_id])}
    page = {**outlook_page(kept, outlook(request.actor, kept, today=today())), "errors": errors, "back_link": back}
    return render(request, "requests/draft.html", page, status=422 if errors else 200)


@require_safe
@permission("requests.follow")
def one(request: ActorRequest, ask_id: int) -> HttpResponse:
    """What became of a request, setting by setting. For the business manager."""
    kept = queries.request_for(request.actor, ask_id)
    access.require(request.actor, "requests.follow", kept)
    may_ask = access.allows(request.actor, "requests.ask", kept)
    if kept.state == State.draft:
        return redirect(reverse("requests:draft" if may_ask else "requests:mine", args=[kept.pk] if may_ask else []))
    page = following.request_page(kept, queries.asked_rows(request.actor, kept), request.GET)
    return render(request, "requests/request.html", {**page, "may_ask": may_ask})


@require_safe
@permission("requests.follow", file=TAKE_FILE)
def one_csv(request: ActorRequest, ask_id: int) -> HttpResponse:
    """The same list as a file."""
    kept = queries.request_for(request.actor, ask_id)
    access.require(request.actor, "requests.follow", kept)
    rows = following.narrowed(queries.asked_rows(request.actor, kept), request.GET)
    return csv_files.download(f"request-{kept.pk}.csv", following.HEADER, (following.csv_row(row) for row in rows))


@require_http_methods(BOTH)
@permission("requests.ask")
def withdraw(request: ActorRequest, ask_id: int) -> HttpResponse:
    """Ask, then take a request back; a draft is thrown away. For the business manager."""
    kept = queries.request_for(request.actor, ask_id)
    access.require(request.actor, "requests.ask", kept)
    is_draft = kept.state == State.draft
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    form.fields["because"].required = not is_draft
    if form.is_valid():
        try:
            because = form.cleaned_data["because"]
            operations.withdraw_request(request=kept, because=because, by=request.actor, at=now())
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, "The draft is thrown away." if is_draft else "The request is withdrawn.")
            return redirect(reverse("requests:calendar", args=[kept.partnership_id]))
    back = {"text": "The request", "href": reverse("requests:request", args=[ask_id])}
    page = {"form": form, "asked": kept, "is_draft": is_draft, "back_link": back}
    return render(request, "requests/withdraw.html", page, status=422 if form.errors else 200)


@require_safe
@permission("requests.follow")
def burden(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """How much each setting is asked in a school year, beside the year before. For the business manager."""
    made = queries.partnership(request.actor, partnership_id)
    this, before, found = _burden(request, made.id)
    refused = queries.refusals(request.actor, made.id, *rules.span_of(this.number))
    page = say_burden.burden_page(made, found, this, before, refused, request.GET, today=today())
    return render(request, "requests/burden.html", {**page, "unseen": sources.unseen(request.actor)})


@require_safe
@permission("requests.follow", file=TAKE_FILE)
def burden_csv(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """The same list as a file."""
    made = queries.partnership(request.actor, partnership_id)
    this, _, found = _burden(request, made.id)
    lines = (say_burden.csv_row(line) for line in found)
    header = say_burden.header(sources.unseen(request.actor))
    return csv_files.download(f"burden-{made.id}-{this.number}.csv", header, lines)


def _burden(request: ActorRequest, partnership_id: int) -> tuple[Year, Year, list[say_burden.Line]]:
    number = say_burden.year_asked(request.GET, today())
    this, before = (
        Year(year, sources.asks_of_partnership(request.actor, partnership_id, *rules.span_of(year)))
        for year in (number, number - 1)
    )
    asked = this.burdens.keys() | before.burdens.keys()
    return this, before, say_burden.lines(queries.briefs(asked), this, before)


def _form(request: ActorRequest, partnership_id: int, initial: dict[str, Any]) -> RequestForm:
    return RequestForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        kinds=drafting.kinds(today()),
        areas=list(queries.areas().items()),
        narrow=drafting.narrow(queries.settings_of(partnership_id, on=today())),
    )


def _said(form: RequestForm) -> Said:
    typed = form.cleaned_data
    plain = ("title", "kind", "why", "who_sees", "how", "minutes", "sent_on", "due_on", "short_because")
    return Said(
        **{name: typed[name] for name in plain},
        expectations=tuple(dict.fromkeys([*typed["areas"], *typed["expectations"]])),
        scope=form.scope(),
    )
