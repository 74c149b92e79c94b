"""A form is begun, built and published in the browser; nobody overwrites anybody."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.lib import form_logic
from concordat.questionnaires import library, queries
from concordat.questionnaires.vocabulary import LIBRARY
from tests.factories import tagging as tagging_factory
from tests.web.publishing import publish
from tests.web.signed_in import client_of
from tests.world import ASH, NORTHERN, NOW, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BEGUN = {"title": "Ours", "code": "ours", "edition": "2027", "copied": "", "section": "About us", "text": "Is it?"}
QUESTION = {
    "id": "A1.2",
    "section": "A1",
    "section_title": "About us",
    "text": "Is our policy on the website?",
    "type": "rag4",
    "level": "must",
    "applies_to": "all",
    "expectations": "POL-02",
}


def office(world: World, place: str = NORTHERN) -> Client:
    return client_of(world, Role.business_manager, place)


def begun(client: Client, **said: Any) -> str:
    response = client.post("/forms/begin/", BEGUN | said)
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def shown(client: Client, address: str) -> str:
    found = set(re.findall(r'name="before" value="([0-9a-f]{64})"', client.get(address).content.decode()))
    (digest,) = found
    return str(digest)


def form_at(world: World, address: str, place: str = NORTHERN) -> form_logic.Form:
    with acting_as(world.actor(Role.business_manager, place), at=NOW):
        return queries.form_of(int(address.split("/")[2]))


def test_from_an_empty_form_to_a_published_one(world: World) -> None:
    client = office(world)
    page = begun(client)
    assert client.post(f"{page}question/", QUESTION | {"before": shown(client, page)}).status_code == 302
    assert list(form_at(world, page).questions) == ["A1.1", "A1.2"]
    assert client.post(page, {"before": shown(client, page), "step": "up", "question": "A1.2"}).status_code == 302
    assert list(form_at(world, page).questions) == ["A1.2", "A1.1"]
    assert client.post(page, {"before": shown(client, page), "step": "remove", "question": "A1.1"}).status_code == 302
    last = client.post(page, {"before": shown(client, page), "step": "remove", "question": "A1.2"})
    assert last.status_code == 422 and "no question in this form" in last.content.decode()
    version = page.removesuffix("build/")
    assert "Is our policy on the website?" in client.get(version).content.decode()
    assert publish(client, version).status_code == 302
    assert client.get(page).status_code == 404
    late = client.post(f"{page}question/", QUESTION | {"before": "0" * 64})
    assert late.status_code == 404


def test_what_is_typed_stays_where_something_is_wrong(world: World) -> None:
    client = office(world)
    page = begun(client)
    wrong = QUESTION | {"before": shown(client, page), "expectations": "NOT-99"}
    response = client.post(f"{page}question/", wrong)
    assert response.status_code == 422
    assert "NOT-99 is not in the bank" in response.content.decode()
    assert "Is our policy on the website?" in response.content.decode()
    missing = client.post("/forms/begin/", BEGUN | {"text": ""})
    assert missing.status_code == 422 and "Write the first question" in missing.content.decode()


def test_two_at_once_lose_nothing(world: World) -> None:
    client = office(world)
    page = begun(client)
    before = shown(client, page)
    assert client.post(f"{page}question/", QUESTION | {"before": before}).status_code == 302
    second = client.post(f"{page}question/A1.1/", QUESTION | {"id": "A1.1", "text": "Another?", "before": before})
    assert second.status_code == 422
    assert "Somebody else has changed this draft" in second.content.decode()
    assert form_at(world, page).questions["A1.1"].text == "Is it?"


def test_pressing_again_overwrites_nothing_either(world: World) -> None:
    """What was typed stays, with the digest that it was typed against: only a page opened anew can save."""
    client = office(world)
    page = begun(client)
    before = shown(client, page)
    own = QUESTION | {"id": "A1.1", "text": "Another?", "before": before}
    first = QUESTION | {"id": "A1.1", "text": "What was saved first?", "before": before}
    assert client.post(f"{page}question/A1.1/", first).status_code == 302
    refused = client.post(f"{page}question/A1.1/", own)
    assert refused.status_code == 422
    body = refused.content.decode()
    assert f'name="before" value="{before}"' in body and "Another?" in body
    assert f'href="{page}" target="_blank"' in body
    again = re.search(r'name="before" value="([0-9a-f]{64})"', body)
    assert again is not None
    assert client.post(f"{page}question/A1.1/", own | {"before": again[1]}).status_code == 422
    assert form_at(world, page).questions["A1.1"].text == "What was saved first?"


def test_what_was_typed_stays_where_the_question_is_taken_out_meanwhile(world: World) -> None:
    client = office(world)
    page = begun(client)
    assert client.post(f"{page}question/", QUESTION | {"before": shown(client, page)}).status_code == 302
    before = shown(client, page)
    assert client.post(page, {"before": before, "step": "remove", "question": "A1.2"}).status_code == 302
    late = client.post(f"{page}question/A1.2/", QUESTION | {"text": "Typed meanwhile?", "before": before})
    assert late.status_code == 422 and "Typed meanwhile?" in late.content.decode()
    assert client.get(f"{page}question/A1.2/").status_code == 404


def test_what_is_published_is_what_was_shown(world: World) -> None:
    client = office(world)
    page = begun(client)
    version = page.removesuffix("build/")
    asked = shown(client, f"{version}publish/")
    assert client.post(f"{page}question/", QUESTION | {"before": shown(client, page)}).status_code == 302
    for given in ({"before": asked}, {}):
        refused = client.post(f"{version}publish/", given)
        assert refused.status_code == 422 and "changed" in refused.content.decode()
    assert publish(client, version).status_code == 302


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+1", "-2+3"])
def test_a_cell_that_a_spreadsheet_would_run_is_built_by_nobody(world: World, cell: str) -> None:
    client = office(world)
    page = begun(client)
    refused = client.post(f"{page}question/", QUESTION | {"text": cell, "before": shown(client, page)})
    assert refused.status_code == 422
    assert "begins like a formula" in refused.content.decode()
    assert client.post("/forms/begin/", BEGUN | {"code": "run", "section": cell}).status_code == 422


def test_a_copy_of_a_form_that_is_known(world: World) -> None:
    with acting_as(Actor.system_named(LIBRARY), at=NOW):
        known = queries.published_version("short-provider-return").pk
    page = begun(office(world), copied=known, section="", text="")
    assert form_at(world, page).questions == library.form("short-provider-return").questions
    body = office(world).get(f"{page}question/S1/").content.decode()
    assert "Someone is named to lead on safeguarding" in body


def test_nobody_builds_anothers_form(world: World) -> None:
    page = begun(office(world))
    assert office(world, SOUTHERN).get(page).status_code == 404
    assert client_of(world, Role.dsl, ASH).get(page).status_code in (403, 404)
    assert client_of(world, Role.dsl, ASH).post("/forms/begin/", BEGUN).status_code == 403
    taken = office(world, SOUTHERN).post("/forms/begin/", BEGUN)
    assert taken.status_code == 422 and "belongs to another" in taken.content.decode()


def test_a_draft_that_is_being_tagged_keeps_its_questions(world: World) -> None:
    client = office(world)
    page = begun(client)
    tagging_factory.opened(world, int(page.split("/")[2]))
    refused = client.post(f"{page}question/", QUESTION | {"before": shown(client, page)})
    assert refused.status_code == 422
    assert "Two editors are tagging this draft" in refused.content.decode()


def test_a_question_that_is_hard_to_read_is_pointed_at(world: World) -> None:
    client = office(world)
    hard = "Does organisational accountability necessitate comprehensive multidisciplinary collaboration?"
    page = begun(client, text=hard)
    assert "Hard to read" in client.get(page).content.decode()
    assert "Use shorter words" in client.get(f"{page}question/A1.1/").content.decode()
