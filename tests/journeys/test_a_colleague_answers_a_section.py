"""The lead hands Section A1 to the business manager, who answers it and gives it back; the lead finishes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from concordat.accounts.vocabulary import Role
from concordat.core.clock import now
from tests.factories import audits
from tests.journeys.conftest import Visit
from tests.journeys.work import Work
from tests.web.signed_in import session_of
from tests.world import ASH, BEECH, World, name_of

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (320, False)])
def test_handed_over_answered_given_back_and_finished(
    world: World, visit: Callable[..., Visit], width: int, scripts: bool
) -> None:
    place = ASH if scripts else BEECH
    if scripts:
        audits.opened(world, at=now())
    found = audits.answered(world, place, at=now())
    who = name_of(Role.school_business_manager, place)

    # The lead: three pages, three fields.
    lead = Work(visit(session_of(world, Role.dsl, place), width=width, scripts=scripts))
    lead.open(f"/audits/returns/{found.pk}/")
    lead.press("Hand sections to a colleague")
    lead.visit.check()
    lead.tick("A1 Leadership and governance")
    lead.tick(f"{who}, school business manager")
    lead.type("Note (optional)", "The minutes are in the office.")
    lead.press("Hand over")
    lead.visit.check()
    assert f"With {who} since" in lead.visit.page.content()
    assert (lead.pages, lead.fields) == (3, 3)

    # The business manager: four pages, two fields.
    colleague = Work(visit(session_of(world, Role.school_business_manager, place), width=width, scripts=scripts))
    colleague.open("/")
    colleague.press(f"Answer section A1: {place}")
    colleague.visit.check()
    body = colleague.visit.page.content()
    assert "The minutes are in the office." in body
    assert "Leadership and governance" in colleague.visit.heading
    answer = colleague.visit.page.locator("input[name='A1.2.choice'][value='amber']")
    assert not answer.is_checked()
    answer.check(force=True)
    colleague.fields += 1
    colleague.press("Save and give back")
    colleague.visit.check()
    assert colleague.visit.heading == "Done: back to the safeguarding lead"
    colleague.type("Is there anything the safeguarding lead should know? (optional)", "October's are signed.")
    colleague.press("Give it back")
    assert "back with the safeguarding lead" in colleague.visit.page.content()
    assert "No audit is open for you" in colleague.visit.page.content()
    assert (colleague.pages, colleague.fields) == (4, 2)

    # The lead again: reads over, confirms, finishes.
    before = lead.pages
    lead.open("/")
    lead.press(f"Read over what came back: {place}")
    lead.visit.page.get_by_role("link", name=re.compile("A1 Leadership")).first.click()
    lead.visit.check()
    assert lead.visit.page.locator("input[name='A1.2.choice'][value='amber']").is_checked()
    assert "October's are signed." in lead.visit.page.content()
    lead.press("Confirm this section")
    lead.press("Finish and ask the head to sign")
    lead.visit.check()
    lead.press("Finish")
    assert "Answers finished" in lead.visit.page.content()
    assert lead.pages - before == 6
