"""Asking for more time and deciding about it, on the pages; what they cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.core.clock import now
from tests.factories import audits
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import queries_of
from tests.world import ASH, BEECH, NORTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def later() -> str:
    """A school day next month, on or after the audit's own last day."""
    day = max(audits.CLOSES, now().date()) + timedelta(days=14)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day.isoformat()


def test_a_school_asks_and_the_office_finds_grants_and_the_school_reads(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    school, office = client_of(world, Role.dsl, ASH), client_of(world, Role.business_manager, NORTHERN)
    address = reverse("audits:ask_partnership", args=[found.pk])
    empty = school.post(address, {"kind": "extension", "why": "", "until": ""})
    assert empty.status_code == 422
    asked = school.post(address, {"kind": "extension", "until": later(), "why": "Our lead left."})
    assert asked.status_code == 302
    assert "1 setting asks for more time" in office.get("/").content.decode()
    tracker = reverse("audits:tracker", args=[found.cycle_id])
    listed = office.get(tracker + "?asks=1").content.decode()
    assert ASH in listed
    assert BEECH not in listed
    standing = reverse("audits:standing", args=[found.pk])
    assert "Our lead left." in office.get(standing).content.decode()
    decide = reverse("audits:decide", args=[found.pk, "extended"])
    assert later() in office.get(decide).content.decode()  # what was asked stands in the field
    assert office.post(decide, {"until": later(), "reason": "Of course."}).status_code == 302
    page = school.get(reverse("audits:return", args=[found.pk])).content.decode()
    assert "More time given" in page
    assert "Of course." in page
    assert "Granted." in page


def test_a_decision_without_a_reason_or_with_a_past_day_keeps_what_was_typed(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    office = client_of(world, Role.business_manager, NORTHERN)
    decide = reverse("audits:decide", args=[found.pk, "extended"])
    early = office.post(decide, {"until": "2026-10-13", "reason": "Kept words"})
    assert early.status_code == 422
    assert "Kept words" in early.content.decode()
    assert office.get(reverse("audits:decide", args=[found.pk, "invented"])).status_code == 404


def test_a_request_is_refused_with_an_answer(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    school, office = client_of(world, Role.headteacher, ASH), client_of(world, Role.business_manager, NORTHERN)
    school.post(reverse("audits:ask_partnership", args=[found.pk]), {"kind": "exemption", "why": "Too small."})
    page = office.get(reverse("audits:standing", args=[found.pk])).content.decode()
    refuse = page.split('href="')[[part.startswith("/audits/requests/") for part in page.split('href="')].index(True)]
    address = refuse.split('"')[0]
    assert client_of(world, Role.independent_scrutineer, NORTHERN).post(address, {"reason": "No."}).status_code == 403
    assert office.post(address, {"reason": "Small schools count most."}).status_code == 302
    assert "Small schools count most." in school.get(reverse("audits:return", args=[found.pk])).content.decode()


def test_where_a_return_stands_costs_nine_queries(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    office = client_of(world, Role.business_manager, NORTHERN)
    address = reverse("audits:standing", args=[found.pk])
    office.get(address)
    response, asked = queries_of(office, "get", address)
    assert response.status_code == 200
    assert len(asked) <= 9, asked


def test_a_closed_audit_is_reopened_on_its_page(world: World) -> None:
    cycle = audits.opened(world)
    office = client_of(world, Role.business_manager, NORTHERN)
    office.post(reverse("audits:close_cycle", args=[cycle.pk]))
    address = reverse("audits:reopen_cycle", args=[cycle.pk])
    assert office.post(address, {"closes_on": ""}).status_code == 422
    assert office.post(address, {"closes_on": later()}).status_code == 302
    assert "Open until" in office.get(reverse("audits:tracker", args=[cycle.pk])).content.decode()
