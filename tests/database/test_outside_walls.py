"""An offer of an outside audit: not for a visitor, always about the same, and its evidence closes with it."""

from __future__ import annotations

import pytest

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, outside, outside_access, queries
from concordat.audits.models import OutsideOffer
from concordat.core.actor import acting_as
from tests.factories import audits, checking
from tests.factories import outside as make
from tests.world import ASH, BEECH, NORTHERN, NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOTE = "We feel weak on recruitment."


def offered_with_note(world: World) -> OutsideOffer:
    one, shown = make.named(world), make.evidence(world)
    found, dsl = audits.return_of(world, ASH), world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        made = operations.offer_outside(
            audit_return=queries.return_for(dsl, found.pk),
            outside_audit=outside.audit_for(dsl, one.pk),
            evidence_id=shown.pk,
            sections=["A1"],
            note=NOTE,
            by=dsl,
            at=NOW,
        )
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        mine = outside.offer_for(manager, made.pk)
        operations.accept_outside(offer=mine, sections=["A1"], reason="It asks the same.", by=manager, at=NOW)
    return made


def test_whoever_is_about_to_visit_reads_no_note_of_an_offer(world: World) -> None:
    cycle = audits.opened(world)
    offer = offered_with_note(world)
    for setting in (ASH, BEECH):
        audits.submitted(world, setting)
    visitor = checking.scrutineer(world)
    with acting_as(visitor, at=checking.LATER):
        assert OutsideOffer.objects.get().note == NOTE
    checking.drawn(world, cycle)
    visit = checking.booked(world, ASH)
    with acting_as(visitor, at=checking.LATER):
        assert not OutsideOffer.objects.exists()
        assert not outside_access.visible_offers(visitor).exists()
    with acting_as(checking.office(world), at=checking.LATER) as office:
        assert outside_access.visible_offers(office).get() == offer
    checking.visited(world, visit)
    with acting_as(visitor, at=checking.LATER):
        assert outside_access.visible_offers(visitor).get().note == NOTE
