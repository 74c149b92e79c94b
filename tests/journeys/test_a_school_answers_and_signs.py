"""D2-01: a DSL answers, the head and the chair sign, the return is submitted with a receipt."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from concordat.accounts.vocabulary import Role
from concordat.audits import operations
from concordat.core.actor import acting_as
from concordat.core.clock import now
from tests.factories import audits
from tests.journeys.conftest import Visit
from tests.web.signed_in import session_of
from tests.world import ASH, BEECH, DAISY, World

pytestmark = pytest.mark.slow
Open = Callable[..., Visit]


@pytest.fixture(scope="module")
def cycle(world: World) -> int:
    return audits.opened(world, at=now()).pk


def given_everything_but_the_first_section_is_answered(world: World, setting: str) -> None:
    found = audits.answered(world, setting, at=now())
    dsl = world.actor(Role.dsl, setting)
    with acting_as(dsl):
        from concordat.audits import queries

        was = queries.answers_of(found)["A1.1"].token
        operations.save_section(audit_return=found, posted={"A1.1": operations.Posted(None, was=was)}, by=dsl, at=now())


@pytest.mark.parametrize(
    ("setting", "width", "scripts"), [(ASH, 1280, True), (BEECH, 320, False)], ids=["wide", "narrow, no scripts"]
)
def test_from_first_answer_to_receipt(
    world: World, cycle: int, visit: Open, setting: str, width: int, scripts: bool
) -> None:
    given_everything_but_the_first_section_is_answered(world, setting)

    dsl = visit(session_of(world, Role.dsl, setting), width=width, scripts=scripts)
    dsl.open("/")
    dsl.check()
    dsl.page.get_by_role("link", name=f"Answer the safeguarding audit: {setting}").click()
    dsl.check()
    assert "1 left to do" in dsl.page.content()
    dsl.press("Go on answering")
    assert dsl.heading == "Leadership and governance"
    dsl.page.locator('input[name="A1.1.choice"][value="green"]').check(force=True)
    dsl.page.get_by_role("button", name="Save and come back later").click()
    dsl.check()
    dsl.press("Finish and ask the head to sign")
    dsl.press("Finish")
    assert "The head or principal signs next" in dsl.page.content()

    head = visit(session_of(world, Role.headteacher, setting), width=width, scripts=scripts)
    head.open("/")
    head.page.get_by_role("link", name=f"The head signs: {setting}").click()
    head.press("Read and sign")
    head.press("Sign as head")
    assert "Tick the box to sign." in head.page.content()
    head.page.get_by_label("I have read this return and I sign the declaration").check(force=True)
    head.press("Sign as head")

    chair = visit(session_of(world, Role.governor, setting), width=width, scripts=scripts)
    chair.open("/")
    chair.page.get_by_role("link", name=f"The board signs: {setting}").click()
    chair.press("Sign for the board")
    chair.press("Sign as chair")

    dsl.open("/audits/")
    dsl.check()
    dsl.page.locator("a.govuk-task-list__link").first.click()
    dsl.press("Submit the return")
    dsl.press("Submit the return")
    assert dsl.heading == "Return received"
    receipt = audits.return_of(world, setting).receipt
    assert receipt is not None
    assert receipt in dsl.page.content()
    dsl.press("Read or print the whole return")


def test_a_section_can_be_answered_with_the_keyboard_alone(world: World, cycle: int, visit: Open) -> None:
    found = audits.return_of(world, DAISY)
    dsl = visit(session_of(world, Role.dsl, DAISY))
    dsl.open(f"/audits/returns/{found.pk}/sections/S/")
    keyboard = dsl.page.keyboard
    for _ in range(60):
        keyboard.press("Tab")
        if dsl.page.evaluate("document.activeElement.name || ''") == "S1.choice":
            break
    else:
        raise AssertionError("the first question cannot be reached with Tab")
    keyboard.press("Space")
    keyboard.press("Enter")
    dsl.page.wait_for_url(f"**/audits/returns/{found.pk}/")
    assert audits.return_of(world, DAISY).answered == 1
