"""An officer notes a call while the telephone is still warm; a setting asks and reads its answer (AX-WAK-3).

Counted by the rule of `work`: from the setting's page in the register, 3 pages (the setting, the note, the log), 2
fields of which 1 is typed: 18 seconds. From the menu, for a setting that rang before, 2 pages and 3 fields of which 1
is typed: 17. With the setting typed, 2 pages and 3 fields of which 2 are typed: 22.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from concordat.accounts.vocabulary import Role
from tests.factories import support
from tests.journeys.conftest import Visit
from tests.journeys.work import Work
from tests.web.signed_in import session_of
from tests.world import ASH, NORTHERN, World

pytestmark = pytest.mark.slow
WORDS = "What was asked, and what you answered"
LONGEST_SECONDS = 20


@pytest.mark.parametrize("scripts", [True, False])
def test_the_shortest_honest_note_takes_less_than_twenty_seconds(
    world: World, visit: Callable[..., Visit], scripts: bool
) -> None:
    work = Work(visit(session_of(world, Role.partnership_administrator, NORTHERN), scripts=scripts))
    work.open(f"/register/{world.id(ASH)}/")
    work.press("Note a call")
    work.choose("What it was about", "Help with the audit")
    work.type(WORDS, "Where does the chair sign? Shown.")
    work.press("Note this call")
    assert work.visit.page.get_by_text(f"Noted: {ASH}").first.is_visible()
    assert (work.pages, work.fields, work.typed) == (3, 2, 1)
    assert work.seconds == 18 <= LONGEST_SECONDS


def test_who_rang_before_rings_again(world: World, visit: Callable[..., Visit]) -> None:
    work = Work(visit(session_of(world, Role.business_manager, NORTHERN)))
    support.a_call(world, ASH, by=world.actor(Role.business_manager, NORTHERN))
    work.open("/support/calls/new/")
    work.tick(ASH)
    work.choose("What it was about", "Joining and accounts")
    work.type(WORDS, "Could not sign in. Worked while on the telephone.")
    work.press("Note this call")
    assert work.visit.page.get_by_text(f"Noted: {ASH}").first.is_visible()
    assert (work.pages, work.fields, work.typed) == (2, 3, 1)
    assert work.seconds == 17 <= LONGEST_SECONDS


@pytest.mark.parametrize("width", [1280, 320])
def test_from_the_menu_with_a_slip_of_the_pen(world: World, visit: Callable[..., Visit], width: int) -> None:
    officer = visit(session_of(world, Role.partnership_administrator, NORTHERN), width=width, scripts=width > 320)
    work = Work(officer)
    work.open("/support/calls/new/")
    work.type("Setting", "Ash Primray")
    work.choose("What it was about", "Training")
    work.type(WORDS, "When is the next course? In March.")
    work.press("Note this call")
    assert officer.page.get_by_text(f"Noted: {ASH}").first.is_visible()
    assert (work.pages, work.fields, work.typed, work.seconds) == (2, 3, 2, 22)


def test_a_setting_asks_and_reads_its_answer(world: World, visit: Callable[..., Visit]) -> None:
    dsl = Work(visit(session_of(world, Role.dsl, ASH), width=320))
    dsl.open("/support/mine/")
    dsl.press("Ask your partnership")
    dsl.choose("What it was about", "Policy")
    dsl.type("What you would like to know or need", "Have you a model policy?")
    dsl.press("Send the request")
    assert dsl.visit.page.get_by_text("You hear by").first.is_visible()
    officer = Work(visit(session_of(world, Role.partnership_administrator, NORTHERN)))
    officer.open("/support/requests/")
    officer.press(ASH)
    officer.press("Take this request")
    officer.type("Your answer", "Yes: under model policies.")
    officer.press("Send the answer")
    officer.visit.open("/support/case-load/")
    officer.visit.check()
    officer.visit.open("/support/report/")
    officer.visit.check()
    officer.visit.open("/support/lead-officers/")
    officer.visit.check()
    dsl.open("/")
    dsl.press("Your partnership answered")
    assert dsl.visit.page.get_by_text("Yes: under model policies.").first.is_visible()
    dsl.press("Yes, close it")
    assert dsl.visit.page.get_by_text("The request is closed.").first.is_visible()
    assert dsl.seconds <= 60
