"""Keepers of accounts on the pages of the office, and on the first page of whoever is alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concordat.accounts.models import Invitation
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now
from concordat.establishments.models import Establishment
from tests.factories import joining
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, NORTHERN, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CALL = {
    "source": "register",
    "spoke_with": "Sam Secretary",
    "spoke_as": "school secretary",
    "name": "Nora New",
    "email": "nora@ash.example",
    "role": "headteacher",
}


def page(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_office_rings_and_a_second_officer_confirms(world: World) -> None:
    joining.without_keepers(world, ASH, at=now())
    with acting_as(Actor.system_named("establishments.register_import")):
        Establishment.objects.filter(pk=world.id(ASH)).update(telephone="01924555123")
    manager = client_of(world, Role.business_manager, NORTHERN)
    assert "1 setting has lost everybody who kept the accounts" in page(manager.get("/"))
    here = f"/joining/partnerships/{world.id(NORTHERN)}/keepers/"
    with CaptureQueriesContext(connection) as reading:
        body = page(manager.get(here))
    assert len([one for one in reading.captured_queries if "SAVEPOINT" not in one["sql"]]) <= 13
    assert "All have left" in body
    form = f"/joining/settings/{world.id(ASH)}/call/"
    assert form in body
    assert "01924555123" in page(manager.get(form))
    bad = manager.post(form, CALL | {"email": "nora"})
    assert bad.status_code == 422
    assert "Sam Secretary" in bad.content.decode()
    there = manager.post(form, CALL)["Location"]
    assert "You made this call" in page(manager.get(there))
    assert manager.post(there, {"answer": "confirm"}).status_code == 422
    second = client_of(world, Role.partnership_administrator, NORTHERN)
    assert there in page(second.get(here))
    assert "We are sending an invitation" in page(second.post(there, {"answer": "confirm"}, follow=True))
    with acting_as(FOUNDER):
        assert Invitation.objects.get().email == "nora@ash.example"
    lines = manager.get(f"/joining/partnerships/{world.id(NORTHERN)}/keepers.csv?state=left").content.decode(
        "utf-8-sig"
    )
    assert ASH in lines
    other = client_of(world, Role.business_manager, SOUTHERN)
    for address in (here, there, form):
        assert other.get(address).status_code in (403, 404)


def test_whoever_is_alone_is_asked_to_invite_a_second(world: World) -> None:
    from concordat.accounts import operations
    from concordat.accounts.models import RoleHeld

    with acting_as(FOUNDER):
        for held in RoleHeld.objects.filter(organisation=world.id(BEECH), role__in=["dsl", "headteacher"]):
            operations.end_role(held=held, by=FOUNDER, at=now())
    alone = client_of(world, Role.school_business_manager, BEECH)
    body = page(alone.get("/"))
    assert f"Only one person keeps the accounts: {BEECH}" in body
    assert f'href="/people/{world.id(BEECH)}/"' in body
    assert alone.get(f"/people/{world.id(BEECH)}/").status_code == 200
    assert "Only one person" not in page(client_of(world, Role.governor, BEECH).get("/"))
    assert "1 setting has one keeper" in page(client_of(world, Role.business_manager, NORTHERN).get("/"))
