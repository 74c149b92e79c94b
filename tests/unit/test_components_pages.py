"""Pages that must stand on their own: no database, no person, no script or style inside the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import RequestFactory

import concordat.web
from concordat.core.actor import Actor
from concordat.core.components.kept_fields import KeptField

TEMPLATES = Path(concordat.web.__file__).parent / "templates"
ERRORS = ["400", "403", "403_csrf", "404", "413", "429", "500", "503", "problem"]
LEARNER = sorted(path.stem for path in (TEMPLATES / "learner").glob("*.html") if path.stem != "page")
STAFF = sorted(path.stem for path in (TEMPLATES / "web").glob("*.html"))


class Reader(HTMLParser):
    """Collects what a strict content security policy and a screen reader care about."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if found.get("id"):
            self.ids.append(str(found["id"]))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every such tag."""
        return [attrs for name, attrs in self.tags if name == tag]


def assert_strict_and_named(page: str) -> Reader:
    """Nothing inline, one heading, a language, a skip link that leads somewhere, no id twice."""
    reader = Reader(page)
    assert all(script.get("src") for script in reader.all("script"))
    assert not reader.all("style")
    assert not [attrs for _, attrs in reader.tags if any(n == "style" or n.startswith("on") for n in attrs)]
    assert [html["lang"] for html in reader.all("html")] == ["en"]
    assert len(reader.all("h1")) == 1
    assert "main-content" in reader.ids
    assert len(reader.ids) == len(set(reader.ids))
    assert "GOV.UK" not in page
    assert "crown" not in page
    return reader


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_nothing(name: str) -> None:
    page = get_template(f"{name}.html").render({"sentence": "The head <signs> first."})
    assert_strict_and_named(page)
    assert "<signs>" not in page
    assert "Sign out" not in page


def test_a_refusal_says_why() -> None:
    page = get_template("403.html").render({"sentence": "It is for the head of the school."})
    assert "It is for the head of the school." in page


def test_what_was_typed_is_on_the_page_and_goes_to_the_same_address() -> None:
    fields = [KeptField("q1", 'Each "half" <term>,\nby the governors'), KeptField("q1", "2")]
    page = get_template("web/503_keep.html").render({"path": "/audits/7?section=2&x=1", "fields": fields})
    reader = assert_strict_and_named(page)
    assert [(form["method"], form["action"]) for form in reader.all("form")] == [("post", "/audits/7?section=2&x=1")]
    hidden = [(field["name"], field["value"]) for field in reader.all("input") if field["type"] == "hidden"]
    assert hidden == [("q1", 'Each "half" <term>,\nby the governors'), ("q1", "2")]
    assert "Try again" in page


def test_a_lost_page_without_a_form_offers_itself_again() -> None:
    page = get_template("web/503_keep.html").render({"path": "/audits/7", "fields": []})
    assert not assert_strict_and_named(page).all("form")
    assert re.search(r'<a href="/audits/7"[^>]*>\s*Try again', page)


@pytest.mark.parametrize("name", STAFF)
def test_staff_pages_stand_without_their_data(name: str) -> None:
    assert_strict_and_named(get_template(f"web/{name}.html").render({}))


@pytest.mark.parametrize("name", LEARNER)
def test_learner_pages_know_nobody_and_can_be_left(name: str) -> None:
    page = get_template(f"learner/{name}.html").render({})
    reader = assert_strict_and_named(page)
    assert "0800 1111" in page, "Childline is on every page"
    assert "safety software may see" in " ".join(page.split())
    exits = [link for link in reader.all("a") if "govuk-js-exit-this-page-button" in (link.get("class") or "")]
    assert len(exits) == 1
    assert not reader.all("form")
    assert not reader.all("input")
    source = (TEMPLATES / "learner" / f"{name}.html").read_text() + (TEMPLATES / "learner" / "page.html").read_text()
    assert not re.search(r"request|user|messages|csrf|session", source)


@pytest.mark.parametrize("number", ["999", "0800 1111", "0800 136 663", "85258"])
def test_every_helpline_is_there(number: str) -> None:
    assert number in get_template("learner/helplines.html").render({})


def test_addresses_on_learner_pages_stay_here_or_with_the_helplines() -> None:
    allowed = ("/", "#", "tel:", "sms:", "https://www.childline.org.uk/", "https://www.ceop.police.uk/")
    for name in LEARNER:
        links = [str(link["href"]) for link in Reader(get_template(f"learner/{name}.html").render({})).all("a")]
        links = [link for link in links if link != "https://www.bbc.co.uk/weather"]
        assert all(link.startswith(allowed) for link in links)


def test_the_shell_names_the_person_and_marks_a_demo() -> None:
    request = RequestFactory().get("/help")
    request.actor = Actor(person_id=7, name="Priya <Raman>")  # type: ignore[attr-defined]
    shell = {"demo": True, "face": {"name": "A & B"}, "request": request}
    page = get_template("web/help.html").render(shell)
    assert "Priya &lt;Raman&gt;" in page
    assert "A &amp; B" in page
    assert "DEMO" in page
    sign_out = next(form for form in Reader(page).all("form") if "logout" in str(form.get("action")))
    assert sign_out["method"] == "post"


def test_errors_come_first_in_the_title() -> None:
    page = get_template("web/help.html").render({"errors": [{"text": "Enter a name", "href": "#name"}]})
    assert "<title>Error: Help" in page
    assert 'href="#name"' in page


@dataclass
class Message:
    """What Django's messages framework hands to a page."""

    level_tag: str
    text: str

    def __str__(self) -> str:
        return self.text


def test_messages_are_escaped_and_announced() -> None:
    page = get_template("web/help.html").render({"messages": [Message("success", "Saved <b>"), Message("info", "x")]})
    assert "Saved &lt;b&gt;" in page
    banners = [tag for tag in Reader(page).all("div") if tag.get("data-module") == "govuk-notification-banner"]
    assert [banner["role"] for banner in banners] == ["alert", "region"]
