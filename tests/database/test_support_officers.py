"""Lead officers, cover and hand-over where people leave and moves are still to come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from concordat.accounts.models import RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now
from concordat.support import operations, queries, tracking
from concordat.support.models import LeadOfficer
from tests.factories import support
from tests.world import ASH, BEECH, NORTHERN, World, look_up

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def world(db: None) -> World:
    with acting_as(FOUNDER):
        return look_up()


def leaves(who: Actor) -> None:
    """From now on this person is in no team."""
    with acting_as(FOUNDER):
        RoleHeld.objects.filter(person_id=who.person_id or 0).update(ends_at=now() - timedelta(minutes=1))


def loads_of(actor: Actor, world: World) -> dict[str, tracking.Load]:
    place, at = world.id(NORTHERN), now()
    with acting_as(actor):
        officers, away = queries.officers(actor, place, at=at), queries.days_away(actor, place, day=at.date())
        return {load.name: load for load in tracking.case_load(actor, place, officers, away, at=at)}


def test_cover_by_somebody_who_left_hides_nothing(world: World) -> None:
    first, second = support.an_officer(world, "First Officer"), support.an_officer(world, "Second Officer")
    support.leads(world, first, ASH)
    asked, call = support.a_request(world), support.a_call(world, by=first, to_do_in=1)
    support.a_call(world, by=second, to_do_in=1)  # so that the case load still knows who left
    support.away(world, first, second)
    leaves(second)
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        desk = tracking.desk_of(manager, today=now().date())
    assert {(row.what, row.id) for row in desk.nobodys} >= {("request", asked.pk), ("call", call.pk)}
    assert loads_of(manager, world)["First Officer"].covered_by == "nobody"


def test_leads_that_end_or_begin_later_are_handed_over_with_their_days(world: World) -> None:
    first, second, third = (support.an_officer(world, f"{one} Officer") for one in ("First", "Second", "Third"))
    today, later = now().date(), now().date() + timedelta(days=10)
    support.leads(world, first, ASH)
    support.leads(world, third, ASH, from_on=later)  # the first's lead of Ash ends then
    support.leads(world, third, BEECH)
    support.leads(world, first, BEECH, from_on=later)  # and that of Beech begins
    manager, place = world.actor(Role.business_manager, NORTHERN), world.id(NORTHERN)
    give: dict[str, Any] = {"partnership_id": place, "from_id": first.person_id, "to_id": second.person_id}
    with acting_as(manager):
        done = operations.hand_over(**give, by=manager, at=now())
        assert done.settings == 2

        def lead(setting: str, day: Any) -> set[int]:
            rows = LeadOfficer.objects.filter(establishment_id=world.id(setting), from_on__lte=day)
            return {row.person_id for row in rows if row.until_on is None or row.until_on > day}

        assert (lead(ASH, today), lead(ASH, later)) == ({second.person_id}, {third.person_id})
        assert (lead(BEECH, today), lead(BEECH, later)) == ({third.person_id}, {second.person_id})


def test_somebody_who_left_and_leads_only_from_later_on_is_on_the_case_load(world: World) -> None:
    first = support.an_officer(world, "First Officer")
    support.leads(world, first, ASH, from_on=now().date() + timedelta(days=10))
    leaves(first)
    load = loads_of(world.actor(Role.business_manager, NORTHERN), world)["First Officer"]
    assert (load.settings, load.has_something) == (0, True)


def test_a_request_does_not_go_to_a_lead_officer_who_left(world: World) -> None:
    first = support.an_officer(world, "First Officer")
    support.leads(world, first, ASH)
    dsl, today = world.actor(Role.dsl, ASH), now().date()
    with acting_as(dsl):
        found = queries.lead_of(dsl, world.id(NORTHERN), world.id(ASH), today)
        assert found is not None
        assert found.person_id == first.person_id
    leaves(first)
    with acting_as(dsl):
        assert queries.lead_of(dsl, world.id(NORTHERN), world.id(ASH), today) is None
    assert support.a_request(world).officer_id is None
