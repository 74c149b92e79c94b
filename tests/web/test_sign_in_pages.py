"""Every page about one's own account opens in our own shell, and a forgotten password can be reset."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from concordat.accounts.models import Organisation, Person
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from tests.web.test_sign_in import PASSWORD, addresses, signed_in, somebody

pytestmark = [pytest.mark.usefixtures("fresh_database"), pytest.mark.slow]
ACCOUNT = [one for one in addresses() if one.startswith("/account/")]


@pytest.fixture
def person(fresh_database: str) -> Person:
    with acting_as(FOUNDER):
        place = Organisation.objects.filter(kind="establishment").order_by("pk")[0]
    return somebody(place, Role.headteacher)


@pytest.mark.parametrize("address", ACCOUNT)
def test_every_account_page_opens_or_says_where_to_go(person: Person, address: str) -> None:
    for client in (Client(), signed_in(person), Client()):
        answer = client.get(address)
        assert answer.status_code in (200, 301, 302, 401, 404, 405), address
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            page = answer.content.decode()
            assert "concordat-header" in page
            assert len(re.findall(r"<h1", page)) == 1, address


def test_a_forgotten_password_is_reset_with_a_code_by_mail(person: Person) -> None:
    client = Client()
    answer = client.post("/account/password/reset/", {"email": person.email})
    assert answer.status_code == 302
    assert [sent.to for sent in mail.outbox] == [[person.email]]
    code = re.search(r"^([A-Z0-9]{4}-?[A-Z0-9]{4}|[A-Z0-9]{6})$", str(mail.outbox[0].body), re.M)
    assert code, mail.outbox[0].body
    answer = client.post(answer["Location"], {"code": code[1]})
    assert answer.status_code == 302
    new = "four other invented words"
    answer = client.post(answer["Location"], {"password1": new, "password2": new})
    assert answer.status_code == 302
    for password, lets_in in ((PASSWORD, False), (new, True)):
        attempt = Client().post("/account/login/", {"login": person.email, "password": password})
        assert (attempt.status_code == 302) is lets_in


def test_nobody_learns_whether_an_address_is_known() -> None:
    answer = Client().post("/account/password/reset/", {"email": "stranger@joining.example"})
    assert answer.status_code == 302
    assert all("stranger" not in sent.subject for sent in mail.outbox)
