"""The partnership's pages: what they show on a day, what they refuse, what they cost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.partnership import operations, queries
from concordat.partnership.models import Naming, PartnerTerm
from tests.factories import organisations
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTH, NORTHERN, NOW, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BASIS = "relevant-agency-2018"


@pytest.fixture
def arranged(world: World) -> Any:
    """A published version of the north's arrangements, and the law."""
    with acting_as(FOUNDER):
        operations.load_naming_bases(by=FOUNDER, at=NOW)
        return operations.publish_arrangements(
            partnership=queries.partnership(world.id(NORTHERN)),
            version="2026-27",
            published_on=date(2026, 9, 1),
            by=FOUNDER,
            at=NOW,
        )


def address(world: World, name: str, *more: int) -> str:
    return reverse(f"partnership:{name}", args=[world.id(NORTHERN), *more])


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_everybody_is_led_to_their_own_partnership_and_a_trust_chooses(world: World) -> None:
    for role, place in ((Role.dsl, ASH), (Role.business_manager, NORTHERN)):
        response = client_of(world, role, place).get("/partnership/")
        assert response["Location"] == address(world, "structure")
    both = client_of(world, Role.trust_safeguarding_lead, TRUST).get("/partnership/").content.decode()
    assert NORTHERN in both
    assert SOUTHERN in both


def test_the_page_shows_the_partners_of_a_day_and_offers_changes_to_the_office_only(world: World) -> None:
    office = client_of(world, Role.business_manager, NORTHERN).get(address(world, "structure"))
    assert NORTH in text_of(office)
    assert "Replace a partner" in text_of(office)
    dsl = client_of(world, Role.dsl, ASH)
    assert "Replace a partner" not in text_of(dsl.get(address(world, "structure")))
    assert "No body is part" in text_of(dsl.get(address(world, "structure"), {"on": "2019-12-31"}))
    assert dsl.get(address(world, "replace")).status_code == 403
    assert client_of(world, Role.business_manager, SOUTHERN).get(address(world, "replace")).status_code == 403


def test_a_force_joins_and_is_replaced(world: World) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    new = {"name": "Invented Constabulary", "kind": "police_force", "from_on": "2020-01-01"}
    assert client.post(address(world, "join"), new).status_code == 302
    with acting_as(FOUNDER):
        force = PartnerTerm.objects.get(organisation__name="Invented Constabulary").organisation_id
    after = {"earlier": force, "name": "Merged Constabulary", "on": "2026-04-01"}
    assert "Merged Constabulary takes over" in text_of(client.post(address(world, "replace"), after, follow=True))
    page = address(world, "structure")
    before = text_of(client.get(page, {"on": "2026-03-31"}))
    assert "Invented Constabulary" in before
    assert "Merged" not in before
    now = text_of(client.get(page, {"on": "2026-04-01"}))
    assert "Merged Constabulary" in now
    assert "1 January 2020 to 1 April 2026" in now


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "Choose a body from the list, or type the name"),
        ({"kind": ""}, "Say what the new body is."),
        ({"kind": "local_authority"}, "Select a valid choice"),
        ({"from_on": "1st of May"}, "such as 2026-09-01"),
        ({"known": "999999"}, "Select a valid choice"),
    ],
)
def test_a_bad_partner_is_explained_and_what_was_typed_stays(world: World, change: dict[str, str], said: str) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    given = {"name": "Invented Constabulary", "kind": "police_force", "from_on": "2020-01-01"} | change
    response = client.post(address(world, "join"), given)
    assert response.status_code == 422
    assert said in text_of(response)
    assert given["name"] in text_of(response)
    with acting_as(FOUNDER):
        assert PartnerTerm.objects.filter(partnership_id=world.id(NORTHERN)).count() == 1


def test_arrangements_are_recorded_once(world: World) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    given = {"version": "2026-27", "published_on": "2026-09-01"}
    assert client.post(address(world, "publish"), given).status_code == 302
    again = client.post(address(world, "publish"), given)
    assert again.status_code == 422
    assert "has been published already" in text_of(again)


def test_naming_says_what_comes_first(world: World) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    for name in ("naming", "name_settings"):
        assert "Record the published version first" in text_of(client.get(address(world, name)))


@pytest.mark.usefixtures("arranged")
def test_all_are_named_then_none_is_left(world: World) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    assert "0 settings are named and 3 are not" in text_of(client.get(address(world, "naming")))
    with acting_as(FOUNDER):
        version = queries.arrangements_of(world.id(NORTHERN))[0]
    given = {"arrangements": version.pk, "basis": BASIS, "named_on": "2026-09-01", "which": "ticked"}
    nothing = client.post(address(world, "name_settings"), given)
    assert nothing.status_code == 422
    assert "Tick at least one setting" in text_of(nothing)
    one = client.post(address(world, "name_settings"), given | {"settings": [world.id(ASH)]}, follow=True)
    assert "1 setting is named and 2 are not" in text_of(one)
    rest = client.post(address(world, "name_settings"), given | {"which": "all"}, follow=True)
    assert "3 settings are named and 0 are not" in text_of(rest)
    stranger = client.post(address(world, "name_settings"), given | {"settings": [world.id(CEDAR)]})
    assert stranger.status_code == 422
    before = client.get(address(world, "naming"), {"on": "2026-08-31"})
    assert "0 settings are named and 3 are not" in text_of(before)


@pytest.mark.usefixtures("arranged")
def test_filters_the_file_and_the_end_of_a_naming(world: World) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    with acting_as(world.actor(Role.business_manager, NORTHERN)) as office:
        operations.name_settings(
            arrangements=queries.arrangements_of(world.id(NORTHERN))[0],
            establishment_ids=[world.id(ASH), world.id(BEECH)],
            basis_code=BASIS,
            named_on=date(2026, 9, 1),
            by=office,
            at=NOW,
        )
    for query, names in (
        ({"named": "yes"}, [ASH, BEECH]),
        ({"named": "no"}, [DAISY]),
        ({"phase": "Secondary"}, [BEECH]),
        ({"search": "daisy"}, [DAISY]),
        ({"named": "perhaps", "page": "-1"}, [DAISY, ASH, BEECH]),
    ):
        lines = client.get(address(world, "naming_csv"), query).content.decode("utf-8-sig").splitlines()
        assert [line.split(",")[0] for line in lines[1:]] == names
        body = client.get(address(world, "naming"), query).content.decode()
        assert [name for name in (DAISY, ASH, BEECH) if f">{name}</a>" in body] == names
    end = address(world, "end_naming", world.id(ASH))
    assert f"Stop naming {ASH}?" in text_of(client.get(end))
    assert client.post(end).status_code == 302
    assert client.get(end).status_code == 404
    with acting_as(FOUNDER):
        assert Naming.objects.get(establishment_id=world.id(ASH)).ended_on is not None
    assert client_of(world, Role.dsl, BEECH).post(address(world, "end_naming", world.id(BEECH))).status_code == 403


@pytest.mark.usefixtures("arranged")
def test_the_naming_register_costs_the_same_for_many(world: World) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(world, "naming")).status_code == 200
        return len([one for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]])

    few = cost()
    with acting_as(FOUNDER):
        area = queries.terms_on(world.id(NORTHERN), NOW.date())[0].organisation
        for number in range(60):
            organisations.establishment(area, f"Many {number}")
    assert cost() == few <= 11
