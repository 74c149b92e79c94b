"""The first page of each role: what to do, and what it costs."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concordat.accounts.vocabulary import Role
from concordat.core.demo import is_demo
from tests.factories import audits
from tests.web.signed_in import client_of
from tests.world import ASH, NORTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize(
    ("role", "place", "says"),
    [
        (Role.business_manager, NORTHERN, "0 of 3 returned"),
        (Role.education_safeguarding_lead, NORTHERN, "0 of 3 returned"),
        (Role.independent_scrutineer, NORTHERN, "0 of 3 returned"),
        (Role.dsl, ASH, "Answer the safeguarding audit"),
        (Role.headteacher, ASH, "Answer the safeguarding audit"),
        (Role.governor, ASH, "Answer the safeguarding audit"),
        (Role.trust_safeguarding_lead, TRUST, "no safeguarding lead"),
    ],
)
def test_every_role_reads_what_to_do_within_ten_queries(world: World, role: Role, place: str, says: str) -> None:
    audits.opened(world)
    client = client_of(world, role, place)
    is_demo()  # asked once in the life of a process
    with CaptureQueriesContext(connection) as captured:
        body = client.get("/").content.decode()
    own = [one["sql"] for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]]
    assert says in body
    assert len([sql for sql in own if "core_databasemark" not in sql]) <= 10, own


def test_each_task_says_how_long_it_takes_and_empty_says_what_comes_next(world: World) -> None:
    body = client_of(world, Role.governor, ASH).get("/").content.decode()
    assert "Nothing to do now" in body
    assert "What comes next" in body or "appears here" in body
    cycle = audits.opened(world)
    body = client_of(world, Role.dsl, ASH).get("/").content.decode()
    assert "about 2 hours" in body
    day = cycle.closes_on
    assert f"{day.day} {day:%B %Y}" in body
