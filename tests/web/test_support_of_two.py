"""Whoever is in the teams of two partnerships works for the one or the other, and says in the address for which."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from concordat.accounts.models import RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.support.models import Call, DaysAway
from tests.factories import support
from tests.web.signed_in import client_of
from tests.world import ASH, CEDAR, NORTHERN, NOW, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def both(world: World) -> Client:
    """The north's administrator, who is the south's as well."""
    with acting_as(FOUNDER):
        RoleHeld.objects.create(
            person_id=support.administrator(world).person_id or 0,
            organisation_id=world.id(SOUTHERN),
            role=Role.partnership_administrator,
            starts_at=NOW,
        )
    return client_of(world, Role.partnership_administrator, NORTHERN)


def test_case_load_cover_and_leads_are_of_the_partnership_of_the_address(world: World, both: Client) -> None:
    north = support.an_officer(world, "Northern Officer")
    first, second = (support.an_officer(world, f"{one} Southern", SOUTHERN) for one in ("First", "Second"))
    there = f"?partnership={world.id(SOUTHERN)}"
    here = both.get(reverse("support:case_load"))
    assert f'href="{reverse("support:case_load")}{there}"' in here.content.decode()
    assert "Northern Officer" in said(here)
    assert "First Southern" not in said(here)
    other = said(both.get(reverse("support:case_load") + there))
    assert "First Southern" in other
    assert "Northern Officer" not in other

    days = {"from_on": now().date().isoformat(), "until_on": (now() + timedelta(days=2)).date().isoformat()}
    days |= {"person_id": str(first.person_id), "covered_by": str(second.person_id)}
    kept = both.post(reverse("support:case_load") + there, days)
    assert kept["Location"] == reverse("support:case_load") + there
    with acting_as(support.administrator(world, SOUTHERN)):
        away = DaysAway.objects.get()
    assert away.partnership_id == world.id(SOUTHERN)
    assert both.post(reverse("support:withdraw_away", args=[away.pk]) + there).status_code == 302

    leads = {"person_id": str(first.person_id), "from_on": now().date().isoformat()}
    assert "1 settings have" in said(both.post(reverse("support:leads") + there, leads, follow=True))
    assert "First Southern" in said(both.get(reverse("support:leads_csv") + there))
    assert CEDAR not in said(both.get(reverse("support:leads_csv")))
    give = reverse("support:hand_over", args=[first.person_id])
    assert f'href="{give}{there}"' in both.get(reverse("support:case_load") + there).content.decode()
    assert both.get(give).status_code == 404
    assert "1 settings led" in said(both.post(give + there, {"to_id": str(second.person_id)}, follow=True))
    assert north.person_id


def test_a_call_is_followed_up_by_an_officer_of_its_own_partnership(world: World, both: Client) -> None:
    north, south = (
        support.an_officer(world, "Northern Officer"),
        support.an_officer(world, "Southern Officer", SOUTHERN),
    )
    typed = {
        "said": CEDAR, "kind": "audit", "words": "Asked", "minutes": "5", "channel": "telephone", "on": "",
        "next_step": "Ring back", "next_on": now().date().isoformat(),
    }  # fmt: skip
    wrong = {**typed, "follower": str(north.person_id), "form_key": str(uuid4())}
    assert both.post(reverse("support:note"), wrong).status_code == 422
    right = {**typed, "follower": str(south.person_id), "form_key": str(uuid4())}
    assert both.post(reverse("support:note"), right).status_code == 302
    with acting_as(support.administrator(world, SOUTHERN)):
        assert Call.objects.get().partnership_id == world.id(SOUTHERN)
    page = said(both.get(reverse("support:log")))
    assert "Southern Officer" in page
    assert "Northern Officer" in page


def test_the_report_and_the_clock_are_of_the_partnership_of_the_address(world: World, both: Client) -> None:
    support.a_call(world, ASH)
    there = f"?partnership={world.id(SOUTHERN)}"
    assert "1 of 3 settings" in said(both.get(reverse("support:report")))
    page = both.get(reverse("support:report") + there).content.decode()
    assert "0 of 1 settings" in " ".join(page.split())
    assert f'name="partnership" value="{world.id(SOUTHERN)}"' in page
    day = (now() + timedelta(days=2)).date().isoformat()
    posted = {"answer_days": "5", "manager_days": "1", "from_on": day}
    assert "5 school days" in said(both.post(reverse("support:clock") + there, posted, follow=True))
    assert "5 school days" not in said(both.get(reverse("support:clock")))


def test_another_partnership_does_not_exist(world: World) -> None:
    officer = client_of(world, Role.partnership_administrator, NORTHERN)
    plain = officer.get(reverse("support:case_load")).content.decode()
    assert "?partnership=" not in plain
    for name in ("case_load", "case_load_csv", "leads", "leads_csv", "report", "report_csv", "clock"):
        for wrong in (world.id(SOUTHERN), 999_999):
            assert officer.get(f"{reverse(f'support:{name}')}?partnership={wrong}").status_code == 404, name
