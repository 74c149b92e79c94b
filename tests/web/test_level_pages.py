"""Levels by area on the pages: the re-score beside the earlier one, help for what is low, small groups hidden."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits.analysis.levels import levels_of_cycle, levels_of_return
from concordat.audits.analysis.needs import needs_of_cycle
from concordat.core.actor import acting_as
from tests.factories import audits, resources, toolkit
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import queries_of
from tests.world import ASH, BEECH, NORTHERN, NOW, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_a_school_reads_its_areas_against_its_own_last_time(world: World) -> None:
    before = toolkit.opened(world, year="2025 to 2026", opens_on=date(2025, 10, 13), at=NOW - toolkit.YEAR)
    toolkit.answered(world, before, ASH, level="2", at=NOW - toolkit.YEAR)
    toolkit.answered(world, before, BEECH, level="4", at=NOW - toolkit.YEAR)
    cycle = toolkit.opened(world)
    found = toolkit.answered(world, cycle, ASH, level="3", otherwise={"B1.1": "1"}, hand_in=False)
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        said = levels_of_return(dsl, found)
    areas = {one.code: one for one in said.areas}
    culture = areas["CUL"]
    assert culture.then is not None
    assert culture.now_of_both is not None
    assert culture.now.points == 3 * culture.now.answered - 2
    assert culture.then.points == 2 * culture.then.answered
    assert culture.change == pytest.approx((3 * culture.now.answered - 2) / culture.now.answered - 2)
    assert all(one.change == 1.0 for code, one in areas.items() if code != "CUL")
    page = client_of(world, Role.dsl, ASH).get(reverse("audits:levels", args=[found.pk])).content.decode()
    assert "2025 to 2026, handed in on" in page
    assert "+1.0" in page
    assert "1 Starting" in page
    assert "B1.1" in page
    assert "B1.2" not in page  # at level 3 nothing is asked for
    assert (
        "Levels by area, and what changed"
        in client_of(world, Role.dsl, ASH).get(reverse("audits:return", args=[found.pk])).content.decode()
    )


def test_low_levels_are_linked_to_what_is_offered(world: World) -> None:
    offer = resources.an_offer(world, NORTHERN, standards=("CUL",))
    cycle = toolkit.opened(world)
    found = toolkit.answered(world, cycle, ASH, level="4", otherwise={"B1.1": "2", "B3.1": "1"})
    page = client_of(world, Role.dsl, ASH).get(reverse("audits:levels", args=[found.pk])).content.decode()
    assert offer.title in page
    assert page.index("B3.1") < page.index("B1.1")  # the lowest first
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        needs = {one.code: one for one in needs_of_cycle(manager, cycle)}
    assert set(needs) == {"B1.1", "B3.1"}
    assert (needs["B1.1"].settings, needs["B1.1"].of, needs["B1.1"].without_offer) == (1, 1, 0)
    assert needs["B3.1"].without_offer == 1


def test_an_area_view_hides_what_rests_on_few(world: World) -> None:
    cycle = toolkit.opened(world)
    toolkit.answered(world, cycle, ASH)
    toolkit.answered(world, cycle, BEECH)
    office = client_of(world, Role.business_manager, NORTHERN)
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        assert cycle.partnership.smallest_group > 2
        assert all(one.is_hidden and (one.settings, one.of) == (2, 2) for one in levels_of_cycle(manager, cycle))
    address = reverse("audits:cycle_levels", args=[cycle.pk])
    page = office.get(address).content.decode()
    assert "hidden" in page
    assert "3.0" not in page
    file = office.get(reverse("audits:levels_csv", args=[cycle.pk])).content.decode()
    assert "hidden" in file
    assert "3.00" not in file
    assert "Levels by area" in office.get(reverse("audits:analysis", args=[cycle.pk])).content.decode()
    assert client_of(world, Role.business_manager, SOUTHERN).get(address).status_code == 404
    assert client_of(world, Role.dsl, ASH).get(address).status_code == 403


def test_a_form_without_levels_has_no_such_page_and_it_costs_few_queries(world: World) -> None:
    audits.opened(world)
    plain = audits.return_of(world, ASH)
    school = client_of(world, Role.dsl, ASH)
    assert school.get(reverse("audits:levels", args=[plain.pk])).status_code == 404
    cycle = toolkit.opened(world)
    found = toolkit.answered(world, cycle, ASH)
    office = client_of(world, Role.business_manager, NORTHERN)
    for client, address, most in (
        (school, reverse("audits:levels", args=[found.pk]), 10),
        (office, reverse("audits:cycle_levels", args=[cycle.pk]), 8),
    ):
        client.get(address)
        response, asked = queries_of(client, "get", address)
        assert response.status_code == 200
        assert len(asked) <= most, asked
