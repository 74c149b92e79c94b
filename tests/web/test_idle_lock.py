"""A session nobody used is locked, nothing typed is lost, and the answer that waited is saved afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from concordat.accounts import operations, queries
from concordat.accounts.models import KeptForm, Person
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.operations.idling import IdleRuleNotPossible
from concordat.accounts.sessions import DEMO_SIGN_IN
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now
from concordat.core.problems import NotAllowed
from tests.factories import audits
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import page_fields
from tests.world import ASH, World, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PASSWORD = "three invented words"


def left_alone(client: Client, minutes: float) -> None:
    """As if nobody had touched it for so long."""
    with acting_as(Actor.nobody(), phase="sign_in"):
        session = client.session
        seen, rule = session["seen"]
        session["seen"] = (seen - minutes * 60, rule)
        session.save()


@pytest.fixture
def lead(world: World) -> Client:
    """The safeguarding lead of Ash, signed in, with a password."""
    with acting_as(Actor.nobody(), phase="sign_in"):
        person = Person.objects.get(pk=world.people[name_of(Role.dsl, ASH)])
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    return client_of(world, Role.dsl, ASH)


def test_after_half_an_hour_the_password_is_asked_for_and_leads_back(lead: Client) -> None:
    left_alone(lead, 29)
    assert lead.get("/audits/?page=1").status_code == 200
    left_alone(lead, 31)
    for path in ("/audits/?page=1", "/", "/account/2fa/", "/documents/"):
        assert lead.get(path)["Location"].startswith("/account/reauthenticate/"), path
    lead.get("/audits/?page=1")
    wrong = lead.post("/account/reauthenticate/", {"password": "not this one at all", "next": "/account/carry-on/"})
    assert wrong.status_code == 200
    assert lead.get("/")["Location"].startswith("/account/reauthenticate/")
    lead.get("/audits/?page=1")
    right = lead.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/account/carry-on/"})
    assert right["Location"] == "/account/carry-on/"
    assert lead.get("/account/carry-on/")["Location"] == "/audits/?page=1"
    assert lead.get("/audits/?page=1").status_code == 200


def test_an_answer_that_met_the_lock_is_saved_afterwards_and_only_then(world: World, lead: Client) -> None:
    audits.opened(world)
    address = reverse("audits:section", args=[audits.return_of(world, ASH).pk, "A1"])
    said = page_fields(lead, address) | {
        "A1.1.choice": "green",
        "A1.1.note": "A long answer, thought about for forty minutes",
        "then": "list",
    }
    left_alone(lead, 45)
    assert lead.post(address, said)["Location"].startswith("/account/reauthenticate/")
    head = client_of(world, Role.headteacher, ASH)
    assert "forty minutes" not in head.get(address).content.decode()
    lead.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/account/carry-on/"})
    page = lead.get("/account/carry-on/")
    assert f'action="{address}"' in page.content.decode()
    kept = {one.name: one.value for one in page.context["fields"]}
    assert kept == said
    assert lead.post(page.context["path"], kept).status_code == 302
    assert "forty minutes" in head.get(address).content.decode()


def test_another_persons_unlocking_shows_nothing_of_it(world: World, lead: Client) -> None:
    left_alone(lead, 45)
    lead.post("/audits/returns/1/sections/A1/", {"x": "mine alone, in a sentence"})
    other = client_of(world, Role.headteacher, ASH)
    answer = other.get("/account/carry-on/?next=/audits/returns/1/sections/A1/")
    assert answer["Location"] == "/audits/returns/1/sections/A1/"
    with acting_as(world.actor(Role.headteacher, ASH)):
        assert not KeptForm.objects.exists()


def test_somebody_with_a_work_account_alone_signs_in_again_and_comes_back(world: World) -> None:
    client = client_of(world, Role.governor, ASH)
    left_alone(client, 31)
    answer = client.get("/audits/")
    assert answer["Location"] == "/account/login/?next=%2Faccount%2Fcarry-on%2F%3Fnext%3D%252Faudits%252F"
    assert client.get("/audits/")["Location"].startswith("/account/login/")


def test_use_is_written_once_a_minute(lead: Client) -> None:
    lead.get("/audits/")
    first = lead.session["seen"]
    lead.get("/audits/")
    assert lead.session["seen"] == first
    left_alone(lead, 2)
    lead.get("/audits/")
    assert lead.session["seen"][0] >= first[0]


def test_the_minutes_are_dated_data_set_by_the_operator(world: World, lead: Client, capsys: Any) -> None:
    with acting_as(FOUNDER):
        assert queries.idle_minutes(at=now()) == 30
    call_command("idle", "10")
    assert "after 10 minutes" in capsys.readouterr().out
    with acting_as(FOUNDER):
        assert queries.idle_minutes(at=now() - timedelta(minutes=1)) == 30
    left_alone(lead, 2)
    lead.get("/audits/")
    left_alone(lead, 11)
    assert lead.get("/audits/")["Location"].startswith("/account/reauthenticate/")
    for minutes in (0, 4, 121):
        with pytest.raises(CommandError):
            call_command("idle", str(minutes))
        with acting_as(FOUNDER), pytest.raises(IdleRuleNotPossible):
            operations.set_idle_minutes(minutes=minutes, by=FOUNDER, at=now())
    head = world.actor(Role.headteacher, ASH)
    with acting_as(head), pytest.raises(NotAllowed):
        operations.set_idle_minutes(minutes=60, by=head, at=now())


def test_a_demonstration_is_not_locked(lead: Client) -> None:
    with acting_as(Actor.nobody(), phase="sign_in"):
        session = lead.session
        session[DEMO_SIGN_IN] = True
        session.save()
    left_alone(lead, 300)
    assert lead.get("/audits/").status_code == 200
