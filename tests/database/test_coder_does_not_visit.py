"""Whoever gave a setting's notes codes, or settled them, knows what it says of itself and does not visit it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from concordat.audits import operations
from concordat.audits.operations.visits import VisitNotPossible
from concordat.core.actor import Actor, acting_as
from tests.factories import checking, coding
from tests.world import ASH, BEECH, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def book(world: World, setting: str, visitor: Actor) -> None:
    visit = checking.visit_of(world, setting)
    with acting_as(checking.office(world), at=checking.LATER) as by:
        operations.book_visit(
            visit=visit,
            visitor_id=checking.person(visitor),
            visit_on=checking.LATER.date(),
            by=by,
            at=checking.LATER,
        )


def test_a_coder_visits_no_setting_whose_notes_were_coded(world: World) -> None:
    cycle = coding.cycle_with_notes(world)
    checking.drawn(world, cycle)
    made = coding.started(world, cycle, coders=(checking.lead(world), checking.scrutineer(world)))
    coding.coded(world, made, checking.scrutineer(world), {ASH: frozenset({"training"})}, done=False)
    with pytest.raises(VisitNotPossible, match="has coded notes"):
        book(world, ASH, checking.scrutineer(world))
    visit = checking.visit_of(world, ASH)
    visit.visitor_id, visit.visit_on = checking.person(checking.scrutineer(world)), checking.LATER.date()
    with acting_as(checking.office(world), at=checking.LATER), pytest.raises(DatabaseError), transaction.atomic():
        visit.save(update_fields=["visitor", "visit_on"])
    book(world, BEECH, checking.scrutineer(world))  # whose note this coder did not code
    book(world, ASH, checking.second(world))


def test_whoever_settled_codes_of_a_setting_does_not_visit_it(world: World) -> None:
    cycle = coding.cycle_with_notes(world)
    checking.drawn(world, cycle)
    coding.settled(world, coding.compared(world, cycle=cycle), by=checking.office(world))
    with pytest.raises(VisitNotPossible, match="has coded notes"):
        book(world, ASH, checking.office(world))
    book(world, BEECH, checking.office(world))
