"""A chair of governors who has no account reads and signs the return in four pages, one field and one letter's code."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail as django_mail

from concordat.accounts.vocabulary import Role
from concordat.audits import jobs
from concordat.audits.jobs import NOTIFIER
from concordat.audits.models import SigningLink
from concordat.core.actor import acting_as
from concordat.core.clock import now
from tests.factories import audits
from tests.journeys.conftest import Visit
from tests.web.signed_in import session_of
from tests.world import ASH, World

pytestmark = pytest.mark.slow


def newest() -> SigningLink:
    with acting_as(NOTIFIER):
        return SigningLink.objects.order_by("-pk")[0]


def last_letter(pattern: str) -> str:
    found = re.search(pattern, str(django_mail.outbox[-1].body))
    assert found
    return found[1]


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (320, False)])
def test_chair_to_signed_in_four_pages(
    world: World, visit: Callable[..., Visit], fresh_database: str, width: int, scripts: bool
) -> None:
    place = ASH if scripts else "Beech Academy"
    if scripts:
        audits.opened(world)
    found = audits.signed_by_head(world, place, at=now())

    head = visit(session_of(world, Role.headteacher, place))
    head.open(f"/audits/returns/{found.pk}/sign/board/")
    head.page.get_by_label("Name of the chair").fill("Cora Chair")
    head.page.get_by_label("Email address of the chair").fill(f"chair{width}@board.example")
    head.press("Send the link")
    jobs.send_signing_link(newest().pk)
    link = last_letter(r"(/sign/\S+/)")

    chair = visit(width=width, scripts=scripts)
    pages, fields = 1, 0
    chair.open(link)
    chair.check()
    assert chair.heading == "Read and sign a safeguarding audit"
    chair.press("Send me the code")
    pages += 1
    jobs.send_signing_code(newest().pk, newest().codes_sent)
    chair.page.get_by_label("Code").fill(last_letter(r"code is (\d{6})"))
    fields += 1
    chair.press("Continue")
    pages += 1
    assert "School safeguarding audit" in chair.heading
    chair.press("Sign as chair")
    pages += 1
    assert chair.heading == "You have signed"
    assert (pages, fields) == (4, 1)
    chair.open(link)
    assert chair.heading == "This link cannot be used"
