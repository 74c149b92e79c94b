"""Pages of initiatives: the register, one initiative, taking part, the matrix that names them; what each costs."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.resources.models import Initiative, TakeUp
from tests.factories import audits, checking
from tests.factories import initiatives as begin
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import queries_of
from tests.world import ASH, BEECH, CEDAR, NORTHERN, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LEAD = Role.education_safeguarding_lead


def body(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return str(response.content.decode())


def test_an_initiative_is_written_taken_up_and_read(world: World) -> None:
    local = checking.recommended(world)
    lead = client_of(world, LEAD, NORTHERN)
    there = reverse("audits:initiatives", args=[world.id(NORTHERN)])
    assert lead.get(reverse("audits:my_initiatives"))["Location"] == there
    assert "Nothing answers it now." in body(lead, there)
    new = reverse("audits:begin_initiative", args=[world.id(NORTHERN)])
    typed = {
        "title": "One log",
        "kind": "reporting",
        "what": "A form.",
        "agency_name": "The council",
        "from_on": "2026-01-05",
        "answers": [f"local-{local.pk}", "ofsted-2021-04"],
        "aims": "trn-02",
    }
    wrong = lead.post(new, typed | {"answers": []})
    assert wrong.status_code == 422
    assert 'value="One log"' in wrong.content.decode()  # nothing typed is lost
    assert lead.post(new, typed | {"answers": ["ofsted-2021-99"]}).status_code == 422
    one = lead.post(new, typed)["Location"]
    page = body(lead, one)
    assert "Routine" not in page
    assert local.title in page
    assert "no proof that the initiative caused a change" in page
    matrix = body(lead, reverse("audits:recommendations", args=[world.id(NORTHERN)]))
    assert f'href="{one}"' in matrix  # the recommendation leads to what answers it
    with acting_as(begin.lead(world)):
        pk = Initiative.objects.get().pk
    audits.opened(world)
    dsl = client_of(world, Role.dsl, ASH)
    ours = reverse("audits:our_initiatives", args=[world.id(ASH)])
    assert f'href="{ours}"' in body(dsl, reverse("audits:mine"))
    assert "Say that you take part" in body(dsl, ours)
    say = reverse("audits:say_take_up", args=[world.id(ASH), pk])
    said = {"state": "joined", "since_on": "2026-02-02", "staff": "12", "sessions": "", "was": "0"}
    assert dsl.post(say, said | {"staff": "many"}).status_code == 422
    assert dsl.post(say, said)["Location"] == ours
    assert dsl.post(say, said).status_code == 422  # from another window
    assert "12 staff" in body(dsl, ours)
    note = reverse("audits:note_take_up", args=[pk])
    assert lead.post(note, said | {"establishment_id": world.id(BEECH)})["Location"] == one
    assert lead.post(note, said | {"establishment_id": world.id(CEDAR)}).status_code == 422
    assert "2 of 3 settings" in body(lead, one)
    assert "2 of 3 settings" in body(lead, there + "?kind=reporting&answers=ofsted-2021-04&state=running")
    assert "No initiative fits" in body(lead, there + "?kind=training")
    rows = list(
        csv.DictReader(
            io.StringIO(
                lead.get(reverse("audits:initiatives_csv", args=[world.id(NORTHERN)])).content.decode("utf-8-sig")
            )
        )
    )
    assert [(row["Settings taking part"], row["Staff"]) for row in rows] == [("2", "24")]
    rows = list(
        csv.DictReader(
            io.StringIO(
                lead.get(reverse("audits:initiative_csv", args=[pk]) + "?state=not").content.decode("utf-8-sig")
            )
        )
    )
    assert len(rows) == 1
    change = reverse("audits:change_initiative", args=[pk])
    assert 'value="2026-01-05"' in body(lead, change)
    assert lead.post(change, typed | {"title": "One log for all", "was": "1"}).status_code == 302
    assert lead.post(change, typed | {"was": "1"}).status_code == 422
    assert lead.post(reverse("audits:end_initiative", args=[pk])).status_code == 302
    assert "Over" in body(lead, one)
    assert "Takes part" in body(dsl, ours)  # what came of it stays


def test_who_may_open_what(world: World) -> None:
    one = begin.an_initiative(world)
    begin.taken(world, one, BEECH)
    page, note = reverse("audits:initiative", args=[one.pk]), reverse("audits:note_take_up", args=[one.pk])
    for role, place, status in (
        (Role.analyst, NORTHERN, 200),
        (LEAD, SOUTHERN, 404),
        (Role.dsl, ASH, 403),
        (Role.data_protection_officer, NORTHERN, 403),
    ):
        assert client_of(world, role, place).get(page).status_code == status, role
    assert client_of(world, Role.analyst, NORTHERN).get(note).status_code == 403
    ash = client_of(world, Role.dsl, ASH)
    assert ash.get(reverse("audits:our_initiatives", args=[world.id(BEECH)])).status_code == 404
    assert BEECH not in body(ash, reverse("audits:our_initiatives", args=[world.id(ASH)]))
    governor = client_of(world, Role.governor, ASH)
    say = reverse("audits:say_take_up", args=[world.id(ASH), one.pk])
    assert governor.get(say).status_code == 403
    trust = client_of(world, Role.trust_safeguarding_lead, TRUST)
    assert "Takes part" in body(trust, reverse("audits:our_initiatives", args=[world.id(BEECH)]))
    assert ash.get(reverse("audits:say_take_up", args=[world.id(ASH), 999])).status_code == 404
    with acting_as(begin.lead(world)):
        assert TakeUp.objects.count() == 1


def test_what_the_pages_cost(world: World) -> None:
    """However many initiatives and settings there are; what a session costs on every page is in it."""
    checking.two_submitted(world)
    pks = [begin.an_initiative(world, title=f"Initiative {number}").pk for number in range(3)]
    lead, dsl = client_of(world, LEAD, NORTHERN), client_of(world, Role.dsl, ASH)
    for client, address, most in (
        (lead, reverse("audits:initiatives", args=[world.id(NORTHERN)]), 14),
        (lead, reverse("audits:initiative", args=[pks[0]]), 28),
        (dsl, reverse("audits:our_initiatives", args=[world.id(ASH)]), 18),
    ):
        response, queries = queries_of(client, "get", address)
        assert response.status_code == 200
        assert len(queries) <= most, (address, len(queries), queries)
