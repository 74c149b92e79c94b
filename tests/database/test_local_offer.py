"""The local offer: who keeps it, who reads it, and that Python and the database say the same (A-26, D2-04)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concordat.accounts.models import Person, RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import KINDS_OF_ROLE, Role
from concordat.core.actor import Actor, HeldRole, acting_as, set_actor
from concordat.core.clock import now
from concordat.core.models import JournalEntry
from concordat.core.problems import NotAllowed, NotFound
from concordat.resources import access, operations, queries
from concordat.resources.models import Offer
from concordat.resources.operations import OfferNotPossible
from concordat.resources.rules import Need, without_offer
from tests.factories import resources
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PLACES = (ASH, BEECH, CEDAR, DAISY, TRUST, NORTHERN, SOUTHERN)
KIND = {ASH: "establishment", BEECH: "establishment", CEDAR: "establishment", DAISY: "establishment", TRUST: "trust"}
HELD = st.lists(st.tuples(st.sampled_from(list(Role)), st.sampled_from(PLACES)), min_size=0, max_size=4, unique=True)


def test_the_office_adds_changes_and_withdraws(world: World) -> None:
    made = resources.an_offer(world)
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        operations.change_offer(offer=made, said=resources.said(title="Supervision"), by=manager, at=now())
        assert [one.title for one in queries.offers(manager, world.id(NORTHERN))] == ["Supervision"]
        operations.withdraw_offer(offer=made, by=manager, at=now())
        assert not queries.offers(manager, world.id(NORTHERN))
        with pytest.raises(OfferNotPossible, match="withdrawn"):
            operations.change_offer(offer=made, said=resources.said(), by=manager, at=now())
    with acting_as(Actor.system_named("core.journal_sealer")):
        about = JournalEntry.objects.filter(about_type="resources.offer", about_id=str(made.pk)).order_by("at")
        assert [one.event for one in about] == [f"resources.offer.{verb}" for verb in ("added", "changed", "withdrawn")]


def test_an_agency_keeps_its_own_and_nothing_else(world: World) -> None:
    police, health = resources.a_police_lead(world), resources.a_health_lead(world)
    charity = resources.an_offer(world)
    place = world.id(NORTHERN)
    own = police.roles[0].organisation_id
    with acting_as(police):
        made = operations.add_offer(
            partnership_id=place, said=resources.said(agency_id=own, agency_name="", sector=""), by=police, at=now()
        )
        assert (made.sector, made.agency_id) == ("police", own)
        for wrong in (resources.said(), resources.said(agency_id=health.roles[0].organisation_id)):
            with pytest.raises((OfferNotPossible, NotAllowed)), transaction.atomic():
                operations.add_offer(partnership_id=place, said=wrong, by=police, at=now())
        with pytest.raises(NotAllowed):
            operations.withdraw_offer(offer=charity, by=police, at=now())
        with pytest.raises(DatabaseError), transaction.atomic():  # the wall behind the rule
            Offer(**_copied(made), agency_id=health.roles[0].organisation_id).save(force_insert=True)
        assert Offer.objects.filter(pk=charity.pk).update(title="taken over") == 0
    with acting_as(health), pytest.raises(NotAllowed):
        operations.withdraw_offer(offer=made, by=health, at=now())


def _copied(offer: Offer) -> dict[str, object]:
    names = [field.attname for field in Offer._meta.concrete_fields if field.attname not in ("id", "agency_id")]
    return {name: getattr(offer, name) for name in names}


def test_neither_a_school_nor_another_partnership_writes(world: World) -> None:
    for role, place in ((Role.dsl, ASH), (Role.business_manager, SOUTHERN), (Role.analyst, NORTHERN)):
        actor = world.actor(role, place)
        with acting_as(actor), pytest.raises((NotAllowed, OfferNotPossible)):
            operations.add_offer(partnership_id=world.id(NORTHERN), said=resources.said(), by=actor, at=now())


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"standards": ()}, "at least one subject"),
        ({"standards": ("SVH-99",)}, "SVH-99"),
        ({"phases": ("Tertiary",)}, "from the lists"),
        ({"authorities": (999_999,)}, "from the lists"),
        ({"age_from": 12, "age_to": 3}, "youngest"),
        ({"review_on": datetime(2020, 1, 1, tzinfo=UTC).date()}, "day to come"),
        ({"agency_name": " "}, "which agency"),
        ({"sector": "army"}, "which agency"),
    ],
)
def test_what_cannot_be_offered_says_why(world: World, more: dict[str, Any], says: str) -> None:
    with pytest.raises(OfferNotPossible, match=says):
        resources.an_offer(world, **more)


def test_a_need_is_answered_from_its_own_partnership_only(world: World) -> None:
    near = resources.an_offer(world, phases=("Primary",))
    resources.an_offer(world, SOUTHERN, title="Far away")
    gone = resources.an_offer(world, title="Over")
    manager, dsl = world.actor(Role.business_manager, NORTHERN), world.actor(Role.dsl, ASH)
    with acting_as(manager):
        operations.withdraw_offer(offer=gone, by=manager, at=now())
    needs = [Need("A9.8", "SVH", phase="Primary"), Need("A10.6", "LET", phase="Primary")]
    with acting_as(dsl):
        found = queries.proposals(dsl, world.id(NORTHERN), needs)
        assert {question: [one.id for one in offers] for question, offers in found.items()} == {
            "A9.8": [near.pk],
            "A10.6": [],
        }
        assert without_offer(needs, queries.standing(dsl, world.id(NORTHERN))) == [needs[1]]
        assert not queries.proposals(dsl, world.id(SOUTHERN), needs)["A9.8"]
        with pytest.raises(NotFound):
            queries.partnership(dsl, world.id(SOUTHERN))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(held=HELD, agencies=st.sampled_from([(), ("north",), ("south",), ("north", "south")]))
def test_visible_offers_are_what_the_database_gives(
    world: World, held: list[tuple[Role, str]], agencies: tuple[str, ...]
) -> None:
    with transaction.atomic():
        places = {"north": NORTHERN, "south": SOUTHERN}
        leads = {name: resources.a_police_lead(world, place) for name, place in places.items()}
        made = [resources.an_offer(world), resources.an_offer(world, SOUTHERN)]
        set_actor(FOUNDER, at=None)
        person = Person.objects.create(email="generated@concordat.example", name="Generated", password="!")
        wanted = [
            (role, world.id(place)) for role, place in held if KIND.get(place, "partnership") in KINDS_OF_ROLE[role]
        ]
        wanted += [(Role.police_safeguarding_officer, leads[name].roles[0].organisation_id) for name in agencies]
        for role, place in wanted:
            RoleHeld.objects.create(
                person=person, organisation_id=place, role=role, starts_at=datetime(2020, 1, 1, tzinfo=UTC)
            )
        actor = Actor(person.pk, "Generated", tuple(HeldRole(str(role), place) for role, place in wanted))
        set_actor(actor, at=None)
        shown = {one.pk for one in access.visible_offers(actor)}
        assert shown == set(Offer.objects.values_list("pk", flat=True))
        for one in made:
            may = access.allows(actor, "resources.keep_offers", one)
            changed = Offer.objects.filter(pk=one.pk).update(changed_at=now() + timedelta(days=1))
            assert bool(changed) is may
        transaction.set_rollback(True)
