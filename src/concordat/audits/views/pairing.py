"""The officer pairs schools: begin a round, look for pairs, lock, take apart, publish, close (CX-COR-7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from concordat.audits import operations, pairing, pairing_access, queries
from concordat.audits.pairing_forms import Drop, NewRound, RoundLimits
from concordat.audits.pairing_words import PairState, RoundState
from concordat.audits.presenters import pairing as say
from concordat.core import clock, csv_files
from concordat.core.clock import now
from concordat.core.problems import NotAllowed, Problem
from concordat.core.views import ActorRequest, permission

if TYPE_CHECKING:
    from concordat.audits.models import PairingGroup

BOTH = ["GET", "HEAD", "POST"]
OFFERS_LAST, A_TERM_LATER = timedelta(weeks=3), timedelta(weeks=20)  # what a new round begins with


@require_safe
@permission("audits.keep_pairing")
def every(request: ActorRequest) -> HttpResponse:
    """Every round of my partnership. For the education safeguarding lead."""
    rounds = [(one, say.ROUND_TAGS[RoundState(one.state)]) for one in pairing.kept_rounds(request.actor)]
    may_begin = all(one.state == RoundState.closed for one, _ in rounds)
    return render(request, "audits/pairing.html", {"rounds": rounds, "may_begin": may_begin})


@require_http_methods(BOTH)
@permission("audits.keep_pairing")
def new(request: ActorRequest) -> HttpResponse:
    """Begin a round from the accepted returns of an audit. For the education safeguarding lead."""
    cycles = pairing.cycles_to_pair(request.actor)
    choices = [(str(one.pk), f"{one.title}, {one.year} ({one.accepted} accepted)") for one in cycles]
    today = clock.today()
    initial = {
        "offers_until": (today + OFFERS_LAST).isoformat(),
        "review_on": (today + A_TERM_LATER).isoformat(),
    }
    form = NewRound(request.POST if request.method == "POST" else None, cycles=choices, initial=initial)
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.begin_round(
                cycle=queries.cycle_for(request.actor, int(form.cleaned_data["cycle"])),
                limits=form.limits(),
                offers_until=form.cleaned_data["offers_until"],
                review_on=form.cleaned_data["review_on"],
                by=request.actor,
                at=now(),
            )
        except Problem as problem:
            errors.append(_said(problem))
        else:
            return redirect(reverse("audits:pairing_round", args=[made.pk]))
    context = {
        "form": form,
        "errors": errors,
        "any": bool(choices),
        "back_link": {"text": "Back to pairing", "href": reverse("audits:pairing")},
    }
    return render(request, "audits/new_round.html", context, status=422 if errors or form.errors else 200)


@require_safe
@permission("audits.keep_pairing")
def one_round(request: ActorRequest, round_id: int) -> HttpResponse:
    """Pairs and reasons, who is left and why, what to do next. For the education safeguarding lead."""
    return _round_page(request, pairing.round_for(request.actor, round_id))


def _round_page(request: ActorRequest, one: Any, problem: Problem | None = None) -> HttpResponse:
    page = say.round_page(
        one,
        pairing.pairs_of(request.actor, one),
        pairing.offers_of(request.actor, one),
        pairing.standards_in(one.form_versions),
        request.GET,
        today=clock.today(),
    )
    errors = [_said(problem)] if problem else []
    return render(request, "audits/pairing_round.html", page | {"errors": errors}, status=422 if problem else 200)


@require_safe
@permission("audits.keep_pairing")
def pairs_csv(request: ActorRequest, round_id: int) -> HttpResponse:
    """The pairs as a file."""
    one = pairing.round_for(request.actor, round_id)
    standards = pairing.standards_in(one.form_versions)
    rows = [say.line(pair, one, standards) for pair in pairing.pairs_of(request.actor, one)]
    return csv_files.download(f"pairs-{round_id}.csv", say.CSV_HEADER, (say.csv_row(row) for row in rows))


@require_safe
@permission("audits.keep_pairing")
def outcome(request: ActorRequest, round_id: int) -> HttpResponse:
    """What the next audit says of the needs that pairs were made for. For the education safeguarding lead."""
    one = pairing.round_for(request.actor, round_id)
    pairs = pairing.pairs_of(request.actor, one)
    later = pairing.next_cycle(one)
    found = pairing.outcomes_of(request.actor, pairs, later)
    context = {
        "round": one,
        "later": later,
        "rows": say.outcome_rows(found, pairs, pairing.standards_in(one.form_versions)),
        "better": say.better(found),
        "csv_href": reverse("audits:pairing_outcome_csv", args=[one.pk]),
        "back_link": {"text": "Back to the round", "href": reverse("audits:pairing_round", args=[one.pk])},
    }
    return render(request, "audits/pairing_outcome.html", context)


@require_safe
@permission("audits.keep_pairing")
def outcome_csv(request: ActorRequest, round_id: int) -> HttpResponse:
    """The same as a file."""
    one = pairing.round_for(request.actor, round_id)
    pairs = pairing.pairs_of(request.actor, one)
    found = pairing.outcomes_of(request.actor, pairs, pairing.next_cycle(one))
    rows = say.outcome_rows(found, pairs, pairing.standards_in(one.form_versions))
    return csv_files.download(
        f"pairing-outcome-{round_id}.csv", say.OUTCOME_HEADER, (tuple(row.values()) for row in rows)
    )


@require_http_methods(BOTH)
@permission("audits.keep_pairing")
def limits(request: ActorRequest, round_id: int) -> HttpResponse:
    """Change limits and days. For the education safeguarding lead."""
    one = pairing.round_for(request.actor, round_id)
    initial = {name: getattr(one, name) for name in RoundLimits.base_fields} | {
        "offers_until": one.offers_until.isoformat(),
        "review_on": one.review_on.isoformat(),
    }
    form = RoundLimits(request.POST if request.method == "POST" else None, initial=initial)
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_limits(
                pairing_round=one,
                limits=form.limits(),
                offers_until=form.cleaned_data["offers_until"],
                review_on=form.cleaned_data["review_on"],
                by=request.actor,
                at=now(),
            )
        except Problem as problem:
            errors.append(_said(problem))
        else:
            return redirect(reverse("audits:pairing_round", args=[one.pk]))
    back = {"text": "Back to the round", "href": reverse("audits:pairing_round", args=[one.pk])}
    context = {"round": one, "form": form, "errors": errors, "back_link": back}
    return render(request, "audits/pairing_limits.html", context, status=422 if errors or form.errors else 200)


@require_POST
@permission("audits.keep_pairing")
def solve(request: ActorRequest, round_id: int) -> HttpResponse:
    """Look for pairs. For the education safeguarding lead."""
    return _step(request, round_id, operations.ask_to_solve)


@require_POST
@permission("audits.keep_pairing")
def draw(request: ActorRequest, round_id: int) -> HttpResponse:
    """Ask the schools too whose returns were accepted since."""
    return _step(request, round_id, operations.draw_more)


@require_http_methods(BOTH)
@permission("audits.keep_pairing")
def publish(request: ActorRequest, round_id: int) -> HttpResponse:
    """Give the proposed pairs to their schools, after a look at what that does."""
    if request.method == "POST":
        return _step(request, round_id, operations.publish_pairs)
    return _confirm(request, round_id, "audits/pairing_publish.html")


@require_http_methods(BOTH)
@permission("audits.keep_pairing")
def close(request: ActorRequest, round_id: int) -> HttpResponse:
    """Close the round, after a look at what that does."""
    if request.method == "POST":
        return _step(request, round_id, operations.close_round)
    return _confirm(request, round_id, "audits/pairing_close.html")


def _confirm(request: ActorRequest, round_id: int, template: str) -> HttpResponse:
    one = pairing.round_for(request.actor, round_id)
    pairs = pairing.pairs_of(request.actor, one)
    context = {
        "round": one,
        "titles": [say.title_of(pair) for pair in pairs if pair.state == PairState.proposed],
        "back_link": {"text": "Back to the round", "href": reverse("audits:pairing_round", args=[one.pk])},
    }
    return render(request, template, context)


def _step(request: ActorRequest, round_id: int, step: Callable[..., Any]) -> HttpResponse:
    one = pairing.round_for(request.actor, round_id)
    try:
        step(pairing_round=one, by=request.actor, at=now())
    except NotAllowed:
        raise
    except Problem as problem:
        return _round_page(request, one, problem)
    return redirect(reverse("audits:pairing_round", args=[one.pk]))


def _pair(request: ActorRequest, pair_id: int) -> PairingGroup:
    pair = pairing.pair_for(request.actor, pair_id)
    pairing_access.require(request.actor, "audits.keep_pairing", pair)
    return pair


@require_POST
@permission("audits.keep_pairing")
def lock(request: ActorRequest, pair_id: int) -> HttpResponse:
    """Keep a pair when pairs are looked for again, or let it go."""
    pair = _pair(request, pair_id)
    try:
        operations.lock_pair(pair=pair, locked=request.POST.get("locked") == "1", by=request.actor, at=now())
    except NotAllowed:
        raise
    except Problem as problem:
        return _round_page(request, pairing.round_for(request.actor, pair.round_id), problem)
    return redirect(reverse("audits:pairing_round", args=[pair.round_id]) + f"#pair-{pair.pk}")


@require_http_methods(BOTH)
@permission("audits.keep_pairing")
def drop(request: ActorRequest, pair_id: int) -> HttpResponse:
    """Take a pair apart for good."""
    pair = _pair(request, pair_id)
    form = Drop(request.POST if request.method == "POST" else None)
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            operations.drop_pair(pair=pair, reason=form.cleaned_data["reason"], by=request.actor, at=now())
        except Problem as problem:
            errors.append(_said(problem))
        else:
            return redirect(reverse("audits:pairing_round", args=[pair.round_id]))
    context = {
        "pair": pair,
        "title": say.title_of(pair),
        "form": form,
        "errors": errors,
        "back_link": {"text": "Back to the round", "href": reverse("audits:pairing_round", args=[pair.round_id])},
    }
    return render(request, "audits/pair_drop.html", context, status=422 if errors or form.errors else 200)


def _said(problem: Problem) -> dict[str, str]:
    return {"text": problem.sentence, "href": "#main-content"}
