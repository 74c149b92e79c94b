"""The agreement of joining on its page: read by all, accepted by the head or the lead, counted by the office."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.partnership import agreement
from concordat.partnership.agreement import Agreement
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, NORTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGE = "/partnership/agreement/"


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> Agreement:
    first = agreement.current()
    newer = Agreement(first.version + 1, date(2027, 1, 1), first.title, first.body)
    monkeypatch.setattr(agreement, "versions", lambda: (first, newer))
    return newer


def test_the_first_page_leads_to_it_and_one_press_accepts(world: World, second: Agreement) -> None:
    client = client_of(world, Role.headteacher, ASH)
    assert f'href="{PAGE}"' in client.get("/").content.decode()
    page = client.get(PAGE).content.decode()
    assert "Version 2, 1 January 2027" in page
    assert f"Accept for {ASH}" in page
    said = {"establishment": str(world.id(ASH)), "version": "2"}
    assert client.post(PAGE, said, follow=True).content.decode().count("Accept for") == 0
    assert "Accept the agreement" not in client.get("/").content.decode()
    office = client_of(world, Role.business_manager, NORTHERN)
    structure = office.get(reverse("partnership:structure", args=[world.id(NORTHERN)])).content.decode()
    assert "1 setting of the area accepted" in structure
    assert office.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("said", "status"),
    [({}, 404), ({"establishment": "x", "version": "2"}, 404), ({"establishment": "999999", "version": "2"}, 404)],
)
def test_forged_posts_are_refused(world: World, second: Agreement, said: dict[str, str], status: int) -> None:
    assert client_of(world, Role.headteacher, ASH).post(PAGE, said).status_code == status


def test_another_setting_and_another_version_are_refused(world: World, second: Agreement) -> None:
    client = client_of(world, Role.headteacher, ASH)
    assert client.post(PAGE, {"establishment": str(world.id(BEECH)), "version": "2"}).status_code == 403
    old = client.post(PAGE, {"establishment": str(world.id(ASH)), "version": "1"})
    assert old.status_code == 422
    assert "newer version" in old.content.decode()
