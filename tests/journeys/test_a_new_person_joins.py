"""Part 4: somebody invited by mail joins with a password, a code from an app, and recovery codes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from concordat.accounts import operations, tokens
from concordat.accounts.models import Organisation
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import now
from tests.journeys.conftest import Visit
from tests.world import ASH, World

pytestmark = pytest.mark.slow


def test_from_the_mail_to_the_first_page(world: World, visit: Callable[..., Visit]) -> None:
    with acting_as(FOUNDER):
        school = Organisation.objects.get(pk=world.id(ASH))
        waiting = operations.invite_person(
            organisation=school, role=Role.dsl, name="Dina New", email="dina@new.example", by=FOUNDER, at=now()
        )
    link = f"/join/{tokens.token_for(waiting.pk, waiting.nonce)}/"

    person = visit(width=320)
    person.open(link)
    person.check()
    person.page.get_by_label("Choose a password").fill("three invented words")
    person.page.get_by_label("Type the password again").fill("three invented words")
    person.page.locator('main button[type="submit"]').first.click()
    person.check()
    assert person.heading == "Set up something safer than letters"
    person.press("Set up an authenticator app")
    secret = re.search(r'<code class="concordat-code">(\w+)</code>', person.page.content())
    assert secret is not None
    code = format_hotp_value(hotp_value(secret[1], next(iter(yield_hotp_counters_from_time()))))
    person.page.locator('input[name="code"]').fill(str(code))
    person.page.locator('main button[type="submit"]').first.click()
    person.check()
    assert "recovery codes" in person.page.content().lower()
    person.press("I have kept them")
    assert person.heading == "What to do now"

    again = visit()
    again.open(link)
    again.check()
    assert again.heading == "This invitation cannot be used"
    assert again.page.locator('input[type="password"]').count() == 0
