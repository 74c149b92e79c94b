"""An accepted audit is undone after the return came in: decision 30 holds, and nothing typed is lost."""

from __future__ import annotations

import pytest
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits.models import AuditCycle, Moderation, OutsideOffer
from concordat.core.actor import acting_as
from tests.factories import audits, checking
from tests.factories import outside as make
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, NORTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WORDS = {"reason": "The review was of another year."}


@pytest.fixture
def cycle(world: World) -> AuditCycle:
    return audits.opened(world)


@pytest.fixture
def offer(world: World, cycle: AuditCycle) -> OutsideOffer:
    """Accepted, and the return that was made without its sections is in and shared out."""
    made = make.accepted(world, "A1")
    for setting in (ASH, BEECH):
        audits.submitted(world, setting)
    checking.shared_out(world, cycle)
    return made


def test_a_rated_return_stays_in_and_the_reason_stays_on_the_page(world: World, offer: OutsideOffer) -> None:
    checking.rated(world, checking.moderation_of(world, ASH), checking.lead(world))
    office = client_of(world, Role.business_manager, NORTHERN)
    refused = office.post(reverse("audits:undo_outside", args=[offer.pk]), WORDS)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert WORDS["reason"] in page
    assert "rated" in page
    found = audits.return_of(world, ASH)
    assert found.state == "submitted"
    assert "A1.1" in found.accepted


def test_whoever_is_rating_stops_when_it_goes_back(world: World, offer: OutsideOffer) -> None:
    checking.rated(world, checking.moderation_of(world, ASH), checking.lead(world), done=False)
    office = client_of(world, Role.business_manager, NORTHERN)
    assert office.post(reverse("audits:undo_outside", args=[offer.pk]), WORDS).status_code == 302
    assert audits.return_of(world, ASH).state == "in_progress"
    with acting_as(checking.office(world)):
        assert not Moderation.objects.filter(establishment_id=world.id(ASH), withdrawn_at=None).exists()
        assert Moderation.objects.filter(establishment_id=world.id(BEECH), withdrawn_at=None).exists()
