"""Closed days of one setting: kept by its own leaders and business manager, its trust and the office; they count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from concordat.accounts.vocabulary import Role
from concordat.audits import jobs, queries
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.core.problems import NotAllowed
from concordat.establishments import access, operations
from concordat.establishments import queries as establishment_queries
from concordat.establishments.models import SettingDates
from concordat.establishments.term_dates import TermDatesNotPossible
from tests.factories import audits
from tests.world import ASH, BEECH, CEDAR, NORTH, NORTHERN, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
KEEPERS = [
    (Role.school_business_manager, ASH, [ASH]),
    (Role.headteacher, ASH, [ASH]),
    (Role.dsl, ASH, [ASH]),
    (Role.deputy_dsl, ASH, []),
    (Role.governor, ASH, []),
    (Role.trust_safeguarding_lead, TRUST, [BEECH, CEDAR]),
    (Role.business_manager, NORTHERN, [ASH, BEECH]),
    (Role.business_manager, SOUTHERN, [CEDAR]),
    (Role.independent_scrutineer, NORTHERN, []),
]


@pytest.mark.parametrize(("role", "place", "theirs"), KEEPERS)
def test_python_and_the_database_let_the_same_people_keep_them(
    world: World, role: Role, place: str, theirs: list[str]
) -> None:
    actor = world.actor(role, place)
    with acting_as(actor):
        for name in (ASH, BEECH, CEDAR):
            setting = establishment_queries.establishment(world.id(name))
            assert access.allows(actor, "establishments.keep_own_dates", setting) == (name in theirs), name
            day = date(2026, 11, 27)
            try:
                with transaction.atomic():
                    SettingDates.objects.create(
                        establishment=setting, name="Inset", from_on=day, until_on=day, is_term=False
                    )
                written = True
            except DatabaseError:
                written = False
            assert written == (name in theirs), name


def test_they_are_replaced_as_a_whole_and_a_stranger_is_refused(world: World) -> None:
    head = world.actor(Role.headteacher, ASH)
    with acting_as(head):
        ash = establishment_queries.establishment(world.id(ASH))
        for text in ("Inset day, 27/11/2026\nMoving, 2027-02-08, 2027-02-12", "Inset day, 30 November 2026"):
            count = operations.replace_own_dates(establishment=ash, text=text, by=head, at=now())
            assert count == len(text.splitlines())
        (span,) = establishment_queries.own_dates(ash.pk)
        assert span.from_on == date(2026, 11, 30)
        text = "\n".join(f"Closed, {2020 + n}-01-01, {2020 + n}-07-01" for n in range(6))
        with pytest.raises(TermDatesNotPossible, match="more than 800"):
            operations.replace_own_dates(establishment=ash, text=text, by=head, at=now())
    other = world.actor(Role.headteacher, BEECH)
    with acting_as(other), pytest.raises(NotAllowed):
        operations.replace_own_dates(establishment=ash, text="", by=other, at=now())


def test_reminders_leave_out_the_inset_days_of_the_one_setting(world: World) -> None:
    cycle = audits.opened(world)
    head = world.actor(Role.headteacher, ASH)
    with acting_as(jobs.NOTIFIER):
        kept = queries.cycles_of(jobs.NOTIFIER).get(pk=cycle.pk)
        calendar = establishment_queries.calendars([world.id(NORTH)])[world.id(NORTH)]
        three_before = calendar.step(kept.closes_on, -3)
        last = kept.closes_on
    between = [three_before + timedelta(days=n) for n in range(1, (last - three_before).days)]
    inset = next(day for day in between if calendar.is_school_day(day))
    with acting_as(head):
        ash = establishment_queries.establishment(world.id(ASH))
        operations.replace_own_dates(establishment=ash, text=f"Inset day, {inset}", by=head, at=now())
    mine = audits.return_of(world, ASH).pk
    with acting_as(jobs.NOTIFIER):
        with CaptureQueriesContext(connection) as captured:
            queries.to_remind(kept, today=three_before)
        assert len(captured) == 3
        day_before = calendar.step(three_before, -1)
        told = {one.return_id: one.step.days for one in queries.to_remind(kept, today=day_before)}
        assert told.get(mine) == -3
        assert set(told) == {mine} | {pk for pk, days in told.items() if days != -3}
