"""Asking about the local offer, always from what the actor may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet

from concordat.accounts.queries import Body
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.partnership import queries as partnership_queries
from concordat.partnership.queries import PartnershipBody
from concordat.questionnaires import library
from concordat.resources import access, rules
from concordat.resources.models import Offer
from concordat.resources.rules import Need, OfferFacts
from concordat.resources.vocabulary import AGENCY_ROLES


@lru_cache(maxsize=1)
def areas() -> dict[str, str]:
    """The areas that the question bank knows, by code."""
    return {code.code: code.meaning for code in library.codes() if code.kind == "area"}


@lru_cache(maxsize=1)
def expectations() -> dict[str, str]:
    """The expectations that the question bank knows, by code."""
    return library.expectations()


def partnerships(actor: Actor) -> list[PartnershipBody]:
    """Partnerships whose local offer the actor reads, by name."""
    return partnership_queries.partnerships_by_id(access.partnership_ids(actor))


def partnership(actor: Actor, partnership_id: int) -> PartnershipBody:
    """One of them; raises `NotFound`."""
    found = next((one for one in partnerships(actor) if one.id == partnership_id), None)
    if found is None:
        raise NotFound()
    return found


def offers(actor: Actor, partnership_id: int) -> QuerySet[Offer]:
    """What is offered in a partnership, by agency and title."""
    standing = access.visible_offers(actor).filter(partnership_id=partnership_id, withdrawn_at=None)
    return standing.order_by("agency_name", "title", "pk")


def offer(actor: Actor, offer_id: int) -> Offer:
    """One offer that the actor may see, withdrawn or not; raises `NotFound`."""
    found = access.visible_offers(actor).select_related("partnership__organisation").filter(pk=offer_id).first()
    if found is None:
        raise NotFound()
    return found


def names_others(actor: Actor, partnership_id: int) -> bool:
    """Whether the actor writes offers of agencies that are no partners too: the office does."""
    return access.allows(actor, "resources.keep_offers", Offer(partnership_id=partnership_id, agency_id=None))


def agencies(actor: Actor, partnership_id: int, day: date) -> list[Body]:
    """Partners whose offers the actor may write: all for the office, their own for people of an agency."""
    every = partnership_queries.bodies_on(partnership_id, day)
    if names_others(actor, partnership_id):
        return every
    own = actor.organisations(*AGENCY_ROLES)
    return [one for one in every if one.id in own]


def authorities(partnership_id: int, day: date) -> list[tuple[int, str]]:
    """Ids and names of the authorities whose area the partnership covers."""
    return [(one.id, one.name) for one in partnership_queries.bodies_on(partnership_id, day) if one.is_authority]


def facts_of(one: Offer) -> OfferFacts:
    """What decides whether it fits."""
    return OfferFacts(one.pk, frozenset(one.standards), frozenset(one.phases), frozenset(one.authorities))


@dataclass(frozen=True)
class Proposed:
    """An offer as the contexts above propose it."""

    id: int
    title: str
    agency: str
    how_to_ask: str
    days: str
    cost: str


def standing(actor: Actor, partnership_id: int) -> list[OfferFacts]:
    """What decides about every offer that stands in a partnership. One query."""
    return [facts_of(one) for one in offers(actor, partnership_id)]


def proposals(actor: Actor, partnership_id: int, needs: Iterable[Need]) -> dict[str, list[Proposed]]:
    """For the question of each need the offers to propose, the closest first. One query for any number of needs."""
    known = {one.pk: one for one in offers(actor, partnership_id)}
    facts = [facts_of(one) for one in known.values()]
    return {need.question: [_proposed(known[pk]) for pk in rules.proposed(need, facts)] for need in needs}


def _proposed(one: Offer) -> Proposed:
    return Proposed(one.pk, one.title, one.agency_name, one.how_to_ask, one.days, one.cost)
