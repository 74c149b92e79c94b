"""Joining, signing in with a second factor, leaving: through the pages, as the database sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import psycopg
import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from concordat.accounts import jobs, operations, queries, tokens
from concordat.accounts.models import Invitation, Organisation, Person, RoleHeld, Session
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import OrganisationKind, Role
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now
from concordat.core.models import DatabaseMark
from concordat.core.problems import NotAllowed
from concordat.core.strength import Strength
from tests.web.signed_in import show
from tests.world import ASH, CEDAR, NORTHERN

PASSWORD = "three invented words"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
pytestmark = [pytest.mark.usefixtures("fresh_database"), pytest.mark.slow]
_numbers = count(1)


@pytest.fixture
def school(fresh_database: str) -> Organisation:
    with acting_as(FOUNDER):
        return Organisation.objects.filter(kind=OrganisationKind.establishment).order_by("pk")[0]


@pytest.fixture
def other_school(school: Organisation) -> Organisation:
    with acting_as(FOUNDER):
        return Organisation.objects.filter(kind=OrganisationKind.establishment).order_by("pk")[1]


@pytest.fixture
def head(school: Organisation) -> Person:
    """A head with a password, at the first school."""
    return somebody(school, Role.headteacher)


@pytest.fixture
def invitation(school: Organisation) -> Invitation:
    with acting_as(FOUNDER):
        return operations.invite_person(
            organisation=school, role=Role.dsl, name="Dina New", email=address_of_somebody(), by=FOUNDER, at=now()
        )


def address_of_somebody() -> str:
    return f"somebody{next(_numbers)}@joining.example"


def somebody(place: Organisation, role: Role) -> Person:
    email = address_of_somebody()
    with acting_as(FOUNDER):
        person = operations.found_person(name="Hana Head", email=email, by=FOUNDER, at=now())
        operations.give_role(person=person, role=role, organisation=place, by=FOUNDER, at=now() - timedelta(days=1))
        person.set_password(PASSWORD)
        person.save()
    return person


def signed_in(person: Person, *, second_factor: bool = True) -> Client:
    client = Client()
    with acting_as(FOUNDER, phase="sign_in"):
        if second_factor:
            secret = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
            Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": secret})
        client.force_login(person, backend=BACKEND)
        session = client.session
        show(session, person.pk, Strength.strong if second_factor else Strength.none)
        session.save()
    return client


def link(invitation: Invitation) -> str:
    return f"/join/{tokens.token_for(invitation.pk, invitation.nonce)}/"


def code_for(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def journal_of(thing: Model, owner: psycopg.Connection) -> list[str]:
    found = owner.execute(
        "select event from core_journalentry where about_type = %s and about_id = %s order by at",
        [thing._meta.label_lower, str(thing.pk)],
    )
    return [event for (event,) in found]


def test_a_new_person_joins_with_password_codes_and_recovery_codes(invitation: Invitation) -> None:
    client = Client()
    page = client.get(link(invitation))
    assert page.status_code == 200
    assert b"Designated safeguarding lead" in page.content
    answer = client.post(link(invitation), {"password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"] == "/account/step-up/"
    assert b"Set up an authenticator app" in client.get("/account/step-up/").content
    assert client.get("/").status_code == 200
    assert client.get("/account/carry-on/")["Location"] == "/"
    page = client.get("/account/2fa/totp/activate/")
    assert b"data:image/svg+xml" in page.content
    secret = re.search(r'<code class="concordat-code">(\w+)</code>', page.content.decode())
    assert secret
    answer = client.post("/account/2fa/totp/activate/", {"code": code_for(secret[1])})
    assert answer["Location"] == "/account/2fa/recovery-codes/"
    page = client.get(answer["Location"])
    assert len(re.findall(r"<li><code>", page.content.decode())) == 10
    assert client.get("/").status_code == 200
    with acting_as(FOUNDER, phase="sign_in"):
        stored = Authenticator.objects.get(type=Authenticator.Type.TOTP, user__email=invitation.email)
        assert secret[1] not in str(stored.data)
        held = RoleHeld.objects.get(person=stored.user_id)
        assert (held.role, held.ends_at) == (Role.dsl, None)
        invitation.refresh_from_db()
        assert invitation.accepted_by_id == stored.user_id


def test_the_code_is_asked_for_at_the_next_sign_in(head: Person) -> None:
    signed_in(head)
    client = Client()
    answer = client.post("/account/login/", {"login": head.email, "password": PASSWORD})
    assert answer["Location"] == "/account/2fa/authenticate/"
    assert client.get("/")["Location"].startswith("/account/login/")
    assert b"Enter your code" in client.get("/account/2fa/authenticate/").content
    assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    answer = client.post("/account/2fa/authenticate/", {"code": code_for("JBSWY3DPEHPK3PXP")})
    assert answer["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_wrong_password_lets_nobody_in(head: Person) -> None:
    client = Client()
    answer = client.post("/account/login/", {"login": head.email, "password": "not this one at all"})
    assert answer.status_code == 200
    assert client.get("/")["Location"].startswith("/account/login/")


@pytest.mark.parametrize("reason", ["used", "withdrawn", "expired", "forged"])
def test_a_link_that_is_over_is_refused_and_changes_nothing(invitation: Invitation, reason: str) -> None:
    address = link(invitation)
    with acting_as(FOUNDER, phase="sign_in"):
        if reason == "used":
            operations.accept_invitation(token=address.split("/")[2], password=PASSWORD, at=now())
        elif reason == "withdrawn":
            operations.withdraw_invitation(invitation=invitation, by=FOUNDER, at=now())
        elif reason == "expired":
            long_ago = now() - timedelta(days=15)
            Invitation.objects.filter(pk=invitation.pk).update(
                invited_at=long_ago, expires_at=long_ago + operations.inviting.LASTS
            )
        else:
            address = address[:-3] + ("AA/" if address[-3:] != "AA/" else "BB/")
        before = RoleHeld.objects.count()
    client = Client()
    assert client.get(address).status_code == 410
    answer = client.post(address, {"password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 410
    assert b"Ask the person who invited you" in answer.content
    with acting_as(FOUNDER):
        assert RoleHeld.objects.count() == before


def test_a_weak_or_mistyped_password_is_explained_and_the_link_still_works(invitation: Invitation) -> None:
    client = Client()
    for first, second, says in [("short", "short", b"too short"), (PASSWORD, "another", b"same password twice")]:
        answer = client.post(link(invitation), {"password": first, "again": second})
        assert answer.status_code == 422
        assert says in answer.content
    assert client.post(link(invitation), {"password": PASSWORD, "again": PASSWORD}).status_code == 302


def test_somebody_with_an_account_confirms_it_and_still_signs_in_with_the_code(
    head: Person, other_school: Organisation
) -> None:
    with acting_as(FOUNDER):
        made = operations.invite_person(
            organisation=other_school, role=Role.governor, name="H", email=head.email.upper(), by=FOUNDER, at=now()
        )
    client = Client()
    assert client.post(link(made), {"password": "a wrong password"}).status_code == 422
    answer = client.post(link(made), {"password": PASSWORD})
    assert answer["Location"] == "/account/login/"
    assert client.get("/")["Location"].startswith("/account/login/")
    with acting_as(FOUNDER):
        assert RoleHeld.objects.filter(person=head, organisation=other_school, role=Role.governor).count() == 1


def test_the_link_is_in_no_table(invitation: Invitation) -> None:
    secret = link(invitation).split("/")[2]
    with acting_as(FOUNDER), connection.cursor() as cursor:
        cursor.execute("select string_agg(i::text, ' ') from accounts_invitation i")
        assert secret not in cursor.fetchone()[0]
        cursor.execute("select args::text from procrastinate_jobs where task_name = 'accounts.send_invitation'")
        assert cursor.fetchall()[-1][0] == f'{{"invitation_id": {invitation.pk}}}'
        waiting = queries.invitation_to_send(invitation.pk, at=now())
        assert waiting is not None
        assert waiting.token == secret


def test_the_worker_mails_a_link_that_works_and_nothing_for_one_withdrawn(invitation: Invitation) -> None:
    jobs.send_invitation(invitation.pk)
    sent = mail.outbox[-1]
    assert sent.to == [invitation.email]
    assert "Dina" not in sent.body
    found = re.search(r"/join/\S+/", str(sent.body))
    assert found
    assert Client().get(found[0]).status_code == 200
    with acting_as(FOUNDER):
        operations.withdraw_invitation(invitation=invitation, by=FOUNDER, at=now())
    before = len(mail.outbox)
    jobs.send_invitation(invitation.pk)
    assert len(mail.outbox) == before


def test_a_leaver_is_out_at_once_with_every_open_session(
    head: Person, school: Organisation, owner_connection: psycopg.Connection
) -> None:
    dsl = somebody(school, Role.dsl)
    keeper, leaver = signed_in(head), signed_in(dsl)
    assert leaver.get("/").status_code == 200
    with acting_as(FOUNDER):
        held = RoleHeld.objects.get(person=dsl)
    assert keeper.get(f"/people/roles/{held.pk}/end/").status_code == 200
    answer = keeper.post(f"/people/roles/{held.pk}/end/")
    assert answer["Location"] == f"/people/{school.pk}/"
    assert leaver.get("/")["Location"] == "/account/login/"
    with acting_as(FOUNDER, phase="sign_in"):
        assert not Session.objects.filter(person=dsl).exists()
    assert "accounts.role.ended" in journal_of(held, owner_connection)


def test_the_job_removes_sessions_that_nobody_used_again(head: Person) -> None:
    signed_in(head)
    jobs.end_sessions_without_role(head.pk)
    with acting_as(FOUNDER, phase="sign_in"):
        assert Session.objects.filter(person=head).exists()
        operations.end_role(held=RoleHeld.objects.get(person=head), by=FOUNDER, at=now())
    jobs.end_sessions_without_role(head.pk)
    with acting_as(FOUNDER, phase="sign_in"):
        assert not Session.objects.filter(person=head).exists()


def test_the_people_page_lists_invites_and_withdraws(
    head: Person, school: Organisation, owner_connection: psycopg.Connection
) -> None:
    client = signed_in(head)
    address, email = f"/people/{school.pk}/", address_of_somebody()
    assert b"Hana Head" in client.get(address).content
    answer = client.post(address, {"name": "Nia New", "email": "not an address", "role": "dsl"})
    assert answer.status_code == 422
    assert b"correct format" in answer.content
    answer = client.post(address, {"name": "Nia New", "email": email, "role": "business_manager"})
    assert answer.status_code == 422
    answer = client.post(address, {"name": "Nia New", "email": email, "role": "deputy_dsl"})
    assert answer["Location"] == address
    with acting_as(FOUNDER):
        made = Invitation.objects.get(email=email)
    assert b"Nia New" in client.get(address).content
    assert client.get(f"/people/invitations/{made.pk}/withdraw/").status_code == 200
    assert client.post(f"/people/invitations/{made.pk}/withdraw/")["Location"] == address
    assert b"Nia New" not in client.get(address).content
    assert journal_of(made, owner_connection) == ["accounts.invitation.sent", "accounts.invitation.withdrawn"]


def test_another_settings_people_do_not_exist_for_a_head(head: Person, other_school: Organisation) -> None:
    client = signed_in(head)
    with acting_as(FOUNDER):
        theirs = RoleHeld.objects.filter(organisation=other_school)[0]
    assert client.get(f"/people/{other_school.pk}/").status_code == 404
    assert client.post(f"/people/roles/{theirs.pk}/end/").status_code == 404
    with acting_as(FOUNDER):
        theirs.refresh_from_db()
    assert theirs.ends_at is None


def test_the_office_keeps_the_people_of_its_own_area_alone(fresh_database: str) -> None:
    with acting_as(FOUNDER):
        office = Organisation.objects.get(name=NORTHERN)
        inside, outside = Organisation.objects.get(name=ASH), Organisation.objects.get(name=CEDAR)
    client = signed_in(somebody(office, Role.business_manager))
    listed = client.get("/people/").content.decode()
    assert ASH in listed
    assert CEDAR not in listed
    assert client.get(f"/people/{inside.pk}/").status_code == 200
    assert client.get(f"/people/{outside.pk}/").status_code == 404


def test_a_governor_may_not_keep_people(school: Organisation) -> None:
    client = signed_in(somebody(school, Role.governor))
    assert client.get(f"/people/{school.pk}/").status_code == 403


def addresses() -> Iterator[str]:
    """Every address of the site, with something in place of each argument."""

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for one in patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, route)
            else:
                filled = re.sub(r"<int:\w+>", "1", route)
                yield "/" + re.sub(r"<\w+(:\w+)?>", "a", filled)

    yield from walk(get_resolver().url_patterns, "")


def test_with_a_password_alone_every_page_leads_to_showing_more(head: Person) -> None:
    client = signed_in(head, second_factor=False)
    found = [address for address in addresses() if not address.startswith("/account/")]
    found = [address for address in found if address not in ("/healthz", "/readyz")]
    assert len(found) > 20
    for address in found:
        for answer in (client.get(address), client.post(address)):
            assert (address, answer.status_code) == (address, 302)
            assert answer["Location"].startswith("/account/step-up/?next=%2F"), address


def test_nobody_signs_themselves_up() -> None:
    answer = Client().get("/account/signup/")
    assert b"join by invitation" in answer.content


def test_the_demo_page_does_not_exist_elsewhere(head: Person) -> None:
    assert Client().get("/demo/sign-in/").status_code == 404
    assert Client().post("/demo/sign-in/", {"person": head.pk}).status_code == 404


def test_in_a_demo_one_post_signs_in_without_a_code(head: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concordat.core.demo._kind", lambda: DatabaseMark.Kind.demo)
    client = Client()
    assert client.get("/demo/sign-in/").status_code == 200
    assert b"Hana Head" in client.get("/demo/sign-in/?find=hana").content
    assert client.post("/demo/sign-in/", {"person": "x"}).status_code == 404
    answer = client.post("/demo/sign-in/", {"person": head.pk})
    assert answer["Location"] == "/"
    assert client.get("/").status_code == 200


def test_the_founder_alone_founds(head: Person) -> None:
    with acting_as(Actor(head.pk, head.name)) as by, pytest.raises(NotAllowed):
        operations.found_person(name="X", email=address_of_somebody(), by=by, at=now())
