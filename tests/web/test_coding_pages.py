"""Pages of coding: opened, its codebook changed, coded by two, settled, frozen, taken as a file; what each costs."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits import operations
from concordat.audits.models import AuditCycle, Coding
from concordat.core.actor import acting_as
from tests.factories import audits, checking
from tests.factories import coding as code
from tests.factories.coding import LATER
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import queries_of
from tests.world import ASH, BEECH, NORTHERN, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LEAD, OFFICE, SECOND = Role.education_safeguarding_lead, Role.business_manager, Role.partnership_administrator
HIDDEN_FIELD = re.compile(r'name="([\w.-]+)\.(seen|was)" value="(\d*)"')


def body(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return str(response.content.decode())


def fields(page: str) -> dict[str, str]:
    """What the page posts back without anything chosen."""
    return {f"{name}.{what}": value for name, what, value in HIDDEN_FIELD.findall(page)}


def at(name: str, coding: Coding) -> str:
    return reverse(f"audits:{name}", args=[coding.pk])


def the_coding(world: World) -> Coding:
    with acting_as(checking.office(world), at=LATER):
        return Coding.objects.get()


def test_a_coding_is_opened_prepared_coded_settled_and_frozen(world: World) -> None:
    cycle = code.cycle_with_notes(world)
    office, lead, second = (client_of(world, role, NORTHERN) for role in (OFFICE, LEAD, SECOND))
    new = reverse("audits:new_coding", args=[cycle.pk])
    people = [checking.person(checking.lead(world)), checking.person(checking.second(world))]
    for wrong in ({}, {"subject": code.SUBJECT, "coder_ids": people[:1]}, {"subject": "q:Z9", "coder_ids": people}):
        assert office.post(new, wrong).status_code == 422
    assert office.post(new, {"subject": code.SUBJECT, "coder_ids": people}).status_code == 302
    coding = the_coding(world)
    assert "Time in the curriculum" in body(office, at("codebook", coding))
    assert lead.get(at("code_notes", coding)).status_code == 404  # not started
    assert office.post(at("start_coding", coding)).status_code == 302
    for client, given in ((lead, code.ONE), (second, code.OTHER)):
        page = body(client, at("code_notes", coding))
        assert "need training" in page
        assert "checked" not in page  # nothing is chosen beforehand
        assert "Staff training (“training”)" in page
        keys = code.keys(world, coding, checking.lead(world))
        posted = fields(page) | {"then": "list"}
        for place, key in keys.items():
            posted[f"{key.return_id}-{key.question}.codes"] = sorted(given[place])  # type: ignore[assignment]
        assert client.post(at("code_notes", coding), posted).status_code == 302
        assert client.post(at("finish_coding", coding)).status_code == 302
    shown = body(office, at("coding", coding))
    assert "How far the two agree" in shown
    assert "100% (2 of 2)" in shown
    settle = at("settle_coding", coding)
    assert "Does “Parents and carers” stand?" in body(lead, settle)
    key = code.keys(world, coding, checking.lead(world))[ASH]
    posted = {"note": f"{key.return_id}-{key.question}", "was": "0", "page": "1", "shown": "parents"}
    assert lead.post(settle, posted).status_code == 422
    done = lead.post(settle, posted | {"code-parents": "yes"})
    assert done["Location"] == at("coding", coding)
    assert office.post(at("freeze_coding", coding)).status_code == 302
    page = body(office, at("coding", coding))
    assert "2 notes of 2 settings" in page
    assert "1.00, no interval: the 2 ratings show no spread" in page  # as before it was frozen
    assert "1.00, no interval: the 2 ratings show no spread" in shown
    assert "hidden" in page
    rows = list(csv.DictReader(io.StringIO(office.get(at("coding_csv", coding)).content.decode("utf-8-sig"))))
    assert {row["Settings with it"] for row in rows} == {"hidden"}  # two settings are too few
    assert (rows[0]["Kappa"], rows[0]["Kappa from"], rows[0]["Notes both coded"]) == ("1.0", "", "2")
    unspread = [row for row in rows if row["Code"] == "Unclear guidance" and row["Group"] == "All settings"]
    assert [row["Kappa"] for row in unspread] == [""]  # nobody gave it, so it is not defined
    every = page + str(rows)
    assert not any(text in every for text in code.WORDS.values())


def test_what_was_chosen_is_not_lost(world: World) -> None:
    coding = code.started(world, code.cycle_with_notes(world))
    lead = client_of(world, LEAD, NORTHERN)
    address = at("code_notes", coding)
    key = code.keys(world, coding, checking.lead(world))[ASH]
    name = f"{key.return_id}-{key.question}"
    shown = fields(body(lead, address))
    assert lead.post(address, shown | {f"{name}.codes": "parents", "then": "list"}).status_code == 302
    again = body(lead, address)
    assert f'name="{name}.codes" value="parents" checked' in again
    stale = lead.post(address, shown | {f"{name}.codes": "time"})
    assert stale.status_code == 422
    assert "another window" in stale.content.decode()
    assert f'name="{name}.codes" value="time" checked' in stale.content.decode()
    none = lead.post(address, fields(again))
    assert none.status_code == 422
    assert "Choose at least one code" in none.content.decode()
    forged = lead.post(address, fields(again) | {f"{name}.codes": "<b>"})
    assert "Choose codes of this codebook" in forged.content.decode()
    assert lead.post(at("finish_coding", coding)).status_code == 422
    found = checking.return_of(world, ASH)
    with acting_as(checking.office(world), at=LATER) as by:
        operations.reopen_submitted(audit_return=found, reason="They asked.", by=by, at=LATER)
    gone = lead.post(address, fields(again) | {f"{name}.codes": "time"})
    assert gone.status_code == 422
    assert "no longer here" in gone.content.decode()
    assert "need training" not in gone.content.decode()


def test_the_codebook_keeps_what_was_typed_and_takes_codes_in_and_out(world: World) -> None:
    coding = code.opened(world, code.cycle_with_notes(world))
    office = client_of(world, OFFICE, NORTHERN)
    address = at("codebook", coding)
    posted = {"was": "1", "key-0": "time", "title-0": "Time", "description-0": "", "words-0": "time*"}
    wrong = office.post(address, posted)
    assert wrong.status_code == 422
    assert 'value="Time"' in wrong.content.decode()
    more = {"key-1": "", "title-1": "Rooms", "description-1": "No room", "words-1": "Room*; hall"}
    out = {"key-2": "help", "title-2": "Help", "out-2": "1"}
    assert office.post(address, posted | more | out).status_code == 302
    twice = office.post(address, posted | more | {"key-1": "time"})
    assert twice.status_code == 422
    assert "One code came twice" in twice.content.decode()
    assert office.post(address, posted | more | {"key-1": "own1", "key-3": " own1 ", "title-3": "B"}).status_code == 422
    page = body(office, at("coding", coding))
    assert "Version 2" in page
    assert "Suggested by: room*, hall" in page
    assert "Access to help" not in page
    assert office.post(address, posted | more).status_code == 422  # from another window
    assert office.post(at("start_coding", coding)).status_code == 302
    assert office.get(address).status_code == 404


def test_what_was_said_of_one_note_is_not_put_to_another(world: World) -> None:
    """A difference drops out while it is on the screen: the page of its number shows another note now."""
    both_parents = {place: codes | {"parents"} for place, codes in code.ONE.items()}
    coding = code.compared(world, given=(both_parents, code.OTHER))
    lead = client_of(world, LEAD, NORTHERN)
    places = {key: place for place, key in code.keys(world, coding, checking.lead(world)).items()}
    gone, stays = sorted(places)
    address = at("settle_coding", coding)
    shown = f'name="note" value="{gone.return_id}-{gone.question}"'
    assert shown in body(lead, address)
    said = {"note": f"{gone.return_id}-{gone.question}", "page": "1", "shown": "parents", "code-parents": "yes"}
    stale = lead.post(f"{address}?page=2", said | {"was": "7"}).content.decode()
    assert shown in stale  # the note that was posted, wherever in the order the address says
    assert stale.count("checked") == 1
    found = checking.return_of(world, places[gone])
    with acting_as(checking.office(world), at=LATER) as by:
        operations.reopen_submitted(audit_return=found, reason="Asked.", by=by, at=LATER)
    other = lead.post(address, said | {"was": "0"})
    assert other.status_code == 422
    assert f'name="note" value="{stays.return_id}-{stays.question}"' in other.content.decode()
    assert "checked" not in other.content.decode()


def test_before_both_have_finished_no_page_shows_the_others_codes(world: World) -> None:
    coding = code.started(world, code.cycle_with_notes(world))
    code.coded(world, coding, checking.lead(world), code.ONE)
    second, office = client_of(world, SECOND, NORTHERN), client_of(world, OFFICE, NORTHERN)
    assert "checked" not in body(second, at("code_notes", coding))
    for client in (second, office):
        assert "How far the two agree" not in body(client, at("coding", coding))
        assert client.get(at("settle_coding", coding)).status_code in (403, 404)
        assert client.get(at("coding_csv", coding)).status_code == 404
    assert "finished on" in body(office, at("coding", coding))


def test_who_may_open_what(world: World) -> None:
    coding = code.started(world, code.cycle_with_notes(world))
    for role, place, status in (
        (OFFICE, NORTHERN, 403),  # keeps it, but does not code
        (Role.partnership_chair, NORTHERN, 403),
        (Role.dsl, ASH, 403),
        (Role.analyst, NORTHERN, 403),
        (LEAD, SOUTHERN, 404),
    ):
        client = client_of(world, role, place)
        assert client.get(at("code_notes", coding)).status_code == status, role
        assert client.post(at("code_notes", coding), {}).status_code == status, role
        assert client.post(at("finish_coding", coding)).status_code == status, role
    chair = client_of(world, Role.partnership_chair, NORTHERN)
    assert "No note leaves this site" in body(chair, reverse("audits:codings", args=[coding.cycle_id]))
    for name in ("codebook", "start_coding", "code_again", "freeze_coding"):
        assert chair.post(at(name, coding)).status_code == 403, name
    assert chair.get(reverse("audits:new_coding", args=[coding.cycle_id])).status_code == 403
    assert client_of(world, LEAD, NORTHERN).get(reverse("audits:coding", args=[999_999])).status_code == 404


def test_changed_notes_are_marked_and_coded_again(world: World) -> None:
    coding = code.compared(world)
    office, lead = client_of(world, OFFICE, NORTHERN), client_of(world, LEAD, NORTHERN)
    found = checking.return_of(world, ASH)
    with acting_as(checking.office(world), at=LATER) as by:
        operations.reopen_submitted(audit_return=found, reason="They asked.", by=by, at=LATER)
    audits.signed_and_submitted(world, ASH, at=LATER)
    assert "1 note is new or changed since coded" in body(office, at("coding", coding))
    assert office.post(at("code_again", coding)).status_code == 302
    page = body(lead, at("code_notes", coding) + "?show=left")
    assert "Changed since coded" in page
    assert page.count("<legend") == 1


def test_what_both_gave_apart_is_told_and_not_asked_again(world: World) -> None:
    coding = code.compared(world)
    office, lead = client_of(world, OFFICE, NORTHERN), client_of(world, LEAD, NORTHERN)
    assert office.post(at("code_again", coding)).status_code == 302
    page = body(lead, at("code_notes", coding))
    assert page.count("so they stay") == 2
    assert "Your codes: Staff training, Parents and carers." in page
    assert not fields(page)
    key = code.keys(world, coding, checking.lead(world))[ASH]
    name = f"{key.return_id}-{key.question}"
    forged = {f"{name}.seen": "1", f"{name}.was": "1", f"{name}.codes": "training"}
    assert lead.post(at("code_notes", coding), forged).status_code == 422
    assert "Parents and carers." in body(lead, at("code_notes", coding))


def test_the_office_closes_a_coding_with_a_reason_and_opens_another(world: World) -> None:
    coding = code.opened(world, code.cycle_with_notes(world))
    office, second = client_of(world, OFFICE, NORTHERN), client_of(world, SECOND, NORTHERN)
    address = at("close_coding", coding)
    assert address in body(office, at("coding", coding))
    assert second.get(address).status_code == 200  # the administrator is of the office
    assert client_of(world, Role.partnership_chair, NORTHERN).post(address, {"reason": "Mine."}).status_code == 403
    assert client_of(world, LEAD, SOUTHERN).post(address, {"reason": "Mine."}).status_code == 404
    assert office.post(address, {"reason": " "}).status_code == 422
    assert office.post(address, {"reason": "The wrong question."}).status_code == 302
    page = body(office, at("coding", coding))
    assert "Closed without a result" in page
    assert "The wrong question." in page
    assert address not in page
    assert office.post(address, {"reason": "Sent twice."}).status_code == 422
    assert office.get(at("codebook", coding)).status_code == 404
    people = [checking.person(checking.lead(world)), checking.person(checking.second(world))]
    new = reverse("audits:new_coding", args=[coding.cycle_id])
    assert office.post(new, {"subject": code.SUBJECT, "coder_ids": people}).status_code == 302


def test_what_the_pages_cost(world: World) -> None:
    """However many notes there are; what a session costs on every page is in it."""
    cycle: AuditCycle = code.cycle_with_notes(world)
    coding = code.started(world, cycle)
    lead = client_of(world, LEAD, NORTHERN)
    for name, args, most in (
        ("codings", [cycle.pk], 10),
        ("coding", [coding.pk], 12),
        ("code_notes", [coding.pk], 10),
    ):
        response, queries = queries_of(lead, "get", reverse(f"audits:{name}", args=args))
        assert response.status_code == 200
        assert len(queries) <= most, (name, len(queries), queries)
    code.coded(world, coding, checking.lead(world), code.ONE)
    code.coded(world, coding, checking.second(world), code.OTHER)
    response, queries = queries_of(lead, "get", at("settle_coding", coding))
    assert response.status_code == 200
    assert len(queries) <= 11, queries
    assert BEECH not in response.content.decode()  # no setting is named where its note is read
    assert ASH not in response.content.decode()
