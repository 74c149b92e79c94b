"""A business manager's first hour: from the invitation to an audit that is open for 160 settings (D2X-WAK-1)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from concordat.accounts import operations, tokens
from concordat.accounts.models import Organisation
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import queries
from concordat.core.actor import acting_as
from concordat.core.clock import now
from tests.factories import organisations
from tests.journeys.conftest import Visit
from tests.journeys.first_sign_in import join
from tests.journeys.work import Work
from tests.world import NORTH, NORTHERN, World

pytestmark = pytest.mark.slow
SETTINGS = 160
THERE_ALREADY = 3  # Ash, Beech and Daisy lie in the same area


def given_settings(world: World) -> None:
    with acting_as(FOUNDER):
        area = Organisation.objects.get(pk=world.id(NORTH))
        for number in range(SETTINGS - THERE_ALREADY):
            organisations.establishment(area, f"Invented School No {number:03}")


def invitation(world: World) -> str:
    with acting_as(FOUNDER):
        waiting = operations.invite_person(
            organisation=Organisation.objects.get(pk=world.id(NORTHERN)),
            role=Role.business_manager,
            name="Mara New",
            email="mara@northern.example",
            by=FOUNDER,
            at=now(),
        )
    return f"/join/{tokens.token_for(waiting.pk, waiting.nonce)}/"


@pytest.mark.parametrize(("width", "scripts"), [(1280, True)], ids=["wide"])
def test_from_the_invitation_to_an_open_audit_for_160(
    world: World, visit: Callable[..., Visit], width: int, scripts: bool
) -> None:
    given_settings(world)
    manager = Work(visit(width=width, scripts=scripts))
    join(manager, invitation(world))  # 1 the password, 2 something safer, 3 the first page
    manager.press("Audits")  # 4
    manager.press("Prepare an audit")  # 5: title, year, days and forms stand there already
    manager.press("Save and see who will be asked")  # 6
    assert f"{SETTINGS} settings will be asked" in manager.visit.page.inner_text("main")
    manager.press("Leave it prepared for now")  # 7
    manager.press("School safeguarding audit")  # 8 the audit
    manager.press("Try it: Section 175 (maintained schools and colleges)")  # 9 as a school sees it
    manager.press("Leadership and governance")  # 10
    manager.press("Check these answers")  # 11 the checks that a school gets
    manager.press("Back to the sections")  # 12
    manager.press("Back to the audit")  # 13
    manager.press("Open it")  # 14
    manager.press("Open it now")  # 15 the tracker
    assert f"0 of {SETTINGS} returned" in manager.visit.page.inner_text("main")
    assert (manager.pages, manager.fields, manager.typed) == (15, 2, 2), str(manager)
    assert manager.minutes < 30, str(manager)
    with acting_as(world.actor(Role.business_manager, NORTHERN)) as keeper:
        assert queries.cycles_of(keeper).get().returns.count() == SETTINGS
