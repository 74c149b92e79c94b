"""Strength that follows the data: every address with every strength, the code by mail, stepping up, coming back."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connections
from django.test import Client

from concordat.accounts import jobs, operations, tokens
from concordat.accounts.models import KeptForm, MailedCode, Organisation, Person
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import OrganisationKind, Role
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now
from concordat.core.strength import Strength
from tests.web.test_sign_in import PASSWORD, code_for, signed_in, somebody

pytestmark = [pytest.mark.usefixtures("fresh_database"), pytest.mark.slow]
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def school(fresh_database: str) -> Organisation:
    with acting_as(FOUNDER):
        return Organisation.objects.filter(kind=OrganisationKind.establishment).order_by("pk")[0]


@pytest.fixture
def head(school: Organisation) -> Person:
    return somebody(school, Role.headteacher)


def with_password(person: Person) -> Client:
    """After the password, before anything else."""
    client = Client()
    answer = client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def newest_code(person: Person) -> str:
    """As the worker writes it into the letter."""
    with acting_as(Actor.nobody(), phase="sign_in"):
        code = MailedCode.objects.filter(person=person).order_by("-asked_at", "-pk")[0]
        return tokens.code_for(code.nonce)


def organisational(person: Person) -> Client:
    """Signed in with a password and a code by mail."""
    client = with_password(person)
    assert client.post("/account/code/", {"code": newest_code(person)})["Location"] == "/"
    return client


def test_a_password_and_the_mailed_code_open_the_first_page_and_nothing_before(head: Person) -> None:
    client = with_password(head)
    assert client.get("/")["Location"].startswith("/account/login/")
    assert b"Enter the code from the letter" in client.get("/account/code/").content
    assert client.post("/account/code/", {"code": newest_code(head)})["Location"] == "/"
    assert client.get("/").status_code == 200


def test_the_letter_holds_the_code_and_no_name_and_no_table_holds_it(head: Person) -> None:
    with_password(head)
    with acting_as(Actor.nobody(), phase="sign_in"):
        kept = MailedCode.objects.get(person=head)
    code = tokens.code_for(kept.nonce)
    jobs.send_code(kept.pk)
    sent = mail.outbox[-1]
    assert sent.to == [head.email]
    assert code in str(sent.body)
    assert code not in sent.subject
    assert "Hana" not in str(sent.body)
    assert code.encode() not in bytes(kept.code_hash)
    jobs.send_code(kept.pk)
    assert len([one for one in mail.outbox if one.to == [head.email]]) == 1


@pytest.mark.parametrize("reason", ["used", "old", "superseded", "tried out", "another person's"])
def test_a_code_works_once_shortly_and_for_its_person_alone(head: Person, school: Organisation, reason: str) -> None:
    client = with_password(head)
    code = newest_code(head)
    if reason == "used":
        assert with_code(client, code).status_code == 302
        client = with_password(head)
        with acting_as(Actor.nobody(), phase="sign_in"):
            MailedCode.objects.filter(person=head, used_at=None).delete()
    elif reason == "old":
        with acting_as(Actor.nobody(), phase="sign_in"):
            earlier = now() - operations.confirming.CODE_LASTS
            MailedCode.objects.filter(person=head).update(asked_at=earlier - timedelta(seconds=1), expires_at=earlier)
    elif reason == "superseded":
        client.post("/account/code/", {"again": "1"})
    elif reason == "tried out":
        for _ in range(operations.confirming.TRIES):
            assert with_code(client, wrong(code)).status_code == 200
    else:
        client = with_password(somebody(school, Role.dsl))
    answer = with_code(client, code)
    assert answer.status_code == 200
    assert client.get("/").status_code == 302


def with_code(client: Client, code: str) -> Any:
    return client.post("/account/code/", {"code": code})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_guessing_in_parallel_gets_no_more_tries(head: Person) -> None:
    client = with_password(head)
    code = newest_code(head)
    cookie = client.cookies["concordat_session"].value

    def guess(number: int) -> None:
        one = Client()
        one.cookies["concordat_session"] = cookie
        with_code(one, f"{(int(code) + 1 + number) % 10**6:06d}")
        connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(guess, range(16)))
    with acting_as(Actor.nobody(), phase="sign_in"):
        assert MailedCode.objects.get(person=head).tries == operations.confirming.TRIES
    assert with_code(client, code).status_code == 200


def test_six_letters_an_hour_are_enough(head: Person) -> None:
    client = with_password(head)
    for _ in range(operations.confirming.CODES_AN_HOUR + 3):
        answer = client.post("/account/code/", {"again": "1"})
    assert b"Wait an hour" in answer.content
    with acting_as(Actor.nobody(), phase="sign_in"):
        assert MailedCode.objects.filter(person=head).count() == operations.confirming.CODES_AN_HOUR


def test_without_the_phone_a_code_by_mail_opens_the_ordinary_work_only(head: Person) -> None:
    signed_in(head)  # has an app
    client = with_password(head)
    answer = client.post("/account/code/instead/")
    assert answer["Location"] == "/account/code/"
    assert client.get("/")["Location"].startswith("/account/login/")
    assert with_code(client, newest_code(head)).status_code == 302
    assert client.get("/").status_code == 200
    assert client.get("/register/local/settings.csv").status_code in (302, 404)
    for page in ("/account/2fa/", "/account/2fa/totp/deactivate/", "/account/2fa/webauthn/add/"):
        answer = client.post(page, {"code": "1"})
        assert answer["Location"].startswith("/account/step-up/"), page


def test_an_attachment_whose_view_says_nothing_is_held_back(rf: Any) -> None:
    from django.http import HttpResponse

    from concordat.core.strength import StepUpFirst
    from concordat.core.views import permission

    def forgotten(_request: Any) -> HttpResponse:
        return HttpResponse("a,b", headers={"Content-Disposition": 'attachment; filename="x.csv"'})

    guarded = permission("accounts.see_own_account")(forgotten)
    request = rf.get("/x")
    request.actor = Actor(1, "A", strength=Strength.organisational)
    with pytest.raises(StepUpFirst):
        guarded(request)
    request.actor = Actor(1, "A")
    assert guarded(request).status_code == 200


def test_stepping_up_with_the_app_leads_back_with_what_was_typed(head: Person) -> None:
    signed_in(head)
    client = with_password(head)
    client.post("/account/code/instead/")
    with_code(client, newest_code(head))
    asked = "/documents/ask/audits.return_pdf/1/"
    answer = client.post(asked, {"variant": "full", "note": "Something long that took me a while", "password": "x"})
    assert answer["Location"] == "/account/step-up/?next=%2Fdocuments%2Fask%2Faudits.return_pdf%2F1%2F"
    page = client.get(answer["Location"]).content.decode()
    where = re.search(r'href="(/account/2fa/reauthenticate/[^"]+)"', page)
    assert where
    where_to = where[1].replace("&amp;", "&")
    assert client.get(where_to).status_code == 200
    wrong_one = client.post("/account/2fa/reauthenticate/", {"code": "000000", "next": "/account/carry-on/"})
    assert wrong_one.status_code == 200
    answer = client.post("/account/2fa/reauthenticate/", {"code": code_for(SECRET), "next": "/account/carry-on/"})
    assert answer["Location"] == "/account/carry-on/"
    page = client.get("/account/carry-on/").content.decode()
    assert f'action="{asked}"' in page
    assert "Something long that took me a while" in page
    assert 'name="password"' not in page
    assert client.post(asked, {"variant": "full"}).status_code in (302, 404)


def test_what_was_typed_is_nobody_elses_and_not_readable_in_the_table(head: Person, school: Organisation) -> None:
    client = organisational(head)
    client.post("/documents/ask/audits.return_pdf/2/", {"note": "A sentence about a child"})
    other = organisational(somebody(school, Role.dsl))
    other.post("/account/step-up/?next=/documents/ask/audits.return_pdf/2/")
    other.get("/account/step-up/?next=/documents/ask/audits.return_pdf/2/")
    assert other.get("/account/carry-on/")["Location"] == "/documents/ask/audits.return_pdf/2/"
    with acting_as(Actor.nobody(), phase="sign_in"):
        kept = KeptForm.objects.get(person=head)
    assert "child" not in kept.typed


@pytest.mark.parametrize("hostile", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "x"])
def test_nobody_is_led_off_the_site(head: Person, hostile: str) -> None:
    client = organisational(head)
    client.get("/account/step-up/", {"next": hostile})
    assert client.get("/account/carry-on/")["Location"] == "/"


def test_setting_up_an_app_makes_this_session_strong_and_a_password_alone_does_not(head: Person) -> None:
    client = organisational(head)
    assert client.get("/register/local/settings.csv").status_code in (302, 404)
    client.get("/account/step-up/?next=/documents/")
    assert client.get("/account/2fa/totp/activate/")["Location"].startswith("/account/reauthenticate/")
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/account/2fa/totp/activate/"})
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r'<code class="concordat-code">(\w+)</code>', page)
    assert secret
    answer = client.post("/account/2fa/totp/activate/", {"code": code_for(secret[1])})
    assert answer["Location"] == "/account/2fa/recovery-codes/"
    assert client.get("/account/carry-on/")["Location"] == "/documents/"
    assert client.get("/account/step-up/")["Location"] == "/account/carry-on/"


def test_a_printed_code_lets_in_and_lets_replace_the_factor_without_being_strong(head: Person) -> None:
    signed_in(head)
    with acting_as(FOUNDER, phase="sign_in"):
        from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

        printed = RecoveryCodes.activate(head).get_unused_codes()[0]
    client = with_password(head)
    assert client.post("/account/2fa/authenticate/", {"code": printed})["Location"] == "/"
    assert client.get("/account/2fa/").status_code == 200
    answer = client.post("/documents/ask/audits.return_pdf/1/", {})
    assert answer["Location"].startswith("/account/step-up/")
    with acting_as(FOUNDER, phase="sign_in"):
        assert Authenticator.objects.filter(user=head, type=Authenticator.Type.TOTP).count() == 1
