"""Pages of pooled figures: begun, joined, filled, counted, read and taken as a file; what each costs."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits.models import Pool
from concordat.audits.pooling.access import SYSTEM
from concordat.core.actor import acting_as
from tests.factories import pools
from tests.factories.pools import office
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import queries_of
from tests.world import ASH, NORTHERN, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OFFICE = Role.business_manager


def body(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return str(response.content.decode())


def test_two_partnerships_pool_and_read_the_region(world: World) -> None:
    audits = {NORTHERN: pools.closed(world, NORTHERN, ASH)}
    pools.border_is_open(world)
    audits[SOUTHERN] = pools.closed(world, SOUTHERN, ASH)
    north, south = client_of(world, OFFICE, NORTHERN), client_of(world, OFFICE, SOUTHERN)
    new = reverse("audits:begin_pool", args=[world.id(NORTHERN)])
    typed = {"name": "The county", "purpose": "To plan.", "others": [world.id(SOUTHERN)], "until_on": "2031-12-31"}
    wrong = north.post(new, typed | {"until_on": "2020-01-01"})
    assert wrong.status_code == 422
    assert 'value="The county"' in wrong.content.decode()  # nothing typed is lost
    assert north.post(new, typed | {"others": [world.id(ASH)]}).status_code == 422
    there = north.post(new, typed)["Location"]
    assert south.get(new).status_code == 404
    assert "Agree to pool your results" in body(south, there)
    with acting_as(office(world, SOUTHERN)):
        parts = dict(Pool.objects.get().parts.values_list("partnership_id", "pk"))
    for place, client in ((SOUTHERN, south), (NORTHERN, north)):
        part = parts[world.id(place)]
        assert client.post(reverse("audits:join_pool", args=[part]), {"until_on": "2031-12-31"}).status_code == 302
        release = reverse("audits:release_to_pool", args=[part])
        assert client.post(release, {}).status_code == 422
        assert client.post(release, {"cycle_id": audits[place].pk}).status_code == 302
    assert north.post(reverse("audits:release_to_pool", args=[parts[world.id(SOUTHERN)]])).status_code == 403
    assert "Everybody who is in the pool has released" in body(north, there)
    assert north.post(reverse("audits:count_pool", args=[parts[world.id(NORTHERN)]])).status_code == 302
    with acting_as(SYSTEM):
        pools.counted(Pool.objects.get())
    assert south.post(reverse("audits:leave_pool", args=[parts[world.id(SOUTHERN)]])).status_code == 302
    assert "No table is shown" in body(north, there)


def test_a_table_is_read_by_the_analyst_and_taken_as_a_file(world: World) -> None:
    made = pools.a_table(world)
    address = reverse("audits:pool_table", args=[made.pk])
    analyst = client_of(world, Role.analyst, NORTHERN)
    assert "Pooled figures" in body(analyst, reverse("home"))
    page = body(analyst, address)
    assert "2 settings of 3 returned to more than one partnership" in page
    assert "Hidden: what a few settings said could be worked out." in page
    rows = csv.DictReader(io.StringIO(analyst.get(address + "figures.csv").content.decode("utf-8-sig")))
    assert {row["Count"] for row in rows} == {"hidden"}
    assert ASH not in page
    for role, place in ((Role.dsl, ASH), (Role.data_protection_officer, NORTHERN)):
        assert client_of(world, role, place).get(address).status_code == 403, role
    response, queries = queries_of(analyst, "get", address)
    assert response.status_code == 200
    assert len(queries) <= 8, queries
    for name, args, most in (("pools", [], 12), ("pool", [made.pool_id], 12)):
        response, queries = queries_of(analyst, "get", reverse(f"audits:{name}", args=args))
        assert response.status_code == 200
        assert len(queries) <= most, (name, len(queries), queries)


def test_figures_that_may_be_shown_are_shown_and_add_up(world: World) -> None:
    """A table as the worker keeps it, of a region large enough."""
    made = pools.a_large_table(world)
    client = client_of(world, Role.analyst, SOUTHERN)
    page = body(client, reverse("audits:pool_table", args=[made.pk]))
    assert "28 (70.0%)" in page
    assert "40 of 42" in page
    assert "12 settings answered to more than one partnership; 6 of them answered differently." in page
    assert "1 question is not asked by everybody" in page
    file = client.get(reverse("audits:pool_table_csv", args=[made.pk])).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file)))
    for row in (one for one in rows if one["Area"] == "The region"):
        areas = [one for one in rows if one["Area"] in (NORTHERN, SOUTHERN) and one["Answer"] == row["Answer"]]
        assert len(areas) == 2
        assert int(row["Count"]) == sum(int(one["Count"]) for one in areas)
