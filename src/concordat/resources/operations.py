"""Everything that is done with the local offer: add, change, withdraw."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime

from concordat.accounts.vocabulary import OrganisationKind
from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.resources import access, queries, rules
from concordat.resources.models import Offer
from concordat.resources.vocabulary import LEVEL_NAMES, PHASE_NAMES, SECTOR_OF_KIND, Sector


class OfferNotPossible(Problem):
    """Something that cannot be offered so."""


@dataclass(frozen=True)
class Said:
    """What somebody says of an offer. `agency_id` is a partner on record; without one, `agency_name` and `sector`."""

    title: str
    what: str
    how_to_ask: str
    days: str
    cost: str
    review_on: date
    agency_id: int | None = None
    agency_name: str = ""
    sector: str = ""
    standards: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    authorities: tuple[int, ...] = field(default=())
    age_from: int | None = None
    age_to: int | None = None
    link: str = ""


def add_offer(*, partnership_id: int, said: Said, by: Actor, at: datetime) -> Offer:
    """An agency offers something in a partnership's area (A-26)."""
    made = Offer(partnership_id=partnership_id, made_at=at, made_by_id=by.person_id)
    _write(made, said, by=by, today=at.date())
    access.require(by, "resources.keep_offers", made)
    with journal.entry("resources.offer.added", by=by, at=at, about=made, details={"partnership": partnership_id}):
        made.changed_at = at
        made.save(force_insert=True)
    return made


def change_offer(*, offer: Offer, said: Said, by: Actor, at: datetime) -> Offer:
    """An offer is written anew, by whoever keeps it before and after."""
    access.require(by, "resources.keep_offers", offer)
    _require_standing(offer)
    _write(offer, said, by=by, today=at.date())
    access.require(by, "resources.keep_offers", offer)
    with journal.entry("resources.offer.changed", by=by, at=at, about=offer):
        offer.changed_at = at
        offer.save()
    return offer


def withdraw_offer(*, offer: Offer, by: Actor, at: datetime) -> Offer:
    """It is not offered any more; what was stays on record."""
    access.require(by, "resources.keep_offers", offer)
    _require_standing(offer)
    with journal.entry("resources.offer.withdrawn", by=by, at=at, about=offer):
        offer.withdrawn_at = at
        offer.save(update_fields=["withdrawn_at"])
    return offer


def _require_standing(offer: Offer) -> None:
    if offer.withdrawn_at is not None:
        raise OfferNotPossible("This offer has been withdrawn. Add it again if it is offered once more.")


def _write(offer: Offer, said: Said, *, by: Actor, today: date) -> None:
    wrong = rules.why_not_offered(
        age_from=said.age_from, age_to=said.age_to, review_on=said.review_on, today=today
    ) or _unknown(said, offer.partnership_id, today)
    if wrong:
        raise OfferNotPossible(wrong)
    for each in fields(said):
        value = getattr(said, each.name)
        setattr(offer, each.name, sorted(value) if isinstance(value, tuple) else value)
    if said.agency_id is None:
        if not said.agency_name.strip() or said.sector not in set(Sector):
            raise OfferNotPossible("Say which agency offers this, and what kind of agency it is.")
        return
    known = {one.id: one for one in queries.agencies(by, offer.partnership_id, today)}
    if said.agency_id not in known:
        raise OfferNotPossible("This agency is not a partner now, or its offers are not yours to write.")
    body = known[said.agency_id]
    offer.agency_name = body.name
    if body.kind != OrganisationKind.other_agency:
        offer.sector = SECTOR_OF_KIND[body.kind]
    elif said.sector not in set(Sector):
        raise OfferNotPossible("Say what kind of agency it is.")


def _unknown(said: Said, partnership_id: int, today: date) -> str:
    if not said.standards:
        return "Choose at least one subject, so that the offer finds those who need it."
    strange = sorted(set(said.standards) - set(queries.areas()) - set(queries.expectations()))
    if strange:
        return f"We do not know {strange[0]}. Use codes such as SVH-08."
    here = {pk for pk, _ in queries.authorities(partnership_id, today)}
    if set(said.levels) - set(LEVEL_NAMES) or set(said.phases) - set(PHASE_NAMES) or set(said.authorities) - here:
        return "Choose levels, phases and areas from the lists."
    return ""
