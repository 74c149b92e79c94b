"""Every address with every role: nobody gets in unseen, nothing breaks, every view names its permission."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from concordat.accounts.vocabulary import Role
from concordat.core import permissions
from concordat.core.strength import Strength
from concordat.core.taking import TAKE_FILE, TAKE_PUBLIC_FILE
from tests.factories import (
    agencies,
    audits,
    body_forms,
    checking,
    coding,
    documents,
    duties,
    initiatives,
    joining,
    outside,
    packs,
    pairing,
    pools,
    register,
    requests,
    resources,
    support,
    tagging,
    trusts,
)
from tests.web.signed_in import client_of
from tests.world import ASH, NORTH, NORTHERN, NOW, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EVERYBODY = [
    (Role.dsl, ASH),
    (Role.deputy_dsl, ASH),
    (Role.headteacher, ASH),
    (Role.governor, ASH),
    (Role.school_business_manager, ASH),
    (Role.trust_safeguarding_lead, TRUST),
    (Role.business_manager, NORTHERN),
    (Role.partnership_administrator, NORTHERN),
    (Role.education_safeguarding_lead, NORTHERN),
    (Role.independent_scrutineer, NORTHERN),
    (Role.partnership_chair, NORTHERN),
    (Role.analyst, NORTHERN),
    (Role.data_protection_officer, NORTHERN),
]
ALLAUTH = "allauth."
OLD_ALLAUTH = "/account/social/"  # four addresses of it that lead on


def patterns() -> Iterator[tuple[str, URLPattern]]:
    """Every address with its pattern."""

    def walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
        for one in resolver.url_patterns:
            here = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one, here)
            else:
                yield here, one

    yield from walk(get_resolver(), "/")


def address_of(route: str, numbers: dict[str, str]) -> str:
    """The route with ids that exist where the world has them."""
    filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: numbers.get(part[1], "1"), route)
    return re.sub(r"\(\?P<\w+>[^)]*\)|[\^$\\]", lambda part: "x" if "?" in part[0] else "", filled)


def test_every_view_names_its_permission_or_says_that_it_is_public() -> None:
    unnamed, unknown = [], []
    for route, pattern in patterns():
        if str(getattr(pattern.callback, "__module__", "")).startswith(ALLAUTH) or route.startswith(OLD_ALLAUTH):
            continue  # the pages of signing in: guarded by allauth and tested with the sign-in
        named = getattr(pattern.callback, "permission", None)
        if named is None:
            unnamed.append(route)
        elif named != "public" and named not in permissions.names():
            unknown.append((route, named))
    assert unnamed == []
    assert unknown == []


def test_somebody_who_is_not_signed_in_gets_public_pages_only(world: World) -> None:
    audits.opened(world)
    numbers = {"return_id": str(audits.return_of(world, ASH).pk), "code": "A1"}
    for route, pattern in patterns():
        if getattr(pattern.callback, "permission", "public") == "public":
            continue
        response = Client().get(address_of(route, numbers))
        assert response.status_code in (302, 404, 405), route
        if response.status_code == 302:
            assert response["Location"].startswith("/account/login/"), route


def follows_the_data(pattern: URLPattern, strong: Any, weaker: Any) -> None:
    """A session with a mailed code opens the same, but what is declared strong, and no file that is not public."""
    named, file = (getattr(pattern.callback, name, "") for name in ("permission", "file"))
    attached = strong.get("Content-Disposition", "").startswith("attachment")
    takes_strong = (file == TAKE_FILE or attached) and file != TAKE_PUBLIC_FILE
    takes_strong = takes_strong or (named in permissions.names() and permissions.strength(named) == Strength.strong)
    if takes_strong and strong.status_code not in (403, 405):
        assert weaker.get("Location", "").startswith("/account/step-up/?next="), pattern
    elif not takes_strong:
        assert (weaker.status_code, weaker.get("Location")) == (strong.status_code, strong.get("Location")), pattern


@pytest.mark.parametrize(("role", "place"), EVERYBODY, ids=lambda value: str(value))
def test_every_address_answers_every_role_without_breaking(world: World, role: Role, place: str) -> None:
    cycle = audits.opened(world)
    found = audits.return_of(world, ASH)
    numbers = checking.numbers(world, cycle) | {
        "return_id": str(found.pk),
        "cycle_id": str(found.cycle_id),
        "code": "A1",
        "version_id": str(found.form_version_id),
        "organisation_id": str(world.id(ASH)),
        "token": "1-forged",
        "establishment_id": str(world.id(ASH)),
        "request_id": str(joining.proved(world, at=NOW).pk),
        "code_id": str((claim := joining.a_letter(world, at=NOW)[0]).pk),
        "run_id": str(claim.run_id),
        "partnership_id": str(world.id(NORTHERN)),
        "import_id": str(register.an_import((world.id(ASH), "status", "Open", "Closed"), at=NOW).pk),
        "post_id": str(register.a_post(world.id(ASH), world.people[f"dsl of {ASH}"], at=NOW)),
        "local_setting_id": str(register.a_local_setting(world.id(NORTH), at=NOW)),
    }
    numbers["partnership_id"] = str(world.id(NORTHERN))
    numbers["delegation_id"] = str(audits.handed_over(world, ASH, "A1")[0].pk)
    numbers["arrangements_id"] = str(duties.named(world).pk)
    numbers["statement_id"] = str(duties.published(world).pk)
    numbers["support_call_id"] = str(support.a_call(world, to_do_in=1).pk)
    numbers["support_id"] = str(support.a_request(world).pk)
    numbers["person_id"] = str(support.administrator(world).person_id)
    numbers["coding_id"] = str(coding.started(world, cycle).pk)
    numbers["initiative_id"] = str(initiatives.an_initiative(world).pk)
    numbers["pool_id"] = str(pools.begun(world).pk)
    numbers["pool_part_id"] = str(pools.part_of(world, NORTHERN).pk)
    work = tagging.opened(world, found.form_version_id)
    numbers["trust_id"] = str(world.id(TRUST))
    numbers["trust_audit_id"] = str(trusts.on_any_form(world, found.form_version_id).pk)
    numbers["question"], numbers["other_id"] = work.a_question(), numbers["version_id"]
    numbers["ask_id"] = str(requests.sent(world).pk)
    numbers["offer_id"] = str(resources.an_offer(world, NORTHERN).pk)
    named = outside.named(world)
    numbers["outside_id"], numbers["form_code"] = str(named.pk), "annual-school-audit"
    numbers["outside_offer_id"] = str(outside.offered(world, named, ["A2"]).pk)
    numbers["body_form_id"] = str((body_form := body_forms.settled(world)).pk)
    numbers["asked_id"], numbers["section_number"] = str(body_forms.asked(world, body_form).pk), "1"
    numbers["agency_return_id"], numbers["agency_section"] = str(agencies.asked(world, cycle)[0].pk), "C1"
    issuer = packs.agreed(world)
    kept = packs.brought(world, found, packs.pack(world, {"X1": packs.says("green", "GOV-01")}))
    numbers["issuer_id"], numbers["pack_id"] = str(issuer.pk), str(kept.pk)
    actor = world.actor(role, place)
    numbers["document_id"] = str(documents.a_document(actor, kind="audits.return_pdf", about_id=found.pk, at=NOW))
    walk(world, role, place, numbers, [one for one in patterns() if not PAIRED & params(one[0])])


@pytest.mark.parametrize(("role", "place"), EVERYBODY, ids=lambda value: str(value))
def test_every_address_of_a_pair_answers_every_role_without_breaking(world: World, role: Role, place: str) -> None:
    """Apart from the others: schools are paired when their returns are accepted and take no answers any more."""
    pair = pairing.agreed(world)
    numbers = {
        "pair_id": str(pair.pk),
        "round_id": str(pair.round_id),
        "pairing_offer_id": str(pairing.offer_of(world, ASH).pk),
    }
    paired = [one for one in patterns() if PAIRED & params(one[0])]
    assert len(paired) > 5
    walk(world, role, place, numbers, paired)


PAIRED = {"pair_id", "round_id", "pairing_offer_id"}


def params(route: str) -> set[str]:
    """What an address names."""
    return set(re.findall(r"<(?:\w+:)?(\w+)>", route))


def walk(
    world: World, role: Role, place: str, numbers: dict[str, str], every: Iterable[tuple[str, URLPattern]]
) -> None:
    """Open each address in three strengths as this role."""
    client, actor = client_of(world, role, place), world.actor(role, place)
    weaker = client_of(world, role, place, shown=Strength.organisational)
    nothing = client_of(world, role, place, shown=Strength.none)
    for route, pattern in every:
        module = str(getattr(pattern.callback, "__module__", ""))
        if module.startswith(ALLAUTH):
            continue
        address = address_of(route, numbers)
        response = client.get(address)
        assert response.status_code < 500, route
        if not address.startswith(("/account/", "/healthz", "/readyz")):
            follows_the_data(pattern, response, weaker.get(address))
            assert nothing.get(address).get("Location", "").startswith("/account/step-up/"), route
        named = getattr(pattern.callback, "permission", "public")
        if named != "public" and not permissions.allows_somewhere(actor, named):
            assert response.status_code in (403, 404, 405), f"{role} opened {route} without {named}"
