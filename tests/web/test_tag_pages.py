"""The pages of two editors, the reader and the business manager; and what relates to a question, in words."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concordat.accounts.models import Person
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.lib.crosswalk import SSSOM_COLUMNS
from concordat.questionnaires import queries
from concordat.questionnaires.vocabulary import LIBRARY
from tests.factories import tagging as tagging_factory
from tests.factories.tagging import Work
from tests.web.signed_in import client_of
from tests.world import ASH, NORTHERN, NOW, SOUTHERN, World, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def forms(world: World) -> dict[str, int]:
    with acting_as(Actor.system_named(LIBRARY), at=NOW):
        return {one.form.code: one.pk for one in queries.newest_published()}


@pytest.fixture
def short(forms: dict[str, int]) -> str:
    return f"/forms/{forms['short-provider-return']}"


@pytest.fixture
def work(world: World, forms: dict[str, int]) -> Work:
    with acting_as(Actor.system_named(LIBRARY), at=NOW):
        version = queries.published_version("short-provider-return")
    return tagging_factory.opened(world, version.pk)


def office(world: World) -> Client:
    return client_of(world, Role.business_manager, NORTHERN)


def first(world: World) -> Client:
    return client_of(world, Role.education_safeguarding_lead, NORTHERN)


def second(world: World) -> Client:
    return client_of(world, Role.partnership_chair, NORTHERN)


def reader(world: World) -> Client:
    return client_of(world, Role.independent_scrutineer, SOUTHERN)


def body(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def mail_of(world: World, role: Role, place: str) -> str:
    with acting_as(Actor.nobody(), phase="sign_in"):
        return Person.objects.get(pk=world.people[name_of(role, place)]).email


def hand_in(client: Client, address: str, *tags: str) -> Any:
    return client.post(f"{address}choose/", {"tag": tags, "complete": "on", "step": "hand_in"})


def test_from_two_names_to_a_release(world: World, short: str) -> None:
    manager = office(world)
    assert "Name two editors" in body(manager, f"{short}/tags/")
    named = {
        "first": mail_of(world, Role.education_safeguarding_lead, NORTHERN),
        "second": mail_of(world, Role.partnership_chair, NORTHERN),
        "reader": mail_of(world, Role.independent_scrutineer, SOUTHERN),
    }
    assert manager.post(f"{short}/tags/editors/", named).status_code == 302
    page = body(manager, f"{short}/tags/")
    assert f"independent_scrutineer of {SOUTHERN}" in page
    address = f"{short}/tags/of/S2/"
    assert "Your turn" not in body(manager, address)
    assert "Choose tags" in body(first(world), address)
    assert hand_in(first(world), address, "DSL-03").status_code == 302
    assert "DSL-03" not in body(second(world), address)
    assert hand_in(second(world), address, "DSL-03").status_code == 302
    assert "DSL-03: At least one trained deputy" in body(second(world), address)
    assert "Look for a gap" in body(reader(world), address)
    refused = reader(world).post(f"{address}check/", {"covers": "no", "because": ""})
    assert refused.status_code == 422
    assert "Say what could be false" in refused.content.decode()
    assert reader(world).post(f"{address}check/", {"covers": "yes"}).status_code == 302
    assert manager.post(f"{short}/tags/release/").status_code == 302
    page = body(manager, f"{short}/tags/")
    assert "Release 1 of" in page and "1 question agreed and complete" in page
    again = manager.post(f"{short}/tags/release/")
    assert again.status_code == 422 and "frozen" in again.content.decode()
    assert "Your turn" not in body(first(world), f"{short}/tags/of/S3/")


def test_searching_keeps_what_is_ticked_and_saves_nothing(world: World, work: Work, short: str) -> None:
    client, address = first(world), f"{short}/tags/of/S3/choose/"
    found = client.post(address, {"tag": ["POL-01"], "complete": "on", "words": "website policy", "step": "find"})
    page = found.content.decode()
    assert re.search(r'value="POL-01" checked', page)
    assert re.search(r'value="POL-02">', page)
    assert re.search(r'name="complete" checked', page)
    assert not re.search(r'value="POL-01" checked', body(client, address))
    client.post(address, {"tag": ["POL-01"], "words": "", "step": "save"})
    assert re.search(r'value="POL-01" checked', body(client, address))
    wrong = client.post(address, {"tag": ["POL-01", "NOT-99"], "step": "hand_in"})
    assert wrong.status_code == 422
    assert "no expectation NOT-99" in wrong.content.decode()
    assert re.search(r'value="POL-01" checked', wrong.content.decode())


def test_a_dispute_is_shown_and_both_choose_again(world: World, work: Work, short: str) -> None:
    address = f"{short}/tags/of/S2/"
    hand_in(first(world), address, "DSL-03")
    hand_in(second(world), address, "DSL-01")
    page = body(first(world), address)
    assert "Disputed" in page and "Both choose again" in page
    third = client_of(world, Role.analyst, NORTHERN)
    assert "Choose tags" in body(third, address)
    assert first(world).post(address).status_code == 302
    assert "This is round 2" in body(second(world), address)
    twice = first(world).post(address)
    assert twice.status_code == 422
    assert "Editors choose again where they differ" in twice.content.decode()


def test_nobody_else_takes_a_part(world: World, work: Work, short: str) -> None:
    address = f"{short}/tags/of/S2/"
    for client in (client_of(world, Role.dsl, ASH), office(world), reader(world)):
        assert hand_in(client, address, "DSL-03").status_code == 403
    for client in (first(world), client_of(world, Role.dsl, ASH)):
        assert client.post(f"{address}check/", {"covers": "yes"}).status_code == 403
        assert client.post(f"{short}/tags/release/").status_code == 403
        assert client.post(f"{short}/tags/answered-here/", {"question": ["S1"]}).status_code == 403
        assert client.get(f"{short}/tags/editors/").status_code == 403
    assert office(world).get(f"{short}/tags/of/X9/").status_code == 404
    assert office(world).get("/forms/999999/tags/").status_code == 404


def test_an_address_that_nobody_has_is_refused_in_its_field(world: World, short: str) -> None:
    named = {"first": "nobody@else.example", "second": mail_of(world, Role.partnership_chair, NORTHERN)}
    response = office(world).post(f"{short}/tags/editors/", named)
    assert response.status_code == 422
    assert "We know nobody with this address" in response.content.decode()
    assert "nobody@else.example" in response.content.decode()
    same = office(world).post(f"{short}/tags/editors/", {"first": named["second"], "second": named["second"]})
    assert "Nobody checks their own tags" in same.content.decode()


def test_changing_one_part_begins_with_who_takes_part_now(world: World, work: Work, short: str) -> None:
    page = body(office(world), f"{short}/tags/editors/")
    for role, place in ((Role.education_safeguarding_lead, NORTHERN), (Role.independent_scrutineer, SOUTHERN)):
        assert f'value="{mail_of(world, role, place)}"' in page


def test_a_school_does_not_learn_who_tags(world: World, work: Work, short: str) -> None:
    page = body(client_of(world, Role.dsl, ASH), f"{short}/tags/")
    assert f"independent_scrutineer of {SOUTHERN}" not in page
    assert f"partnership_chair of {NORTHERN}" not in page


def test_questions_kept_back_are_capped_and_shown_to_all(world: World, work: Work, short: str) -> None:
    manager = office(world)
    many = manager.post(f"{short}/tags/answered-here/", {"question": [f"S{n}" for n in range(1, 12)]})
    assert many.status_code == 422 and "At most 10" in many.content.decode()
    assert len(re.findall(r'name="question"[^>]* checked', many.content.decode())) == 11
    assert manager.post(f"{short}/tags/answered-here/", {"question": ["S1"]}).status_code == 302
    assert "Answered here" in body(client_of(world, Role.dsl, ASH), f"{short}/tags/")


def test_the_list_is_narrowed_counted_and_taken_away(world: World, work: Work, short: str) -> None:
    work.agree("S2", ["DSL-03"])
    client = first(world)
    assert "15 of 15 questions" in body(client, f"{short}/tags/")
    assert "1 of 15 questions" in body(client, f"{short}/tags/?state=check")
    assert "14 of 15 questions" in body(client, f"{short}/tags/?mine=open")
    taken = client.get(f"{short}/tags.csv?state=check").content.decode().removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(taken)))
    assert [(row["Question"], row["State"], row["Tags"]) for row in rows] == [("S2", "To be read", "DSL-03")]


def test_the_list_asks_the_same_number_of_times_however_many_are_handed_in(
    world: World, work: Work, short: str
) -> None:
    def asked() -> int:
        client = first(world)
        client.get(f"{short}/tags/")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(f"{short}/tags/")
        return len(captured)

    before = asked()
    for question in ("S2", "S3", "S4"):
        work.agree(question, ["DSL-03"])
    assert asked() == before <= 24


def test_what_relates_to_a_question_and_why(world: World, work: Work, forms: dict[str, int], short: str) -> None:
    client = client_of(world, Role.dsl, ASH)
    page = body(client, f"{short}/related/S2/")
    assert "A3.2" in page and "asks the same" in page
    assert "once the tags here are agreed" in page
    work.agree("S2", ["DSL-03"])
    work.check("S2")
    work.release()
    assert "Green there would be green here, once the tags there are agreed." in body(client, f"{short}/related/S2/")
    there = f"/forms/{forms['annual-school-audit']}/related/A3.2/"
    assert "Green here would be green there, once the tags here are agreed." in body(client, there)
    assert "It has no tags" in body(client, f"{short}/related/S13/")
    assert client.get(f"{short}/related/X1/").status_code == 404


def test_two_forms_side_by_side_and_as_sssom(world: World, forms: dict[str, int]) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    audit, toolkit = forms["annual-school-audit"], forms["sexual-harm-toolkit"]
    page = body(client, f"/forms/{audit}/relations/?other={toolkit}")
    assert re.search(r"\d+ of \d+ pairs of questions", page)
    assert "A9.7" in page and "B5.5" in page
    only = body(client, f"/forms/{audit}/relations/?other={toolkit}&relation=equal")
    assert "A9.7" in only and "A2.2" not in only
    assert body(client, f"/forms/{audit}/relations/?other=x")
    taken = client.get(f"/forms/{audit}/relations/{toolkit}.csv").content.decode().removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(taken)))
    assert tuple(rows[0]) == SSSOM_COLUMNS
    assert {row["predicate_id"] for row in rows} <= {
        "skos:closeMatch",
        "skos:narrowMatch",
        "skos:broadMatch",
        "skos:relatedMatch",
    }
    assert client.get(f"/forms/{audit}/relations/999999.csv").status_code == 404
