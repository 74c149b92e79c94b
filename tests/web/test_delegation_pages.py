"""The pages by which a section goes to a colleague and comes back: what they show, refuse and cost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits.models import AuditReturn, Delegation
from concordat.core.actor import acting_as
from concordat.core.clock import now
from tests.factories import audits
from tests.web.signed_in import client_of, shown_on
from tests.web.test_audit_pages import page_fields, queries_of
from tests.world import ASH, BEECH, World, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SBM, DSL = Role.school_business_manager, Role.dsl


@pytest.fixture
def found(world: World) -> AuditReturn:
    """Ash's return, in which the lead has answered A2.1."""
    audits.opened(world)
    found = audits.return_of(world, ASH)
    lead = client_of(world, DSL, ASH)
    address = at(found, "A2")
    given = {"A2.1.choice": "amber", "A2.1.note": "Being rewritten", "then": "list"}
    assert lead.post(address, page_fields(lead, address) | given).status_code == 302
    return found


def at(found: AuditReturn, code: str) -> str:
    return reverse("audits:section", args=[found.pk, code])


def page(client: Client, name: str, *args: Any) -> str:
    return client.get(reverse(f"audits:{name}", args=args)).content.decode()


def hand(world: World, found: AuditReturn, *codes: str, to: Role = SBM, **more: str) -> Any:
    lead, address = client_of(world, DSL, ASH), reverse("audits:delegate", args=[found.pk])
    was = dict(re.findall(r'name="(was\.\w+)" value="(\d+)"', lead.get(address).content.decode()))
    data = {"sections": list(codes), "person": world.people[name_of(to, ASH)], "note": "", "wanted_on": ""}
    return lead.post(address, was | data | more)


def newest(world: World) -> Delegation:
    with acting_as(world.actor(DSL, ASH)):
        return Delegation.objects.order_by("-pk")[0]


def test_a_section_is_handed_answered_given_back_and_confirmed(world: World, found: AuditReturn) -> None:
    assert hand(world, found, "A1", note="As last year").status_code == 302
    lead, colleague = client_of(world, DSL, ASH), client_of(world, SBM, ASH)
    assert f"With {name_of(SBM, ASH)} since" in page(lead, "return", found.pk)
    assert "Answer section A1" in colleague.get("/").content.decode()
    mine = page(colleague, "return", found.pk)
    assert at(found, "A1") in mine
    assert at(found, "A2") not in mine
    shown = colleague.get(at(found, "A1")).content.decode()
    assert "As last year" in shown
    assert "Add evidence" not in shown
    answer = page_fields(colleague, at(found, "A1")) | {"A1.1.choice": "green", "A1.1.note": "Minutes", "then": "back"}
    there = colleague.post(at(found, "A1"), answer)["Location"]
    assert there == reverse("audits:hand_back", args=[newest(world).pk])
    assert "still open" in colleague.get(there).content.decode()
    assert colleague.post(there, {"said": "Ask the site manager"})["Location"] == reverse("audits:mine")
    assert colleague.get(at(found, "A1")).status_code == 404
    assert "No audit is open for you" in page(colleague, "mine")
    back = lead.get(at(found, "A1")).content.decode()
    for said in ("gave it back on", "Ask the site manager", "Confirm this section", "Minutes"):
        assert said in back
    assert lead.post(reverse("audits:confirm_section", args=[newest(world).pk])).status_code == 302
    assert "Sections handed to colleagues" not in page(lead, "return", found.pk)


def test_a_colleague_meets_no_other_page_of_the_return(world: World, found: AuditReturn) -> None:
    hand(world, found, "A1")
    colleague = client_of(world, SBM, ASH)
    assert colleague.get(at(found, "A1")).status_code == 200
    assert colleague.get(at(found, "A2")).status_code == 404
    assert colleague.post(at(found, "A2"), {"A2.1.choice": "green"}).status_code == 404
    for name in ("check", "print", "receipt", "evidence", "help_for", "finish", "reopen", "submit", "delegate"):
        assert colleague.get(reverse(f"audits:{name}", args=[found.pk])).status_code in (403, 404), name
    for address in (f"/audits/returns/{found.pk}/evidence/new/", f"/audits/settings/{world.id(ASH)}/papers/"):
        assert colleague.get(address).status_code in (403, 404), address
    body = colleague.get(at(found, "A1")).content.decode()
    assert "Being rewritten" not in body


def test_what_was_typed_is_shown_when_a_section_was_taken_back_meanwhile(world: World, found: AuditReturn) -> None:
    hand(world, found, "A1")
    colleague, lead = client_of(world, SBM, ASH), client_of(world, DSL, ASH)
    typed = page_fields(colleague, at(found, "A1")) | {"A1.1.choice": "green", "A1.1.note": "Minutes of May"}
    assert lead.post(reverse("audits:take_back_section", args=[newest(world).pk])).status_code == 302
    refused = colleague.post(at(found, "A1"), typed)
    assert refused.status_code == 409
    assert "Minutes of May" in refused.content.decode()
    assert "Minutes of May" not in lead.get(at(found, "A1")).content.decode()
    late = colleague.post(reverse("audits:hand_back", args=[newest(world).pk]), {"said": ""})
    assert late.status_code == 422
    assert "not with you any more" in late.content.decode()


