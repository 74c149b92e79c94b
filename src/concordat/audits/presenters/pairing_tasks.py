"""What pairing puts on the first page of a school and of an office, and on a school's page of audits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from concordat.audits import pairing, pairing_access
from concordat.audits.models import PairingOffer
from concordat.audits.pairing_security import READERS
from concordat.audits.pairing_words import Answered, Solving
from concordat.audits.presenters.returns import Task as Line
from concordat.audits.presenters.returns import day
from concordat.audits.presenters.states import StateTag
from concordat.core.actor import Actor
from concordat.core.tasks import Task

MINUTES = 5
MINUTES_TO_READ = 20
TO_ANSWER = timedelta(weeks=2)
BEFORE_REVIEW = timedelta(days=7)


def tasks(actor: Actor, *, today: date) -> list[Task]:
    """What a school's own people can do in pairing. One query for them, none for others."""
    found: list[Task | None] = []
    for offer in pairing.offers_at(actor) if actor.holds(*READERS) else ():
        if pairing_access.allows(actor, "audits.offer_pairing", offer):
            found += [_to_say(offer, today), _of_pair(offer, today)]
    return [task for task in found if task is not None]


def _to_say(offer: PairingOffer, today: date) -> Task | None:
    if offer.said_at is not None:
        return None
    due = offer.round.offers_until
    return Task(
        f"Say what your school offers and needs: {offer.establishment.organisation.name}",
        "The partnership pairs schools that can help each other",
        f"By {day(due)}",
        reverse("audits:pairing_offer", args=[offer.pk]),
        due,
        overdue=today > due,
        kind="Say what your school offers and needs",
        minutes=MINUTES,
    )


def _of_pair(offer: Any, today: date) -> Task | None:
    if not offer.pair:
        return None
    name, href = offer.establishment.organisation.name, reverse("audits:pair", args=[offer.pair["id"]])
    if not offer.pair["answer"]:
        due = date.fromisoformat(offer.pair["published_on"]) + TO_ANSWER
        kind, why = "Accept or decline your partner", "The partnership has found a partner for your school"
    elif not offer.pair["waits"] and not offer.pair["is_reviewed"] and today >= offer.round.review_on - BEFORE_REVIEW:
        due = offer.round.review_on
        kind, why = "Look back at your pair", "A term ago your school was paired with another"
        href = reverse("audits:pair_review", args=[offer.pair["id"]])
    else:
        return None
    by_when = f"By {day(due)}"
    return Task(f"{kind}: {name}", why, by_when, href, due, overdue=today > due, kind=kind, minutes=MINUTES)


def of_round(actor: Actor, cycle: Any, today: date) -> Task | None:
    """For the office: publish what was found; look again where a school declined since; else nothing. No query."""
    one = cycle.round
    if not one or one["solving"] == Solving.waiting or not pairing_access.allows(actor, "audits.keep_pairing", cycle):
        return None
    if one["declined"]:
        kind, why = "Look for partners again", "A school declined its partner"
    elif one["proposed"]:
        kind, why = "Publish the pairs", "Pairs are proposed"
    elif one["solving"] == Solving.never and today.isoformat() > one["offers_until"]:
        kind, why = "Look for pairs", "Schools have had time to say what they offer"
    else:
        return None
    href = reverse("audits:pairing_round", args=[one["id"]])
    return Task(kind, why, "Now", href, today, kind=kind, minutes=MINUTES_TO_READ)


def mine(actor: Actor) -> list[Line]:
    """What a school's own people find of pairing among their audits. One query."""
    lines = []
    for offer in pairing.offers_at(actor) if actor.holds(*READERS) else ():
        setting = offer.establishment.organisation.name
        if offer.pair:
            href = reverse("audits:pair", args=[offer.pair["id"]])
            lines.append(Line(f"{setting}: your partner", href, "", _state(offer.pair)))
        state = StateTag("Said", "") if offer.said_at else StateTag("To say", "blue")
        hint = f"By {day(offer.round.offers_until)}"
        title = f"{setting}: what you offer and need"
        lines.append(Line(title, reverse("audits:pairing_offer", args=[offer.pk]), hint, state))
    return lines


def _state(pair: dict[str, Any]) -> StateTag:
    if not pair["answer"]:
        return StateTag("Answer", "blue")
    if pair["answer"] == Answered.declined:
        return StateTag("Declined", "yellow")
    return StateTag("Waiting", "light-blue") if pair["waits"] else StateTag("Agreed", "green")
