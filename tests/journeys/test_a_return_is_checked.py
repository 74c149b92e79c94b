"""CX-HAM-8 and CX-HAM-9: a return is rated at the desk, a setting is visited, and the setting hears what was found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from concordat.accounts.vocabulary import Role
from concordat.audits.models import Visit as VisitRow
from concordat.core.actor import acting_as
from concordat.core.clock import now
from tests.factories import audits, checking
from tests.journeys.conftest import Visit
from tests.web.signed_in import session_of
from tests.world import ASH, BEECH, NORTHERN, World

pytestmark = pytest.mark.slow
Open = Callable[..., Visit]


def test_a_return_is_rated_at_the_desk_and_the_setting_hears(world: World, visit: Open) -> None:
    cycle = audits.opened(world, at=now() - timedelta(days=3))
    audits.submitted(world, ASH, at=now() - timedelta(days=2))
    hub = f"/audits/cycles/{cycle.pk}/checking/"
    lead = visit(session_of(world, Role.education_safeguarding_lead, NORTHERN))
    lead.open(hub)
    lead.check()
    lead.press("Share out 1 to be rated")
    lead.page.get_by_label("education_safeguarding_lead").check()
    lead.press("Share out")
    lead.open("/")
    lead.press("Rate returns")
    lead.press(ASH)
    lead.page.locator("a.govuk-task-list__link").first.click()
    lead.check()
    first = lead.page.locator("main fieldset").first
    first.get_by_label("Red: not in place").check()
    lead.press("Save and continue")
    assert "Say why you rate it otherwise" in lead.page.content()
    lead.page.get_by_label("Why, if you rate it otherwise").first.fill("We could not find it.")
    for _ in range(30):  # section by section, agreeing with the rest
        box = lead.page.get_by_label("Where I have chosen nothing")
        if not box.count():
            break
        box.check()
        lead.page.get_by_role("button", name="Save and continue").click()
        lead.page.wait_for_load_state()
    lead.press("Finish")
    lead.press("Release feedback")
    lead.page.get_by_label("What do you want to say").fill("Thank you for your return.")
    lead.press("Release feedback")
    school = visit(session_of(world, Role.dsl, ASH), width=320)
    school.open("/")
    school.press("Read your feedback")
    assert "We could not find it." in school.page.content()
    school.page.get_by_role("link", name="Take on or change").first.click()
    school.check()
    school.page.get_by_label("Taken on").check()
    school.page.get_by_label("Who does it").fill("The deputy lead")
    school.page.get_by_label("By when").fill("2027-03-31")
    school.press("Save")
    assert "The deputy lead" in school.page.content()


def test_a_setting_is_visited_and_its_own_ratings_are_shown_only_afterwards(world: World, visit: Open) -> None:
    cycle = audits.return_of(world, BEECH).cycle
    audits.submitted(world, BEECH, at=now() - timedelta(days=2))
    office = visit(session_of(world, Role.business_manager, NORTHERN), scripts=False)
    office.open(f"/audits/cycles/{cycle.pk}/visits/draw/")
    office.page.get_by_label("How many by risk?").fill("0")
    office.page.get_by_label("How many by chance?").fill("9")
    for box in office.page.get_by_role("checkbox").all()[:2]:
        box.check()
    office.press("Draw")
    assert "2 of 2 visits" in office.page.content()
    with acting_as(checking.office(world)):  # today may be a Saturday
        drawn = VisitRow.objects.get(establishment_id=world.id(BEECH))
        VisitRow.objects.filter(pk=drawn.pk).update(
            visitor_id=checking.person(checking.scrutineer(world)), visitor_name="The visitor", visit_on=now().date()
        )
    visitor = visit(session_of(world, Role.independent_scrutineer, NORTHERN), width=320)
    visitor.open("/")
    visitor.press(f"Visit: {BEECH}")
    visitor.press("Rate what you saw")
    assert "The setting says" not in visitor.page.content()
    for question in visitor.page.locator("main fieldset").all():
        question.get_by_label("Amber: partly in place").check()
    visitor.page.get_by_label("What you found altogether").fill("A calm school.")
    visitor.press("Save and finish the visit")
    assert "The setting says" in visitor.page.content()
