"""The actions that follow from feedback stand in what governors, inspectors and the partnership's board read."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from concordat.accounts.vocabulary import Role
from concordat.audits import board_papers, documents, governors, operations
from concordat.audits.checking import agreed
from concordat.audits.checking_rules import ActionState
from concordat.audits.models import AuditCycle, PlannedAction
from concordat.audits.operations import ActionSaid
from concordat.core.actor import acting_as
from concordat.core.documents import kinds
from tests.factories import checking
from tests.factories.checking import LATER, lead, office, person, second
from tests.world import ASH, BEECH, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WHAT, WHY = "Put the policy on the website", "The trust does this for us."


def told(world: World) -> AuditCycle:
    """Both settings are rated and told; Ash takes one action on and drops another."""
    cycle = checking.two_submitted(world)
    checking.shared_out(world, cycle)
    for setting in (ASH, BEECH):
        checking.rated(world, checking.moderation_of(world, setting), lead(world), worse=2)
        checking.told(world, setting)
    return cycle


def decides(world: World) -> None:
    """The safeguarding lead of Ash says what becomes of two of its actions."""
    with acting_as(world.actor(Role.dsl, ASH), at=LATER) as by:
        first, other = PlannedAction.objects.order_by("pk")[:2]
        on = ActionSaid(WHAT, "The deputy", LATER.date(), ActionState.accepted, "", first.version)
        operations.change_action(action=first, to=on, by=by, at=LATER)
        off = ActionSaid(other.what, "", None, ActionState.dropped, WHY, other.version)
        operations.change_action(action=other, to=off, by=by, at=LATER)


def test_governors_read_what_is_taken_on_and_why_something_is_dropped(world: World) -> None:
    told(world)
    head, ash = world.actor(Role.headteacher, ASH), world.id(ASH)
    with acting_as(head, at=LATER):
        before = kinds.named(documents.GOVERNORS).about(head, ash, "").basis
    decides(world)
    with acting_as(head, at=LATER):
        said = str(governors.report_of(head, ash).as_data())
        assert kinds.named(documents.GOVERNORS).about(head, ash, "").basis != before
    for expected in ("Actions after the partnership", WHAT, "The deputy", "Taken on", "Dropped", WHY):
        assert expected in said, expected


def test_the_inspection_pack_lists_them(world: World, tmp_path: Path) -> None:
    told(world)
    decides(world)
    head, path = world.actor(Role.headteacher, ASH), tmp_path / "pack.zip"
    with acting_as(head, at=LATER):
        count = PlannedAction.objects.count()
        documents._fill_inspection(head, world.id(ASH), "", path, lambda *told: None)
    with zipfile.ZipFile(path) as pack:
        sheet = io.StringIO(pack.read("actions-after-feedback.csv").decode("utf-8-sig"))
        rows = list(csv.DictReader(sheet))
    assert len(rows) == count > 2
    assert [(row["Action"], row["Who"]) for row in rows if row["State"] == "Taken on"] == [(WHAT, "The deputy")]
    assert [row["What the setting says"] for row in rows if row["State"] == "Dropped"] == [WHY]


def test_the_board_reads_how_many_stand_how(world: World) -> None:
    cycle = told(world)
    with acting_as(office(world), at=LATER) as by:
        before = kinds.named(documents.BOARD_PACK).about(by, cycle.pk, "").basis
    decides(world)
    with acting_as(office(world), at=LATER) as by:
        counts = agreed.counts_of(by, cycle, on=LATER.date())
        every = PlannedAction.objects.filter(audit_return__cycle=cycle).count()
        assert (counts.settings, counts.actions, counts.kept_back) == (2, every, 0)
        states = dict(counts.by_state)
        assert (states[ActionState.accepted], states[ActionState.dropped]) == (1, 1)
        assert f"2 settings have {every} actions" in str(board_papers.pack_of(by, cycle.pk).as_data())
        assert kinds.named(documents.BOARD_PACK).about(by, cycle.pk, "").basis != before


def test_a_pack_by_somebody_who_rates_says_what_it_leaves_out(world: World) -> None:
    cycle = told(world)
    with acting_as(office(world), at=LATER) as by:
        operations.draw_second_ratings(cycle=cycle, moderator_ids=[person(second(world))], seed="1", by=by, at=LATER)
    with acting_as(second(world), at=LATER) as by:
        assert agreed.counts_of(by, cycle, on=LATER.date()).kept_back == 1
        said = str(board_papers.pack_of(by, cycle.pk).as_data())
    assert "1 setting is left out" in said
