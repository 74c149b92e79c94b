"""A lead whom two partnerships ask: sees what is known, confirms it, ticks what is missing, says why answers differ."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from concordat.accounts.vocabulary import Role
from concordat.audits import queries
from concordat.core.actor import acting_as
from concordat.core.clock import now
from tests.factories import carrying
from tests.factories.carrying import AUDIT, TOOLKIT
from tests.journeys.conftest import Visit
from tests.web.signed_in import session_of
from tests.world import ASH, BEECH, NORTHERN, World

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def returns(world: World, fresh_database: str) -> dict[str, int]:
    """Two schools have signed for the northern partnership; the southern one asks both."""
    carrying.released(world, AUDIT, {"A1.1": ["GOV-01"], "A1.2": ["GOV-04"], "A2.1": ["POL-01", "POL-02"]})
    carrying.released(world, TOOLKIT, {"B1.1": ["GOV-01"], "B1.2": ["GOV-04"], "B1.3": ["POL-01"], "B1.4": ["POL-02"]})
    at = now() - timedelta(minutes=30)
    carrying.signed(world, {"A2.1": "amber"}, setting=ASH, at=at)
    carrying.signed(world, {"A2.1": "amber"}, setting=BEECH, at=at, ask=False)
    first = carrying.asked_again(world, setting=ASH, at=at)
    dsl = world.actor(Role.dsl, BEECH)
    with acting_as(dsl):
        second = queries.return_in(dsl, first.cycle_id, world.id(BEECH))
    return {ASH: first.pk, BEECH: second.pk}


@pytest.mark.parametrize(("place", "width", "scripts"), [(ASH, 1280, True), (BEECH, 320, False)])
def test_what_was_signed_once_is_confirmed_and_not_typed_again(
    world: World, returns: dict[str, int], visit: Callable[..., Visit], place: str, width: int, scripts: bool
) -> None:
    lead = visit(session_of(world, Role.dsl, place), width=width, scripts=scripts)
    lead.open("/audits/")
    lead.check()
    if scripts:  # with the first return handed in, one is open: the list says what it needs
        lead.open(f"/audits/settings/{world.id(place)}/together/")
        lead.check()
        assert "2 ready to confirm" in lead.page.inner_text("main")
    lead.open(f"/audits/returns/{returns[place]}/")
    lead.check()
    lead.press("What we know already")
    text = lead.page.inner_text("main")
    assert "2 answers ready" in text
    assert f"From your return to {NORTHERN}" in text
    assert "saves about 4 minutes" in text
    assert lead.page.locator("input:checked").count() == 0

    lead.press("I have read these 2: all are right")
    assert "0 answers ready" in lead.page.inner_text("main")
    assert "saved about 4 minutes" in lead.page.inner_text("main")

    lead.press("Keep these ticks")
    assert "at least one of these" in lead.page.inner_text(".govuk-error-summary")
    lead.page.get_by_role("checkbox").first.check()
    lead.press("Keep these ticks")
    assert "1 answer ready" in lead.page.inner_text("main")

    lead.open(f"/audits/returns/{returns[place]}/sections/B1/")
    lead.check()
    assert lead.page.inner_text("main").count("Confirmed by dsl of") == 2
    lead.page.locator("input[name='B1.3.choice'][value='3']").check()
    lead.press("Save and come back later")
    lead.press("What we know already")
    assert "Answers that differ" in lead.page.inner_text("main")
    lead.page.get_by_label("Why the two differ").fill("The policy was approved after we signed.")
    lead.press("Keep this reason")
    lead.open(f"/audits/returns/{returns[place]}/print/")
    lead.check()
    assert "The setting says why: The policy was approved after we signed." in lead.page.inner_text("main")
