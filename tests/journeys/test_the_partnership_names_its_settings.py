"""A-02: the office names every setting as a relevant agency, at a desk and on a telephone without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.partnership import operations
from tests.journeys.conftest import Visit
from tests.web.signed_in import session_of
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, SOUTHERN, World

pytestmark = pytest.mark.slow
Open = Callable[..., Visit]


@pytest.fixture(scope="module")
def law(world: World) -> None:
    """The legal bases, as an installation has them."""
    with acting_as(FOUNDER):
        operations.load_naming_bases(by=FOUNDER, at=now())


@pytest.mark.usefixtures("law")
def test_the_office_records_the_arrangements_and_names_every_setting(world: World, visit: Open) -> None:
    office = visit(session_of(world, Role.business_manager, NORTHERN))
    office.open("/")
    office.press("Name 3 settings as relevant agencies")
    office.press("Record the published version first")
    office.press("Record this version")
    assert "Give the version a name." in office.page.content()
    office.page.get_by_label("What this version is called").fill("2026-27")
    office.page.get_by_label("Published on").fill("2026-09-01")
    office.press("Record this version")
    assert office.heading == NORTHERN
    office.press("See which schools, colleges and other settings are named")
    office.press("Name settings")
    office.press("Name these settings")
    assert "3 settings are named and 0 are not" in office.page.content()
    for name in (ASH, BEECH, DAISY):
        assert office.page.get_by_role("link", name=name, exact=True).count() == 1
    office.open("/")
    assert "Name 3 settings" not in office.page.content()


@pytest.mark.usefixtures("law")
def test_the_same_on_a_telephone_without_scripts(world: World, visit: Open) -> None:
    office = visit(session_of(world, Role.partnership_administrator, SOUTHERN), width=320, scripts=False)
    office.open("/partnership/")
    office.check()
    office.press("Add a partner")
    office.page.get_by_label("Or the name of a new body").fill("Invented Constabulary")
    office.page.get_by_label("What a new body is").select_option(label="Police force")
    office.page.get_by_label("It belongs to the partnership from").fill("2020-01-01")
    office.press("Add this partner")
    office.press("Replace a partner by its successor")
    office.page.get_by_label("Which partner is replaced").select_option(label="Invented Constabulary")
    office.page.get_by_label("Or the name of a new body").fill("Merged Constabulary")
    office.page.get_by_label("The successor takes over on").fill("2026-04-01")
    office.press("Replace this partner")
    assert "Merged Constabulary" in office.page.content()
    office.press("Record a published version")
    office.page.get_by_label("What this version is called").fill("2026-27")
    office.page.get_by_label("Published on").fill("2026-09-01")
    office.press("Record this version")
    office.press("See which schools, colleges and other settings are named")
    office.press("Name settings")
    office.page.get_by_label("Only those ticked below").check()
    office.page.get_by_label(CEDAR).check()
    office.press("Name these settings")
    assert "1 setting is named and 0 are not" in office.page.content()


def test_contacts_are_pasted_looked_at_and_invited(world: World, visit: Open) -> None:
    office = visit(session_of(world, Role.business_manager, NORTHERN))
    office.open("/partnership/")
    office.press("Bring in contacts and invite them")
    office.press("See what these rows mean")
    assert "Paste the rows, or choose a file." in office.page.content()
    rows = f"School\tName\tEmail\tRole\n{ASH}\tAda Invented\tada@ash.example\tDSL\nNowhere\tBob\tbob@b.example\tHead\n"
    office.page.get_by_label("Paste the rows from your spreadsheet").fill(rows)
    office.press("See what these rows mean")
    assert "1 person is ready to be invited" in office.page.content()
    office.press("Invite this person")
    assert "1 invitation goes out now" in office.page.content()
    telephone = visit(session_of(world, Role.partnership_administrator, NORTHERN), width=320, scripts=False)
    telephone.open(office.page.url.removeprefix(office.address))
    telephone.check()
    assert "Nobody in this list waits to be invited" in telephone.page.content()
