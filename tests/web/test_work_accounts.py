"""Signing in with a work account, against a provider that runs here, true and lying."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from concordat.accounts import operations, tokens
from concordat.accounts.models import Invitation, Organisation, Person, RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import OrganisationKind, Role
from concordat.accounts.work_accounts.configured import providers
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.core.models import DatabaseMark
from tests.oidc_provider import CLIENT, SECRET, Provider
from tests.web.test_sign_in import address_of_somebody, link, signed_in, somebody

pytestmark = [pytest.mark.usefixtures("fresh_database"), pytest.mark.slow]
OURS, THEIRS = "tenant-of-ash", "tenant-of-strangers"
LIES = [
    "wrong issuer",
    "wrong audience",
    "several audiences",
    "expired",
    "not yet",
    "another nonce",
    "no nonce",
    "no expiry",
    "no subject",
    "unsigned",
    "signed with the shared secret",
    "another key",
    "unknown key",
    "changed afterwards",
    "another name",
]


@pytest.fixture
def school(fresh_database: str) -> Organisation:
    with acting_as(FOUNDER):
        return Organisation.objects.filter(kind=OrganisationKind.establishment).order_by("pk")[0]


@pytest.fixture
def head(school: Organisation) -> Person:
    return somebody(school, Role.headteacher)


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    """Any provider that says which addresses it verified."""
    made = Provider()
    use(settings, made, "oidc")
    yield made
    made.close()


@pytest.fixture
def microsoft(settings: Any) -> Iterator[Provider]:
    """One that vouches for tenants; the operator has named one of them with its domain."""
    made = Provider()
    made.issuer_template = made.address + "/{tenantid}/v2.0"
    use(settings, made, "microsoft", tenants={OURS: ["joining.example"]})
    yield made
    made.close()


def use(settings: Any, provider: Provider, name: str, **trust: Any) -> None:
    known = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    app = {
        "provider_id": name,
        "name": "Work",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": provider.address, **trust},
    }
    others = [one for one in known["APPS"] if one["provider_id"] != name]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": known | {"APPS": [*others, app]}}


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        """The test follows by itself."""
        return None


def agreed(address: str) -> str:
    """The person agrees at the provider; the path to which the browser comes back."""
    try:
        urllib.request.build_opener(_Stay).open(address)
    except urllib.error.HTTPError as answer:
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"
    raise AssertionError("the provider did not lead back")


def journey(client: Client, name: str = "oidc", start: str = "") -> Any:
    """From the link on the page of signing in to the answer."""
    begun = client.get(start or f"/account/with/{name}/")
    while begun["Location"].startswith("/"):
        begun = client.get(begun["Location"])
    return client.get(agreed(begun["Location"]))


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_an_invited_person_comes_in_and_is_known_again_whatever_the_address_becomes(
    provider: Provider, head: Person
) -> None:
    provider.claims = {
        "sub": f"s1-{head.pk}",
        "email": head.email.upper(),
        "email_verified": True,
        "name": "Kept Nowhere",
    }
    client = Client()
    assert b"Sign in with Work" in client.get("/account/login/").content
    assert journey(client)["Location"] == "/"
    assert is_in(client)
    with acting_as(FOUNDER, phase="sign_in"):
        linked = SocialAccount.objects.get(user=head)
        assert (linked.provider, linked.uid, linked.extra_data) == ("oidc", f"s1-{head.pk}", {})
        assert Person.objects.filter(email__iexact=head.email).count() == 1
    provider.claims["email"] = "married@joining.example"
    again = Client()
    journey(again)
    assert is_in(again)
    assert again.post("/documents/ask/audits.return_pdf/1/")["Location"].startswith("/account/step-up/")


def test_the_way_out_carries_state_nonce_and_challenge_and_asks_for_no_more_than_the_address(
    provider: Provider,
) -> None:
    begun = Client().get("/account/with/oidc/?scope=files&auth_params=prompt%3Dnone&process=connect")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(begun["Location"]).query).items()}
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert "prompt" not in asked
    assert len(asked["state"]) >= 16
    assert len(asked["nonce"]) == 43
    assert asked["code_challenge_method"] == "S256"


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_lies_lets_nobody_in(provider: Provider, head: Person, lie: str) -> None:
    provider.claims = {"sub": f"s2-{head.pk}", "email": head.email, "email_verified": True}
    client = Client()
    provider.lie = lie
    if lie == "another name":
        assert client.get("/account/with/oidc/").status_code in (401, 503)
    else:
        answer = journey(client)
        assert answer.status_code == 401
        assert b"did not let you in" in answer.content
    assert not is_in(client)
    with acting_as(FOUNDER, phase="sign_in"):
        assert not SocialAccount.objects.filter(user=head).exists()
    provider.lie = ""
    journey(client)
    assert is_in(client)


@pytest.mark.parametrize("said", [False, None, "false", 1])
def test_an_address_that_nobody_verified_counts_for_nothing(provider: Provider, head: Person, said: Any) -> None:
    provider.claims = {"sub": f"s3-{head.pk}", "email": head.email} | ({} if said is None else {"email_verified": said})
    client = Client()
    assert journey(client).status_code == 401
    assert not is_in(client)


def test_the_address_may_come_from_userinfo_of_the_same_person_only(provider: Provider, head: Person) -> None:
    provider.claims = {"sub": f"s4-{head.pk}", "email": head.email, "email_verified": True}
    provider.lie = "keeps the address for userinfo"
    client = Client()
    journey(client)
    assert is_in(client)
    with acting_as(FOUNDER, phase="sign_in"):
        SocialAccount.objects.all().delete()
    provider.lie = "two people"
    provider.claims.pop("email")
    other = Client()
    assert journey(other).status_code == 401


def test_a_stranger_gets_a_plain_page_and_no_account(provider: Provider) -> None:
    provider.claims = {"sub": "s5", "email": "stranger@joining.example", "email_verified": True}
    client = Client()
    answer = journey(client)
    assert b"We do not know this work account" in answer.content
    assert not is_in(client)
    with acting_as(FOUNDER, phase="sign_in"):
        assert not Person.objects.filter(email="stranger@joining.example").exists()
        assert not SocialAccount.objects.filter(uid="s5").exists()
    assert b"join by invitation" in client.get("/account/3rdparty/signup/", follow=True).content


def test_a_leaver_gets_nothing(provider: Provider, head: Person) -> None:
    provider.claims = {"sub": f"s6-{head.pk}", "email": head.email, "email_verified": True}
    with acting_as(FOUNDER):
        operations.end_role(held=RoleHeld.objects.get(person=head), by=FOUNDER, at=now())
    client = Client()
    journey(client)
    assert not is_in(client)


def test_somebody_switched_off_gets_nothing(provider: Provider, head: Person) -> None:
    provider.claims = {"sub": f"s7-{head.pk}", "email": head.email, "email_verified": True}
    with acting_as(FOUNDER):
        Person.objects.filter(pk=head.pk).update(is_active=False)
    client = Client()
    journey(client)
    assert not is_in(client)


@pytest.mark.parametrize("other", ["another account there", "another provider"])
def test_nobody_takes_over_with_the_same_address(
    provider: Provider, microsoft: Provider, head: Person, other: str
) -> None:
    provider.claims = {"sub": f"s8-{head.pk}", "email": head.email, "email_verified": True}
    journey(Client())
    provider.claims = {"sub": f"s9-{head.pk}", "email": head.email, "email_verified": True}
    microsoft.claims = {"sub": f"m1-{head.pk}", "tid": OURS, "email": head.email}
    client = Client()
    answer = journey(client, "oidc" if other == "another account there" else "microsoft")
    assert b"another work account already" in answer.content
    assert not is_in(client)
    with acting_as(FOUNDER, phase="sign_in"):
        assert [one.uid for one in SocialAccount.objects.filter(user=head)] == [f"s8-{head.pk}"]


@pytest.mark.parametrize(
    ("tenant", "mail", "lets_in"),
    [
        (OURS, "{head}", True),
        (THEIRS, "{head}", False),
        ("", "{head}", False),
        (OURS, "head@another-school.example", False),
    ],
)
def test_a_tenant_counts_for_its_own_domains_alone(
    microsoft: Provider, head: Person, school: Organisation, tenant: str, mail: str, lets_in: bool
) -> None:
    mail = mail.replace("{head}", head.email)
    with acting_as(FOUNDER, phase="sign_in"):
        if not Person.objects.filter(email=mail).exists():
            other = operations.found_person(name="Other Head", email=mail, by=FOUNDER, at=now())
            operations.give_role(person=other, role=Role.dsl, organisation=school, by=FOUNDER, at=now())
    microsoft.claims = {"sub": f"m-{tenant}-{mail}", "tid": tenant, "email": mail, "email_verified": True}
    client = Client()
    journey(client, "microsoft")
    assert is_in(client) is lets_in


@pytest.mark.parametrize(
    ("hosted", "verified", "lets_in"),
    [
        ("joining.example", True, True),
        ("joining.example", False, False),
        ("x.example", True, False),
        (None, True, False),
    ],
)
def test_google_takes_a_verified_account_of_a_hosted_domain(
    settings: Any, provider: Provider, head: Person, hosted: str | None, verified: bool, lets_in: bool
) -> None:
    use(settings, provider, "google", hosted_domains=["joining.example"])
    provider.claims = {"sub": f"g-{head.pk}", "hd": hosted, "email": head.email, "email_verified": verified}
    client = Client()
    journey(client, "google")
    assert is_in(client) is lets_in


def test_an_answer_is_used_once_and_in_the_browser_that_asked(provider: Provider, head: Person) -> None:
    provider.claims = {"sub": f"s10-{head.pk}", "email": head.email, "email_verified": True}
    client, thief = Client(), Client()
    back = agreed(client.get("/account/with/oidc/")["Location"])
    thief.get("/account/with/oidc/")
    assert thief.get(back).status_code == 401
    assert not is_in(thief)
    for forged in (back.replace("state=", "state=x"), back.split("&state")[0], "/account/with/oidc/back/"):
        assert client.get(forged).status_code == 401
    client.get(back)
    assert is_in(client)
    client.post("/account/logout/")
    assert client.get(back).status_code == 401
    assert not is_in(client)


def test_a_code_of_another_journey_does_not_fit(provider: Provider, head: Person) -> None:
    provider.claims = {"sub": f"s11-{head.pk}", "email": head.email, "email_verified": True}
    client, attacker = Client(), Client()
    mine = agreed(client.get("/account/with/oidc/")["Location"])
    theirs = agreed(attacker.get("/account/with/oidc/")["Location"])
    code = parse_qs(urlsplit(theirs).query)["code"][0]
    state = parse_qs(urlsplit(mine).query)["state"][0]
    assert client.get(f"/account/with/oidc/back/?code={code}&state={state}").status_code == 401
    assert not is_in(client)


def test_an_invitation_is_accepted_with_a_work_account_of_its_address(provider: Provider, school: Organisation) -> None:
    with acting_as(FOUNDER):
        made = operations.invite_person(
            organisation=school, role=Role.dsl, name="Nia New", email=address_of_somebody(), by=FOUNDER, at=now()
        )
    address = f"/join/{tokens.token_for(made.pk, made.nonce)}/with/oidc/"
    assert b"Join with Work" in Client().get(link(made)).content
    provider.claims = {"sub": "s12", "email": "another@joining.example", "email_verified": True}
    refused = Client()
    assert b"another address" in journey(refused, start=address).content
    assert not is_in(refused)
    provider.claims["email"] = made.email
    client = Client()
    assert b"We do not know this work account" in journey(client).content  # not without the link
    journey(client, start=address)
    assert is_in(client)
    with acting_as(FOUNDER, phase="sign_in"):
        person = Person.objects.get(email=made.email)
        assert not person.has_usable_password()
        assert RoleHeld.objects.get(person=person).role == Role.dsl
        assert Invitation.objects.get(pk=made.pk).accepted_by == person
    assert Client().get(address).status_code == 410


def test_whoever_is_signed_in_cannot_tie_a_strangers_account_to_the_own(provider: Provider, head: Person) -> None:
    client = signed_in(head)
    provider.claims = {"sub": "s13", "email": "stranger@joining.example", "email_verified": True}
    journey(client, start="/account/with/oidc/?process=connect")
    with acting_as(FOUNDER, phase="sign_in"):
        assert not SocialAccount.objects.filter(uid="s13").exists()


def test_a_demonstration_speaks_to_nobody_outside(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concordat.core.demo._kind", lambda: DatabaseMark.Kind.demo)
    assert b"Sign in with Work" not in Client().get("/account/login/").content
    assert Client().get("/account/with/oidc/").status_code == 404
    assert Client().get("/account/with/oidc/back/?code=1&state=1").status_code == 404


def test_a_provider_that_does_not_answer_is_a_page(settings: Any, provider: Provider) -> None:
    provider.server.shutdown()
    provider.server.server_close()
    answer = Client().get("/account/with/oidc/")
    assert answer.status_code == 503
    assert b"does not answer" in answer.content
    assert Client().get("/account/with/nobody/").status_code == 404


def test_the_settings_name_whole_providers_or_none() -> None:
    assert providers({}) == []
    whole = {
        "CONCORDAT_MICROSOFT_CLIENT": "c",
        "CONCORDAT_MICROSOFT_SECRET": "s",
        "CONCORDAT_MICROSOFT_TENANTS": "T1=ash.example,Ash.Org.Example t2=beech.example",
        "CONCORDAT_GOOGLE_CLIENT": "c",
        "CONCORDAT_GOOGLE_SECRET": "s",
        "CONCORDAT_GOOGLE_DOMAINS": "elm.example",
        "CONCORDAT_OIDC_CLIENT": "c",
        "CONCORDAT_OIDC_SECRET": "s",
        "CONCORDAT_OIDC_ADDRESS": "https://oidc.signin.example/",
        "CONCORDAT_OIDC_NAME": "DfE Sign-in",
    }
    made = {one["provider_id"]: one for one in providers(whole)}
    assert made["microsoft"]["settings"]["tenants"] == {
        "t1": ["ash.example", "ash.org.example"],
        "t2": ["beech.example"],
    }
    assert made["oidc"]["settings"]["server_url"] == "https://oidc.signin.example"
    for missing in ("SECRET", "TENANTS", "DOMAINS", "ADDRESS"):
        broken = {name: value for name, value in whole.items() if not name.endswith(missing)}
        with pytest.raises(ImproperlyConfigured, match=missing):
            providers(broken)
    with pytest.raises(ImproperlyConfigured, match="https"):
        providers(whole | {"CONCORDAT_OIDC_ADDRESS": "http://oidc.signin.example"})
