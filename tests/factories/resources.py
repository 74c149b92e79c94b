"""Offers, and the agencies that make them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import OrganisationKind, Role
from concordat.core.actor import Actor, HeldRole, acting_as
from concordat.core.clock import now
from concordat.partnership.models import PartnerTerm
from concordat.resources import operations
from concordat.resources.models import Offer
from concordat.resources.operations import Said
from tests.factories import organisations, people
from tests.world import NORTHERN, World

IN_A_YEAR = timedelta(days=365)


def said(**more: Any) -> Said:
    """What somebody says of an offer, as little as is taken."""
    plain: dict[str, Any] = {
        "title": "Talk with a specialist",
        "what": "Advice by telephone for the safeguarding team.",
        "how_to_ask": "advice@agency.example",
        "days": "Monday to Friday",
        "cost": "Free",
        "review_on": (now() + IN_A_YEAR).date(),
        "agency_name": "The Invented Trust for Children",
        "sector": "voluntary",
        "standards": ("SVH",),
    }
    return Said(**{**plain, **more})


def an_offer(world: World, partnership: str = NORTHERN, **more: Any) -> Offer:
    """An offer of a charity, written by the office."""
    manager = world.actor(Role.business_manager, partnership)
    with acting_as(manager):
        return operations.add_offer(partnership_id=world.id(partnership), said=said(**more), by=manager, at=now())


def a_police_lead(world: World, partnership: str = NORTHERN) -> Actor:
    """Somebody of a police force that is part of the partnership."""
    return _lead(world, partnership, OrganisationKind.police_force, Role.police_safeguarding_officer)


def a_health_lead(world: World, partnership: str = NORTHERN) -> Actor:
    """Somebody of a health board that is part of the partnership."""
    return _lead(world, partnership, OrganisationKind.health_board, Role.designated_health_professional)


def _lead(world: World, partnership: str, kind: OrganisationKind, role: Role) -> Actor:
    with acting_as(FOUNDER):
        body = organisations.organisation(kind)
        PartnerTerm.objects.create(partnership_id=world.id(partnership), organisation=body, from_on=date(2020, 1, 1))
        who = people.person(email=f"{uuid4().hex}@concordat.example")
        people.hold(who, role, body)
    return Actor(person_id=who.pk, name=who.name, roles=(HeldRole(str(role), body.pk),))
