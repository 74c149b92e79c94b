"""Part 4: a passkey is added and signs in alone; a browser without it is asked for password and code."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from concordat.accounts.models import Person
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from tests.journeys.conftest import Visit
from tests.web.test_strength import newest_code
from tests.world import ASH, World, name_of

pytestmark = pytest.mark.slow
PASSWORD = "three invented words"


def test_a_passkey_is_added_and_signs_in_alone(world: World, visit: Callable[..., Visit]) -> None:
    with acting_as(Actor.nobody(), phase="sign_in"):
        person = Person.objects.get(pk=world.people[name_of(Role.headteacher, ASH)])
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    head = visit()
    key = head.page.context.new_cdp_session(head.page)
    key.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    key.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    head.open("/account/login/")
    head.check()
    head.page.get_by_label("Email").fill(person.email)
    head.page.get_by_label("Password", exact=True).fill(PASSWORD)
    head.page.get_by_role("button", name="Sign in", exact=True).click()
    head.check()
    assert head.heading == "Enter the code from the letter"
    head.page.get_by_label("Code").fill(newest_code(person))
    head.press("Continue")
    head.page.wait_for_url(lambda address: "/account/" not in address)
    head.open("/account/2fa/webauthn/add/")
    if "reauthenticate" in head.page.url:
        head.page.locator('input[type="password"]').fill(PASSWORD)
        head.page.locator('main button[type="submit"]').first.click()
    head.check()
    head.page.get_by_label("What you call it").fill("My laptop")
    head.page.get_by_role("button", name="Add it").click()
    head.page.wait_for_url(lambda address: not address.endswith("/add/"))
    head.open("/account/2fa/webauthn/")
    head.check()
    assert "My laptop" in head.page.content()
    head.open("/")
    assert head.heading == "What to do now"
    head.page.get_by_role("button", name="Sign out").first.click()
    head.open("/account/login/")
    head.page.get_by_role("button", name="Sign in with a passkey").click()
    head.page.wait_for_url(lambda address: "/account/" not in address)
    head.open("/")
    assert head.heading == "What to do now"
