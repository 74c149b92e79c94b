"""Results pooled as far as a test needs it: two partnerships, two audits, some settings asked by both."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries
from concordat.audits.models import AuditCycle, Pool, PoolPart, PoolRelease, PoolTable
from concordat.audits.operations import Posted
from concordat.audits.pooling.access import SYSTEM
from concordat.audits.pools.corresponding import Common
from concordat.audits.pools.counted import Area, Returned
from concordat.audits.pools.counted import figures as counted_figures
from concordat.core.actor import Actor, acting_as
from concordat.demo import answers
from concordat.partnership import operations as partnership_operations
from concordat.partnership import queries as partnership_queries
from tests.factories import audits
from tests.world import ASH, BEECH, CEDAR, NORTH, NORTHERN, NOW, SOUTHERN, World

LATER, MUCH_LATER = NOW + timedelta(days=1), NOW + timedelta(days=2)
UNTIL = date(2027, 12, 31)
PURPOSE = "To plan training for the region."


def office(world: World, place: str = NORTHERN) -> Actor:
    """The business manager of a partnership."""
    return world.actor(Role.business_manager, place)


def handed_in(world: World, cycle: AuditCycle, setting: str, *, confidence: str = "very", at: datetime = NOW) -> None:
    """A setting has answered, signed and handed in its return of this cycle."""
    dsl, head, chair = (world.actor(role, setting) for role in (Role.dsl, Role.headteacher, Role.governor))
    with acting_as(dsl):
        found = queries.returns_of(dsl).get(cycle=cycle, establishment_id=world.id(setting))
        said = answers.Setting(confidence, [("Lead", "Ada Invented")], at.date(), shows=False)
        given = answers.whole(queries.form_of(found), queries.register_facts(found), said, seed=1)
        posted = {code: Posted(value) for code, value in given.items()}
        operations.save_section(audit_return=found, posted=posted, by=dsl, at=at)
        operations.complete_return(audit_return=found, by=dsl, at=at)
        shown = queries.answers_digest(found)
    with acting_as(head):
        operations.sign_as_head(audit_return=found, statement=audits.STATEMENT, shown=shown, by=head, at=at)
    with acting_as(chair):
        operations.sign_as_chair(audit_return=found, statement=audits.STATEMENT, shown=shown, by=chair, at=at)
    with acting_as(dsl):
        operations.submit_return(audit_return=found, by=dsl, at=at)


def closed(world: World, place: str, *settings: str, confidence: str = "very") -> AuditCycle:
    """A partnership's audit that these settings have handed in, and that is closed."""
    cycle = audits.opened(world, partnership=place)
    for setting in settings:
        handed_in(world, cycle, setting, confidence=confidence)
    with acting_as(office(world, place)) as by:
        operations.close_cycle(cycle=queries.cycle_for(by, cycle.pk), by=by, at=LATER)
        return queries.cycle_for(by, cycle.pk)


def border_is_open(world: World) -> None:
    """The southern partnership is over the northern council too."""
    with acting_as(FOUNDER):
        made = partnership_queries.partnership(world.id(SOUTHERN))
        partnership_operations.begin_term(
            partnership=made, organisation_id=world.id(NORTH), from_on=date(2025, 1, 1), by=FOUNDER, at=NOW
        )


def begun(world: World) -> Pool:
    """The northern partnership has begun a pool and asked the southern."""
    with acting_as(office(world)) as by:
        return operations.begin_pool(
            partnership_id=world.id(NORTHERN),
            name="The county",
            purpose=PURPOSE,
            others=[world.id(SOUTHERN)],
            until_on=UNTIL,
            by=by,
            at=LATER,
        )


def part_of(world: World, place: str) -> PoolPart:
    """The part of a partnership, as its office sees it."""
    with acting_as(office(world, place)):
        return PoolPart.objects.select_related("pool").get(partnership_id=world.id(place), ended_at=None)


def joined(world: World, place: str = SOUTHERN) -> None:
    """The southern partnership has agreed."""
    part = part_of(world, place)
    with acting_as(office(world, place)) as by:
        operations.join_pool(part=part, until_on=UNTIL, by=by, at=LATER)


def released(world: World, place: str, cycle: AuditCycle) -> None:
    """A partnership has put an audit into the pool."""
    part = part_of(world, place)
    with acting_as(office(world, place)) as by:
        operations.release_audit(part=part, cycle=cycle, by=by, at=LATER)


def counted(pool: Pool, *, at: datetime = MUCH_LATER) -> PoolTable | None:
    """The worker has counted."""
    with acting_as(SYSTEM):
        return operations.make_pool_table(pool_id=pool.pk, by=SYSTEM, at=at)


def a_table(world: World) -> PoolTable:
    """Two settings handed in to both, one to the south alone; joined, released and counted."""
    border_is_open(world)
    north = closed(world, NORTHERN, ASH, BEECH)
    south = closed(world, SOUTHERN, ASH, BEECH, CEDAR, confidence="somewhat")
    pool = begun(world)
    joined(world)
    released(world, NORTHERN, north)
    released(world, SOUTHERN, south)
    made = counted(pool)
    assert made is not None
    return made


def a_large_table(world: World) -> PoolTable:
    """A table of 42 made-up settings, 12 of them in both areas; kept as the worker keeps one."""
    audits_of = {NORTHERN: closed(world, NORTHERN, ASH), SOUTHERN: closed(world, SOUTHERN, CEDAR)}
    pool = begun(world)
    joined(world)
    for place, cycle in audits_of.items():
        released(world, place, cycle)
    north, south = world.id(NORTHERN), world.id(SOUTHERN)
    where = [
        Area(north, NORTHERN, "Audit, 2026", range(0, 21), 5),
        Area(south, SOUTHERN, "Audit, 2026", range(21, 42), 5),
    ]
    groups = dict.fromkeys(("phase", "type_group", "trust_name", "scheme"), "one")

    def said(partnership: int, setting: int, choice: str | None) -> Returned:
        return Returned(partnership, setting, 1, NOW, groups, {"A1.1": choice})

    at_home = [
        said(north if one < 21 else south, one, None if one in (0, 41) else "green" if one < 29 else "red")
        for one in range(42)
    ]
    abroad = [said(south, one, "green" if one % 2 else "red") for one in range(10, 16)]
    abroad += [said(north, one, "green" if one % 2 else "red") for one in range(23, 29)]
    options = (("green", "In place"), ("red", "Not in place"))
    question = Common("A1", "Leading", "A1.1", "Is it in place?", options, frozenset({(1, "A1.1")}))
    with acting_as(SYSTEM):
        figures = counted_figures([*at_home, *abroad], where, [question], left_out=1)
        made = PoolTable.objects.create(pool=pool, figures=figures, made_at=MUCH_LATER)
        PoolRelease.objects.filter(pool=pool).update(table=made)
    return made
