"""Working days, cover and days away on the setting's page, for the people in the posts and the leaders."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from concordat.accounts.vocabulary import Role
from concordat.core import clock
from concordat.core.actor import acting_as
from concordat.establishments.models import Absence
from tests.factories import register
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, NORTHERN, NOW, World, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def lead_of_ash(world: World) -> int:
    return register.a_post(world.id(ASH), world.people[name_of(Role.dsl, ASH)], at=NOW)


def page(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def test_weekdays_are_ticked_and_shown_with_who_covers(world: World, lead_of_ash: int) -> None:
    client = client_of(world, Role.dsl, ASH)
    form = f"/register/posts/{lead_of_ash}/change/"
    head = world.people[name_of(Role.headteacher, ASH)]
    given = {"weekdays": ["4", "1"], "covered_by": str(head), "working_days": "mornings"}
    assert client.post(form, given).status_code == 302
    shown = page(client.get(f"/register/{world.id(ASH)}/"))
    assert "Monday, Thursday; mornings" in shown
    assert name_of(Role.headteacher, ASH) in shown
    again = page(client.get(form))
    assert again.count("checked") == 2
    own = client.post(form, given | {"covered_by": str(world.people[name_of(Role.dsl, ASH)])})
    assert own.status_code == 422


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 11, 26), "On duty today: "),  # a Thursday
        (date(2026, 11, 28), "Nobody is on duty today. Next, on 30 November 2026: "),  # a Saturday, two days before
    ],
)
def test_who_is_on_duty_is_said_for_the_day(
    world: World, lead_of_ash: int, monkeypatch: pytest.MonkeyPatch, today: date, said: str
) -> None:
    monkeypatch.setattr(clock, "today", lambda: today)
    client = client_of(world, Role.dsl, ASH)
    posted = {"weekdays": ["4", "1"], "covered_by": str(world.people[name_of(Role.headteacher, ASH)])}
    assert client.post(f"/register/posts/{lead_of_ash}/change/", posted).status_code == 302
    assert said + name_of(Role.dsl, ASH) in page(client.get(f"/register/{world.id(ASH)}/"))


def test_days_away_are_noted_and_taken_back(world: World, lead_of_ash: int) -> None:
    client = client_of(world, Role.dsl, ASH)
    address = f"/register/posts/{lead_of_ash}/absences/"
    assert address in page(client.get(f"/register/{world.id(ASH)}/"))
    head = world.people[name_of(Role.headteacher, ASH)]
    days = {"from_on": "2999-01-05", "until_on": "2999-01-09"}
    assert client.post(address, days | {"covered_by": str(head)}).status_code == 302
    body = page(client.get(address))
    assert f"5 January 2999 to 9 January 2999, {name_of(Role.headteacher, ASH)} covers" in body
    with acting_as(world.actor(Role.dsl, ASH)):
        noted = Absence.objects.get()
    assert client.post(f"{address}{noted.pk}/withdraw/").status_code == 302
    assert "5 January 2999" not in page(client.get(address))


def test_what_is_wrong_is_said_and_stays_typed(world: World, lead_of_ash: int) -> None:
    client = client_of(world, Role.headteacher, ASH)
    address = f"/register/posts/{lead_of_ash}/absences/"
    response = client.post(address, {"from_on": "2999-01-09", "until_on": "2999-01-05"})
    assert response.status_code == 422
    assert "The last day is before the first day." in page(response)
    assert 'value="2999-01-09"' in page(response)


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        (Role.business_manager, NORTHERN, 200),
        (Role.deputy_dsl, ASH, 403),
        (Role.governor, ASH, 403),
        (Role.headteacher, BEECH, 404),
    ],
)
def test_who_opens_the_page(world: World, lead_of_ash: int, role: Role, place: str, status: int) -> None:
    client: Client = client_of(world, role, place)
    address = f"/register/posts/{lead_of_ash}/absences/"
    assert client.get(address).status_code == status
    assert client.post(address + "1/withdraw/").status_code in (403, 404)
