"""What the partnership alone reads of pairs, and what a partner reads only when all have accepted."""

from __future__ import annotations

import pytest
from django.core.serializers import serialize
from django.db import DatabaseError, transaction

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, pairing_access
from concordat.audits.models import PairingEnding, PairingGroup, PairingMember, PairingReply
from concordat.core.actor import acting_as
from concordat.core.takeaway import registry
from tests.factories import pairing as pair_up
from tests.world import ASH, BEECH, NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BOX = "dsl@ash.example"


def test_why_a_pair_was_taken_apart_reaches_neither_school(world: World) -> None:
    pair = pair_up.published(world)
    with acting_as(pair_up.lead(world)) as by:
        operations.drop_pair(pair=pair, reason="They fell out last year", by=by, at=NOW)
        assert [one.because for one in pairing_access.visible_endings(by)] == ["They fell out last year"]
    for setting in (ASH, BEECH):
        with acting_as(world.actor(Role.dsl, setting)) as by:
            assert "fell out" not in serialize("json", PairingGroup.objects.all())
            assert PairingGroup.objects.count() == 1
            assert list(pairing_access.visible_endings(by)) == list(PairingEnding.objects.all()) == []
    assert registry.owned()["audits_pairingending"].setting == ""


def test_a_mailbox_reaches_the_partner_when_all_have_accepted(world: World) -> None:
    pair_up.published(world)
    mine, theirs = pair_up.member(world, ASH), pair_up.member(world, BEECH)
    with acting_as(world.actor(Role.dsl, ASH)) as by:
        operations.accept_pair(member=mine, mailbox=BOX, by=by, at=NOW)
        assert [one.mailbox for one in pairing_access.visible_replies(by)] == [BOX]
    with acting_as(world.actor(Role.dsl, BEECH)) as by:
        assert PairingMember.objects.get(pk=mine.pk).answer == "accepted"
        assert BOX not in serialize("json", PairingMember.objects.all())
        assert set(PairingMember.objects.values_list("answered_by", flat=True)) == {None}
        assert list(pairing_access.visible_replies(by)) == list(PairingReply.objects.all()) == []
        with pytest.raises(DatabaseError), transaction.atomic():  # nobody answers for the other school
            PairingReply.objects.create(
                member=mine,
                pair_id=mine.pair_id,
                partnership_id=mine.partnership_id,
                establishment_id=world.id(BEECH),
                said_by_id=world.people[f"dsl of {BEECH}"],
            )
        operations.accept_pair(member=theirs, mailbox="dsl@beech.example", by=by, at=NOW)
        assert {one.mailbox for one in pairing_access.visible_replies(by)} == {BOX, "dsl@beech.example"}
        assert PairingReply.objects.count() == 2
    with acting_as(world.actor(Role.school_business_manager, BEECH)):
        assert PairingReply.objects.count() == 0
