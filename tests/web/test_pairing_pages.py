"""Pairing on its pages: the officer begins, finds, locks and publishes; schools say, accept, decline and look back."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, pairing
from concordat.audits.models import PairingMember, PairingRound
from concordat.audits.presenters.pairing_tasks import tasks
from concordat.core import clock
from concordat.core.actor import acting_as
from concordat.core.demo import is_demo
from tests.factories import pairing as pair_up
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, NOW, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def said(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    return " ".join(response.content.decode().split())


def officer(world: World) -> Any:
    return client_of(world, Role.education_safeguarding_lead, NORTHERN)


def saying(strengths: list[str], needs: list[str], capacity: str = "2") -> dict[str, str]:
    given = {f"strength_{number}": code for number, code in enumerate(strengths)}
    return given | {f"need_{number}": code for number, code in enumerate(needs)} | {"capacity": capacity}


def test_from_beginning_to_an_agreed_pair(world: World) -> None:
    cycle = pair_up.accepted(world, ASH, BEECH)
    office = officer(world)
    assert "No round yet" in said(office.get(reverse("audits:pairing")))
    assert "(2 accepted)" in said(office.get(reverse("audits:new_round")))
    limits = {"max_km": "15", "phases": "all", "other_trusts": "on", "recent_years": "2"}
    refused = office.post(reverse("audits:new_round"), {"cycle": cycle.pk, "offers_until": "", **limits})
    assert "Give the day of the review." in said(refused, 422)
    far = {"cycle": cycle.pk, "offers_until": "2036-11-30", "review_on": "2037-04-20", **limits}
    began = office.post(reverse("audits:new_round"), far)
    assert began.status_code == 302
    here = began["Location"]
    assert "0 of 2 schools" in said(office.get(here))
    assert "two schools" in said(office.post(here + "solve/"), 422)
    for setting, (strengths, needs) in {ASH: (["DSL"], ["ONL"]), BEECH: (["ONL"], ["DSL"])}.items():
        dsl, offer = client_of(world, Role.dsl, setting), pair_up.offer_of(world, setting)
        there = reverse("audits:pairing_offer", args=[offer.pk])
        assert "Say what your school offers and needs" in said(dsl.get("/"))
        assert f'value="{offer.strengths[0]}" selected' in said(dsl.get(there))
        both = said(dsl.post(there, saying(["DSL"], ["DSL"])), 422)
        assert "either a strength or a need, not both" in both
        assert 'value="DSL" selected' in both  # nothing typed is lost
        assert dsl.post(there, saying(strengths, needs)).status_code == 302
        assert "Your school has said this" in said(dsl.get(there))
    assert office.post(here + "solve/").status_code == 302
    assert "Looking for pairs" in said(office.get(here))
    with acting_as(pair_up.PAIRER) as pairer:
        one = PairingRound.objects.get()
        operations.solve_round(round_id=one.pk, number=one.solve_number, by=pairer, at=NOW)
    page = said(office.get(here))
    assert f"{ASH} and {BEECH}" in page
    assert f"{ASH} is strong in “The DSL team”, which {BEECH} needs." in page
    assert "2 km apart in a straight line." in page
    assert f"{ASH} and {BEECH}" in said(office.get(here + "publish/"))
    assert office.post(here + "publish/").status_code == 302
    (pair,) = pair_up.pairs(world, pairing_round(world))
    address = reverse("audits:pair", args=[pair.pk])
    dsl = client_of(world, Role.dsl, ASH)
    assert "Accept or decline your partner" in said(dsl.get("/"))
    page = said(dsl.get(address))
    assert "Do you accept?" in page
    assert "mailto:" not in page
    assert "Give a mailbox such as" in said(dsl.post(address + "accept/", {"mailbox": "no"}), 422)
    assert dsl.post(address + "accept/", {"mailbox": "dsl@ash.example"}).status_code == 302
    assert dsl.post(address + "accept/", {"mailbox": "dsl@ash.example"}).status_code == 302
    other = client_of(world, Role.headteacher, BEECH)
    assert "dsl@ash.example" not in said(other.get(address))
    assert other.post(address + "accept/", {"mailbox": "dsl@beech.example"}).status_code == 302
    assert "mailto:dsl@beech.example" in said(dsl.get(address))
    assert "Give the day of the visit." in said(dsl.post(address + "notes/", {"on": "", "what": "Seen"}), 422)
    assert dsl.post(address + "notes/", {"on": clock.today().isoformat(), "what": "Saw their logs"}).status_code == 302
    assert "Saw their logs" in said(other.get(address))
    assert "Say whether it helped." in said(dsl.post(address + "review/", {"met": "yes"}), 422)
    assert dsl.post(address + "review/", {"met": "yes", "helped": "much", "theme": "Logs"}).status_code == 302
    assert "About: Logs" not in said(other.get(address))
    page = said(office.get(here))
    assert "Has met; helped: yes, much. About: Logs" in page
    assert "1 of 1 agreed pair has met" in page
    rows = list(csv.DictReader(io.StringIO(office.get(here + "pairs.csv").content.decode("utf-8-sig"))))
    assert [(row["State"], row["Active at the review"]) for row in rows] == [("Agreed", "yes")]


def pairing_round(world: World) -> Any:
    with acting_as(pair_up.lead(world)) as by:
        return pairing.rounds_of(by).first()


def test_lock_take_apart_and_close(world: World) -> None:
    one = pair_up.begun(world)
    for setting in (ASH, BEECH):
        pair_up.said(world, setting)
    (pair,) = pair_up.solved(world, one)
    office, here = officer(world), reverse("audits:pairing_round", args=[one.pk])
    locked = office.post(reverse("audits:pair_lock", args=[pair.pk]), {"locked": "1"})
    assert locked["Location"].endswith(f"#pair-{pair.pk}")
    assert "Unlock" in said(office.get(here))
    drop = reverse("audits:pair_drop", args=[pair.pk])
    assert "Say why" in said(office.post(drop, {"reason": ""}), 422)
    assert office.post(drop, {"reason": "They share a head already"}).status_code == 302
    assert "Taken apart: They share a head already" in said(office.get(here))
    assert "no pair to publish" in said(office.post(here + "publish/"), 422)
    assert office.post(here + "close/").status_code == 302
    assert "This round is closed." in said(office.post(here + "solve/"), 422)
    assert "Begin a round" in said(office.get(reverse("audits:pairing")))


def test_declining_is_for_the_office_alone_and_comes_up_there(world: World) -> None:
    pair = pair_up.published(world)
    address = reverse("audits:pair", args=[pair.pk])
    dsl, other = client_of(world, Role.dsl, ASH), client_of(world, Role.dsl, BEECH)
    assert "Only the partnership" in said(dsl.get(address + "decline/"))
    assert "Say why" in said(dsl.post(address + "decline/", {"reason": " "}), 422)
    assert dsl.post(address + "decline/", {"reason": "Too far for us"}).status_code == 302
    with acting_as(pair_up.PAIRER) as pairer:
        operations.end_declined(pair_id=pair.pk, by=pairer, at=NOW.replace(year=2027))
    assert "Too far for us" not in said(other.get(address))
    assert "This pair has ended" in said(other.get(address))
    office = officer(world)
    assert "Declined because: Too far for us" in said(office.get(reverse("audits:pairing_round", args=[pair.round_id])))
    assert "Look for partners again" in said(office.get("/"))
    assert "ended or was answered" in said(other.post(address + "accept/", {"mailbox": "a@b.example"}), 422)


def test_a_review_comes_up_when_it_is_due(world: World) -> None:
    pair_up.agreed(world)
    actor = world.actor(Role.dsl, ASH)
    with acting_as(actor):
        assert tasks(actor, today=NOW.date()) == []
        (task,) = tasks(actor, today=pair_up.REVIEW)
    assert task.title == f"Look back at your pair: {ASH}"


def test_others_find_nothing_and_forged_ids_change_nothing(world: World) -> None:
    pair = pair_up.published(world)
    address, here = reverse("audits:pair", args=[pair.pk]), reverse("audits:pairing_round", args=[pair.round_id])
    offer = reverse("audits:pairing_offer", args=[pair_up.offer_of(world, ASH).pk])
    for role, place in ((Role.dsl, DAISY), (Role.dsl, CEDAR), (Role.business_manager, SOUTHERN)):
        client = client_of(world, role, place)
        assert client.get(address).status_code == 404
        assert client.get(offer).status_code == 404
        assert client.post(address + "accept/", {"mailbox": "a@b.example"}).status_code in (403, 404)
        assert client.get(here).status_code in (403, 404)
    beech = client_of(world, Role.dsl, BEECH)
    assert beech.get(offer).status_code == 404
    assert beech.get(here).status_code == 403
    governor = client_of(world, Role.governor, ASH)
    assert governor.get(address).status_code == 200
    assert governor.post(address + "accept/", {"mailbox": "a@b.example"}).status_code == 403
    assert client_of(world, Role.partnership_chair, NORTHERN).get(address).status_code == 403
    office = officer(world)
    assert office.post(address + "accept/", {"mailbox": "a@b.example"}).status_code == 403
    with acting_as(pair_up.lead(world)):
        assert set(PairingMember.objects.values_list("answer", flat=True)) == {""}


def test_the_outcome_page_says_what_it_cannot_know(world: World) -> None:
    pair = pair_up.agreed(world)
    here = reverse("audits:pairing_outcome", args=[pair.round_id])
    page = said(officer(world).get(here))
    assert "The next audit has not opened yet" in page
    assert "A difference is not an effect" in page
    rows = list(csv.DictReader(io.StringIO(officer(world).get(here[:-1] + ".csv").content.decode("utf-8-sig"))))
    assert {row["School"] for row in rows} == {ASH, BEECH}


def test_queries_do_not_grow_with_schools(world: World) -> None:
    one = pair_up.begun(world, ASH, BEECH, DAISY)
    office = officer(world)
    is_demo()
    addresses = (reverse("audits:pairing"), reverse("audits:pairing_round", args=[one.pk]))

    def counts() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as captured:
                assert office.get(address).status_code == 200
            found.append(len([one for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]]))
        return found

    for setting in (ASH, BEECH):
        pair_up.said(world, setting)
    pair_up.solved(world, one)
    first = counts()
    pair_up.said(world, DAISY)
    pair_up.solved(world, one)
    assert counts() == first
    assert max(first) <= 10
