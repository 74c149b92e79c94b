"""A partnership's own face in pages: set with a look first, served with strict headers, seen by its own people."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.remembered import forget_everything
from concordat.partnership.models import Face
from tests.factories import audits
from tests.factories.pictures import a_logo
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, NORTHERN, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WORDS = {
    "display_name": "Northfield <Together>",
    "accent": "#7a1f5c",
    "reply_address": "safeguarding@northfield.example",
    "front_door": "01632 960 001",
    "out_of_hours": "",
    "allegations": "",
}


@pytest.fixture
def office(world: World) -> Client:
    return client_of(world, Role.business_manager, NORTHERN)


def address(world: World, name: str, *more: object, place: str = NORTHERN) -> str:
    return reverse(f"partnership:{name}", args=[world.id(place), *more])


def face(world: World) -> Face | None:
    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        return Face.objects.filter(partnership_id=world.id(NORTHERN)).first()


def upload(content: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def test_a_look_saves_nothing_and_saving_shows_it_at_the_head_and_foot_of_every_page(
    world: World, office: Client
) -> None:
    looked = office.post(address(world, "face"), WORDS | {"look": "1"}).content.decode()
    assert "As it would look" in looked
    assert 'fill="#7a1f5c"' in looked
    assert "Northfield &lt;Together&gt;" in looked
    assert face(world) is None
    assert office.post(address(world, "face"), WORDS).status_code == 302
    home = client_of(world, Role.dsl, ASH).get("/").content.decode()
    assert "Northfield &lt;Together&gt;" in home
    assert "01632 960 001" in home
    assert "Out of hours" not in home
    assert f'href="{address(world, "accent", "7a1f5c")}"' in home


def test_a_colour_that_cannot_be_read_is_refused_and_what_was_typed_stays(world: World, office: Client) -> None:
    response = office.post(address(world, "face"), WORDS | {"accent": "#ffd000"})
    said = response.content.decode()
    assert response.status_code == 422
    assert "1.47 to 1" in said
    assert 'value="#ffd000"' in said
    assert "Northfield &lt;Together&gt;" in said
    assert face(world) is None


def test_a_logo_is_looked_at_first_and_read_again_when_it_is_used(world: World, office: Client) -> None:
    where = address(world, "set_logo")
    looked = office.post(where, {"file": upload(a_logo(900, 300)), "alt": "A bridge"}).content.decode()
    kept = re.search(r'name="kept" value="([^"]+)"', looked)
    assert kept is not None
    assert 'alt="A bridge"' in looked
    used = office.post(where, {"kept": kept[1], "alt": "A bridge", "use": "1"})
    assert used.status_code == 302
    home = client_of(world, Role.dsl, ASH).get("/").content.decode()
    found = re.search(r'<img src="([^"]+)" alt="A bridge" width="720" height="240"', home)
    assert found is not None
    served = client_of(world, Role.dsl, ASH).get(found[1])
    assert served.content.startswith(b"\x89PNG")
    assert served["Content-Type"] == "image/png"
    assert served["X-Content-Type-Options"] == "nosniff"
    assert served["Cache-Control"].startswith("private")
    assert served["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "sandbox" in served["Content-Security-Policy"]
    assert Client().get(found[1]).status_code == 302
    assert office.post(address(world, "remove_logo")).status_code == 302
    assert office.get(found[1]).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"alt": "A bridge"},
        {"alt": ""},
        {"alt": "A bridge", "kept": "not base64", "use": "1"},
        {"alt": "A bridge", "kept": b64encode(b"<svg onload=alert(1)>").decode(), "use": "1"},
        {"alt": "A bridge", "file": b"<svg/>"},
        {"alt": "A bridge", "kept": "A" * 300_001, "use": "1"},
        {"alt": "x" * 121, "kept": b64encode(a_logo()).decode(), "use": "1"},
    ],
)
def test_what_is_no_logo_is_refused_with_a_sentence(world: World, office: Client, sent: dict[str, Any]) -> None:
    sent = {name: upload(value) if isinstance(value, bytes) else value for name, value in sent.items()}
    response = office.post(address(world, "set_logo"), sent)
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert face(world) is None


def test_the_colour_is_served_as_a_stylesheet_and_no_other_colour_is(world: World, office: Client) -> None:
    office.post(address(world, "face"), WORDS)
    served = client_of(world, Role.dsl, ASH).get(address(world, "accent", "7a1f5c"))
    assert served["Content-Type"].startswith("text/css")
    assert "--concordat-accent: #7a1f5c;" in served.content.decode()
    for other in ("7a1f5d", "red", "7a1f5c-x"):
        assert office.get(address(world, "accent", other)).status_code == 404
    assert office.get(address(world, "accent", "7a1f5c", place=SOUTHERN)).status_code == 404


def test_another_partnership_has_its_own_and_nobody_else_sets_it(world: World, office: Client) -> None:
    office.post(address(world, "face"), WORDS)
    south = client_of(world, Role.business_manager, SOUTHERN)
    assert "Northfield &lt;Together&gt;" not in south.get("/").content.decode()
    for client in (south, client_of(world, Role.dsl, ASH)):
        for name in ("face", "set_logo", "remove_logo"):
            assert client.post(address(world, name), WORDS).status_code == 403


def test_a_trust_with_two_sees_the_one_of_the_page_it_works_on(world: World, office: Client) -> None:
    office.post(address(world, "face"), WORDS)
    audits.opened(world)
    client = client_of(world, Role.trust_safeguarding_lead, TRUST)
    assert 'class="concordat-header__partnership"' not in client.get("/").content.decode()
    on_a_return = client.get(reverse("audits:return", args=[audits.return_of(world, BEECH).pk])).content.decode()
    assert 'concordat-header__partnership">Northfield &lt;Together&gt;' in on_a_return
    other = client.get(address(world, "structure", place=SOUTHERN)).content.decode()
    assert f'concordat-header__partnership">{SOUTHERN}' in other


@pytest.mark.parametrize(("role", "place"), [(Role.dsl, ASH), (Role.business_manager, NORTHERN)])
def test_the_face_costs_one_query_on_the_first_page_of_a_minute_and_none_after_it(
    world: World, role: Role, place: str
) -> None:
    client = client_of(world, role, place)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/partnership/").status_code in (200, 302)
            assert client.get("/").status_code == 200
        return len(captured)

    later = cost()
    forget_everything()
    assert cost() == later + 1
    assert cost() == later


def test_a_page_that_is_not_there_and_a_refusal_still_answer(world: World, office: Client) -> None:
    office.post(address(world, "face"), WORDS)
    assert office.get("/nowhere/").status_code == 404
    assert client_of(world, Role.dsl, ASH).get(address(world, "face")).status_code == 403
