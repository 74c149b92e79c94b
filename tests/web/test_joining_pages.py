"""The public pages of joining, the letters of the office, and whoever decides about people who ask."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from concordat.accounts.models import Invitation, Person
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.core.documents import kinds
from concordat.joining import codes
from concordat.joining.access import FRONT_DESK
from concordat.joining.models import ClaimCode, JoinRequest
from concordat.lib.claim_codes import code_of, printed
from tests.accessible_pdf import require_accessible, text_of
from tests.factories import joining
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, NORTHERN, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ELM = "Elm Primary School"
ME = {"name": "Ned New", "email": "ned@new.example", "role": "dsl"}


def page(response: Any) -> str:
    return " ".join(response.content.decode().split())


def prove_address() -> str:
    with acting_as(FRONT_DESK):
        request = JoinRequest.objects.latest("pk")
        return f"/join/prove/{codes.token_for(request.pk, request.nonce)}/"


def test_from_asking_to_an_invitation_through_the_head(world: World) -> None:
    stranger = Client()
    found = page(stranger.get("/join/ask/", {"find": "ash primary"}))
    assert ASH in found
    address = f"/join/ask/{world.id(ASH)}/"
    assert address in found
    assert stranger.post(address, ME)["Location"] == "/join/sent/"
    link = prove_address()
    assert "Is this you?" in page(stranger.get(link))
    head = client_of(world, Role.headteacher, ASH)
    assert "asks to join" not in page(head.get("/"))  # opening the link is not enough: filters do that
    assert "Your mail address is proved" in page(stranger.post(link))
    home = page(head.get("/"))
    assert f"Somebody asks to join: {ASH}" in home
    assert "Ned New" not in home
    waiting = page(head.get("/joining/requests/"))
    assert "Ned New" in waiting
    with acting_as(FRONT_DESK):
        one = reverse("joining:request", args=[JoinRequest.objects.get().pk])
    assert "ned@new.example" in page(head.get(one))
    assert "We are sending an invitation" in page(head.post(one, {"answer": "confirm"}, follow=True))
    with acting_as(FOUNDER):
        assert Invitation.objects.get().email == "ned@new.example"
    assert head.post(one, {"answer": "refuse"}).status_code == 422
    assert "You have been confirmed" in page(stranger.get(link))


def test_a_letter_lets_the_first_one_in(world: World) -> None:
    joining.a_new_setting(world, ELM, website="https://new.example")
    _, code = joining.a_letter(world, ELM, at=now())
    stranger = Client()
    assert stranger.post("/join/letter/", ME | {"code": printed(code)})["Location"] == "/join/sent/"
    joined = stranger.post(prove_address())
    assert joined["Location"].startswith("/join/")
    assert f"Join {ELM}" in page(stranger.get(joined["Location"]))


def test_wrong_codes_are_counted_and_then_stopped(world: World) -> None:
    _, code = joining.a_letter(world, at=now())
    stranger = Client()
    wrong = code_of(12_345)
    for _ in range(10):
        response = stranger.post("/join/letter/", ME | {"code": wrong})
        assert response.status_code == 422
        assert "Ned New" in response.content.decode()
    assert stranger.post("/join/letter/", ME | {"code": printed(code)}).status_code == 429
    with acting_as(FRONT_DESK):
        assert ClaimCode.objects.get().tries == 0
        assert JoinRequest.objects.count() == 0


def test_nothing_tells_who_is_there(world: World) -> None:
    """A stranger who asks with a known address, an unknown one, or for a filled post sees the same page."""
    with acting_as(FOUNDER):
        known = Person.objects.get(name=f"dsl of {ASH}").email
    answers = set()
    for email in (known, "nobody@new.example"):
        response = Client().post(f"/join/ask/{world.id(ASH)}/", ME | {"email": email}, follow=True)
        answers.add(page(response))
    assert len(answers) == 1
    for address in ("/join/", "/join/ask/?find=ash", f"/join/ask/{world.id(ASH)}/", "/join/letter/"):
        body = page(Client().get(address))
        assert known not in body
        assert "dsl of" not in body


def test_one_address_is_not_flooded(world: World) -> None:
    stranger = Client()
    statuses = [stranger.post(f"/join/ask/{world.id(ASH)}/", ME).status_code for _ in range(8)]
    assert statuses == [302] * 6 + [429] * 2


@pytest.mark.parametrize("token", ["1-forged", "x", "0", "../../x", "a" * 500])
def test_a_forged_link_is_over(world: World, token: str) -> None:
    for response in (Client().get(f"/join/prove/{token}/"), Client().post(f"/join/prove/{token}/")):
        assert response.status_code in (404, 410)


def test_what_is_missing_is_said_and_stays_typed(world: World) -> None:
    response = Client().post(f"/join/ask/{world.id(ASH)}/", ME | {"role": "business_manager"})
    assert response.status_code == 422
    assert "ned@new.example" in response.content.decode()
    assert Client().get("/join/ask/999999/").status_code == 404
    assert "No open setting is called that" in page(Client().get("/join/ask/", {"find": "zzzz qqqq"}))


def test_somebody_signed_in_can_open_the_public_pages_and_stays_signed_in(world: World) -> None:
    client = client_of(world, Role.dsl, ASH)
    assert client.get("/join/ask/", {"find": "ash"}).status_code == 200
    assert client.post(f"/join/ask/{world.id(BEECH)}/", ME).status_code == 302
    assert client.get("/").status_code == 200


def test_letters_are_made_printed_and_taken_back(world: World) -> None:
    joining.without_keepers(world, ASH, at=now())
    joining.without_keepers(world, BEECH, at=now())
    office = client_of(world, Role.business_manager, NORTHERN)
    address = f"/joining/partnerships/{world.id(NORTHERN)}/letters/"
    body = page(office.get(address))
    assert "Nobody has joined at 2 settings." in body
    assert office.post(address, {"which": "ticked"}).status_code == 422
    run = office.post(address, {"which": "all"})["Location"]
    with CaptureQueriesContext(connection) as reading:
        shown = page(office.get(run))
    assert len([one for one in reading.captured_queries if "SAVEPOINT" not in one["sql"]]) <= 9
    assert shown.count("Waits") == 3  # the count and two rows
    actor = world.actor(Role.business_manager, NORTHERN)
    with acting_as(FRONT_DESK):
        claim = ClaimCode.objects.get(establishment=world.id(ASH))
        shown_codes = [codes.code_for(one.pk, one.nonce) for one in ClaimCode.objects.all()]
    assert not any(code in shown or printed(code) in shown for code in shown_codes)
    with acting_as(actor):
        kind = kinds.named("joining.letters_pdf")
        made = kind.make(actor, claim.run_id, "")
        title = kind.about(actor, claim.run_id, "").title
    reader = require_accessible(made, title=title)
    assert len(reader.pages) == 3  # a cover and one page a setting
    pages = [" ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(made)).pages]
    assert "2 letters" in pages[0]
    assert printed(codes.code_for(claim.pk, claim.nonce)) in pages[1]
    assert ASH in pages[1]
    assert BEECH in pages[2]
    assert "headteacher of" not in text_of(made)  # to the post, never to a person
    assert office.post(f"/joining/codes/{claim.pk}/revoke/").status_code == 302
    assert "Taken back" in page(office.get(run))
    lines = office.get(run + "letters.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert not any(printed(code) in "\n".join(lines) for code in shown_codes)


@pytest.mark.parametrize(
    ("role", "place"), [(Role.business_manager, SOUTHERN), (Role.headteacher, ASH), (Role.partnership_chair, NORTHERN)]
)
def test_letters_exist_for_their_own_office_only(world: World, role: Role, place: str) -> None:
    claim, _ = joining.a_letter(world, at=now())
    client = client_of(world, role, place)
    for address in (
        f"/joining/partnerships/{world.id(NORTHERN)}/letters/",
        f"/joining/letters/{claim.run_id}/",
        f"/joining/letters/{claim.run_id}/letters.csv",
    ):
        assert client.get(address).status_code in (403, 404)
    assert client.post(f"/joining/codes/{claim.pk}/revoke/").status_code in (403, 404)
    assert client.post(f"/documents/ask/joining.letters_pdf/{claim.run_id}/").status_code in (403, 404)


def test_four_hundred_letters_are_made_in_few_queries_and_one_document(world: World) -> None:
    from concordat.accounts.models import Organisation
    from concordat.joining import operations
    from tests.factories import organisations

    with acting_as(FOUNDER):
        area = Organisation.objects.get(pk=world.id("Northfield Council"))
        ids = [organisations.establishment(area, f"School number {n:03}").organisation.pk for n in range(400)]
    actor = world.actor(Role.business_manager, NORTHERN)
    with acting_as(actor), CaptureQueriesContext(connection) as making:
        run = operations.make_letters(partnership_id=world.id(NORTHERN), establishment_ids=ids, by=actor, at=now())
    assert len(making) <= 20
    with acting_as(actor):
        made = kinds.named("joining.letters_pdf").make(actor, run.pk, "")
    assert len(PdfReader(io.BytesIO(made)).pages) == 401
