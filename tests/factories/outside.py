"""An outside audit that the partnership accepts, offered with evidence, and accepted for some sections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from concordat.accounts.models import RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import operations, outside, queries
from concordat.audits.evidence_rules import Said
from concordat.audits.models import Evidence, OutsideAudit, OutsideOffer
from concordat.audits.operations import Named
from concordat.audits.vocabulary import EvidenceKind, Sharing
from concordat.core.actor import acting_as
from tests.factories import audits
from tests.world import ASH, NORTHERN, NOW, SOUTHERN, World, name_of

NAME, WHOSE = "Trust safeguarding review", "Two Rivers Trust"
CALLED = f"{NAME} ({WHOSE})"


def named(
    world: World,
    *sections: str,
    name: str = NAME,
    form: str = "annual-school-audit",
    partnership: str = NORTHERN,
    until_on: date | None = None,
    at: datetime = NOW,
) -> OutsideAudit:
    """On the partnership's list; without sections for the whole form."""
    manager = world.actor(Role.business_manager, partnership)
    said = Named(name, WHOSE, form, sections, date(2026, 9, 1), until_on, "We have read how it is done.")
    with acting_as(manager):
        return operations.name_outside(partnership_id=world.id(partnership), said=said, by=manager, at=at)


def of_two(world: World) -> None:
    """The north's business manager is the south's as well."""
    with acting_as(FOUNDER):
        RoleHeld.objects.create(
            person_id=world.people[name_of(Role.business_manager, NORTHERN)],
            organisation_id=world.id(SOUTHERN),
            role=Role.business_manager,
            starts_at=NOW,
        )


def evidence(world: World, place: str = ASH, *, at: datetime = NOW) -> Evidence:
    """The report of the other audit, seen and not stored."""
    dsl, found = world.actor(Role.dsl, place), audits.return_of(world, place)
    said = Said(EvidenceKind.seen, "Report of the review", seen="All of it.", seen_by="Ada Invented", seen_on=at.date())
    with acting_as(dsl):
        return operations.add_evidence(
            audit_return=found, question="", said=said, shared=Sharing.setting, by=dsl, at=at
        )


def offered(
    world: World,
    one: OutsideAudit,
    sections: Sequence[str],
    *,
    place: str = ASH,
    role: Role = Role.dsl,
    by_place: str = "",
    shown: Evidence | None = None,
    at: datetime = NOW,
) -> OutsideOffer:
    """Offered for sections of the setting's return."""
    shown = shown or evidence(world, place, at=at)
    found, actor = audits.return_of(world, place), world.actor(role, by_place or place)
    with acting_as(actor):
        made = operations.offer_outside(
            audit_return=queries.return_for(actor, found.pk),
            outside_audit=outside.audit_for(actor, one.pk),
            evidence_id=shown.pk,
            sections=sections,
            note="",
            by=actor,
            at=at,
        )
        return outside.offer_for(actor, made.pk)


def accepted(
    world: World, *sections: str, place: str = ASH, one: OutsideAudit | None = None, at: datetime = NOW
) -> OutsideOffer:
    """Named, offered and accepted for these sections of the setting's return."""
    offer = offered(world, one or named(world, at=at), sections, place=place, at=at)
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        operations.accept_outside(
            offer=outside.offer_for(manager, offer.pk), sections=sections, reason="It asks the same.", by=manager, at=at
        )
        return outside.offer_for(manager, offer.pk)
