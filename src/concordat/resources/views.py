"""Pages of the local offer: the list, an offer, adding, changing and withdrawing one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.core import csv_files
from concordat.core.clock import now, today
from concordat.core.problems import Problem
from concordat.core.taking import TAKE_PUBLIC_FILE
from concordat.core.views import ActorRequest, permission
from concordat.resources import access, operations, presenters, queries
from concordat.resources.forms import OfferForm
from concordat.resources.operations import Said

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("resources.see_offers")
def mine(request: ActorRequest) -> HttpResponse:
    """My partnership's local offer, or a choice of mine. For a DSL who looks for help."""
    found = queries.partnerships(request.actor)
    if len(found) == 1:
        return redirect(reverse("resources:offers", args=[found[0].id]))
    return render(request, "resources/mine.html", {"partnerships": found})


@require_safe
@permission("resources.see_offers")
def offers(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """What is offered, by agency, with filters. For a DSL who looks for help, and the office that keeps the list."""
    made = queries.partnership(request.actor, partnership_id)
    rows = list(queries.offers(request.actor, made.id))
    page = presenters.offers_page(made, rows, request.GET, areas=queries.authorities(made.id, today()), today=today())
    may_add = access.allows(request.actor, "resources.keep_offers", made)
    return render(request, "resources/offers.html", {**page, "may_add": may_add})


@require_safe
@permission("resources.see_offers", file=TAKE_PUBLIC_FILE)
def offers_csv(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """The same list as a file."""
    made = queries.partnership(request.actor, partnership_id)
    names = dict(queries.authorities(made.id, today()))
    rows = presenters.narrowed(queries.offers(request.actor, made.id), request.GET)
    lines = (presenters.csv_row(one, names) for one in rows)
    return csv_files.download(f"local-offer-{made.id}.csv", presenters.CSV_HEADER, lines)


@require_safe
@permission("resources.see_offers")
def offer(request: ActorRequest, offer_id: int) -> HttpResponse:
    """One offer and how to ask for it. For a DSL."""
    found = queries.offer(request.actor, offer_id)
    page = {
        "offer": found,
        "facts": presenters.offer_facts(found, dict(queries.authorities(found.partnership_id, today()))),
        "may_keep": found.withdrawn_at is None and access.allows(request.actor, "resources.keep_offers", found),
        "back_link": {"text": "Local offer", "href": reverse("resources:offers", args=[found.partnership_id])},
    }
    return render(request, "resources/offer.html", page)


@require_http_methods(BOTH)
@permission("resources.keep_offers")
def add(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """Add an offer. For the partnership's office, and a police or health lead for their own agency."""
    made = queries.partnership(request.actor, partnership_id)
    access.require(request.actor, "resources.keep_offers", made)
    form = _form(request, made.id, None)

    def step() -> str:
        operations.add_offer(partnership_id=made.id, said=_said(form), by=request.actor, at=now())
        return "The offer is in the list."

    back = reverse("resources:offers", args=[made.id])
    return _form_page(request, form, step, title="Add an offer", button="Add this offer", back=back)


@require_http_methods(BOTH)
@permission("resources.keep_offers")
def change(request: ActorRequest, offer_id: int) -> HttpResponse:
    """Write an offer anew. For whoever keeps it."""
    found = queries.offer(request.actor, offer_id)
    access.require(request.actor, "resources.keep_offers", found)
    form = _form(request, found.partnership_id, presenters.typed(found))

    def step() -> str:
        operations.change_offer(offer=found, said=_said(form), by=request.actor, at=now())
        return "The offer is changed."

    back = reverse("resources:offer", args=[offer_id])
    return _form_page(request, form, step, title="Change the offer", button="Save", back=back)


@require_http_methods(BOTH)
@permission("resources.keep_offers")
def withdraw(request: ActorRequest, offer_id: int) -> HttpResponse:
    """Ask, then withdraw an offer. For whoever keeps it."""
    found = queries.offer(request.actor, offer_id)
    access.require(request.actor, "resources.keep_offers", found)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            operations.withdraw_offer(offer=found, by=request.actor, at=now())
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            messages.success(request, "The offer is withdrawn.")
            return redirect(reverse("resources:offers", args=[found.partnership_id]))
    back = {"text": "The offer", "href": reverse("resources:offer", args=[offer_id])}
    page = {"offer": found, "errors": errors, "back_link": back}
    return render(request, "resources/withdraw.html", page, status=422 if errors else 200)


def _form(request: ActorRequest, partnership_id: int, initial: dict[str, Any] | None) -> OfferForm:
    return OfferForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        agencies=[(str(one.id), one.name) for one in queries.agencies(request.actor, partnership_id, today())],
        areas=list(queries.areas().items()),
        authorities=[(str(pk), name) for pk, name in queries.authorities(partnership_id, today())],
        names_others=queries.names_others(request.actor, partnership_id),
    )


def _said(form: OfferForm) -> Said:
    typed = form.cleaned_data
    both = dict.fromkeys([*typed["standards"], *typed["expectations"]])
    given = {name: typed[name] for name in ("title", "what", "how_to_ask", "days", "cost", "review_on", "link")}
    return Said(
        **given,
        agency_id=typed["agency_id"],
        agency_name=typed.get("agency_name", ""),
        sector=typed.get("sector", ""),
        standards=tuple(both),
        levels=tuple(typed["levels"]),
        phases=tuple(typed["phases"]),
        authorities=tuple(int(pk) for pk in typed.get("authorities", ())),
        age_from=typed["age_from"],
        age_to=typed["age_to"],
    )


def _form_page(
    request: ActorRequest, form: OfferForm, step: Callable[[], str], *, title: str, button: str, back: str
) -> HttpResponse:
    if form.is_valid():
        try:
            said = step()
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, said)
            return redirect(back)
    page = {"form": form, "title": title, "button": button, "back_link": {"text": "Back", "href": back}}
    return render(request, "resources/form.html", page, status=422 if form.errors else 200)
