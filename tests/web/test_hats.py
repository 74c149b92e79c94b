"""One list for several settings without switching; a hat only where roles must not mix."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concordat.accounts import operations
from concordat.accounts import queries as account_queries
from concordat.accounts.models import Organisation, Person
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits.models import AuditReturn
from concordat.core.actor import Actor, acting_as
from concordat.core.models import JournalEntry
from tests.factories import audits, register
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, NOW, SOUTHERN, TRUST, World, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def also(world: World, person: str, role: Role, place: str) -> None:
    """This person holds one more role."""
    with acting_as(FOUNDER):
        operations.give_role(
            person=Person.objects.get(pk=world.people[person]),
            role=role,
            organisation=Organisation.objects.get(pk=world.id(place)),
            by=FOUNDER,
            at=NOW,
        )


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return " ".join(response.content.decode().split())


def test_one_lead_of_three_schools_has_one_list_with_the_school_on_each_row(world: World) -> None:
    lead = name_of(Role.dsl, ASH)
    for place in (BEECH, DAISY):
        register.a_lead(world.id(place), world.people[lead], at=NOW)
    audits.opened(world)
    client = client_of(world, Role.dsl, ASH)
    home, returns = page(client, "/"), page(client, "/audits/")
    for place in (ASH, BEECH, DAISY):
        assert f"Answer the safeguarding audit: {place}" in home
        assert place in returns
        assert client.get(f"/audits/returns/{audits.return_of(world, place).pk}/").status_code == 200
        assert client.get(f"/people/{world.id(place)}/").status_code == 200
    assert "hat" not in home.lower().replace("what", "").replace("that", "").replace("chat", "")
    assert client.get("/hat/").status_code == 404
    places = page(client, "/people/")
    assert all(place in places for place in (ASH, BEECH, DAISY))


def test_who_judges_and_answers_in_one_area_chooses_a_hat_and_sees_one_side(world: World) -> None:
    scrutineer = name_of(Role.independent_scrutineer, NORTHERN)
    also(world, scrutineer, Role.governor, ASH)
    cycle = audits.opened(world)
    ash, beech = (audits.return_of(world, place).pk for place in (ASH, BEECH))
    client = client_of(world, Role.independent_scrutineer, NORTHERN)
    for address in ("/", f"/audits/returns/{ash}/", f"/audits/cycles/{cycle.pk}/"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (302, "/hat/"), address
    assert "Which hat" in page(client, "/hat/")
    assert client.post("/hat/", {"hat": "crown"}).status_code == 200
    assert client.post("/hat/", {"hat": "setting"}).status_code == 302
    assert "Change hat" in page(client, "/")
    assert client.get(f"/audits/returns/{ash}/").status_code == 200
    assert client.get(f"/audits/returns/{beech}/").status_code == 404
    assert client.get(f"/audits/cycles/{cycle.pk}/").status_code in (403, 404)
    assert client.post("/hat/", {"hat": "partnership"}).status_code == 302
    assert client.get(f"/audits/cycles/{cycle.pk}/").status_code == 200
    assert "The board signs" not in page(client, "/")
    with acting_as(Actor.system_named("core.journal_sealer")):
        assert JournalEntry.objects.filter(event="accounts.hat.put_on").count() == 2


def test_the_database_knows_the_hat_too(world: World) -> None:
    manager = name_of(Role.business_manager, NORTHERN)
    also(world, manager, Role.dsl, ASH)
    audits.opened(world)
    with acting_as(FOUNDER):
        person = Person.objects.get(pk=world.people[manager])
    counts = {}
    for hat in ("", "setting", "partnership", None):
        with acting_as(Actor.nobody()):
            actor = account_queries.become(person, hat=hat)
            counts[hat] = AuditReturn.objects.count()
            assert bool(actor.hats) is (hat is not None)
    assert counts == {"": 0, "setting": 1, "partnership": 3, None: 3}


@pytest.mark.parametrize(
    ("person", "role", "place", "chooses"),
    [
        (name_of(Role.independent_scrutineer, NORTHERN), Role.governor, CEDAR, False),  # another area
        (name_of(Role.independent_scrutineer, SOUTHERN), Role.governor, CEDAR, True),
        (name_of(Role.business_manager, SOUTHERN), Role.trust_safeguarding_lead, TRUST, True),  # by one of its schools
        (name_of(Role.headteacher, ASH), Role.governor, BEECH, False),
        (name_of(Role.partnership_chair, NORTHERN), Role.analyst, NORTHERN, False),
    ],
)
def test_only_where_the_setting_lies_in_the_partnership_s_area(
    world: World, person: str, role: Role, place: str, chooses: bool
) -> None:
    also(world, person, role, place)
    with acting_as(FOUNDER):
        found = Person.objects.get(pk=world.people[person])
    with acting_as(Actor.nobody()):
        assert bool(account_queries.become(found, hat="").hats) is chooses


def test_nobody_else_pays_for_it(world: World) -> None:
    with acting_as(FOUNDER):
        person = Person.objects.get(pk=world.people[name_of(Role.dsl, ASH)])
    with acting_as(Actor.nobody()), CaptureQueriesContext(connection) as captured:
        account_queries.become(person, hat="")
    assert len(captured) == 1