def test_what_stands_in_the_way_is_said_and_nothing_typed_is_lost(world: World, found: AuditReturn) -> None:
    cases = [
        (hand(world, found), "Choose at least one section."),
        (hand(world, found, "A1", person=""), "Choose a colleague."),
        (hand(world, found, "A1", person=str(world.people[name_of(SBM, BEECH)])), "holds a role at your setting"),
        (hand(world, found, "Z1"), "Choose sections of this return."),
        (hand(world, found, "A1", wanted_on="soon"), "year-month-day"),
        (hand(world, found, "A1", wanted_on="2026-09-01", note="Please"), "Give a day from"),
    ]
    for answer, says in cases:
        assert answer.status_code == 422, says
        assert says in answer.content.decode()
    assert "Please" in cases[-1][0].content.decode()


def test_two_leads_at_once_see_who_has_it_before_it_moves(world: World, found: AuditReturn) -> None:
    head, address = client_of(world, Role.headteacher, ASH), reverse("audits:delegate", args=[found.pk])
    hand(world, found, "A1")
    data = {"sections": ["A1"], "person": world.people[name_of(Role.governor, ASH)]}
    refused = head.post(address, data)  # a page that was opened before the lead handed it over
    body = refused.content.decode()
    assert refused.status_code == 422
    assert "in the meantime" in body
    assert f"now with {name_of(SBM, ASH)}" in body
    was = dict(re.findall(r'name="(was\.\w+)" value="(\d+)"', body))
    assert head.post(address, was | data).status_code == 302
    assert newest(world).person_id == world.people[name_of(Role.governor, ASH)]


def test_the_form_says_whom_it_has_in_mind(world: World, found: AuditReturn) -> None:
    lead = client_of(world, DSL, ASH)
    body = page(lead, "delegate", found.pk)
    line = re.search(r"school business manager: <a[^>]*href=\"([^\"]+)\">choose ([^<]+)</a>", body)
    assert line is not None
    assert "A5" in line[2]
    chosen = lead.get(line[1].replace("&amp;", "&")).content.decode()
    assert re.search(r'value="A5"[^>]*checked', chosen)
    hand(world, found, "A5")
    assert "choose A5" not in page(lead, "delegate", found.pk)


def test_a_return_is_finished_from_the_page_after_taking_back_what_is_out(world: World) -> None:
    audits.opened(world)
    found = audits.answered(world, ASH)
    hand(world, found, "A1", "A2")
    colleague, lead = client_of(world, SBM, ASH), client_of(world, DSL, ASH)
    colleague.post(reverse("audits:hand_back", args=[newest(world).pk]), {"said": ""})
    finish = reverse("audits:finish", args=[found.pk])
    refused = lead.post(finish)
    assert refused.status_code == 422
    assert "1 section is still with a colleague" in refused.content.decode()
    asked = page(lead, "finish", found.pk)
    assert "By finishing you confirm what came back: A2" in asked
    (take_back,) = set(re.findall(r'action="(/audits/delegations/\d+/take-back/)"', asked))
    assert lead.post(take_back, {"then": "finish"})["Location"] == finish
    assert lead.post(finish).status_code == 302
    assert audits.return_of(world, ASH).state == "dsl_complete"


def test_forged_ids_do_not_exist(world: World, found: AuditReturn) -> None:
    hand(world, found, "A1")
    other, colleague = client_of(world, DSL, BEECH), client_of(world, Role.governor, ASH)
    for name in ("take_back_section", "confirm_section", "hand_back"):
        for number in (newest(world).pk, 999_999):
            assert other.post(reverse(f"audits:{name}", args=[number])).status_code == 404
    assert colleague.post(reverse("audits:hand_back", args=[newest(world).pk])).status_code == 404
    assert colleague.post(reverse("audits:take_back_section", args=[newest(world).pk])).status_code == 403
    assert newest(world).done_at is newest(world).ended_at is None


def test_a_business_manager_records_the_minute_without_the_answers(world: World) -> None:
    audits.opened(world)
    found = audits.signed_by_head(world, ASH, at=now())
    colleague = client_of(world, SBM, ASH)
    assert "Sign for the board" in page(colleague, "return", found.pk)
    board = reverse("audits:sign_board", args=[found.pk])
    assert "Read the return" not in colleague.get(board).content.decode()
    minute = {"how": "minute", "meeting_on": "2026-11-01", "minute_number": "4", "shown": shown_on(colleague, board)}
    assert colleague.post(board, minute).status_code == 302
    assert "minute 4" in page(colleague, "return", found.pk)


def test_what_the_pages_cost_in_queries(world: World, found: AuditReturn) -> None:
    hand(world, found, "A1", "A3")
    lead, colleague = client_of(world, DSL, ASH), client_of(world, SBM, ASH)
    for client in (lead, colleague):
        for address in (at(found, "A1"), reverse("audits:return", args=[found.pk])):
            client.get(address)
            _, shown = queries_of(client, "get", address)
            assert len(shown) <= 12, (address, shown)
    _, shown = queries_of(lead, "get", reverse("audits:delegate", args=[found.pk]))
    assert len(shown) <= 12, shown
    data = page_fields(colleague, at(found, "A1")) | {"A1.1.choice": "green", "A1.2.choice": "amber"}
    response, saved = queries_of(colleague, "post", at(found, "A1"), data)
    assert response.status_code == 302
    assert len(saved) + 2 <= 12, saved  # and the savepoint around the write with its release
