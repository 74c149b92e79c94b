"""A chair signs one return by a link and a code: once, that one return, and nothing else is to be seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.db import connection, transaction
from django.test import Client

from concordat.accounts import tokens
from concordat.accounts.models import Person, RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import by_link, operations, queries
from concordat.audits.jobs import NOTIFIER
from concordat.audits.models import SigningLink, SignOff
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now
from tests.factories import audits
from tests.web.signed_in import client_of
from tests.web.signing import NEW, asked, mailed, newest, proved
from tests.world import ASH, BEECH, World, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def found(world: World) -> Any:
    """A return of Ash that the head has signed."""
    audits.opened(world)
    return audits.signed_by_head(world, ASH, at=now())


def test_a_chair_who_was_never_here_signs_in_four_pages(world: World, found: Any) -> None:
    assert asked(world, found).status_code == 302
    path, chair = mailed("link"), Client()
    letter = django_mail.outbox[-1]
    assert letter.to == [NEW]
    assert "Cora" not in f"{letter.subject}{letter.body}"
    assert len(django_mail.outbox) == 1  # no invitation beside it
    assert b"need no account" in chair.get(path).content
    assert chair.get(f"{path}return/")["Location"] == path
    answer = proved(chair, path)
    assert answer["Location"] == f"{path}return/"
    page = chair.get(f"{path}return/").content.decode()
    assert "Sign as chair" in page
    assert 'href="/audits/' not in page
    signed = chair.post(f"{path}return/")
    assert b"You have signed" in signed.content
    with acting_as(world.actor(Role.headteacher, ASH)):
        sign_off = SignOff.objects.get(audit_return=found, kind="chair", withdrawn_at=None)
        assert sign_off.signed_name == "Cora Chair"
        assert queries.return_for(world.actor(Role.headteacher, ASH), found.pk).state == "board_signed"
    with acting_as(FOUNDER, phase="sign_in"):
        person = Person.objects.get(email=NEW)
        assert not person.has_usable_password()
        assert RoleHeld.objects.get(person=person).role == Role.governor
    assert chair.get(path).status_code == 410
    assert chair.post(f"{path}return/").status_code == 410


def test_the_cookie_opens_no_other_page_and_no_other_link(world: World, found: Any) -> None:
    asked(world, found)
    path, chair = mailed("link"), Client()
    proved(chair, path)
    cookie = chair.cookies["concordat_signing"]
    assert (cookie["path"], bool(cookie["httponly"])) == ("/sign/", True)
    for address in ("/", f"/audits/returns/{found.pk}/", f"/audits/returns/{found.pk}/print/", "/people/"):
        assert chair.get(address)["Location"].startswith("/account/login/"), address
    with acting_as(FOUNDER, phase="sign_in"):
        SigningLink.objects.filter(pk=newest().pk)
    asked(world, found)
    again = mailed("link")
    assert chair.get(f"{again}return/")["Location"] == again
    assert chair.get(path).status_code == 410
    chair.cookies["concordat_signing"] = "1:forged"
    assert chair.get(f"{again}return/")["Location"] == again


def test_the_database_shows_this_return_alone(world: World, found: Any) -> None:
    with acting_as(FOUNDER):
        beech = found.establishment.organisation.__class__.objects.get(pk=world.id(BEECH))
        operations_person = Person.objects.get(pk=world.people[name_of(Role.governor, ASH)])
        RoleHeld.objects.create(
            person=operations_person, organisation=beech, role=Role.governor, starts_at=now() - timedelta(days=9)
        )
    asked(world, found, email=operations_person.email)
    link = newest()
    assert link.person_id == operations_person.pk

    def shown() -> tuple[set[int], int]:
        with connection.cursor() as cursor:
            cursor.execute("select id from audits_auditreturn")
            returns = {number for (number,) in cursor.fetchall()}
            cursor.execute("select count(*) from audits_answer where audit_return_id <> %s", [found.pk])
            return returns, cursor.fetchone()[0]

    whole = Actor(operations_person.pk, operations_person.name)
    with acting_as(whole):
        assert len(shown()[0]) == 2
    with transaction.atomic():
        with by_link.chair_by(link):
            assert shown() == ({found.pk}, 0)
        with acting_as(NOTIFIER):
            pass
    for ended in ({"withdrawn_at": now()}, {"withdrawn_at": None, "used_at": now()}):
        with acting_as(FOUNDER, phase="sign_in"):
            SigningLink.objects.filter(pk=link.pk).update(**ended)
        with transaction.atomic(), by_link.chair_by(link):
            assert shown() == (set(), 0)


@pytest.mark.parametrize("reason", ["reopened", "the chair left", "expired", "another link", "forged"])
def test_a_link_that_is_over_opens_nothing(world: World, found: Any, reason: str) -> None:
    email = NEW
    if reason == "the chair left":
        with acting_as(FOUNDER):
            email = Person.objects.get(pk=world.people[name_of(Role.governor, ASH)]).email
    asked(world, found, email=email)
    path, chair = mailed("link"), Client()
    proved(chair, path)
    assert chair.get(f"{path}return/").status_code == 200
    if reason == "reopened":
        client_of(world, Role.dsl, ASH).post(f"/audits/returns/{found.pk}/reopen/")
    elif reason == "the chair left":
        with acting_as(FOUNDER):
            RoleHeld.objects.filter(person=world.people[name_of(Role.governor, ASH)]).update(
                ends_at=now() - timedelta(hours=1)
            )
    elif reason == "expired":
        with acting_as(FOUNDER, phase="sign_in"):
            long_ago = now() - timedelta(days=15)
            SigningLink.objects.update(asked_at=long_ago, expires_at=long_ago + timedelta(days=14))
    elif reason == "another link":
        asked(world, found, email="another@board.example")
    else:
        path = path[:-4] + "AAA/"
    assert chair.get(f"{path}return/").status_code == 410
    assert chair.post(f"{path}return/").status_code == 410
    with acting_as(world.actor(Role.headteacher, ASH)):
        assert not SignOff.objects.filter(audit_return=found, kind="chair", withdrawn_at=None).exists()


def test_wrong_codes_count_and_codes_are_few(world: World, found: Any) -> None:
    asked(world, found)
    path, chair = mailed("link"), Client()
    assert chair.post(f"{path}code/", {"code": ""}).status_code == 200
    assert b"does not work any more" in chair.post(f"{path}code/", {"code": "000000"}).content  # none was sent
    chair.post(path)
    code = mailed("code")
    for _ in range(operations.links.TRIES):
        chair.post(f"{path}code/", {"code": f"{(int(code) + 1) % 10**6:06d}"})
    assert b"does not work any more" in chair.post(f"{path}code/", {"code": code}).content
    for _ in range(operations.links.CODES_A_LINK):
        last = chair.post(path)
    assert last.status_code == 422
    with acting_as(NOTIFIER):
        assert newest().codes_sent == operations.links.CODES_A_LINK


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        (Role.headteacher, ASH, 302),
        (Role.dsl, ASH, 302),
        (Role.deputy_dsl, ASH, 403),
        (Role.governor, ASH, 403),
        (Role.headteacher, BEECH, 404),
    ],
)
def test_who_may_ask(world: World, found: Any, role: Role, place: str, status: int) -> None:
    assert asked(world, found, role=role, place=place).status_code == status


def test_nothing_is_asked_for_a_return_that_the_head_has_not_signed(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    assert asked(world, found).status_code == 422
    with acting_as(NOTIFIER):
        assert not SigningLink.objects.exists()


def test_somebody_signed_in_is_nobody_behind_a_link(world: World, found: Any) -> None:
    asked(world, found)
    path = mailed("link")
    head = client_of(world, Role.headteacher, ASH)
    assert head.get(f"{path}return/")["Location"] == path
    assert b"Sign out" not in head.get(path).content
    assert head.get("/audits/").status_code == 200


def test_the_token_is_in_no_table(world: World, found: Any) -> None:
    asked(world, found)
    link = newest()
    with acting_as(NOTIFIER), connection.cursor() as cursor:
        cursor.execute("select string_agg(l::text, ' ') from audits_signinglink l")
        assert tokens.signing_token(link.nonce) not in cursor.fetchone()[0]
