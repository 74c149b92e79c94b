"""Pools: joined and left, filled with one audit, counted once; what another partnership sees, and what nobody does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, ProgrammingError, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concordat.accounts.models import Person, RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import KINDS_OF_ROLE, Role
from concordat.audits import operations
from concordat.audits.models import AuditReturn, Pool, PoolPart, PoolRelease, PoolReturn, PoolTable
from concordat.audits.operations import PoolNotPossible
from concordat.audits.pooling import access
from concordat.audits.pooling.access import SYSTEM
from concordat.core.actor import Actor, HeldRole, acting_as, set_actor
from concordat.core.problems import NotAllowed
from tests.factories import pools
from tests.factories.checking import person
from tests.factories.pools import LATER, MUCH_LATER, UNTIL, office
from tests.world import ASH, BEECH, CEDAR, NORTHERN, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PLACES = (ASH, BEECH, CEDAR, TRUST, NORTHERN, SOUTHERN)
KIND = {ASH: "establishment", BEECH: "establishment", CEDAR: "establishment", TRUST: "trust"}
HELD = st.lists(st.tuples(st.sampled_from(list(Role)), st.sampled_from(PLACES)), min_size=0, max_size=4, unique=True)
SHOWS: list[tuple[Any, type[models.Model]]] = [
    (access.visible_pools, Pool),
    (access.visible_parts, PoolPart),
    (access.visible_releases, PoolRelease),
    (access.visible_tables, PoolTable),
    (access.visible_pooled, PoolReturn),
]


def tables_seen(world: World) -> list[int]:
    """How many tables each office sees, the north first."""
    found = []
    for place in (NORTHERN, SOUTHERN):
        with acting_as(office(world, place)):
            found.append(PoolTable.objects.count())
    return found


def test_a_region_counts_each_setting_once_and_keeps_no_return(world: World) -> None:
    made = pools.a_table(world)
    figures = made.figures
    assert (figures["settings"], figures["several"]) == (3, 2)
    areas = {area["name"]: (area["returned"], area["counted"]) for area in figures["areas"]}
    # The south handed in last where both cover the council of the two; three are too few to show anything.
    assert sum(counted for _, counted in areas.values()) == 3
    assert {returned for returned, _ in areas.values()} == {2, 3}
    assert figures["questions"]
    assert all(one["total"] is None and set(one["areas"].values()) == {None} for one in figures["questions"])
    assert "Ash" not in str(figures)
    with acting_as(SYSTEM):
        assert not PoolReturn.objects.exists()  # destroyed once counted
        assert PoolRelease.objects.filter(table=made).count() == 2
    for place, own in ((NORTHERN, 2), (SOUTHERN, 3)):
        with acting_as(office(world, place)):
            assert PoolTable.objects.get().figures == figures
            submitted = AuditReturn.objects.filter(submitted_at__isnull=False)
            assert submitted.count() == own  # nothing of the other's


def test_what_waits_is_read_by_no_person(world: World) -> None:
    cycle = pools.closed(world, NORTHERN, ASH)
    pool = pools.begun(world)
    pools.joined(world)
    pools.released(world, NORTHERN, cycle)
    with acting_as(SYSTEM):
        kept = PoolReturn.objects.get()
        assert kept.choices
        assert all(isinstance(choice, str | None) for choice in kept.choices.values())  # options, no note
    for place in (NORTHERN, SOUTHERN):
        for role in (Role.business_manager, Role.analyst, Role.education_safeguarding_lead):
            with acting_as(world.actor(role, place)):
                assert not PoolReturn.objects.exists()
                assert PoolRelease.objects.get().returns == 1  # that it was released, they know
                assert PoolReturn.objects.all().delete()[0] == 0
    assert pools.counted(pool) is None  # one alone is no region
    with acting_as(office(world)) as by:
        operations.take_back_release(release=PoolRelease.objects.select_related("part").get(), by=by, at=LATER)
    with acting_as(SYSTEM):
        assert operations.forget_released(pool_id=pool.pk, by=SYSTEM, at=LATER) == 1
        assert not PoolReturn.objects.exists()
    pools.released(world, NORTHERN, cycle)  # and may be released again


def test_leaving_closes_the_table_for_everybody_and_coming_back_does_not_open_it(world: World) -> None:
    made = pools.a_table(world)
    assert tables_seen(world) == [1, 1]
    part = pools.part_of(world, SOUTHERN)
    with acting_as(office(world)) as by, pytest.raises(NotAllowed):
        operations.leave_pool(part=part, by=by, at=MUCH_LATER)
    with acting_as(office(world, SOUTHERN)) as by:
        operations.leave_pool(part=part, by=by, at=MUCH_LATER)
    assert tables_seen(world) == [0, 0]
    with acting_as(office(world)) as by:
        operations.ask_into_pool(pool=made.pool, partnership_id=world.id(SOUTHERN), by=by, at=MUCH_LATER)
    pools.joined(world)
    assert tables_seen(world) == [0, 0]
    with acting_as(office(world, SOUTHERN)):
        cycle = PoolRelease.objects.get(partnership_id=world.id(SOUTHERN)).cycle
    with pytest.raises(PoolNotPossible, match="in no pool yet"):
        pools.released(world, SOUTHERN, cycle)  # an audit goes into one table, ever


def test_a_table_is_shown_until_the_day_that_was_agreed(world: World) -> None:
    pools.a_table(world)
    for days, seen in ((0, 1), (1, 0)):
        at = datetime.combine(UNTIL, LATER.timetz()) + timedelta(days=days)
        with acting_as(office(world), at=at):
            assert PoolTable.objects.count() == seen, days


def test_nobody_joins_or_releases_for_another_or_unasked(world: World) -> None:
    cycle = pools.closed(world, NORTHERN, ASH)
    pool = pools.begun(world)
    south = pools.part_of(world, SOUTHERN)
    with acting_as(office(world)) as by, pytest.raises(NotAllowed):
        operations.join_pool(part=south, until_on=UNTIL, by=by, at=LATER)
    with acting_as(office(world)):
        assert PoolPart.objects.filter(pk=south.pk).update(given_at=LATER) == 0
    with acting_as(office(world, SOUTHERN)) as by:
        with pytest.raises(PoolNotPossible, match="Join it first"):
            operations.release_audit(part=south, cycle=cycle, by=by, at=LATER)
        with pytest.raises(PoolNotPossible, match="a day to come"):
            operations.join_pool(part=south, until_on=LATER.date(), by=by, at=LATER)
        with pytest.raises(PoolNotPossible, match="not in this pool now"):
            operations.ask_for_table(part=south, by=by, at=LATER)
    pools.joined(world)
    with acting_as(office(world, SOUTHERN)) as by:
        with pytest.raises(PoolNotPossible, match="closed audit of your partnership"):
            operations.release_audit(part=south, cycle=cycle, by=by, at=LATER)
        with pytest.raises(PoolNotPossible, match="still have to release"):
            operations.ask_for_table(part=south, by=by, at=LATER)
        with pytest.raises(ProgrammingError), transaction.atomic():
            PoolPart.objects.create(
                pool=pool, partnership_id=world.id(SOUTHERN), asked_by_id=person(by), asked_at=LATER
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            PoolPart.objects.filter(pk=south.pk).update(partnership_id=world.id(NORTHERN))
        with pytest.raises(ProgrammingError), transaction.atomic():
            PoolTable.objects.create(pool=pool, figures={}, made_at=LATER)
        forged = PoolRelease(
            part=south, pool=pool, partnership_id=world.id(SOUTHERN), cycle_id=cycle.pk, title="x", returns=1,
            released_by_id=person(by), released_name="x", released_at=LATER,
        )  # fmt: skip
        with pytest.raises(ProgrammingError), transaction.atomic():
            forged.save(force_insert=True)
    for role in (Role.analyst, Role.education_safeguarding_lead):
        with acting_as(world.actor(role, NORTHERN)) as by, pytest.raises(NotAllowed):
            operations.begin_pool(
                partnership_id=world.id(NORTHERN), name="x", purpose="x", others=[1], until_on=UNTIL, by=by, at=LATER
            )


@pytest.fixture
def every(world: World) -> World:
    """A table that stands, and another pool that waits."""
    pools.a_table(world)
    with acting_as(office(world, SOUTHERN)) as by:
        operations.begin_pool(
            partnership_id=world.id(SOUTHERN),
            name="Another",
            purpose="To compare.",
            others=[world.id(NORTHERN)],
            until_on=UNTIL,
            by=by,
            at=LATER,
        )
    return world


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(held=HELD, left=st.sampled_from(["", NORTHERN, SOUTHERN]))
def test_what_python_shows_is_what_the_database_gives(every: World, held: list[tuple[Role, str]], left: str) -> None:
    """For people with generated roles; nobody, or one of the two, has left."""
    with transaction.atomic():
        set_actor(FOUNDER, at=None)
        made = Person.objects.create(email="generated@concordat.example", name="Generated", password="!")
        roles = []
        for role, place in held:
            if KIND.get(place, "partnership") not in KINDS_OF_ROLE[role]:
                continue
            since = datetime(2020, 1, 1, tzinfo=UTC)
            RoleHeld.objects.create(person=made, organisation_id=every.id(place), role=role, starts_at=since)
            roles.append(HeldRole(str(role), every.id(place)))
        if left:
            with acting_as(office(every, left)) as by:
                for part in PoolPart.objects.filter(partnership_id=every.id(left), ended_at=None):
                    operations.leave_pool(part=part, by=by, at=MUCH_LATER)
        actor = Actor(person_id=made.pk, name="Generated", roles=tuple(roles))
        set_actor(actor, at=MUCH_LATER)
        for visible, model in SHOWS:
            assert {row.pk for row in visible(actor)} == set(model._default_manager.values_list("pk", flat=True)), model
        transaction.set_rollback(True)
