"""A trust's pages and its schools': answered once, signed, confirmed or overridden, and visible on both sides."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits import queries
from concordat.audits.models import AuditReturn, TrustAnswer, TrustAudit
from concordat.core.actor import acting_as
from concordat.core.clock import now
from tests.factories import audits, trusts
from tests.web.signed_in import client_of, shown_on
from tests.web.test_audit_pages import page_fields, queries_of
from tests.world import ASH, BEECH, NORTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def said(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def marks(client: Client, address: str) -> dict[str, str]:
    body = client.get(address).content.decode()
    return dict(re.findall(r'name="([^"]+\.(?:mark|was))" value="([^"]*)"', body))


@pytest.fixture
def target(world: World) -> AuditReturn:
    audits.opened(world, at=now())
    return audits.return_of(world, BEECH)


def lead(world: World) -> Client:
    return client_of(world, Role.trust_safeguarding_lead, TRUST)


def test_a_trust_begins_answers_and_signs_and_a_school_confirms_or_says_otherwise(
    world: World, target: AuditReturn
) -> None:
    trust, page = lead(world), reverse("audits:trust_answers", args=[world.id(TRUST)])
    assert page in said(trust.get(reverse("audits:mine")))
    assert "asked of 1 of your schools" in said(trust.get(page))
    assert "Choose a form" in said(trust.post(page, {"title": "Ours"}), 422)
    begun = trust.post(page, {"title": "Ours", "form_version": str(target.form_version_id)})
    assert begun.status_code == 302
    section = f"{begun['Location']}sections/A1/"
    body = said(trust.get(section))
    assert "Each school answers this itself" in body
    assert 'value="green" checked' not in body
    fields = page_fields(trust, section)
    assert trust.post(section, fields | {"A1.1": "green", "A1.2": "green", "then": "list"}).status_code == 302
    assert "2 questions answered for all schools" in said(trust.get(begun["Location"]))
    sign = f"{begun['Location']}sign/"
    wrong = said(trust.post(sign, {"name": "Tess Lead", "on": "2199-01-01"}), 422)
    assert "cannot lie ahead" in wrong and "Tess Lead" in wrong
    today = now().date().isoformat()
    given = {"name": "Tess Lead", "on": today, "board_on": today, "minute_number": "7"}
    assert trust.post(sign, given | {"shown": shown_on(trust, sign)}).status_code == 302
    assert "Signed by Tess Lead" in said(trust.get(begun["Location"]))

    dsl, known = client_of(world, Role.dsl, BEECH), reverse("audits:known", args=[target.pk])
    body = said(dsl.get(known))
    assert f"From your trust, {TRUST} (Ours), signed on" in body and "by Tess Lead" in body
    school = reverse("audits:section", args=[target.pk, "A1"])
    assert f"Trust: {TRUST} answered" in said(dsl.get(school)) and "School: not answered yet." in said(dsl.get(school))
    with acting_as(world.actor(Role.dsl, BEECH)):
        assert queries.answers_of(target) == {}
    dsl.post(known, {**marks(dsl, known), "confirm": "A1.1"})
    dsl.post(school, page_fields(dsl, school) | {"A1.1.choice": "green", "A1.2.choice": "amber", "then": "list"})
    body = said(dsl.get(school))
    assert "School: confirmed." in body and "School: its own answer stands." in body
    assert "From your trust: Ours" in body and "Confirmed by dsl of Beech Academy" in body
    body = said(trust.get(begun["Location"]))
    assert body.count("1 confirmed, 0 answered otherwise or themselves, 0 open") == 1
    assert body.count("0 confirmed, 1 answered otherwise or themselves, 0 open") == 1
    assert "1 answer confirmed by schools so far, which saved them about 2 minutes" in body
    assert trust.post(f"{begun['Location']}reopen/").status_code == 302
    assert "Nobody outside the trust's team sees it" in said(trust.get(begun["Location"])).replace("&#x27;", "'")


def test_two_leads_of_a_trust_lose_nothing(world: World, target: AuditReturn) -> None:
    made = trusts.said(world, {"A1.1": "green"}, at=now())
    page, trust = reverse("audits:trust_section", args=[made.pk, "A1"]), lead(world)
    shown = page_fields(trust, page)
    trusts.say(world, made, {"A1.1": "red"}, at=now())
    body = said(trust.post(page, shown | {"A1.1": "amber", "A1.2": "green"}), 422)
    assert "Somebody answered A1.1 while you read" in body
    assert re.search(r'value="amber"[^>]*checked', body)  # nothing typed is lost
    with acting_as(trusts.lead(world)):
        assert TrustAnswer.objects.get(question="A1.1").value == {"choice": "red"}
    fresh = dict(re.findall(r'name="([^"]+\.was)" value="([^"]*)"', body))
    for forged in ("²", "9" * 5000, "x"):  # a version that is none is that of nothing said yet
        assert trust.post(page, shown | {"A1.1.was": forged, "A1.1": "amber"}).status_code == 422
    again = trust.post(page, shown | fresh | {"A1.1": "amber", "A1.2": "green"})
    assert again.status_code == 302, re.findall("error-summary.*?</div>", said(again, 422))
    with acting_as(trusts.lead(world)):
        assert TrustAnswer.objects.get(question="A1.1").value == {"choice": "amber"}


def test_nobody_else_opens_a_trust_s_pages(world: World, target: AuditReturn) -> None:
    made = trusts.signed(world, {"A1.1": "green"}, at=now())
    pages = [
        reverse("audits:trust_answers", args=[world.id(TRUST)]),
        reverse("audits:trust_audit", args=[made.pk]),
        reverse("audits:trust_section", args=[made.pk, "A1"]),
        reverse("audits:trust_sign", args=[made.pk]),
        reverse("audits:trust_reopen", args=[made.pk]),
    ]
    for role, place in ((Role.dsl, BEECH), (Role.headteacher, ASH), (Role.business_manager, NORTHERN)):
        other = client_of(world, role, place)
        for page in pages:
            assert other.get(page).status_code in (403, 404), (role, page)
            assert other.post(page, {}).status_code in (403, 404, 405), (role, page)
    trust = lead(world)
    for page in (
        reverse("audits:trust_answers", args=[world.id(ASH)]),
        reverse("audits:trust_audit", args=[made.pk + 999]),
        reverse("audits:trust_section", args=[made.pk, "A99"]),
    ):
        assert trust.get(page).status_code == 404
    with acting_as(trusts.lead(world)):
        assert TrustAudit.objects.get(pk=made.pk).state == "signed"


def test_pages_cost_at_most_twelve_queries(world: World, target: AuditReturn) -> None:
    """Of a school whose trust answered everything, as of any other."""
    trust, dsl = lead(world), client_of(world, Role.dsl, BEECH)
    made = trusts.said(world, {"A1.1": "green", "A1.2": "green", "A2.1": "green"}, at=now())
    trusts.sign(world, made, board_on=now().date(), at=now())
    for client, name, which in (
        (dsl, "return", [target.pk]),
        (dsl, "section", [target.pk, "A1"]),
        (dsl, "known", [target.pk]),
        (trust, "trust_audit", [made.pk]),
        (trust, "trust_section", [made.pk, "A1"]),
    ):
        page = reverse(f"audits:{name}", args=which)
        client.get(page)  # forms are read once in each process
        _, sent = queries_of(client, "get", page)
        assert len(sent) <= 12, (name, sent)
