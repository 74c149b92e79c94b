"""Pages for everybody: help about each page, the words, cookies as they are, what is kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.core import processing
from concordat.core.clock import now
from concordat.web import help
from concordat.web.cookies import COOKIES
from concordat.web.words import terms
from tests.factories import audits
from tests.web.signed_in import client_of
from tests.web.signing import asked, mailed, proved
from tests.web.test_every_url import patterns
from tests.world import ASH, NORTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PUBLIC = [
    "/help/", "/help/audits/answering/", "/glossary/", "/accessibility/", "/privacy/", "/privacy/record/", "/cookies/",
    "/contact/",
]  # fmt: skip
PASSWORD = "a long enough password"


@pytest.mark.parametrize("address", PUBLIC)
def test_everybody_reads_them_without_signing_in_or_being_given_a_cookie(address: str) -> None:
    response = Client().get(address)
    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1
    assert response.cookies == {}


def test_every_context_has_help_and_every_page_named_in_help_exists() -> None:
    named = {name for topic in help.topics().values() for name in topic.pages}
    known = {_view_name(pattern) for _, pattern in patterns()}
    assert {name for name in named if not name.endswith(":*")} - known == set()
    contexts = {name.split(":")[0] for name in known if ":" in name}
    assert {name.split(":")[0] for name in named if ":" in name} == contexts
    assert [name for name in known if ":" in name and help.address_for(name) == "/help/"] == []


def _view_name(pattern: Any) -> str:
    module = str(getattr(pattern.callback, "__module__", ""))
    context = "documents" if ".documents" in module else module.split(".")[1] if module.startswith("concordat.") else ""
    return f"{context}:{pattern.name}" if context not in ("", "web") else str(pattern.name)


def test_each_page_leads_to_the_help_about_it(world: World) -> None:
    audits.opened(world)
    client = client_of(world, Role.dsl, ASH)
    found = audits.return_of(world, ASH)
    pages = {
        reverse("audits:return", args=[found.pk]): "/help/audits/answering/",
        reverse("establishments:register"): "/help/establishments/register/",
        "/": "/help/web/start/",
        "/cookies/": "/help/web/about/",
    }
    for address, about in pages.items():
        assert f'href="{about}">Help with this page' in client.get(address).content.decode(), address
        assert Client().get(about).status_code == 200
    assert client.get("/help/audits/nothing/").status_code == 404


def test_links_inside_help_lead_somewhere() -> None:
    for topic in help.topics().values():
        page = Client().get(topic.address).content.decode()
        for address in re.findall(r'href="(/[^"#]*)', page):
            if not address.startswith("/static/"):
                assert Client().get(address).status_code in (200, 302), (topic.address, address)


def test_the_words_say_who_says_so_and_pages_link_the_first_use_only(world: World) -> None:
    page = Client().get("/glossary/").content.decode()
    for term in terms():
        assert f'id="{term.anchor}"' in page
        assert term.source
        assert term.means.endswith(".")
    said = client_of(world, Role.dsl, ASH).get("/help/establishments/settings/").content.decode()
    assert said.count('href="/glossary/#urn"') == 1


def test_the_list_of_cookies_is_what_the_site_sets(world: World) -> None:
    """By signing in, giving codes, saving something that leaves a note, opening pages, and signing by a link."""
    seen: set[str] = set()
    client = client_of(world, Role.business_manager, NORTHERN)
    seen |= set(client.cookies)
    anybody = Client()
    for address in ("/", "/account/login/", "/join/", *PUBLIC):
        seen |= set(anybody.get(address).cookies)
    seen |= set(anybody.post("/account/login/", {"login": "nobody@north.example", "password": PASSWORD}).cookies)
    saved = client.post(reverse("partnership:face", args=[world.id(NORTHERN)]), {"display_name": "North"})
    seen |= set(saved.cookies)
    for route, _ in patterns():
        if "<" not in route and "(" not in route:
            seen |= set(client.get(route).cookies)
    audits.opened(world)
    asked(world, audits.signed_by_head(world, ASH, at=now()))
    chair = Client()
    seen |= set(proved(chair, mailed("link")).cookies)
    assert seen == {cookie.name for cookie in COOKIES}
    page = Client().get("/cookies/").content.decode()
    for cookie in COOKIES:
        assert cookie.name in page


def test_what_is_kept_is_every_card() -> None:
    page = Client().get("/privacy/record/").content.decode()
    rows = processing.record()
    assert len(rows) > 30
    for row in rows:
        assert f">{row.name}<span" in page, row.name
    assert {row.context for row in rows} <= {config.label for config in apps.get_app_configs()}


def test_contact_shows_where_the_partnership_is_written_to(world: World) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    said = {"display_name": "North", "reply_address": "office@north.example"}
    client.post(reverse("partnership:face", args=[world.id(NORTHERN)]), said)
    assert "mailto:office@north.example" in client_of(world, Role.dsl, ASH).get("/contact/").content.decode()
    assert "office@north.example" not in Client().get("/contact/").content.decode()
