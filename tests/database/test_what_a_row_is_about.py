"""Whoever may change a row changes what they may say in it, and never what it is about."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from concordat.accounts.vocabulary import Role
from concordat.audits import operations
from concordat.audits.checking_rules import Round
from concordat.audits.models import Answer, AuditReturn, Delegation, PlannedAction, Representation, Visit
from concordat.core.actor import acting_as
from tests.factories import audits, carrying, checking
from tests.factories.checking import LATER, office, person, second
from tests.world import ASH, BEECH, NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def refused(rows: Any, **changed: Any) -> None:
    assert rows.exists()
    with pytest.raises(DatabaseError, match=r"Cannot update|row-level security"), transaction.atomic():
        rows.update(**changed)


def test_a_colleague_answers_the_section_and_moves_nothing_else(world: World) -> None:
    audits.opened(world)
    found, beech = audits.answered(world, ASH), audits.return_of(world, BEECH)
    audits.handed_over(world, ASH, "A1")
    with acting_as(world.actor(Role.school_business_manager, ASH)):
        mine = Answer.objects.filter(audit_return=found, question="A1.1")
        refused(mine, question="A1.2x")
        refused(mine, audit_return_id=beech.pk)
        returns = AuditReturn.objects.filter(pk=found.pk)
        refused(returns, state="in_progress", extended_to=NOW.date())
        refused(returns, state="in_progress", cycle_id=found.cycle_id + 1)
        refused(returns, state="in_progress", register={})
        refused(returns, state="in_progress", establishment_id=world.id(BEECH))
        assert returns.update(state="in_progress", answered=1) == 1
        refused(Delegation.objects.all(), questions=["B1.1"], done_at=NOW)
        refused(Delegation.objects.all(), person_id=world.people[f"dsl of {ASH}"], done_at=NOW)
    with acting_as(world.actor(Role.dsl, ASH)):
        refused(Delegation.objects.all(), person_id=world.people[f"governor of {ASH}"])
        refused(Delegation.objects.all(), questions=["B1.1"])


def test_whoever_records_the_minute_moves_no_day(world: World) -> None:
    audits.opened(world)
    found = audits.signed_by_head(world, ASH)
    with acting_as(world.actor(Role.school_business_manager, ASH)):
        refused(AuditReturn.objects.filter(pk=found.pk), state="board_signed", extended_to=NOW.date())


def test_actions_representations_and_visits_stay_about_what_they_are(world: World) -> None:
    checking.everything(world)
    found = checking.return_of(world, ASH)
    with acting_as(office(world), at=LATER) as by:
        operations.assign_again(audit_return=found, moderator_id=person(by), by=by, at=LATER)
        visits = Visit.objects.filter(establishment_id=world.id(BEECH))
        refused(visits, audit_return_id=found.pk)
        refused(visits, reason="certainty")
        refused(visits, chance=0.5)
    with acting_as(world.actor(Role.dsl, ASH), at=LATER) as dsl:
        actions = PlannedAction.objects.all()
        refused(actions, changed_by_id=dsl.person_id, rating="green")
        refused(actions, changed_by_id=dsl.person_id, question="Z")
        refused(actions, changed_by_id=dsl.person_id, establishment_id=world.id(BEECH))
    again = checking.moderation_of(world, ASH, number=Round.again)
    checking.rated(world, again, office(world))
    with acting_as(office(world), at=LATER) as by:
        answered = {"outcome": "stands", "answer": "x", "decided_by_id": by.person_id, "decided_at": LATER}
        refused(Representation.objects.all(), **answered, why="Nothing")
        refused(Representation.objects.all(), **answered, asked_by_id=by.person_id)
        assert Representation.objects.update(**answered) == 1


def test_ticks_stay_with_their_answer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    carrying.tagged(monkeypatch, {carrying.AUDIT: {"A1.1": "T-01 T-02"}})
    ash, dsl = carrying.signed(world, {"A1.1": "amber"}), world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        version = Answer.objects.get(audit_return=ash, question="A1.1").version
        operations.tick_missing(source=ash, question="A1.1", version=version, not_in_place=["T-02"], by=dsl, at=NOW)
        refused(apps.get_model("audits", "TickedAnswer").objects.all(), question="A1.2")


def test_ratings_of_another_are_not_taken_over(world: World) -> None:
    """A moderator is who was asked, for ever: another round is another row."""
    checking.shared_out(world, checking.two_submitted(world))
    moderation = checking.moderation_of(world, ASH)
    with acting_as(office(world), at=LATER) as by:
        mine = type(moderation).objects.filter(pk=moderation.pk)
        refused(mine, withdrawn_at=LATER, moderator_id=person(by))
        refused(mine, withdrawn_at=LATER, moderator_id=person(second(world)))
        refused(mine, withdrawn_at=LATER, round="again")
