"""The pages of an audit: what they show, refuse and cost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits import operations
from concordat.audits.models import Answer
from concordat.core.actor import acting_as
from concordat.questionnaires import queries as questionnaire_queries
from tests.factories import audits
from tests.web.signed_in import client_of, shown_on
from tests.world import ASH, BEECH, CEDAR, NORTHERN, NOW, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SHORT = "short-provider-return"


def page_fields(client: Client, address: str) -> dict[str, Any]:
    """The hidden tokens of a section's page."""
    body = client.get(address).content.decode()
    return dict(re.findall(r'<input type="hidden" name="([^"]+\.was)" value="([^"]*)">', body))


def queries_of(client: Client, method: str, address: str, data: dict[str, Any] | None = None) -> tuple[Any, list[str]]:
    with CaptureQueriesContext(connection) as captured:
        response = getattr(client, method)(address, data or {})
    own = [query["sql"] for query in captured.captured_queries]
    # The test itself runs in a transaction: the request's own transaction is then a savepoint, which it is not in life.
    return response, [sql for sql in own if not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT"))]


def test_a_section_is_answered_saved_and_shown_again(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    client = client_of(world, Role.dsl, ASH)
    address = reverse("audits:section", args=[found.pk, "A1"])
    data = page_fields(client, address) | {"A1.1.choice": "green", "A1.1.note": "Minutes of May", "then": "list"}
    response = client.post(address, data)
    assert response.status_code == 302
    assert response["Location"] == reverse("audits:return", args=[found.pk])
    body = client.get(address).content.decode()
    assert "Minutes of May" in body
    assert re.search(r'value="green"[^>]*checked', body)


def test_what_two_people_typed_is_shown_side_by_side_and_nothing_is_lost(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    dsl, head = client_of(world, Role.dsl, ASH), client_of(world, Role.headteacher, ASH)
    address = reverse("audits:section", args=[found.pk, "A1"])
    old = page_fields(head, address)
    dsl.post(address, page_fields(dsl, address) | {"A1.1.choice": "green", "A1.1.note": "first"})
    response = head.post(address, old | {"A1.1.choice": "red", "A1.1.note": "second"})
    body = response.content.decode()
    assert response.status_code == 422
    assert "first" in body
    assert "second" in body
    assert "Somebody else changed an answer" in body
    token = re.search(r'name="A1.1.theirs" value="([^"]+)"', body)
    assert token is not None
    settled = old | {
        "A1.1.choice": "red",
        "A1.1.note": "second",
        "settled": "A1.1",
        "A1.1.theirs": token[1],
        "A1.1.conflict": "yours",
    }
    assert head.post(address, settled).status_code == 302
    assert "second" in head.get(address).content.decode()


def test_a_bad_answer_is_explained_beside_what_was_typed(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    client = client_of(world, Role.dsl, ASH)
    address = reverse("audits:section", args=[found.pk, "A4"])
    response = client.post(address, page_fields(client, address) | {"A4.1.percent": "many"})
    body = response.content.decode()
    if response.status_code == 302:  # the part may be named otherwise: find it
        name = re.search(r'name="(A4\.1\.[a-z]+)"', client.get(address).content.decode())
        assert name is not None
        response = client.post(address, page_fields(client, address) | {name[1]: "many"})
        body = response.content.decode()
    assert response.status_code == 422
    assert "There is a problem" in body
    assert 'value="many"' in body


def test_a_table_gets_rows_without_javascript(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    client = client_of(world, Role.dsl, ASH)
    address = reverse("audits:section", args=[found.pk, "A3"])
    before = client.get(address).content.decode().count('name="A3.3.')
    added = client.post(address, {"add_row": "A3.3", "A3.1.note": "kept while a row is added"}).content.decode()
    assert added.count('name="A3.3.') > before
    assert "kept while a row is added" in added


def test_from_finish_to_receipt_through_the_pages(world: World) -> None:
    audits.opened(world)
    found = audits.answered(world, ASH)
    dsl, head, chair = (client_of(world, role, ASH) for role in (Role.dsl, Role.headteacher, Role.governor))
    assert head.get(reverse("audits:sign_head", args=[found.pk])).status_code == 200
    assert head.post(reverse("audits:sign_head", args=[found.pk]), {"agreed": "on"}).status_code == 422  # too early
    assert dsl.post(reverse("audits:finish", args=[found.pk])).status_code == 302
    assert dsl.get(reverse("audits:sign_head", args=[found.pk])).status_code == 403
    assert "Tick the box" in head.post(reverse("audits:sign_head", args=[found.pk])).content.decode()
    signed = {"agreed": "on", "shown": shown_on(head, reverse("audits:sign_head", args=[found.pk]))}
    assert head.post(reverse("audits:sign_head", args=[found.pk]), signed).status_code == 302
    board = reverse("audits:sign_board", args=[found.pk])
    assert "Give the date" in dsl.post(board, {"how": "minute", "minute_number": "4"}).content.decode()
    assert chair.post(board, {"how": "chair", "shown": shown_on(chair, board)}).status_code == 302
    assert dsl.post(reverse("audits:submit", args=[found.pk])).status_code == 302
    receipt = dsl.get(reverse("audits:receipt", args=[found.pk])).content.decode()
    number = audits.return_of(world, ASH).receipt
    assert number is not None
    assert number in receipt
    assert "headteacher of Ash" in receipt
    assert number in dsl.get(reverse("audits:print", args=[found.pk])).content.decode()


def test_the_partnership_asks_and_the_setting_replies(world: World) -> None:
    audits.opened(world)
    found = audits.submitted(world, ASH)
    lead, dsl = client_of(world, Role.education_safeguarding_lead, NORTHERN), client_of(world, Role.dsl, ASH)
    empty = lead.post(reverse("audits:send_back", args=[found.pk]), {"question": "", "asked": " "})
    assert empty.status_code == 422
    asked = {"question": "A1.1", "asked": "Which meeting was it?"}
    assert lead.post(reverse("audits:send_back", args=[found.pk]), asked).status_code == 302
    page = dsl.get(reverse("audits:return", args=[found.pk])).content.decode()
    assert "Which meeting was it?" in page
    reply = re.search(r'href="(/audits/queries/\d+/reply/)"', page)
    assert reply is not None
    assert dsl.post(reply[1], {"reply": "October's."}).status_code == 302
    assert "October&#x27;s." in lead.get(reverse("audits:read", args=[found.pk])).content.decode()
    assert lead.post(reverse("audits:accept", args=[found.pk])).status_code == 302


def test_a_forged_id_and_an_unsubmitted_return_do_not_exist(world: World) -> None:
    audits.opened(world)
    found = audits.answered(world, ASH)
    stranger, manager = client_of(world, Role.dsl, CEDAR), client_of(world, Role.business_manager, NORTHERN)
    addresses = [
        reverse("audits:return", args=[found.pk]),
        reverse("audits:section", args=[found.pk, "A1"]),
        reverse("audits:print", args=[found.pk]),
        reverse("audits:return", args=[99_999_999]),
    ]
    for address in addresses:
        assert stranger.get(address).status_code == 404
        assert manager.get(address).status_code == 404
    assert stranger.post(addresses[1], {"A1.1.choice": "red"}).status_code == 404
    assert manager.get(reverse("audits:read", args=[found.pk])).status_code == 404
    outsider = client_of(world, Role.business_manager, SOUTHERN)
    cycle = found.cycle_id
    for name in ("audits:tracker", "audits:tracker_csv", "audits:analysis", "audits:close_cycle"):
        assert outsider.get(reverse(name, args=[cycle])).status_code == 404


def test_a_closed_cycle_refuses_and_keeps_what_was_typed(world: World) -> None:
    cycle = audits.opened(world)
    found = audits.return_of(world, ASH)
    client = client_of(world, Role.dsl, ASH)
    address = reverse("audits:section", args=[found.pk, "A1"])
    data = page_fields(client, address) | {"A1.1.choice": "green", "A1.1.note": "typed for nothing?"}
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        operations.close_cycle(cycle=cycle, by=manager, at=NOW)
    response = client.post(address, data)
    assert response.status_code == 409
    assert "typed for nothing?" in response.content.decode()


def test_the_tracker_counts_filters_and_gives_a_safe_file(world: World) -> None:
    cycle = audits.opened(world)
    audits.submitted(world, BEECH)
    client = client_of(world, Role.business_manager, NORTHERN)
    address = reverse("audits:tracker", args=[cycle.pk])
    body = client.get(address).content.decode()
    assert "1 of 3 returned" in body
    assert "Beech Academy" in client.get(address, {"state": "submitted"}).content.decode()
    assert "Ash Primary" not in client.get(address, {"state": "submitted"}).content.decode()
    assert client.get(address, {"page": "99999999999", "sort": "nonsense", "state": "'"}).status_code == 200
    file = client.get(reverse("audits:tracker_csv", args=[cycle.pk])).content.decode("utf-8-sig")
    assert file.splitlines()[0].startswith("Setting,URN,Phase")
    assert len(file.splitlines()) == 4


def test_analysis_hides_what_too_few_said(world: World) -> None:
    cycle = audits.opened(world)
    audits.submitted(world, BEECH)
    client = client_of(world, Role.education_safeguarding_lead, NORTHERN)
    body = client.get(reverse("audits:analysis", args=[cycle.pk]), {"section": "A9"}).content.decode()
    assert "Too few settings answered to show this." in body
    file = client.get(reverse("audits:analysis_csv", args=[cycle.pk])).content.decode("utf-8-sig")
    assert "100.0" not in file
    assert "hidden" in file


def test_a_cycle_is_prepared_and_opened_through_the_pages(world: World) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        school = questionnaire_queries.published_version("annual-school-audit").pk
    wrong = client.post(reverse("audits:new_cycle"), {"title": "", "year": "2026 to 2027"})
    assert wrong.status_code == 422
    assert "Give the audit a title." in wrong.content.decode()
    given = {
        "title": "School safeguarding audit",
        "year": "2026 to 2027",
        "opens_on": "2026-10-12",
        "closes_on": "2026-12-18",
        "form_s175": str(school),
    }
    prepared = client.post(reverse("audits:new_cycle"), given)
    assert prepared.status_code == 302
    assert "1 setting will be asked" in client.get(prepared["Location"]).content.decode()
    assert client.post(prepared["Location"]).status_code == 302
    again = client.post(prepared["Location"])
    assert again.status_code == 422


@pytest.mark.parametrize(
    ("narrow", "asked"),
    [
        ({}, 3),
        ({"phase": ["Secondary"]}, 2),
        ({"type_group": ["Local authority maintained schools"]}, 2),
        ({"trust_id": [TRUST]}, 2),
        ({"phase": ["Primary"], "trust_id": [TRUST]}, 1),
    ],
)
def test_a_cycle_asks_whom_the_register_s_facts_say(world: World, narrow: dict[str, list[str]], asked: int) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        forms = [questionnaire_queries.published_version(code).pk for code in ("annual-school-audit", SHORT)]
    chosen = narrow | ({"trust_id": [str(world.id(TRUST))]} if "trust_id" in narrow else {})
    given: dict[str, Any] = {
        "title": "School safeguarding audit",
        "year": "2026 to 2027",
        "opens_on": "2026-10-12",
        "closes_on": "2026-12-18",
        "form_s175": forms[0],
        "form_s157": forms[0],
        "form_short": forms[1],  # asked of all its providers, whatever narrows the schools
    }
    prepared = client.post(reverse("audits:new_cycle"), given | chosen)
    said = client.get(prepared["Location"]).content.decode()
    assert f"{asked} setting{'' if asked == 1 else 's'} will be asked" in said


def test_a_trust_of_another_area_cannot_be_chosen(world: World) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    response = client.post(reverse("audits:new_cycle"), {"trust_id": ["999999"]})
    assert response.status_code == 422
    assert "Select a valid choice" in response.content.decode()


def test_what_pages_cost_in_queries(world: World) -> None:
    cycle = audits.opened(world)
    found = audits.return_of(world, ASH)
    dsl, manager = client_of(world, Role.dsl, ASH), client_of(world, Role.business_manager, NORTHERN)
    section, tracker = reverse("audits:section", args=[found.pk, "A1"]), reverse("audits:tracker", args=[cycle.pk])
    dsl.get(section)  # the form is read once a process
    for code in ("A0", "A1", "A11"):
        _, shown = queries_of(dsl, "get", reverse("audits:section", args=[found.pk, code]))
        assert len(shown) <= 12, shown
    data = page_fields(dsl, section) | {"A1.1.choice": "green", "A1.2.choice": "amber"}
    response, saved = queries_of(dsl, "post", section, data)
    assert response.status_code == 302
    assert len(saved) + 2 <= 12  # and the savepoint around the write with its release
    _, listed = queries_of(manager, "get", tracker)
    assert len(listed) <= 8


def test_a_return_begins_with_what_is_held_and_keeps_it_once_it_is_saved(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    client = client_of(world, Role.dsl, ASH)
    about = reverse("audits:section", args=[found.pk, "A0"])
    body = client.get(about).content.decode()
    for fact in (f'<dd class="govuk-summary-list__value">{ASH}</dd>', "Community school", "Begun for you"):
        assert fact in body
    names = re.findall(r'name="(A0\.2\.\d+\.name)"[^>]*value="([^"]+)"', body)
    assert ("A0.2.0.name", f"deputy_dsl of {ASH}") in names
    assert not any("Beech" in name for _, name in names)
    with acting_as(world.actor(Role.dsl, ASH)):
        assert Answer.objects.count() == 0
    typed = dict(re.findall(r'name="(A0\.2\.\d+\.(?:role|name))"[^>]*value="([^"]+)"', body))
    assert client.post(about, page_fields(client, about) | typed | {"then": "list"}).status_code == 302
    again = client.get(about).content.decode()
    assert "Begun for you" not in again
    assert f"deputy_dsl of {ASH}" in again


def test_the_action_plan_begins_with_red_then_amber_and_only_for_those_who_answer(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    client = client_of(world, Role.dsl, ASH)
    first, plan = (reverse("audits:section", args=[found.pk, code]) for code in ("A1", "A11"))
    answers = {
        "A1.1.choice": "amber",
        "A1.1.note": "Soon",
        "A1.2.choice": "red",
        "A1.2.note": "No",
        "A1.4.choice": "green",
    }
    client.post(first, page_fields(client, first) | answers | {"then": "list"})
    body = client.get(plan).content.decode()
    assert re.findall(r'name="A11\.2\.\d+\.question"[^>]*value="([^"]+)"', body) == ["A1.2", "A1.1"]
    assert "Put in place: A named governor" in body
    reader = client_of(world, Role.trust_safeguarding_lead, TRUST)
    assert reader.get(plan).status_code == 404
    head = client_of(world, Role.headteacher, ASH).get(plan).content.decode()
    assert "Put in place" in head
    with acting_as(world.actor(Role.dsl, ASH)):
        assert not Answer.objects.filter(question="A11.2").exists()


def test_what_is_left_names_each_question_and_leads_to_it(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    client = client_of(world, Role.dsl, ASH)
    body = client.get(reverse("audits:check", args=[found.pk])).content.decode()
    there = reverse("audits:section", args=[found.pk, "A1"]) + "?check=1#A1.1"
    assert f'href="{there}">A1.1 A named governor' in body


def test_a_new_audit_starts_with_the_usual_choices(world: World) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    body = client.get(reverse("audits:new_cycle")).content.decode()
    assert re.search(r'name="year"[^>]*value="20\d\d to 20\d\d"', body)
    assert len(re.findall(r"<option[^>]*selected[^>]*>\s*Annual school safeguarding audit, version 1", body)) == 2
    assert re.search(r'name="opens_on"[^>]*value="20\d\d-\d\d-\d\d"', body)


def test_the_office_reads_on_its_first_page_how_many_have_returned(world: World) -> None:
    audits.opened(world)
    audits.submitted(world, ASH)
    client = client_of(world, Role.business_manager, NORTHERN)
    response, _ = queries_of(client, "get", "/")
    assert "1 of 3 returned" in response.content.decode()
