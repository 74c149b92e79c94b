"""An offer of an outside audit: not for a visitor, always about the same, and its evidence closes with it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, outside, outside_access, queries
from concordat.audits.models import Evidence, OutsideOffer
from concordat.core.actor import acting_as
from tests.factories import audits, checking
from tests.factories import outside as make
from tests.world import ASH, BEECH, NORTHERN, NOW, TRUST, World

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


def test_whoever_decides_changes_nothing_of_what_was_offered(world: World) -> None:
    audits.opened(world)
    offer, other = make.offered(world, make.named(world), ["A1"]), make.evidence(world)
    manager = world.actor(Role.business_manager, NORTHERN)
    decided: dict[str, Any] = {
        "outcome": "accepted",
        "reason": "x",
        "decided_by_id": manager.person_id,
        "decided_at": NOW,
        "decided_name": "n",
    }
    with acting_as(manager):
        rows = OutsideOffer.objects.filter(pk=offer.pk)
        for forged in ({"evidence_id": other.pk}, {"note": "Mine"}, {"offered_name": "Somebody"}, {"named": "Other"}):
            with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
                rows.update(**decided, **forged)
        # What an offer opened may be closed by whoever ends it: nothing else of evidence is theirs.
        opened = Evidence.objects.filter(pk=offer.evidence_id)
        for change in ({"shared": "setting", "title": "Mine"}, {"shared": "trust"}, {"withdrawn_at": NOW}):
            with pytest.raises(DatabaseError), transaction.atomic():
                opened.update(**change)
        assert Evidence.objects.filter(pk=other.pk).update(shared="trust") == 0


def shared(world: World, offer: OutsideOffer) -> str:
    with acting_as(world.actor(Role.dsl, BEECH)):
        return Evidence.objects.get(pk=offer.evidence_id).shared


@pytest.mark.parametrize("ends", ["taken back", "taken back by the trust", "declined", "undone"])
def test_evidence_is_shared_as_before_when_its_last_offer_ends(world: World, ends: str) -> None:
    audits.opened(world)
    first = make.offered(world, make.named(world), ["A1"], place=BEECH)
    with acting_as(world.actor(Role.dsl, BEECH)):
        shown = Evidence.objects.get(pk=first.evidence_id)
    other = make.offered(world, make.named(world, name="Diocesan review"), ["A2"], place=BEECH, shown=shown)
    assert shared(world, first) == "partnership"
    dsl, manager = world.actor(Role.dsl, BEECH), world.actor(Role.business_manager, NORTHERN)
    with acting_as(dsl):
        operations.take_back_outside(offer=outside.offer_for(dsl, first.pk), by=dsl, at=NOW)
    assert shared(world, first) == "partnership"  # the other offer rests on it
    if ends.startswith("taken back"):
        by = world.actor(Role.trust_safeguarding_lead, TRUST) if "trust" in ends else dsl
        with acting_as(by):
            operations.take_back_outside(offer=outside.offer_for(by, other.pk), by=by, at=NOW)
    else:
        with acting_as(manager):
            mine = outside.offer_for(manager, other.pk)
            if ends == "declined":
                operations.decline_outside(offer=mine, reason="Too old.", by=manager, at=NOW)
            else:
                operations.accept_outside(offer=mine, sections=["A2"], reason="The same.", by=manager, at=NOW)
                mine = outside.offer_for(manager, other.pk)
                operations.undo_outside(offer=mine, reason="Of another year.", by=manager, at=NOW)
    assert shared(world, other) == "setting"
