"""The pages of the local offer: reading, filtering, taking away, adding with errors kept (A-26, B-08)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.core.demo import is_demo
from tests.factories import resources
from tests.web.signed_in import client_of
from tests.world import ASH, NORTHERN, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def office(world: World) -> Client:
    return client_of(world, Role.business_manager, NORTHERN)


@pytest.fixture
def dsl(world: World) -> Client:
    return client_of(world, Role.dsl, ASH)


def typed(**more: Any) -> dict[str, Any]:
    """What the form posts for an offer that is taken."""
    plain = {
        "title": "Harmful sexual behaviour team",
        "agency_id": "",
        "agency_name": "Calder Voices",
        "sector": "voluntary",
        "what": "Advice, assessment and direct work.",
        "standards": ["SVH", "CUL"],
        "expectations": "svh-17, SVH-08",
        "levels": ["targeted"],
        "phases": ["Secondary"],
        "how_to_ask": "help@calder-voices.example",
        "days": "Monday to Friday",
        "cost": "Free",
        "review_on": "2031-09-01",
    }
    return {**plain, **more}


def test_the_page_counts_by_partner_and_says_who_offers_nothing(world: World, dsl: Client) -> None:
    resources.an_offer(world)
    address = reverse("resources:offers", args=[world.id(NORTHERN)])
    page = said(dsl.get(address))
    assert "Local authority and Police and Health offer nothing yet" in page
    manager = resources.an_offer(world, sector="health", agency_name="Invented Hospital")
    assert manager.pk
    page = said(dsl.get(address))
    assert "Local authority and Police offer nothing yet" in page
    assert "Add an offer" not in page


def test_the_list_takes_the_same_queries_for_one_offer_and_for_many(world: World, dsl: Client) -> None:
    address = reverse("resources:offers", args=[world.id(NORTHERN)])
    is_demo()

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert dsl.get(address).status_code == 200
        return len([one for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]])

    resources.an_offer(world)
    first = count()
    for number in range(30):
        resources.an_offer(world, title=f"Offer {number}")
    assert count() == first
    assert first <= 10


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("about=VOI", {"Listening post"}),
        ("phase=Primary", {"Talk with a specialist", "Listening post"}),
        ("phase=Secondary", {"Talk with a specialist"}),
        ("sector=health", {"Listening post"}),
        ("level=specialist", {"Talk with a specialist"}),
        ("search=LISTEN", {"Listening post"}),
        ("sector=<script>&about='or 1=1--&phase=%00&area=9", {"Talk with a specialist", "Listening post"}),
    ],
)
def test_filters_narrow_page_and_file_alike(world: World, dsl: Client, query: str, expected: set[str]) -> None:
    """B-08: an offer is found by need, phase and area on one page."""
    resources.an_offer(world, levels=("specialist",))
    resources.an_offer(
        world,
        title="Listening post",
        sector="health",
        standards=("VOI-01",),
        phases=("Primary",),
        levels=("universal",),
    )
    address = reverse("resources:offers", args=[world.id(NORTHERN)])
    page = said(dsl.get(f"{address}?{query}"))
    file = said(dsl.get(f"{reverse('resources:offers_csv', args=[world.id(NORTHERN)])}?{query}"))
    for title in ("Talk with a specialist", "Listening post"):
        assert (title in page) is (title in file) is (title in expected)


def test_an_offer_is_added_changed_and_withdrawn_on_its_pages(world: World, office: Client) -> None:
    place = world.id(NORTHERN)
    response = office.post(reverse("resources:add", args=[place]), typed(), follow=True)
    page = said(response)
    assert "The offer is in the list." in page
    assert "Harmful sexual behaviour team" in page
    offer = response.context["rows"][0].href
    shown = said(office.get(offer))
    assert "SVH-17 Specialist services" in shown
    again = office.get(offer + "change/")
    assert 'value="SVH-08, SVH-17"' in again.content.decode()
    office.post(offer + "change/", typed(title="HSB team"))
    assert "HSB team" in said(office.get(offer))
    office.post(offer + "withdraw/")
    assert "Withdrawn on" in said(office.get(offer))
    assert office.post(offer + "withdraw/").status_code == 422


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"title": ""}, "Give the offer a name."),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"link": "ftp://files.example/"}, "beginning with https://"),
        ({"review_on": "soon"}, "year-month-day"),
        ({"expectations": "SVH-99"}, "We do not know SVH-99"),
        ({"agency_name": "", "sector": ""}, "which agency"),
        ({"standards": [], "expectations": ""}, "at least one subject"),
        ({"standards": ["XXX"]}, "Select a valid choice"),
        ({"age_from": "12", "age_to": "3"}, "youngest"),
    ],
)
def test_errors_say_what_to_do_and_keep_what_was_typed(
    world: World, office: Client, more: dict[str, Any], says: str
) -> None:
    response = office.post(reverse("resources:add", args=[world.id(NORTHERN)]), typed(**more))
    page = said(response)
    assert response.status_code == 422
    assert says in page
    assert "help@calder-voices.example" in page


def test_a_file_of_offers_calculates_nothing(world: World, dsl: Client) -> None:
    resources.an_offer(world, title="=HYPERLINK(1)", how_to_ask="@SUM(A1)")
    file = dsl.get(reverse("resources:offers_csv", args=[world.id(NORTHERN)])).content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in file
    assert "'@SUM(A1)" in file


def test_a_stranger_finds_nothing_and_a_reader_changes_nothing(world: World, dsl: Client) -> None:
    offer = resources.an_offer(world)
    far = client_of(world, Role.business_manager, SOUTHERN)
    for name, number in (("offers", world.id(NORTHERN)), ("offer", offer.pk), ("change", offer.pk)):
        assert far.get(reverse(f"resources:{name}", args=[number])).status_code == 404
    assert dsl.get(reverse("resources:change", args=[offer.pk])).status_code == 403
    assert dsl.post(reverse("resources:withdraw", args=[offer.pk])).status_code == 403
    assert dsl.get(reverse("resources:mine")).status_code == 302
