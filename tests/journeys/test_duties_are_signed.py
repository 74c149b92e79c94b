"""A-03, A-04: the office publishes duties, a head and a governor sign them, and the office's percent changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.partnership import operations, queries
from tests.factories import duties
from tests.journeys.conftest import Visit
from tests.web.signed_in import session_of
from tests.world import ASH, NORTHERN, World

pytestmark = pytest.mark.slow
Open = Callable[..., Visit]


@pytest.fixture(scope="module")
def named(world: World) -> None:
    """The north has arrangements and names its three settings."""
    duties.named(world)


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (320, False)])
def test_the_office_publishes_and_head_and_governor_sign(world: World, visit: Open, width: int, scripts: bool) -> None:
    a_new_version_is_published(world, f"For {width} pixels")
    office = visit(session_of(world, Role.business_manager, NORTHERN), width=width, scripts=scripts)
    the_office_publishes(office)
    office.open(f"/partnership/{world.id(NORTHERN)}/duties/")
    office.check()
    assert "0 of 3 (0%)" in office.page.content()
    head = visit(session_of(world, Role.headteacher, ASH), width=width, scripts=scripts)
    the_head_acknowledges_and_signs(head)
    governor = visit(session_of(world, Role.governor, ASH), width=width, scripts=scripts)
    governor.open("/")
    governor.press(f"Read the arrangements and sign your duties: {ASH}")
    governor.press("Read and sign your duties")
    assert governor.page.get_by_text("section 175").count() == 1
    assert governor.page.get_by_text("section 157").count() == 0
    governor.press("Sign as chair of governors, trustees or board")
    assert "Signed by both" in governor.page.content()
    office.page.reload()
    office.check()
    assert office.page.content().count("1 of 3 (33%)") == 3
    office.press(ASH)
    assert "Signed by both" in office.page.content()


def a_new_version_is_published(world: World, version: str) -> None:
    """What was signed in the journey before is out of date."""
    with acting_as(FOUNDER):
        made = queries.partnership(world.id(NORTHERN))
        operations.publish_arrangements(
            partnership=made, version=version, published_on=now().date(), by=FOUNDER, at=now()
        )


def the_office_publishes(office: Visit) -> None:
    office.open("/")
    office.press("Publish the duties of named settings under For")
    office.press("Give its address")
    office.page.get_by_label("Where the text can be read").fill("http://www.northfield.example/")
    office.press("Save")
    assert "begins with https://" in office.page.content()
    office.page.get_by_label("Where the text can be read").fill("https://www.northfield.example/arrangements")
    office.press("Save")
    office.press("Write and publish the duties")
    office.press("Begin with the template")
    office.page.get_by_label("Training providers").fill("- Keep the terms of your agreement for funding")
    office.press("See how it looks first")
    assert "As it would look" in office.page.content()
    assert office.page.get_by_label("Training providers").input_value().startswith("- Keep the terms")
    office.press("Save the draft")
    office.press("Publish this statement")
    assert "in force" in office.page.content()


def the_head_acknowledges_and_signs(head: Visit) -> None:
    head.open("/")
    head.press(f"Read the arrangements and sign your duties: {ASH}")
    assert "Still to do" in head.page.content()
    head.press("Open the arrangements")
    assert "https://www.northfield.example/arrangements" in head.page.content()
    head.press("Acknowledge the arrangements")
    head.press("Read and sign your duties")
    head.press("Sign as head, principal or manager")
    assert "Signed by one" in head.page.content()
