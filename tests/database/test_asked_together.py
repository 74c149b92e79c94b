"""Many questions in one query give what each gives alone: rows, order, types; and the same under row security."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Count, Q
from django.test.utils import CaptureQueriesContext

from concordat.accounts.models import Organisation, Person, RoleHeld
from concordat.accounts.vocabulary import Role
from concordat.audits.models import AuditCycle, AuditReturn
from concordat.core.actor import acting_as
from concordat.core.tasks import Task
from concordat.core.together import Want, tasks_of, together
from tests.factories import audits
from tests.world import ASH, NORTHERN, NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize(("role", "place"), [(Role.dsl, ASH), (Role.business_manager, NORTHERN)])
def test_each_answer_is_the_one_it_gives_alone(world: World, role: Role, place: str) -> None:
    audits.opened(world)
    audits.answered(world, ASH)
    with acting_as(world.actor(role, place)):
        asked = [
            Organisation.objects.filter(name__contains="a").order_by("-name").values_list("name", "kind", "closed_on"),
            AuditCycle.objects.values_list("opens_on", "closes_on", "title"),
            AuditReturn.objects.order_by("pk").values_list("pk", "joined_at", "register", "extended_to", "state"),
            RoleHeld.objects.order_by("-starts_at", "pk").values_list("person__name", "starts_at", "ends_at")[:3],
            Person.objects.filter(pk__in=[]).values_list("name"),
            Person.objects.filter(pk__in=[]).values_list("name", "email", "joined_at"),
            AuditReturn.objects.values("cycle").annotate(of=Count("pk", filter=Q(state="closed"))).values_list("of"),
        ]
        alone = [list(one) for one in asked]
        assert sum(map(len, alone)) > 5
        with CaptureQueriesContext(connection) as captured:
            assert together(asked) == alone
        assert len(captured.captured_queries) == 1


def test_nothing_is_asked_for_nothing(world: World) -> None:
    with acting_as(world.actor(Role.dsl, ASH)), CaptureQueriesContext(connection) as captured:
        assert together([]) == []
        assert tasks_of([]) == []
    assert captured.captured_queries == []


def test_rows_become_tasks_in_the_order_asked(world: World) -> None:
    def said(word: str) -> Want:
        names = Organisation.objects.filter(name=word).values_list("name")
        return Want(names, lambda rows: [Task(name, "", "", "/", NOW.date()) for (name,) in rows])

    with acting_as(world.actor(Role.dsl, ASH)):
        assert [task.title for task in tasks_of([said(NORTHERN), said("Nobody"), said(ASH)])] == [NORTHERN, ASH]
