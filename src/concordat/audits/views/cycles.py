"""The partnership opens a cycle, follows it and closes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.accounts.vocabulary import OrganisationKind
from concordat.audits import access, operations, queries, rules, tracking
from concordat.audits.forms import NewCycle, ReopenCycle
from concordat.audits.operations import CycleNotPossible, FormChoice
from concordat.audits.presenters import tracker as say
from concordat.audits.row_security import CYCLE_KEEPERS
from concordat.audits.vocabulary import SCHEME_NAMES, USUAL_FORMS, Scheme
from concordat.core import audiences, clock, csv_files
from concordat.core.clock import now
from concordat.core.problems import NotAllowed, Problem
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission
from concordat.questionnaires import queries as questionnaire_queries

BOTH = ["GET", "HEAD", "POST"]
KIND = OrganisationKind.partnership


@require_safe
@permission("audits.see_cycle")
def every(request: ActorRequest) -> HttpResponse:
    """Every audit of my partnership. For the business manager."""
    cycles = [
        cycle for cycle in queries.cycles_of(request.actor) if access.allows(request.actor, "audits.see_cycle", cycle)
    ]
    may_keep = request.actor.holds(*CYCLE_KEEPERS)
    brings_in = access.allows_somewhere(request.actor, "audits.keep_body_forms")
    return render(
        request, "audits/cycles.html", {"cycles": cycles, "may_keep": may_keep, "keeps_body_forms": brings_in}
    )


@require_http_methods(BOTH)
@permission("audits.keep_cycle")
def new(request: ActorRequest) -> HttpResponse:
    """Prepare an audit: title, window, a form for each scheme, which phases. For the business manager."""
    first, last = rules.usual_window(clock.today())
    published = list(questionnaire_queries.published_versions())
    initial = {
        "year": rules.school_year(first),
        "opens_on": first.isoformat(),
        "closes_on": last.isoformat(),
        **_usual_forms({version.form.code: version.pk for version in reversed(published)}),
    }
    back = {"text": "Back to audits", "href": reverse("audits:cycles")}
    return _prepare_page(request, published, initial, None, {"back_link": back, "title": "Prepare an audit"})


@require_http_methods(BOTH)
@permission("audits.keep_cycle")
def change(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """Change an audit that has not opened. For the business manager, after a pilot."""
    cycle = queries.cycle_for(request.actor, cycle_id)
    access.require(request.actor, "audits.keep_cycle", cycle)
    forms = list(cycle.forms.all())
    scope: dict[str, list[Any]] = next((form.scope for form in forms if form.scope), {})
    initial = {
        "title": cycle.title,
        "year": cycle.year,
        "opens_on": cycle.opens_on.isoformat(),
        "closes_on": cycle.closes_on.isoformat(),
        **{f"form_{form.scheme}": str(form.form_version_id) for form in forms},
        **{fact: [str(value) for value in values] for fact, values in scope.items()},
    }
    back = {"text": "Back to the audit", "href": reverse("audits:tracker", args=[cycle.pk])}
    published = list(questionnaire_queries.published_versions())
    return _prepare_page(request, published, initial, cycle, {"back_link": back, "title": "Change the audit"})


def _prepare_page(
    request: ActorRequest, published: list[Any], initial: dict[str, Any], cycle: Any, page: dict[str, Any]
) -> HttpResponse:
    form = NewCycle(
        request.POST if request.method == "POST" else None,
        versions=[(str(version.pk), f"{version.form.title}, version {version.number}") for version in published],
        narrow=say.narrow(queries.settings_of(_partnership(request), on=clock.today())),
        initial=initial,
    )
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = _prepare(request, form, cycle)
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse("audits:open_cycle", args=[made.pk]))
    context = {"form": form, "errors": errors, **page}
    return render(request, "audits/new_cycle.html", context, status=422 if errors or form.errors else 200)


def _usual_forms(newest: dict[str, int]) -> dict[str, str]:
    return {f"form_{scheme}": str(newest[code]) for scheme, code in USUAL_FORMS.items() if code in newest}


def _partnership(request: ActorRequest) -> int:
    places = sorted(request.actor.organisations(*CYCLE_KEEPERS))
    if not places:
        raise NotAllowed("Your role does not include this. It is for the partnership's office.")
    return places[0]


def _prepare(request: ActorRequest, form: NewCycle, cycle: Any) -> Any:
    given, scope = form.cleaned_data, form.scope()
    chosen = [
        FormChoice(scheme, int(given[f"form_{scheme}"]), {} if scheme is Scheme.short else scope)
        for scheme in SCHEME_NAMES
        if given.get(f"form_{scheme}")
    ]
    words = {name: given[name] for name in ("title", "year", "opens_on", "closes_on")} | {"forms": chosen}
    if cycle is not None:
        return operations.revise_cycle(cycle=cycle, by=request.actor, at=now(), **words)
    return operations.prepare_cycle(partnership_id=_partnership(request), by=request.actor, at=now(), **words)


def _confirm(
    request: ActorRequest, cycle_id: int, template: str, step: Callable[[Any], Any], **context: Any
) -> HttpResponse:
    cycle = queries.cycle_for(request.actor, cycle_id)
    access.require(request.actor, "audits.keep_cycle", cycle)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            step(cycle)
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse("audits:tracker", args=[cycle.pk]))
    context |= {
        "cycle": cycle,
        "errors": errors,
        "back_link": {"text": "Back to the audit", "href": reverse("audits:tracker", args=[cycle.pk])},
    }
    return render(request, template, context, status=422 if errors else 200)


@require_http_methods(BOTH)
@permission("audits.keep_cycle")
def open_now(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """How many settings will be asked; then open."""
    cycle = queries.cycle_for(request.actor, cycle_id)
    counts = [
        (SCHEME_NAMES[scheme], len(found)) for scheme, found in operations.settings_asked(cycle=cycle, at=now()).items()
    ]
    return _confirm(
        request,
        cycle_id,
        "audits/open_cycle.html",
        lambda cycle: operations.open_cycle(cycle=cycle, by=request.actor, at=now()),
        counts=counts,
        total=sum(count for _, count in counts),
    )


@require_http_methods(BOTH)
@permission("audits.keep_cycle")
def join(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """Let settings join that came into scope since."""
    return _confirm(
        request,
        cycle_id,
        "audits/join.html",
        lambda cycle: operations.add_late_joiners(cycle=cycle, by=request.actor, at=now()),
    )


@require_http_methods(BOTH)
@permission("audits.keep_cycle")
def close(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """Close an audit."""
    return _confirm(
        request,
        cycle_id,
        "audits/close_cycle.html",
        lambda cycle: operations.close_cycle(cycle=cycle, by=request.actor, at=now()),
    )


@require_http_methods(BOTH)
@permission("audits.keep_cycle")
def reopen(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """Open a closed audit again until a later day."""
    form = ReopenCycle(request.POST if request.method == "POST" else None)

    def step(cycle: Any) -> None:
        if not form.is_valid():
            raise CycleNotPossible("Give the new last day as year-month-day.")
        operations.reopen_cycle(cycle=cycle, closes_on=form.cleaned_data["closes_on"], by=request.actor, at=now())

    return _confirm(request, cycle_id, "audits/reopen_cycle.html", step, form=form)


@require_safe
@permission("audits.see_cycle")
def tracker(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """Who has returned what. For the business manager, every day of the window."""
    cycle = queries.cycle_for(request.actor, cycle_id)
    filters = say.filters_from(request.GET)
    found = tracking.tracker(request.actor, cycle, filters)
    may_keep = access.allows(request.actor, "audits.keep_cycle", cycle)
    forms = cycle.forms.all() if cycle.state == "draft" else ()
    schemes = [(one.scheme, SCHEME_NAMES[Scheme(one.scheme)]) for one in forms]
    page = say.tracker_page(cycle, found, filters, request.GET, today=clock.today())
    write_href = audiences.write_href(request.actor, "tracker", request.GET, {"of": str(cycle.pk)})
    more = {"may_keep": may_keep, "write_href": write_href, "schemes": schemes}
    return render(request, "audits/tracker.html", {"cycle": cycle, **more, **page})


@require_safe
@permission("audits.see_cycle", file=TAKE_FILE)
def tracker_csv(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """The list as a file, narrowed as the page is."""
    cycle = queries.cycle_for(request.actor, cycle_id)
    found = tracking.tracker(request.actor, cycle, say.filters_from(request.GET))
    return csv_files.download(f"returns-{cycle.pk}.csv", say.CSV_HEADER, (say.csv_row(row) for row in found.rows))
