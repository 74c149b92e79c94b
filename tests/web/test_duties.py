"""My duties this term: only the own role's, each with its place in the guidance, ticked for oneself."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import today
from concordat.worklist.duties import asked_of, term_of
from concordat.worklist.models import DutyDone
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, NORTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_a_lead_sees_and_ticks_the_own_duties(world: World) -> None:
    client = client_of(world, Role.dsl, ASH)
    with CaptureQueriesContext(connection) as captured:
        body = client.get("/duties/").content.decode()
    assert len(captured) <= 12, len(captured)
    mine = asked_of(frozenset({"dsl"}), setting="school", term=term_of(today()))
    others = asked_of(frozenset({"governor"}), setting="school", term=term_of(today()))
    assert all(duty.words.replace("'", "&#x27;") in body for duty in mine)
    assert not any(duty.words in body for duty in others if duty not in mine)
    assert "https://www.gov.uk/government/publications/keeping-children-safe-in-education--2" in body
    assert "Nobody has checked this line" in body
    posted = {"setting": str(world.id(ASH)), "done": [mine[0].code, others[0].code, "forged"]}
    for _ in range(2):
        assert client.post("/duties/", posted).status_code == 302
    assert f"1 of {len(mine)} done" in client.get("/duties/").content.decode()
    assert client.post("/duties/", {"setting": str(world.id(ASH))}).status_code == 302
    assert f"0 of {len(mine)} done" in client.get("/duties/").content.decode()


def test_nobody_ticks_elsewhere_or_sees_ticks_of_others(world: World) -> None:
    client = client_of(world, Role.dsl, ASH)
    for forged in (str(world.id(BEECH)), "999999", "x", ""):
        assert client.post("/duties/", {"setting": forged, "done": "cover"}).status_code == 404
    client.post("/duties/", {"setting": str(world.id(ASH)), "done": "cover"})
    for role, place in ((Role.headteacher, ASH), (Role.business_manager, NORTHERN)):
        with acting_as(world.actor(role, place)):
            assert not DutyDone.objects.exists()
    assert client_of(world, Role.business_manager, NORTHERN).get("/duties/").status_code == 403
