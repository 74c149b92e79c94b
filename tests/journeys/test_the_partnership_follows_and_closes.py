"""D2X-WAK-1: the partnership sees who has returned what and what it says, asks back, and closes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from concordat.accounts.vocabulary import Role
from concordat.core.clock import now
from tests.factories import audits
from tests.journeys.conftest import Visit
from tests.web.signed_in import session_of
from tests.world import CEDAR, SOUTHERN, World

pytestmark = pytest.mark.slow
Open = Callable[..., Visit]


def test_the_partnership_follows_asks_and_closes(world: World, visit: Open) -> None:
    cycle = audits.opened(world, partnership=SOUTHERN, at=now()).pk
    audits.submitted(world, CEDAR, at=now() - timedelta(minutes=10))
    manager = visit(session_of(world, Role.business_manager, SOUTHERN))
    manager.open("/audits/cycles/")
    manager.check()
    manager.page.locator("a.govuk-task-list__link").first.click()
    manager.check()
    assert "1 of 1 returned" in manager.page.content()
    narrow = visit(session_of(world, Role.education_safeguarding_lead, SOUTHERN), width=320)
    narrow.open(f"/audits/cycles/{cycle}/")
    narrow.check()
    narrow.open(f"/audits/cycles/{cycle}/analysis/?section=A9")
    narrow.check()
    manager.open(f"/audits/cycles/{cycle}/?state=submitted")
    manager.page.get_by_role("link", name=CEDAR).click()
    manager.check()
    manager.press("Send back with a question")
    manager.page.get_by_label("What do you want to ask?").fill("Which governor leads?")
    manager.press("Send back")
    assert "No reply yet." in manager.page.content()
    manager.open(f"/audits/cycles/{cycle}/")
    manager.press("Close the audit")
    manager.press("Close the audit")
    assert "Closed on" in manager.page.content()
