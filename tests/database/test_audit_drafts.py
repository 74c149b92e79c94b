"""What was written before something was handed in, finished or released stays with those who wrote it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, models, transaction

from concordat.accounts.vocabulary import Role
from concordat.audits import access, operations, queries
from concordat.audits.models import (
    Answer,
    AuditReturn,
    CarriedAnswer,
    Delegation,
    ModeratedRating,
    VisitRating,
)
from concordat.audits.operations import Given, Posted
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now
from concordat.core.takeaway import registry
from tests.database.test_carrying import EQUAL, confirm
from tests.factories import audits, carrying, checking
from tests.factories.checking import LATER, lead, office, scrutineer
from tests.world import ASH, NORTHERN, NOW, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def versions_of(model: type[models.Model]) -> Any:
    """The earlier versions of a model's rows."""
    return model.pgh_event_model.objects  # type: ignore[attr-defined]


def counted(by: Actor, model: type[models.Model], **which: Any) -> int:
    with acting_as(by, at=LATER):
        return int(versions_of(model).filter(**which).count())


def test_drafts_of_ratings_go_to_no_setting(world: World) -> None:
    cycle = checking.two_submitted(world)
    checking.shared_out(world, cycle)
    moderation = checking.moderation_of(world, ASH)
    with acting_as(lead(world), at=LATER) as by:
        for was, rating in enumerate(("red", "amber")):
            given = {"A1.1": Given(rating, f"Thought {was}", was)}
            operations.save_ratings(moderation=moderation, given=given, by=by, at=LATER)
    checking.rated(world, moderation, lead(world))
    checking.drawn(world, cycle)
    visit = checking.booked(world, ASH)
    checking.visited(world, visit, rating="red", done=False)
    with acting_as(scrutineer(world), at=LATER) as by:
        given = {code: Given("green", "As seen.", 1) for code in visit.draw.questions}
        operations.rate_visit(visit=visit, given=given, whole="", by=by, at=LATER)
        operations.lock_visit(visit=visit, by=by, at=LATER)
    checking.told(world, ASH)
    for model in (ModeratedRating, VisitRating):
        assert counted(office(world), model) > 0
        assert counted(world.actor(Role.dsl, ASH), model) == 0
        assert registry.owned()[f"{model._meta.db_table}event"].setting == ""
    with acting_as(world.actor(Role.dsl, ASH), at=LATER):
        assert ModeratedRating.objects.count() > 10  # what was released is there


def test_what_an_answer_was_before_it_was_handed_in_stays_with_the_setting(world: World) -> None:
    audits.opened(world)
    found, dsl = audits.answered(world, ASH), world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        answer = queries.answers_of(found)["A1.1"]
        other = {"choice": "red" if answer.value["choice"] != "red" else "amber"}
        operations.save_section(audit_return=found, posted={"A1.1": Posted(other, answer.token)}, by=dsl, at=NOW)
    audits.signed_and_submitted(world, ASH)
    ours = {"audit_return_id": found.pk, "question": "A1.1"}
    # The database's clock keeps when a version ended, and no test sets it: so the day of handing in is set around it.
    for handed_in, read in ((now() + timedelta(hours=1), 0), (now() - timedelta(hours=1), 1)):
        with acting_as(dsl):
            AuditReturn.objects.filter(pk=found.pk).update(submitted_at=handed_in)
        assert counted(office(world), Answer, **ours) == read
        assert counted(dsl, Answer, **ours) == 1
        assert counted(world.actor(Role.trust_safeguarding_lead, TRUST), Answer, **ours) == 0


@pytest.mark.parametrize("late", [False, True])
def test_what_was_carried_and_ended_before_handing_in_stays_with_the_setting(
    world: World, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    carrying.tagged(monkeypatch, EQUAL)
    carrying.signed(world, {})
    target, dsl = carrying.asked_again(world), world.actor(Role.dsl, ASH)
    confirm(world, target, "B1.1")

    def change() -> None:
        with acting_as(dsl):
            token = queries.answers_of(target)["B1.1"].token
            posted = {"B1.1": Posted({"choice": "2"}, token)}
            operations.save_section(audit_return=target, posted=posted, by=dsl, at=NOW)

    if not late:
        change()
    manager = world.actor(Role.business_manager, SOUTHERN)
    with acting_as(dsl):  # as if it had been handed in a minute before or after
        handed_in = NOW + timedelta(minutes=-1 if late else 1)
        AuditReturn.objects.filter(pk=target.pk).update(state="queried", submitted_at=handed_in, receipt="2026-1")
    if late:
        change()
    with acting_as(manager):
        assert CarriedAnswer.objects.count() == int(late)
    with acting_as(dsl):
        assert CarriedAnswer.objects.get().ended_at == NOW
        with pytest.raises(DatabaseError), transaction.atomic():
            CarriedAnswer.objects.update(ended_at=None)
    with acting_as(dsl), pytest.raises(DatabaseError), transaction.atomic():
        CarriedAnswer.objects.update(source_name="Another")  # nobody changes where an answer came from


def test_what_colleagues_write_to_each_other_is_not_the_trusts(world: World) -> None:
    audits.opened(world)
    beech = "Beech Academy"
    audits.handed_over(world, beech, "A1")
    trust = world.actor(Role.trust_safeguarding_lead, TRUST)
    with acting_as(trust):
        assert AuditReturn.objects.filter(establishment_id=world.id(beech)).exists()
        assert list(access.visible_delegations(trust)) == list(Delegation.objects.all()) == []
    for role in (Role.dsl, Role.school_business_manager):
        with acting_as(world.actor(role, beech)) as by:
            assert access.visible_delegations(by).count() == Delegation.objects.count() == 1
    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        assert Delegation.objects.count() == 0
