"""A designated safeguarding lead comes from the invitation to the first saved answer in five pages (D2-01)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from concordat.accounts import operations, tokens
from concordat.accounts.models import Organisation
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import now
from tests.factories import audits
from tests.journeys.conftest import Visit
from tests.journeys.first_sign_in import join
from tests.journeys.work import Work
from tests.world import ASH, BEECH, World

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cycle(world: World) -> int:
    return audits.opened(world, at=now()).pk


def invited(world: World, place: str, email: str) -> str:
    """The path of the link in the mail."""
    with acting_as(FOUNDER):
        waiting = operations.invite_person(
            organisation=Organisation.objects.get(pk=world.id(place)),
            role=Role.dsl,
            name="Dina New",
            email=email,
            by=FOUNDER,
            at=now(),
        )
    return f"/join/{tokens.token_for(waiting.pk, waiting.nonce)}/"


@pytest.mark.parametrize(
    ("place", "width", "scripts"), [(ASH, 1280, True), (BEECH, 320, False)], ids=["wide", "narrow, no scripts"]
)
def test_in_five_pages(
    world: World, cycle: int, visit: Callable[..., Visit], place: str, width: int, scripts: bool
) -> None:
    lead = Work(visit(width=width, scripts=scripts))
    join(lead, invited(world, place, f"dina{width}@new.example"))  # 1 the password, 2 something safer, 3 the first page
    lead.press(f"Answer the safeguarding audit: {place}")  # 4 the return
    assert audits.return_of(world, place).answered == 0
    lead.press("Start answering")  # 5 the first section
    assert lead.visit.heading == "About the setting"
    lead.visit.page.locator('input[name="setting.uses_alternative_provision.choice"][value="no"]').check(force=True)
    lead.fields += 1
    assert (lead.pages, lead.fields, lead.typed) == (5, 3, 2)
    lead.press("Save and come back later")
    assert audits.return_of(world, place).answered > 0
    assert lead.minutes < 1, str(lead)
