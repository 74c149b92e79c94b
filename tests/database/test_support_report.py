"""The report of the support log: what is hidden cannot be worked out, and what is counted has its denominator."""

from __future__ import annotations

from datetime import date

import pytest

from concordat.accounts.models import Organisation
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.establishments.models import Establishment
from concordat.support import analysis
from tests.factories import support
from tests.world import ASH, BEECH, DAISY, NORTHERN, World, look_up

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def world(db: None) -> World:
    with acting_as(FOUNDER):
        return look_up()


def counted(world: World, grouping: str, smallest: int = 0) -> analysis.Report:
    lead, day = world.actor(Role.education_safeguarding_lead, NORTHERN), now().date()
    with acting_as(lead):
        return analysis.report(
            lead, world.id(NORTHERN), grouping=grouping, since=date(2020, 1, 1), until=day, today=day, smallest=smallest
        )


def test_the_same_settings_in_two_kinds_do_not_hide_each_other(world: World) -> None:
    """Two kinds of the same two settings are hidden together: taking the others from the whole would give these two."""
    for setting in (ASH, BEECH):
        support.a_call(world, setting, kind="training")
        support.a_call(world, setting, kind="staffing")
    for setting in (ASH, BEECH, DAISY):
        support.a_call(world, setting, kind="audit")
        support.a_call(world, setting, kind="policy")
    found = counted(world, "kind", smallest=3)
    hidden = [line.name for line in found.lines if line.hidden]
    shown = [line for line in found.lines if not line.hidden]
    assert {"Training", "Staffing or the post of safeguarding lead"} < set(hidden)
    assert len(shown) == 1
    assert not found.whole.hidden


def test_a_whole_of_few_settings_is_hidden_too(world: World) -> None:
    support.a_call(world, ASH)
    support.a_call(world, BEECH, kind="training")
    for grouping in ("kind", "phase", "month"):
        found = counted(world, grouping, smallest=3)
        assert found.whole.hidden
        assert (found.whole.calls, found.whole.minutes) == (0, 0)
    assert not counted(world, "kind").whole.hidden


def test_a_setting_that_closed_is_not_counted_among_those_of_the_register(world: World) -> None:
    support.a_call(world, ASH)
    support.a_call(world, BEECH)
    with acting_as(FOUNDER):
        Organisation.objects.filter(pk=world.id(BEECH)).update(closed_on=now().date())
        Establishment.objects.filter(pk=world.id(BEECH)).update(status="Closed")
    for grouping in ("phase", "type", "kind", "month"):
        found = counted(world, grouping)
        assert (found.whole.settings, len(found.whole.reached), found.whole.calls) == (2, 1, 2)
        assert found.whole.percent == 50
        for line in found.lines:
            assert len(line.reached) <= (line.settings or 0), line.name
        assert sum(line.calls for line in found.lines) == 2
