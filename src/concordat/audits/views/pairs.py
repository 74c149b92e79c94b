"""A school's side of pairing: say what it offers, accept or decline its pair, keep the log, look back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from concordat.audits import operations, pairing, pairing_access
from concordat.audits.pairing_forms import Accept, Decline, NoteVisit, Review, SayOffer
from concordat.audits.pairing_words import PAIR_NAMES, ROOM_NAMES, STANDING, PairState, RoundState, SaidOf
from concordat.audits.presenters import pairing as say
from concordat.audits.presenters.returns import day
from concordat.audits.presenters.states import StateTag
from concordat.core import clock
from concordat.core.clock import now
from concordat.core.problems import NotAllowed, NotFound, Problem
from concordat.core.views import ActorRequest, permission
from concordat.lib.matching import MOST

if TYPE_CHECKING:
    from concordat.audits.models import PairingGroup, PairingMember

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
@permission("audits.see_pairing_offer")
def offer(request: ActorRequest, pairing_offer_id: int) -> HttpResponse:
    """What our school is strong in and needs, with what our return suggests chosen already. For the DSL."""
    found = pairing.offer_for(request.actor, pairing_offer_id)
    standards = pairing.standards_of(found.round.cycle)
    may_say = pairing_access.allows(request.actor, "audits.offer_pairing", found)
    initial: dict[str, Any] = {"capacity": str(found.capacity)}
    for kind, codes in (("strength", found.strengths), ("need", found.needs)):
        initial |= {f"{kind}_{number}": code for number, code in enumerate(codes[:MOST])}
    form = SayOffer(request.POST if request.method == "POST" else None, standards=standards, initial=initial)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        pairing_access.require(request.actor, "audits.offer_pairing", found)
        if form.is_valid():
            try:
                operations.say_offer(
                    offer=found,
                    strengths=form.chosen("strength"),
                    needs=form.chosen("need"),
                    capacity=form.cleaned_data["capacity"],
                    by=request.actor,
                    at=now(),
                )
            except NotAllowed:
                raise
            except Problem as problem:
                errors.append(_said(problem))
            else:
                return redirect(reverse("audits:pairing_offer", args=[found.pk]))
    context = {
        "offer": found,
        "setting": found.establishment.organisation.name,
        "partnership": found.round.cycle.partnership.organisation.name,
        "until": day(found.round.offers_until),
        "form": form if may_say and found.round.state != RoundState.closed else None,
        "strengths": [standards.get(code, code) for code in found.strengths],
        "needs": [standards.get(code, code) for code in found.needs],
        "room": ROOM_NAMES[found.capacity],
        "errors": errors,
    }
    return render(request, "audits/pairing_offer.html", context, status=422 if errors or form.errors else 200)


@require_safe
@permission("audits.see_pair")
def pair(request: ActorRequest, pair_id: int) -> HttpResponse:
    """Our partner, why, and what to do next. For the DSL; the office reads the same page."""
    return _page(request, pairing.pair_for(request.actor, pair_id))


def _page(request: ActorRequest, found: PairingGroup, **more: Any) -> HttpResponse:
    actor, standards = request.actor, pairing.standards_of(found.round.cycle)
    own = pairing.own_member(actor, found)
    agreed, state = pairing.is_accepted(found), PairState(found.state)
    is_open = found.round.state != RoundState.closed and state is PairState.published
    told: dict[int, list[Any]] = {}
    for said in pairing.said_of(actor, found):
        told.setdefault(said.member_id, []).append(said)
    reviewed = own is not None and any(said.kind == SaidOf.review for said in told.get(own.pk, []))
    members = list(found.members.all())
    context = {
        "pair": found,
        "title": say.title_of(found),
        "tag": StateTag("Agreed", "green") if agreed else StateTag(PAIR_NAMES[state], say.COLOURS[state]),
        "why": say.why_of(found, found.round, standards),
        "sides": [say.side(one, standards, told.get(one.pk, []), mailbox=agreed) for one in members],
        "agreed": agreed,
        "ended": state not in STANDING,
        "own": own,
        "accept": _accept_form(own) if own is not None and is_open and not own.answer else None,
        "notes": pairing.notes_of(actor, found),
        "note_form": NoteVisit() if own is not None and is_open and agreed else None,
        "may_review": own is not None and is_open and agreed and not reviewed,
        "review_on": day(found.round.review_on),
        "outcome": _outcome(request, found, own, standards) if agreed else [],
        "errors": [],
    } | more
    if pairing_access.allows(actor, "audits.keep_pairing", found):
        context["back_link"] = {
            "text": "Back to the round",
            "href": reverse("audits:pairing_round", args=[found.round_id]),
        }
    status = 422 if context["errors"] or any(getattr(form, "errors", None) for form in more.values()) else 200
    return render(request, "audits/pair.html", context, status=status)


def _accept_form(own: PairingMember) -> Accept:
    boxes = pairing.mailboxes_of(own.establishment_id, clock.today())
    return Accept(initial={"mailbox": boxes[0] if boxes else ""})


def _outcome(
    request: ActorRequest, found: PairingGroup, own: PairingMember | None, standards: dict[str, str]
) -> list[dict[str, str]]:
    """Our own needs before and in the next audit; nothing of the partner's return."""
    later = pairing.next_cycle(found.round) if own is not None else None
    if own is None or later is None:
        return []
    every = pairing.outcomes_of(request.actor, [found], later)
    return say.outcome_rows([one for one in every if one.establishment_id == own.establishment_id], [found], standards)


