"""Requests on their pages: a setting asks and reads its answers, two officers answer at once, forged steps."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.demo import is_demo
from concordat.support.models import HelpRequest, InternalNote
from tests.factories import support
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, CEDAR, NORTHERN, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def officer(world: World) -> Client:
    return client_of(world, Role.partnership_administrator, NORTHERN)


@pytest.fixture
def dsl(world: World) -> Client:
    return client_of(world, Role.dsl, ASH)


def test_my_page_takes_the_same_queries_for_one_request_and_for_many(world: World, dsl: Client) -> None:
    is_demo()

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert dsl.get(reverse("support:mine")).status_code == 200
        return len([one for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]])

    support.a_request(world)
    first = count()
    for _ in range(10):
        support.a_request(world)
    assert count() == first
    assert first <= 9


def test_a_setting_asks_reads_the_answer_and_closes(world: World, dsl: Client, officer: Client) -> None:
    address = reverse("support:ask", args=[world.id(ASH)])
    key = str(uuid4())
    refused = dsl.post(address, {"kind": "policy", "words": "About A123456789012", "form_key": key})
    assert refused.status_code == 422
    assert "About A123456789012" in said(refused)
    asked = dsl.post(address, {"kind": "policy", "words": "Have you a policy?", "form_key": key}, follow=True)
    assert "You hear by" in said(asked)
    dsl.post(address, {"kind": "policy", "words": "Have you a policy?", "form_key": key})
    with acting_as(support.administrator(world)):
        kept = HelpRequest.objects.get()
    page = reverse("support:request", args=[kept.pk])
    assert "waits for an officer" in said(officer.get("/"))
    shown = officer.get(page).content.decode()
    assert '<input type="hidden" name="officer" value="">' in shown
    assert "is yours" in said(officer.post(page, {"step": "take", "officer": ""}, follow=True))
    manager = client_of(world, Role.business_manager, NORTHERN)
    late = manager.post(page, {"step": "take", "officer": ""})
    assert late.status_code == 422
    assert "has it since" in said(late)
    assert manager.post(page, {"step": "take", "officer": "9" * 40}).status_code == 422
    officer.post(page, {"step": "note", "note": "Ring the head first", "form_key": str(uuid4())})
    answer = {"step": "answer", "words": "Yes, here.", "minutes": "5", "seen": "0", "form_key": str(uuid4())}
    assert "Ring the head first" in said(officer.post(page, answer, follow=True))
    assert "Your partnership answered" in said(dsl.get("/"))
    shown = said(dsl.get(page))
    assert "Yes, here." in shown
    assert "Ring the head first" not in shown
    assert "For colleagues only" not in shown
    assert "The request is closed." in said(dsl.post(page, {"step": "close"}, follow=True))
    assert "The request is closed." in said(dsl.post(page, {"step": "close"}, follow=True))  # pressed twice
    assert officer.post(page, {"step": "close"}).status_code == 422
    assert "Your partnership answered" not in said(dsl.get("/"))


def test_two_who_answer_at_once_see_both_and_decide(world: World, officer: Client) -> None:
    asked = support.a_request(world)
    manager = client_of(world, Role.business_manager, NORTHERN)
    page = reverse("support:request", args=[asked.pk])
    mine = {"step": "answer", "words": "My answer", "minutes": "5", "seen": "0", "form_key": str(uuid4())}
    officer.post(page, {**mine, "words": "Their answer", "form_key": str(uuid4())})
    response = manager.post(page, mine)
    assert response.status_code == 422
    shown = response.content.decode()
    assert "Somebody else answered while you were typing" in shown
    assert "My answer" in shown
    assert "Their answer" in shown
    assert 'name="seen" value="1"' in shown
    assert "was not sent" in said(manager.post(page, {**mine, "seen": "1", "conflict": "theirs"}, follow=True))
    assert "is with the setting" in said(manager.post(page, {**mine, "seen": "1", "conflict": "yours"}, follow=True))


def test_forged_steps_and_ids_do_nothing(world: World, dsl: Client, officer: Client) -> None:
    asked, far = support.a_request(world), support.a_request(world, CEDAR)
    page = reverse("support:request", args=[asked.pk])
    answer = {"step": "answer", "words": "Forged", "minutes": "5", "seen": "0", "form_key": str(uuid4())}
    assert dsl.post(page, answer).status_code == 404
    assert dsl.post(page, {"step": "note", "note": "Forged", "form_key": str(uuid4())}).status_code == 404
    assert dsl.post(page, {"step": "take"}).status_code == 404
    assert dsl.post(page, {"step": "destroy"}).status_code == 404
    for client in (dsl, officer):
        assert client.get(reverse("support:request", args=[far.pk])).status_code == 404
        assert client.post(reverse("support:request", args=[far.pk]), answer).status_code == 404
    assert dsl.get(reverse("support:ask", args=[world.id(BEECH)])).status_code == 404
    assert officer.get(f"{reverse('support:note')}?setting={world.id(CEDAR)}").status_code == 404
    far_call = support.a_call(world, CEDAR, by=support.administrator(world, SOUTHERN), to_do_in=1)
    assert officer.post(reverse("support:call", args=[far_call.pk]), {"step": "close"}).status_code == 404
    assert officer.get(reverse("support:hand_over", args=[world.people[f"dsl of {ASH}"]])).status_code == 404
    assert officer.post(reverse("support:withdraw_away", args=[1])).status_code == 404
    with acting_as(support.administrator(world)):
        assert InternalNote.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.trust_safeguarding_lead, TRUST),
        (Role.governor, ASH),
        (Role.school_business_manager, ASH),
    ],
)
def test_trust_governor_and_business_manager_read_numbers_and_no_text(world: World, role: Role, place: str) -> None:
    asked = support.a_request(world, words="Unmistakable question")
    support.an_answer(world, asked, words="Unmistakable answer")
    support.a_request(world, BEECH, words="Unmistakable question")
    client = client_of(world, role, place)
    page = said(client.get(reverse("support:mine")))
    assert "in numbers" in page
    assert "Unmistakable" not in page
    assert "Unmistakable" not in said(client.get(reverse("support:counts_csv")))
    assert client.get(reverse("support:request", args=[asked.pk])).status_code in (403, 404)
    assert client.get(reverse("support:log")).status_code == 403
