"""Answer once on the pages: what they show, what they cost, and that nothing is answered before a person says so."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits import queries
from concordat.audits.models import AuditReturn, CarriedAnswer, DifferenceReason, TickedAnswer
from concordat.audits.presenters import workbooks
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.lib.crosswalk import TagState
from tests.factories import audits, carrying
from tests.factories.carrying import AUDIT, TOOLKIT
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import page_fields, queries_of
from tests.world import ASH, BEECH, NORTHERN, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CHOSEN = r"<input[^>]*\schecked"  # a radio or a box that is chosen
TAGS = {
    AUDIT: {"A1.1": "T-01", "A1.2": "T-02", "A1.4": "T-03 T-04", "A2.1": "T-05 T-06"},
    TOOLKIT: {"B1.1": "T-01", "B1.2": "T-02", "B1.3": "T-03", "B1.4": "T-04", "B2.1": "T-05 T-07"},
}


@pytest.fixture
def asked(world: World, monkeypatch: pytest.MonkeyPatch) -> AuditReturn:
    """Two answers ready, one asked for ticks, one suggestion."""
    carrying.tagged(monkeypatch, TAGS)
    carrying.signed(world, {"A1.4": "amber"}, at=now())
    return carrying.asked_again(world, at=now())


def said(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def marks(client: Client, address: str) -> dict[str, str]:
    body = client.get(address).content.decode()
    return dict(re.findall(r'name="([^"]+\.(?:mark|was))" value="([^"]*)"', body))


def test_a_section_is_confirmed_after_each_answer_was_shown_with_its_source(world: World, asked: AuditReturn) -> None:
    dsl = client_of(world, Role.dsl, ASH)
    overview = said(dsl.get(reverse("audits:return", args=[asked.pk])))
    assert "2 answers ready" in overview
    page = reverse("audits:known", args=[asked.pk])
    body = said(dsl.get(page))
    assert "2 answers ready" in body
    assert "saves about <strong>4 minutes</strong>: 2 minutes a question" in body
    assert body.count(f"From your return to {NORTHERN} (School safeguarding audit, 2026 to 2027), signed on") == 2
    assert not re.search(r'<input[^>]*type="(checkbox|radio)"[^>]*checked', body)  # nothing is preselected
    with acting_as(world.actor(Role.dsl, ASH)):
        assert queries.answers_of(asked) == {}
    fields = marks(dsl, page)
    assert said(dsl.post(page, {**fields}), 422).count("Choose an answer, or a section") >= 1
    assert dsl.post(page, {**fields, "confirm": "B1.1"}).status_code == 302
    assert dsl.post(page, {**fields, "confirm_section": "B1"}).status_code == 302  # the first once more, the second
    with acting_as(world.actor(Role.dsl, ASH)):
        assert set(queries.answers_of(asked)) == {"B1.1", "B1.2"}
        assert CarriedAnswer.objects.count() == 2
    section = said(dsl.get(reverse("audits:section", args=[asked.pk, "B1"])))
    assert f"From your return to School safeguarding audit, 2026 to 2027, {NORTHERN}, signed on" in section
    assert section.count("Confirmed by dsl of Ash Primary School on") == 2
    assert "saved about 4 minutes" in said(dsl.get(page))


def test_what_was_not_shown_is_not_confirmed(world: World, asked: AuditReturn) -> None:
    dsl, page = client_of(world, Role.dsl, ASH), reverse("audits:known", args=[asked.pk])
    forged = {"B1.1.mark": "0" * 20, "B1.1.was": "", "confirm": "B1.1"}
    assert "is not as it was shown" in said(dsl.post(page, forged), 422)
    assert dsl.post(page, {"confirm": "Z9.9", "Z9.9.mark": "x"}).status_code == 422
    assert dsl.post(page, {"do": "tick", "source": "9" * 11, "question": "A1.4", "version": "1"}).status_code == 404
    with acting_as(world.actor(Role.dsl, ASH)):
        assert queries.answers_of(asked) == {}


def test_a_tick_list_is_asked_once_and_says_what_is_wrong(world: World, asked: AuditReturn) -> None:
    dsl, page = client_of(world, Role.dsl, ASH), reverse("audits:known", args=[asked.pk])
    body = said(dsl.get(page))
    assert "Which of these is not in place yet?" in body
    assert "Thing T-03" in body
    fields = dict(re.findall(r'<input type="hidden" name="(source|question|version)" value="([^"]+)">', body))
    ticks = {"do": "tick", **fields}
    assert fields["question"] == "A1.4"
    assert "at least one of these" in said(dsl.post(page, ticks), 422)
    assert dsl.post(page, ticks | {"missing": "T-04"}).status_code == 302
    again = said(dsl.get(page))
    assert "Which of these is not in place yet?" not in again
    assert "3 answers ready" in again
    with acting_as(world.actor(Role.dsl, ASH)):
        assert TickedAnswer.objects.get().not_in_place == ["T-04"]


def test_a_contradiction_asks_for_a_reason_that_readers_see(world: World, asked: AuditReturn) -> None:
    dsl, page = client_of(world, Role.dsl, ASH), reverse("audits:known", args=[asked.pk])
    body = said(dsl.get(page))
    fields = dict(re.findall(r'<input type="hidden" name="(source|question|version)" value="([^"]+)">', body))
    # The tick makes it certain that B1.4 is not in place.
    dsl.post(page, {"do": "tick", **fields, "missing": "T-04"})
    section = reverse("audits:section", args=[asked.pk, "B1"])
    dsl.post(section, page_fields(dsl, section) | {"B1.4.choice": "3", "then": "list"})
    assert "1 answer differs" in said(dsl.get(reverse("audits:return", args=[asked.pk])))
    assert "Say why it differs" in said(dsl.get(section))
    kept = said(dsl.post(page, {"do": "why", "question": "B1.4", "reason": " "}), 422)
    assert "Say in a sentence" in kept
    assert dsl.post(page, {"do": "why", "question": "B1.4", "reason": "Mended in October."}).status_code == 302
    printed = said(dsl.get(reverse("audits:print", args=[asked.pk])))
    assert "The setting says why: Mended in October." in printed
    file = dsl.get(reverse("audits:answers_csv", args=[asked.pk])).content.decode("utf-8-sig")
    assert "Mended in October." in file
    with acting_as(world.actor(Role.dsl, ASH)):
        assert DifferenceReason.objects.count() == 1


def test_printed_and_exported_with_where_it_came_from(world: World, asked: AuditReturn) -> None:
    dsl, page = client_of(world, Role.dsl, ASH), reverse("audits:known", args=[asked.pk])
    dsl.post(page, {**marks(dsl, page), "confirm_section": "B1"})
    printed = said(dsl.get(reverse("audits:print", args=[asked.pk])))
    assert printed.count("From your return to") == 2
    rows = dsl.get(reverse("audits:answers_csv", args=[asked.pk])).content.decode("utf-8-sig").splitlines()
    (line,) = [row for row in rows if ",B1.1," in row]
    assert NORTHERN in line
    assert "A1.1,asks the same,dsl of Ash" in line
    actor = world.actor(Role.dsl, ASH)
    with acting_as(actor):
        (sheet,) = workbooks.whole_return(queries.return_for(actor, asked.pk), as_of=now())
    (row,) = [one for one in sheet.rows if one[1] == "B1.1"]
    assert row[6:9] == ("A1.1", "asks the same", "dsl of Ash Primary School")


def test_a_suggestion_stands_beside_its_question_and_selects_nothing(world: World, asked: AuditReturn) -> None:
    dsl = client_of(world, Role.dsl, ASH)
    body = said(dsl.get(reverse("audits:section", args=[asked.pk, "B2"])))
    assert "It is a suggestion only: the two questions only overlap." in body
    assert not re.search(CHOSEN, body)
    first = said(dsl.get(reverse("audits:section", args=[asked.pk, "B1"])))
    assert first.count("<strong>Ready:</strong>") == 2
    assert not re.search(CHOSEN, first)


def test_one_list_of_all_that_is_asked_says_what_fills_what(world: World, asked: AuditReturn) -> None:
    dsl = client_of(world, Role.dsl, ASH)
    address = reverse("audits:together", args=[asked.establishment_id])
    body = said(dsl.get(address))
    assert NORTHERN in body
    assert SOUTHERN in body
    assert "2 ready to confirm" in body
    assert "1 partnership asks now" in body  # the other has its return
    assert client_of(world, Role.dsl, BEECH).get(address).status_code == 404
    assert client_of(world, Role.business_manager, SOUTHERN).get(address).status_code == 404


def test_answering_one_fills_the_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    carrying.tagged(monkeypatch, TAGS)
    audits.opened(world)
    first = audits.return_of(world, ASH)
    carrying.asked_again(world, at=now())
    dsl = client_of(world, Role.dsl, ASH)
    assert "All that is asked of Ash Primary School (2)" in said(dsl.get(reverse("audits:mine")))
    body = said(dsl.get(reverse("audits:together", args=[first.establishment_id])))
    assert f"Answering this fills up to 4 of Sexual harm toolkit ({SOUTHERN})" in body
    assert f"Answering this fills up to 3 of School safeguarding audit ({NORTHERN})" in body


def test_last_year_stands_beside_this_year(world: World, asked: AuditReturn) -> None:
    dsl = client_of(world, Role.dsl, ASH)
    body = said(dsl.get(reverse("audits:last_year", args=[asked.pk])))
    assert "Nothing from last year" in body


def test_nobody_else_sees_what_is_known(world: World, asked: AuditReturn) -> None:
    page = reverse("audits:known", args=[asked.pk])
    for role, place in ((Role.dsl, BEECH), (Role.business_manager, SOUTHERN), (Role.business_manager, NORTHERN)):
        assert client_of(world, role, place).get(page).status_code in (403, 404)
        assert client_of(world, role, place).post(page, {"confirm": "B1.1"}).status_code in (403, 404)


def test_pages_cost_the_same_for_any_number_of_questions(world: World, asked: AuditReturn) -> None:
    """A return's page costs at most 12 queries with everything known beside it, and the crosswalk none a question."""
    dsl = client_of(world, Role.dsl, ASH)
    page, section = reverse("audits:known", args=[asked.pk]), reverse("audits:section", args=[asked.pk, "B1"])
    overview = reverse("audits:return", args=[asked.pk])
    for address in (page, section, overview):
        dsl.get(address)
    counts = {}
    for name, address in (("known", page), ("section", section), ("overview", overview)):
        response, made = queries_of(dsl, "get", address)
        assert response.status_code == 200
        counts[name] = len(made)
    assert counts["known"] <= 12
    assert counts["section"] <= 12
    fields = marks(dsl, page)
    queries_of(dsl, "post", page, {**fields, "confirm": "B1.1"})
    _, confirmed = queries_of(dsl, "get", section)
    assert len(confirmed) == counts["section"]
    data = page_fields(dsl, section) | {"B1.1.choice": "2", "B1.3.choice": "3"}
    response, saved = queries_of(dsl, "post", section, data)
    assert response.status_code == 302
    assert len(saved) + 2 <= 12  # a carried answer that is changed costs no query more
    with acting_as(world.actor(Role.dsl, ASH)):
        assert CarriedAnswer.objects.get().ended_at is not None


