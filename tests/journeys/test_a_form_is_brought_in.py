"""D2-01: the business manager changes a form in a spreadsheet, brings it in, mends it, publishes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload

from concordat.accounts.vocabulary import Role
from concordat.questionnaires import library, sheets
from tests.journeys.conftest import Visit
from tests.web.signed_in import session_of
from tests.world import NORTHERN, SOUTHERN, World

pytestmark = pytest.mark.slow
Open = Callable[..., Visit]
TEXT = sheets.form_to_csv(library.form("short-provider-return")).replace(",all,local,", ",all,K2,", 1)


def choose(visit: Visit, text: str) -> None:
    file = FilePayload(name="our-return.csv", mimeType="text/csv", buffer=text.encode())
    visit.page.get_by_label("The form", exact=True).set_input_files(file)


@pytest.mark.parametrize(
    ("place", "width", "scripts"),
    [(NORTHERN, 1280, True), (SOUTHERN, 320, False), (NORTHERN, 320, True)],
    ids=["desk", "telephone", "telephone-with-axe"],
)
def test_a_form_is_brought_in_mended_and_published(
    world: World, visit: Open, place: str, width: int, scripts: bool
) -> None:
    code = f"our-return-{width}-{scripts}".lower()
    office = visit(session_of(world, Role.business_manager, place), width=width, scripts=scripts)
    office.open("/forms/")
    office.check()
    office.press("Bring in a form")
    choose(office, TEXT.replace("rag4", "rag9", 1))
    office.page.get_by_label("Edition").fill("2027")
    office.page.get_by_label("Title of the form").fill(f"Our return {width}")
    office.page.get_by_label("Code of the form").fill(code)
    office.press("Check and bring in")
    assert "What to mend" in office.page.content()
    choose(office, TEXT)
    office.press("Check and bring in")
    assert office.heading == f"Our return {width}"
    assert "Keeping children safe in education (2025), part two" in office.page.content()
    assert "there is a 2026 edition, expected from 1 September 2026" in office.page.content()
    office.press("Publish this version")
    office.press("Publish")
    assert "Audits can ask with it" in office.page.content()
    office.open("/forms/import/")
    choose(office, TEXT.replace("Someone is named", "Somebody is named"))
    office.page.get_by_label("Edition").fill("2028")
    office.page.get_by_label("Title of the form").fill(f"Our return {width}")
    office.page.get_by_label("Code of the form").fill(code)
    office.press("Check and bring in")
    office.press("What changed since the version before")
    assert "Somebody is named" in office.page.content()
    office.open("/forms/")
    office.press("of Annual school safeguarding audit")
    assert "Guidance this form rests on" in office.page.content()
