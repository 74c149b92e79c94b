"""Case load, hand-over, cover, lead officers and the clock. For the partnership's support team."""

from __future__ import annotations

from django.contrib import messages as said
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from concordat.core import clock, csv_files
from concordat.core.clock import now
from concordat.core.problems import NotFound, Problem
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission
from concordat.support import access, operations, queries, tracking
from concordat.support.forms import AssignLeads, DaysAwayForm, HandOver, SetClock
from concordat.support.presenters import lists
from concordat.support.presenters import officers as say
from concordat.support.views import working_at
from concordat.support.vocabulary import OPEN

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
@permission("support.see_log")
def case_load(request: ActorRequest) -> HttpResponse:
    """Who holds how much and who covers whom; days away are noted here."""
    home, at = working_at.home_of(request), now()
    officers = queries.officers(request.actor, home.id, at=at)
    form = DaysAwayForm(request.POST if request.method == "POST" else None, officers=_choices(officers))
    if form.is_valid():
        try:
            operations.note_days_away(partnership_id=home.id, by=request.actor, at=at, **form.cleaned_data)
        except Problem as problem:
            form.add_error("from_on", problem.sentence)
        else:
            said.success(request, "The days away are noted. Whoever covers sees it on the first page.")
            return redirect(working_at.address(request, home, "support:case_load"))
    away = queries.days_away(request.actor, home.id, day=clock.today())
    loads = tracking.case_load(request.actor, home.id, officers, away, at=at)
    page = {
        "table": say.load_table(loads, clock.today(), suffix=working_at.suffix(request, home)),
        "suffix": working_at.suffix(request, home),
        "away": away,
        "form": form,
        "steps": working_at.steps(request, home, "support:case_load"),
        "may_set_clock": access.allows(request.actor, "support.set_clock", home),
        "clock": queries.clock_on(home.id, clock.today()),
    }
    return render(request, "support/case_load.html", page, status=422 if form.errors else 200)


@require_safe
@permission("support.see_log", file=TAKE_FILE)
def case_load_csv(request: ActorRequest) -> HttpResponse:
    """The case load as a file."""
    loads = _loads(request, working_at.home_of(request).id)
    return csv_files.download("case-load.csv", say.LOAD_HEADER, (say.load_row(load) for load in loads))


@require_POST
@permission("support.assign")
def withdraw_away(request: ActorRequest, days_away_id: int) -> HttpResponse:
    """Somebody is there after all."""
    home = working_at.home_of(request)
    known = queries.days_away(request.actor, home.id, day=clock.today())
    found = next((one for one in known if one.pk == days_away_id), None)
    if found is None:
        raise NotFound
    operations.withdraw_days_away(days_away=found, by=request.actor, at=now())
    said.success(request, "The days away are taken back.")
    return redirect(working_at.address(request, home, "support:case_load"))


@require_http_methods(BOTH)
@permission("support.assign")
def hand_over(request: ActorRequest, person_id: int) -> HttpResponse:
    """What somebody holds goes to a colleague: one request, or everything."""
    home, at = working_at.home_of(request), now()
    load = next((one for one in _loads(request, home.id) if one.person_id == person_id), None)
    if load is None:
        raise NotFound
    rows = queries.requests(request.actor).filter(partnership_id=home.id, officer_id=person_id, state__in=OPEN)
    form = HandOver(
        request.POST if request.method == "POST" else None,
        officers=[one for one in _choices(queries.officers(request.actor, home.id, at=at)) if one[0] != str(person_id)],
        requests=[
            (str(row.pk), f"{row.establishment.organisation.name}, by {lists.day(row.answer_by)}") for row in rows
        ],
    )
    if form.is_valid():
        try:
            done = operations.hand_over(
                partnership_id=home.id,
                from_id=person_id,
                to_id=form.cleaned_data["to_id"],
                request_ids=form.cleaned_data.get("requests") or None,
                by=request.actor,
                at=at,
            )
        except Problem as problem:
            form.add_error("to_id", problem.sentence)
        else:
            said.success(
                request,
                f"Handed over: {done.requests} requests, {done.calls} open calls, {done.settings} settings led.",
            )
            return redirect(working_at.address(request, home, "support:case_load"))
    page = {
        "load": load,
        "form": form,
        "breadcrumbs": [{"text": "Case load", "href": working_at.address(request, home, "support:case_load")}],
    }
    return render(request, "support/hand_over.html", page, status=422 if form.errors else 200)


@require_http_methods(BOTH)
@permission("support.assign")
def leads(request: ActorRequest) -> HttpResponse:
    """Which officer leads for which setting; assigned for everything that the list shows."""
    home, today = working_at.home_of(request), clock.today()
    settings = queries.settings_of(home.id, today)
    held = queries.leads_of(request.actor, home.id, [one.id for one in settings], today)
    shown = say.narrowed(settings, held, request.GET)
    officers = queries.officers(request.actor, home.id, at=now())
    form = AssignLeads(
        request.POST if request.method == "POST" else None,
        initial={"from_on": today},
        officers=_choices(officers),
    )
    if form.is_valid():
        try:
            count = operations.assign_leads(
                partnership_id=home.id,
                settings=[one.id for one in shown],
                by=request.actor,
                at=now(),
                **form.cleaned_data,
            )
        except Problem as problem:
            form.add_error("person_id", problem.sentence)
        else:
            said.success(request, f"{count} settings have a new lead officer. {len(shown) - count} had this one.")
            return redirect(request.get_full_path())
    page = say.leads_page(settings, shown, held, officers, request.GET)
    page |= {"form": form, "steps": working_at.steps(request, home, "support:leads")}
    return render(request, "support/leads.html", page, status=422 if form.errors else 200)


@require_safe
@permission("support.assign", file=TAKE_FILE)
def leads_csv(request: ActorRequest) -> HttpResponse:
    """The same list as a file."""
    home, today = working_at.home_of(request), clock.today()
    settings = queries.settings_of(home.id, today)
    held = queries.leads_of(request.actor, home.id, [one.id for one in settings], today)
    rows = (say.lead_row(one, held.get(one.id)) for one in say.narrowed(settings, held, request.GET))
    return csv_files.download("lead-officers.csv", say.LEADS_HEADER, rows)


@require_http_methods(BOTH)
@permission("support.set_clock")
def answer_clock(request: ActorRequest) -> HttpResponse:
    """Within how many school days settings hear, from a day on. For the partnership's office."""
    home = working_at.home_of(request)
    access.require(request.actor, "support.set_clock", home)
    form = SetClock(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.set_clock(partnership_id=home.id, by=request.actor, at=now(), **form.cleaned_data)
        except Problem as problem:
            form.add_error("from_on", problem.sentence)
        else:
            said.success(request, "The clock is set.")
            return redirect(working_at.address(request, home, "support:clock"))
    page = {
        "form": form,
        "clocks": queries.clocks_of(home.id),
        "current": queries.clock_on(home.id, clock.today()),
        "breadcrumbs": [{"text": "Case load", "href": working_at.address(request, home, "support:case_load")}],
    }
    return render(request, "support/clock.html", page, status=422 if form.errors else 200)


def _choices(officers: list[queries.Officer]) -> list[tuple[str, str]]:
    return [(str(one.id), one.name) for one in officers]


def _loads(request: ActorRequest, partnership_id: int) -> list[tracking.Load]:
    officers = queries.officers(request.actor, partnership_id, at=now())
    away = queries.days_away(request.actor, partnership_id, day=clock.today())
    return tracking.case_load(request.actor, partnership_id, officers, away, at=now())