def test_without_agreed_tags_nothing_is_ready(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    carrying.tagged(monkeypatch, TAGS, state=TagState.DRAFT)
    carrying.signed(world, {}, at=now())
    found = carrying.asked_again(world, at=now())
    body = said(client_of(world, Role.dsl, ASH).get(reverse("audits:known", args=[found.pk])))
    assert "0 answers ready" in body
    assert "None does now" in body


def test_with_the_tags_as_released_a_page_costs_no_more(world: World) -> None:
    """The door to the tags is one query for all forms; a difference that asks for a reason is one more."""
    carrying.released(world, AUDIT, {"A1.2": ["GOV-04", "GOV-05"], "A2.2": ["POL-04"]})
    carrying.released(world, TOOLKIT, {"B1.4": ["GOV-04"], "B1.3": ["POL-04"]})
    carrying.signed(world, {"A2.2": "amber"}, at=now())
    found, dsl = carrying.asked_again(world, at=now()), client_of(world, Role.dsl, ASH)
    section, page = (reverse("audits:section", args=[found.pk, "B1"]), reverse("audits:known", args=[found.pk]))
    dsl.post(section, page_fields(dsl, section) | {"B1.3.choice": "4", "then": "list"})
    for address in (section, page):
        assert "Look and confirm" in said(dsl.get(address)) or "1 answer ready" in said(dsl.get(address))
        _, made = queries_of(dsl, "get", address)
        assert len([one for one in made if "core_databasemark" not in one]) <= 12, made
    assert "Say why it differs" in said(dsl.get(section))


def test_answers_that_disagree_are_both_shown_and_none_is_ready(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    carrying.tagged(monkeypatch, {AUDIT: {"A1.1": "T-01", "A1.2": "T-01"}, TOOLKIT: {"B1.1": "T-01"}})
    carrying.signed(world, {"A1.2": "red"}, at=now())
    found, dsl = carrying.asked_again(world, at=now()), client_of(world, Role.dsl, ASH)
    assert "0 answers ready" in said(dsl.get(reverse("audits:known", args=[found.pk])))
    body = said(dsl.get(reverse("audits:section", args=[found.pk, "B1"])))
    assert "Your own answers disagree" in body
    assert "So it is in place." in body
    assert "So it is not all in place." in body
    assert not re.search(CHOSEN, body)
