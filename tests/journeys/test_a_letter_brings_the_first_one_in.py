"""Where no mail arrives a letter brings the first keeper in, on a telephone without scripts; or somebody asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from concordat.accounts.models import RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.joining import codes
from concordat.joining.access import FRONT_DESK
from concordat.joining.models import ClaimCode, JoinRequest
from concordat.lib.claim_codes import printed
from tests.factories import joining
from tests.journeys.conftest import Visit
from tests.journeys.work import Work
from tests.web.signed_in import session_of
from tests.world import ASH, NORTHERN, World

pytestmark = pytest.mark.slow
ELM = "Elm Primary School"


def link_in_the_mail(email: str) -> str:
    with acting_as(FRONT_DESK):
        request = JoinRequest.objects.get(email=email)
        return f"/join/prove/{codes.token_for(request.pk, request.nonce)}/"


def test_from_the_letter_to_the_first_page(world: World, visit: Callable[..., Visit]) -> None:
    joining.a_new_setting(world, ELM, website="https://www.elm.example")
    office = Work(visit(session_of(world, Role.business_manager, NORTHERN)))
    office.open(f"/partnership/{world.id(NORTHERN)}/contacts/")
    office.press("Print letters with a code")
    office.tick("All where nobody has joined")
    office.press("Make the letters")
    assert ELM in office.visit.page.content()
    assert (office.pages, office.fields) == (3, 1)
    with acting_as(FRONT_DESK):
        claim = ClaimCode.objects.get(establishment=world.id(ELM))
        code = printed(codes.code_for(claim.pk, claim.nonce))

    head = Work(visit(width=320, scripts=False))
    head.open("/account/login/")
    head.press("I have a letter, or neither letter nor invitation")
    head.press("Use the code in the letter")
    head.type("The code in your letter", code.lower().replace("a", "e", 1) if "A" in code else "acde fghj kmnp")
    head.type("Your full name", "Hana Head")
    head.type("Your work email address", "head@elm.example")
    head.choose("Your post", "Headteacher or principal")
    head.press("Continue")
    assert "mistyped" in head.visit.page.content()  # seen by the check letter, and no try is lost
    head.type("The code in your letter", code)
    head.press("Continue")
    assert head.visit.heading == "Look at your mail"
    head.open(link_in_the_mail("head@elm.example"))
    head.press("Yes, this is me")
    assert head.visit.heading == f"Join {ELM}"
    head.type("Choose a password", "three invented words")
    head.type("Type the password again", "three invented words")
    head.press("Continue")
    head.press("Not now: go to my first page")
    assert head.visit.heading == "What to do now"
    assert f"Only one person keeps the accounts: {ELM}" in head.visit.page.content()
    assert (head.pages, head.fields, head.typed) == (9, 7, 6), str(head)
    assert head.minutes < 2
    with acting_as(FOUNDER):
        assert RoleHeld.objects.filter(organisation=world.id(ELM), role=Role.headteacher).count() == 1
        assert ClaimCode.objects.get(pk=claim.pk).used_at is not None


def test_without_a_letter_the_head_says_yes(world: World, visit: Callable[..., Visit]) -> None:
    stranger = Work(visit(width=320))
    stranger.open("/join/")
    stranger.press("Find your setting and ask to join")
    stranger.type("Name, URN or postcode of the setting", "ash primary")
    stranger.press("Find")
    stranger.press(ASH)
    stranger.type("Your full name", "Ned New")
    stranger.type("Your work email address", "ned@new.example")
    stranger.choose("Your post", "Deputy designated safeguarding lead")
    stranger.press("Ask to join")
    stranger.open(link_in_the_mail("ned@new.example"))
    stranger.press("Yes, this is me")
    assert stranger.visit.heading == "Thank you"
    assert (stranger.pages, stranger.fields) == (7, 4), str(stranger)

    head = Work(visit(session_of(world, Role.headteacher, ASH)))
    head.open("/")
    head.press(f"Somebody asks to join: {ASH}")
    head.press("Yes, invite them")
    assert "We are sending an invitation to ned@new.example." in head.visit.page.content()
    assert (head.pages, head.fields) == (3, 0)
