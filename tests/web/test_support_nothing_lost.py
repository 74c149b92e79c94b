"""Nothing typed in the support log is lost: Back in the browser, and a request that was closed meanwhile."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.support import operations
from concordat.support.models import Answer, Call, HelpRequest, InternalNote
from tests.factories import support
from tests.web.signed_in import client_of
from tests.world import ASH, NORTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def officer(world: World) -> Client:
    return client_of(world, Role.partnership_administrator, NORTHERN)


@pytest.fixture
def dsl(world: World) -> Client:
    return client_of(world, Role.dsl, ASH)


def words_of(world: World, model: Any) -> list[str]:
    with acting_as(support.administrator(world)):
        return list(model.objects.order_by("pk").values_list("words", flat=True))


def sent_again(client: Client, address: str, posted: dict[str, Any], shown: Any) -> Any:
    """Send the page that came back as it is: its words with its key."""
    html = shown.content.decode()
    keys = [part.split('"')[0] for part in html.split('name="form_key" value="')[1:]]
    fresh = [key for key in keys if key != posted["form_key"]]
    assert fresh, "the page that came back has the key of what was sent before"
    return client.post(address, {**posted, "form_key": fresh[0]}, follow=True)


def test_other_words_after_back_are_kept_beside_the_first(world: World, officer: Client, dsl: Client) -> None:
    asked = support.a_request(world)
    page = reverse("support:request", args=[asked.pk])
    a_call = {
        "said": ASH, "kind": "audit", "minutes": "5", "channel": "telephone", "next_step": "", "next_on": "",
        "follower": "", "on": "",
    }  # fmt: skip
    forms: list[tuple[Client, str, dict[str, Any], str, Any]] = [
        (officer, reverse("support:note"), a_call, "words", Call),
        (dsl, reverse("support:ask", args=[world.id(ASH)]), {"kind": "policy"}, "words", HelpRequest),
        (officer, page, {"step": "answer", "minutes": "5", "seen": "0"}, "words", Answer),
        (officer, page, {"step": "note"}, "note", InternalNote),
    ]
    for client, address, more, field, model in forms:
        before = words_of(world, model)
        first = {**more, field: "The first words", "form_key": str(uuid4())}
        for _ in range(2):  # a true repeat is harmless
            assert client.post(address, first).status_code == 302, model
        assert words_of(world, model) == [*before, "The first words"]
        shown = client.post(address, {**first, field: "Quite other words"})
        assert shown.status_code == 422, model
        assert "Quite other words" in said(shown)
        assert "You sent this form before" in said(shown)
        assert words_of(world, model) == [*before, "The first words"]
        again = {**first, field: "Quite other words"}
        if "seen" in first:
            assert 'name="seen" value="1"' in shown.content.decode()
            again["seen"] = "1"
        assert sent_again(client, address, again, shown).status_code == 200
        assert words_of(world, model) == [*before, "The first words", "Quite other words"]


def test_another_next_step_after_back_is_not_lost(world: World, officer: Client) -> None:
    posted = {
        "said": ASH, "kind": "audit", "words": "Asked", "minutes": "5", "channel": "telephone", "next_step": "",
        "next_on": "", "follower": "", "on": "", "form_key": str(uuid4()),
    }  # fmt: skip
    assert officer.post(reverse("support:note"), posted).status_code == 302
    more = {"next_step": "Ring back", "next_on": now().date().isoformat()}
    more["follower"] = str(support.administrator(world).person_id)
    shown = officer.post(reverse("support:note"), {**posted, **more})
    assert shown.status_code == 422
    assert "Ring back" in said(shown)


def test_what_was_typed_while_a_request_was_closed_stays_on_the_page(world: World, officer: Client) -> None:
    asked, dsl = support.a_request(world), world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        operations.close_request(request=asked, by=dsl, at=now())
    page = reverse("support:request", args=[asked.pk])
    posted = {"step": "answer", "words": "A long answer", "minutes": "5", "seen": "0", "form_key": str(uuid4())}
    shown = officer.post(page, posted)
    assert shown.status_code == 422
    assert "This request is closed" in said(shown)
    assert "A long answer" in said(shown)
    assert "was not sent" in said(shown)
    assert "A long answer" not in said(officer.get(page))


def test_what_was_typed_while_a_call_was_closed_stays_on_the_page(world: World, officer: Client) -> None:
    kept, by = support.a_call(world, to_do_in=1), support.administrator(world)
    with acting_as(by):
        operations.close_call(call=kept, by=by, at=now())
    posted = {"step": "plan", "next_step": "Look in again", "next_on": now().date().isoformat()}
    address = reverse("support:call", args=[kept.pk])
    shown = officer.post(address, {**posted, "follower": str(by.person_id)})
    assert shown.status_code == 422
    assert "This call is closed already" in said(shown)
    assert "Look in again" in said(shown)
    assert "was not kept" in said(shown)
