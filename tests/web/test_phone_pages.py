"""Answers on the telephone: the officer writes them down, the setting confirms them, on the pages."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from tests.factories import audits
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import queries_of
from tests.world import ASH, BEECH, NORTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_an_officer_writes_down_and_the_lead_confirms(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    office, school = client_of(world, Role.education_safeguarding_lead, NORTHERN), client_of(world, Role.dsl, ASH)
    page = reverse("audits:phone_section", args=[found.pk, "A1"])
    refused = office.post(page, {"A1.1.choice": "green", "A1.1.note": "Kept words"})
    assert refused.status_code == 422
    assert "Kept words" in refused.content.decode()
    assert office.post(page, {"told_by": "Head", "A1.1.choice": "green", "A1.1.note": "Minutes"}).status_code == 302
    assert "1 taken down" in office.get(reverse("audits:phone", args=[found.pk])).content.decode()
    assert 'value="Head"' in office.get(page).content.decode()  # who tells it stands there already
    overview = school.get(reverse("audits:return", args=[found.pk])).content.decode()
    assert "1 answer was written down for you" in overview
    offers = reverse("audits:offers", args=[found.pk])
    body = school.get(offers).content.decode()
    assert "Head, on the telephone" in body
    number = re.findall(r'name="offer" value="(\d+)" checked', body)
    assert school.post(offers, {"do": "take"}).status_code == 422
    assert school.post(offers, {"do": "take", "offer": number, f"was-{number[0]}": ""}).status_code == 302
    assert "Minutes" in school.get(reverse("audits:section", args=[found.pk, "A1"])).content.decode()


def test_what_stands_is_shown_beside_and_not_ticked(world: World) -> None:
    audits.opened(world)
    found = audits.answered(world, ASH)
    office, school = client_of(world, Role.business_manager, NORTHERN), client_of(world, Role.headteacher, ASH)
    office.post(reverse("audits:phone_section", args=[found.pk, "A1"]), {"told_by": "Head", "A1.1.choice": "red"})
    offers = reverse("audits:offers", args=[found.pk])
    body = school.get(offers).content.decode()
    assert "Your answer now:" in body
    (number,) = re.findall(r'name="offer" value="(\d+)"', body)
    assert "checked" not in body
    stale = school.post(offers, {"do": "take", "offer": number, f"was-{number}": ""})
    assert stale.status_code == 422
    assert "Look at it again" in stale.content.decode()
    assert school.post(offers, {"do": "throw_away", "offer": [number, "999999", "x"]}).status_code == 302


def test_nobody_else_sees_either_page(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    for role, place in ((Role.dsl, BEECH), (Role.independent_scrutineer, NORTHERN), (Role.dsl, ASH)):
        assert client_of(world, role, place).get(reverse("audits:phone", args=[found.pk])).status_code in (403, 404)
    office = client_of(world, Role.business_manager, NORTHERN)
    assert office.get(reverse("audits:offers", args=[found.pk])).status_code == 403


def test_confirming_costs_the_same_for_any_number(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    office, school = client_of(world, Role.business_manager, NORTHERN), client_of(world, Role.dsl, ASH)
    page, offers = reverse("audits:phone_section", args=[found.pk, "A1"]), reverse("audits:offers", args=[found.pk])
    counts = []
    for answers in ({"A1.1.choice": "green"}, {f"A1.{n}.choice": "green" for n in range(1, 8)}):
        office.post(page, {"told_by": "Head", **answers})
        school.get(offers)
        response, asked = queries_of(school, "get", offers)
        assert response.status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 9