def _own(request: ActorRequest, pair_id: int) -> tuple[PairingGroup, PairingMember]:
    """The pair with our own line in it; somebody who may see the pair but is not of it is told who may."""
    found = pairing.pair_for(request.actor, pair_id)
    own = pairing.own_member(request.actor, found)
    if own is None:
        members = list(found.members.all())
        if not members:
            raise NotFound()
        pairing_access.require(request.actor, "audits.answer_pair", members[0])
        raise NotFound()
    return found, own


@require_POST
@permission("audits.answer_pair")
def accept(request: ActorRequest, pair_id: int) -> HttpResponse:
    """Accept our pair. For the DSL, a deputy or the head."""
    found, own = _own(request, pair_id)
    form = Accept(request.POST)
    if not form.is_valid():
        return _page(request, found, accept=form)
    try:
        operations.accept_pair(member=own, mailbox=form.cleaned_data["mailbox"], by=request.actor, at=now())
    except NotAllowed:
        raise
    except Problem as problem:
        return _page(request, found, errors=[_said(problem)])
    return redirect(reverse("audits:pair", args=[pair_id]))


@require_http_methods(BOTH)
@permission("audits.answer_pair")
def decline(request: ActorRequest, pair_id: int) -> HttpResponse:
    """Decline our pair, with the reason for the partnership alone. For the DSL, a deputy or the head."""
    found, own = _own(request, pair_id)
    form = Decline(request.POST if request.method == "POST" else None)
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            operations.decline_pair(member=own, reason=form.cleaned_data["reason"], by=request.actor, at=now())
        except NotAllowed:
            raise
        except Problem as problem:
            errors.append(_said(problem))
        else:
            return redirect(reverse("audits:pair", args=[pair_id]))
    return _form_page(request, "audits/pair_decline.html", found, form, errors)


@require_POST
@permission("audits.answer_pair")
def note(request: ActorRequest, pair_id: int) -> HttpResponse:
    """A line in the log of our pair. For the DSL, a deputy or the head."""
    found, own = _own(request, pair_id)
    form = NoteVisit(request.POST)
    if not form.is_valid():
        return _page(request, found, note_form=form)
    try:
        operations.note_visit(member=own, by=request.actor, at=now(), **form.cleaned_data)
    except NotAllowed:
        raise
    except Problem as problem:
        return _page(request, found, note_form=form, errors=[_said(problem)])
    return redirect(reverse("audits:pair", args=[pair_id]) + "#log")


@require_http_methods(BOTH)
@permission("audits.answer_pair")
def review(request: ActorRequest, pair_id: int) -> HttpResponse:
    """Say after a term how it went. For the DSL, a deputy or the head."""
    found, own = _own(request, pair_id)
    form = Review(request.POST if request.method == "POST" else None)
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            operations.review_pair(member=own, by=request.actor, at=now(), **form.cleaned_data)
        except NotAllowed:
            raise
        except Problem as problem:
            errors.append(_said(problem))
        else:
            return redirect(reverse("audits:pair", args=[pair_id]))
    return _form_page(request, "audits/pair_review.html", found, form, errors)


def _form_page(
    request: ActorRequest, template: str, found: PairingGroup, form: Any, errors: list[dict[str, str]]
) -> HttpResponse:
    context = {
        "pair": found,
        "title": say.title_of(found),
        "form": form,
        "errors": errors,
        "back_link": {"text": "Back to the pair", "href": reverse("audits:pair", args=[found.pk])},
    }
    return render(request, template, context, status=422 if errors or form.errors else 200)


def _said(problem: Problem) -> dict[str, str]:
    return {"text": problem.sentence, "href": "#main-content"}
