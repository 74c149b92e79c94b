"""P1-02: the office finds a setting, sees what changed, adds one without a URN and merges it when it gets one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.establishments import queries
from tests.factories import register
from tests.journeys.conftest import Visit
from tests.web.signed_in import session_of
from tests.world import ASH, BEECH, CEDAR, NORTHERN, World

pytestmark = pytest.mark.slow
Open = Callable[..., Visit]
WIDTHS = pytest.mark.parametrize(("width", "scripts"), [(1280, True), (320, False)], ids=["desk", "telephone"])


@pytest.fixture(scope="module")
def imported(world: World) -> None:
    """An import that renamed one setting here and one elsewhere."""
    changes = ((world.id(ASH), "name", "Ash Infant School", ASH), (world.id(CEDAR), "status", "Closed", "Open"))
    register.an_import(*changes, at=now())


@WIDTHS
@pytest.mark.usefixtures("imported")
def test_a_setting_is_found_with_a_slip_of_the_pen_and_what_changed_is_seen(
    world: World, visit: Open, width: int, scripts: bool
) -> None:
    office = visit(session_of(world, Role.business_manager, NORTHERN), width=width, scripts=scripts)
    page = office.page
    office.open("/register/")
    page.get_by_label("Name, postcode, URN or DfE number").fill("Beach acadmy")
    office.press("Show")
    assert "These names are near" in page.content()
    if not page.get_by_label("Phase").is_visible():
        page.get_by_text("Narrow by area, phase, type, trust or size").click()
    page.get_by_label("Phase").select_option("Secondary")
    office.press("Show")
    assert page.get_by_label("Phase").is_visible()
    office.press(BEECH)
    assert office.heading == BEECH
    assert "No designated safeguarding lead is named" in page.content()
    office.press("Name somebody to a post")
    page.get_by_label("Designated safeguarding lead", exact=True).check()
    page.get_by_label("Who").select_option(label=f"dsl of {BEECH}")
    office.press("Save")
    office.press("Change")
    page.get_by_label("How cover is arranged besides").fill("The deputy on Fridays")
    page.get_by_label("Mail address of the post").fill("nobody")
    office.press("Save")
    assert "Give a mail address such as" in page.content()
    assert page.get_by_label("How cover is arranged besides").input_value() == "The deputy on Fridays"
    page.get_by_label("Mail address of the post").fill("safeguarding@beech.example")
    office.press("Save")
    assert "The deputy on Fridays" in page.content()
    office.press("End")
    office.press("End the post")
    office.open("/register/")
    office.press("See what changed in the register")
    page.get_by_role("rowheader").get_by_role("link").first.click()
    office.check()
    assert "1 change at 1 setting" in page.content()
    page.get_by_label("Local authority").select_option(label="All")
    office.press("Show")
    assert "2 changes at 2 settings" in page.content()
    assert "No longer closed: Open" in page.content()


@WIDTHS
def test_a_setting_without_a_urn_is_added_and_merged(world: World, visit: Open, width: int, scripts: bool) -> None:
    name = f"Acorn Lane Nursery {width}"
    with acting_as(register.READER):
        urn = queries.establishment(world.id(BEECH)).urn
    office = visit(session_of(world, Role.partnership_administrator, NORTHERN), width=width, scripts=scripts)
    page = office.page
    office.open("/register/")
    office.press("Settings without a URN")
    office.press("Add a setting")
    page.get_by_label("Name of the setting").fill(name)
    page.get_by_label("Postcode").fill("ZZ1")
    office.press("Add this setting")
    assert "There is a problem" in page.content()
    assert page.get_by_label("Name of the setting").input_value() == name
    page.get_by_label("Nursery or childcare provider").check()
    page.get_by_label("Phase").select_option("Nursery")
    page.get_by_label("Postcode").fill("zz11zz")
    office.press("Add this setting")
    assert office.heading == name
    office.press("It has a URN now: merge it into the register")
    page.get_by_label("Which URN did it get?").fill("12")
    office.press("Find the entry")
    assert "A URN is six digits" in page.content()
    page.get_by_label("Which URN did it get?").fill(str(urn))
    office.press("Find the entry")
    for side in ("The local setting", "The entry of the register"):
        assert page.get_by_role("region", name=side).is_visible()
    office.press("Merge them")
    assert "Tick the box" in page.content()
    page.get_by_label("These two are the same setting").check()
    office.press("Merge them")
    assert office.heading == BEECH
    assert f"{name} goes on as URN {urn}." in page.content()
    office.press(name)
    assert "This setting is closed. It goes on as" in page.content()
