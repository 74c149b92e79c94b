"""A round of pairing as far as a test needs it, through operations as the right people; the worker's part by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, pairing, queries
from concordat.audits.models import AuditCycle, PairingGroup, PairingMember, PairingOffer, PairingRound
from concordat.audits.operations import Limits
from concordat.audits.pairing_words import PhaseLimit
from concordat.core.actor import Actor, acting_as
from concordat.establishments.models import Establishment
from tests.factories import audits
from tests.world import ASH, BEECH, DAISY, NORTHERN, NOW, World

PAIRER = Actor.system_named("audits.pairer")
REGISTER = Actor.system_named("establishments.register_import")
UNTIL, REVIEW = date(2026, 11, 30), date(2027, 4, 20)
ANYWHERE = Limits(max_km=15, phases=PhaseLimit.all, recent_years=2)
PLACES = {ASH: (433_000, 420_000), BEECH: (435_000, 420_000), DAISY: (437_000, 420_000)}
OFFERS = {ASH: (["DSL"], ["ONL", "TRN"]), BEECH: (["ONL"], ["DSL"]), DAISY: (["TRN"], ["DSL"])}


def lead(world: World) -> Actor:
    """The officer who pairs."""
    return world.actor(Role.education_safeguarding_lead, NORTHERN)


def accepted(world: World, *settings: str) -> AuditCycle:
    """An audit in which these settings' returns are accepted."""
    cycle = audits.opened(world)
    for setting in settings:
        found = audits.submitted(world, setting)
        with acting_as(lead(world)) as by:
            operations.accept_return(audit_return=queries.return_for(by, found.pk), by=by, at=NOW)
    with acting_as(REGISTER):
        for setting in settings:
            east, north = PLACES[setting]
            Establishment.objects.filter(pk=world.id(setting)).update(easting=east, northing=north)
    return cycle


def begun(world: World, *settings: str, limits: Limits = ANYWHERE, **more: Any) -> PairingRound:
    """A round drawn from an audit with these settings."""
    cycle = accepted(world, *(settings or (ASH, BEECH)))
    with acting_as(lead(world)) as by:
        return operations.begin_round(
            cycle=cycle, limits=limits, offers_until=UNTIL, review_on=REVIEW, by=by, at=NOW, **more
        )


def offer_of(world: World, setting: str, *, role: Role = Role.dsl) -> PairingOffer:
    """What a setting is asked, as its lead finds it."""
    with acting_as(world.actor(role, setting)) as by:
        one: PairingOffer
        (one,) = [offer for offer in pairing.offers_at(by) if offer.establishment_id == world.id(setting)]
        return one


def said(world: World, setting: str, *, capacity: int = 2, at: datetime = NOW) -> PairingOffer:
    """The setting's lead has said what it offers and needs."""
    strengths, needs = OFFERS[setting]
    one = offer_of(world, setting)
    with acting_as(world.actor(Role.dsl, setting)) as by:
        return operations.say_offer(offer=one, strengths=strengths, needs=needs, capacity=capacity, by=by, at=at)


def solved(world: World, one: PairingRound, *, at: datetime = NOW) -> list[PairingGroup]:
    """Asked for by the officer and done, as by the worker; the pairs that stand."""
    with acting_as(lead(world)) as by:
        asked = operations.ask_to_solve(pairing_round=one, by=by, at=at)
    with acting_as(PAIRER):
        operations.solve_round(round_id=one.pk, number=asked.solve_number, by=PAIRER, at=at)
    return pairs(world, one)


def pairs(world: World, one: PairingRound) -> list[Any]:
    """Every pair of the round that stands, as the officer sees them."""
    with acting_as(lead(world)) as by:
        return [pair for pair in pairing.pairs_of(by, one) if pair.state in ("proposed", "published")]


def published(world: World, *settings: str, limits: Limits = ANYWHERE, at: datetime = NOW) -> PairingGroup:
    """A round with one pair of these settings, which is with them."""
    chosen = settings or (ASH, BEECH)
    one = begun(world, *chosen, limits=limits)
    for setting in chosen:
        said(world, setting)
    solved(world, one, at=at)
    with acting_as(lead(world)) as by:
        operations.publish_pairs(pairing_round=one, by=by, at=at)
    (pair,) = pairs(world, one)
    found: PairingGroup = pair
    return found


def member(world: World, setting: str) -> PairingMember:
    """The setting's own line in its pair."""
    with acting_as(world.actor(Role.dsl, setting)) as by:
        (one,) = pairing.memberships_at(by)
        found: PairingMember = one
        return found


def agreed(world: World, *settings: str, at: datetime = NOW) -> PairingGroup:
    """A pair that all its schools accepted."""
    chosen = settings or (ASH, BEECH)
    pair = published(world, *chosen, at=at)
    for setting in chosen:
        mine, box = member(world, setting), f"dsl@{setting.split()[0].lower()}.example"
        with acting_as(world.actor(Role.dsl, setting)) as by:
            operations.accept_pair(member=mine, mailbox=box, by=by, at=at)
    return pair


def looked_back(world: World) -> PairingGroup:
    """An agreed pair with a visit in its log, and one school that has said how it went."""
    pair, mine = agreed(world), member(world, ASH)
    with acting_as(world.actor(Role.dsl, ASH)) as by:
        operations.note_visit(member=mine, on=NOW.date(), what="Looked at filtering together", by=by, at=NOW)
        operations.review_pair(member=mine, met=True, helped="much", theme="Filtering", by=by, at=NOW)
    return pair
