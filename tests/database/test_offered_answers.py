"""Answers taken down for a setting count only when one of its people confirms them; nothing is written over unseen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core import mail as django_mail
from django.db import DatabaseError, transaction

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import jobs, operations, queries
from concordat.audits.models import Answer, AuditReturn, OfferedAnswer, ReturnDecision
from concordat.audits.operations import Posted
from concordat.audits.operations.answers import UnknownQuestion
from concordat.audits.operations.offers import OfferNotPossible
from concordat.audits.rules import NotYet
from concordat.core.actor import acting_as
from concordat.core.problems import NotAllowed
from tests.factories import audits, register
from tests.world import ASH, BEECH, NORTHERN, NOW, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
GREEN, AMBER = {"choice": "green"}, {"choice": "amber"}


def take(world: World, found: AuditReturn, **values: dict[str, Any]) -> int:
    lead = world.actor(Role.education_safeguarding_lead, NORTHERN)
    given = {code.replace("_", "."): value for code, value in values.items()}
    with acting_as(lead):
        return operations.take_by_phone(audit_return=found, told_by="Head", values=given, by=lead, at=NOW)


def waiting(world: World, found: AuditReturn) -> list[OfferedAnswer]:
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        return queries.offers_of(found)


def test_what_was_said_on_the_telephone_waits_until_the_setting_confirms_it(world: World) -> None:
    audits.opened(world)
    found, dsl = audits.return_of(world, ASH), world.actor(Role.dsl, ASH)
    assert take(world, found, A1_1=GREEN, A1_2=AMBER) == 2
    assert take(world, found, A1_1=GREEN, A1_2=AMBER) == 0  # saying it again changes nothing
    with acting_as(dsl):
        assert queries.answers_of(found) == {}
        offers = {one.pk: "" for one in queries.offers_of(found)}
        saved = operations.take_offers(audit_return=found, offers=offers, by=dsl, at=NOW)
        assert saved.changed == ("A1.1", "A1.2")
        assert queries.offers_of(found) == []
        answered = Answer.objects.filter(audit_return=found)
        assert {one.answered_by_id for one in answered} == {dsl.person_id}  # who confirms answers for it
        assert queries.return_for(dsl, found.pk).state == "in_progress"


def test_an_answer_that_stands_is_not_written_over_unseen(world: World) -> None:
    audits.opened(world)
    found, dsl = audits.return_of(world, ASH), world.actor(Role.dsl, ASH)
    take(world, found, A1_1=GREEN)
    with acting_as(dsl):
        operations.save_section(audit_return=found, posted={"A1.1": Posted(AMBER)}, by=dsl, at=NOW)
        (offer,) = queries.offers_of(found)
        saved = operations.take_offers(audit_return=found, offers={offer.pk: ""}, by=dsl, at=NOW)
        assert [conflict.question for conflict in saved.conflicts] == ["A1.1"]
        now = queries.answers_of(found)["A1.1"]
        assert now.value == AMBER
        assert [one.pk for one in queries.offers_of(found)] == [offer.pk]  # it waits on
        operations.take_offers(audit_return=found, offers={offer.pk: now.token}, by=dsl, at=NOW)
        assert queries.answers_of(found)["A1.1"].value == GREEN


def test_an_offer_is_changed_taken_back_or_thrown_away(world: World) -> None:
    audits.opened(world)
    found, dsl = audits.return_of(world, ASH), world.actor(Role.dsl, ASH)
    take(world, found, A1_1=GREEN, A1_2=GREEN)
    assert take(world, found, A1_1=AMBER) == 1
    assert {one.question: one.value for one in waiting(world, found)} == {"A1.1": AMBER, "A1.2": GREEN}
    with acting_as(dsl):
        ids = [one.pk for one in queries.offers_of(found)]
        assert operations.throw_away_offers(audit_return=found, offers=ids, by=dsl, at=NOW) == 2
        assert operations.throw_away_offers(audit_return=found, offers=ids, by=dsl, at=NOW) == 0
        assert queries.answers_of(found) == {}


def test_refusals(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    lead = world.actor(Role.education_safeguarding_lead, NORTHERN)
    with acting_as(lead):
        with pytest.raises(OfferNotPossible, match="who tells you"):
            operations.take_by_phone(audit_return=found, told_by=" ", values={"A1.1": GREEN}, by=lead, at=NOW)
        with pytest.raises(UnknownQuestion):
            operations.take_by_phone(audit_return=found, told_by="Head", values={"Z9": GREEN}, by=lead, at=NOW)
    for nobody in (world.actor(Role.dsl, ASH), world.actor(Role.business_manager, SOUTHERN)):
        with acting_as(nobody), pytest.raises(NotAllowed):
            operations.take_by_phone(audit_return=found, told_by="Head", values={}, by=nobody, at=NOW)
    take(world, found, A1_1=GREEN)
    for nobody in (lead, world.actor(Role.dsl, BEECH)):
        with acting_as(nobody), pytest.raises(NotAllowed):
            operations.take_offers(audit_return=found, offers={1: ""}, by=nobody, at=NOW)
    submitted = audits.submitted(world, BEECH)
    with acting_as(lead), pytest.raises(NotYet):
        operations.take_by_phone(audit_return=submitted, told_by="Head", values={"A1.1": GREEN}, by=lead, at=NOW)


def test_the_database_lets_the_office_see_what_it_took_down_and_no_answer(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    take(world, found, A1_1=GREEN)
    manager, other = world.actor(Role.business_manager, NORTHERN), world.actor(Role.dsl, BEECH)
    with acting_as(manager):
        assert [one.question for one in OfferedAnswer.objects.all()] == ["A1.1"]
    with acting_as(manager), pytest.raises(DatabaseError), transaction.atomic():
        OfferedAnswer.objects.update(taken=True, settled_at=NOW)  # only the setting settles
    for blind in (other, world.actor(Role.independent_scrutineer, NORTHERN)):
        with acting_as(blind):
            assert OfferedAnswer.objects.count() == 0


def test_the_setting_is_told_once_a_day(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    for _ in range(3):
        jobs.tell_setting_of_offers(found.pk, "20261102")
    assert len(django_mail.outbox) == 2  # the head and the DSL
    jobs.tell_setting_of_offers(found.pk, "20261103")
    assert len(django_mail.outbox) == 4


def close(world: World, *, on: date, follower: str | None = None) -> None:
    """The register says that Ash has closed, and who follows it."""
    register.a_closure(world.id(ASH), on=on, follower_id=world.id(follower) if follower else None)


def follow(world: World) -> int:
    with acting_as(jobs.LATE_JOINERS):
        (cycle,) = queries.cycles_of(jobs.LATE_JOINERS)
        return operations.follow_register(cycle=cycle, by=jobs.LATE_JOINERS, at=NOW)


def test_a_setting_that_closed_is_exempt_from_that_day_and_its_draft_waits_for_its_follower(world: World) -> None:
    audits.opened(world)
    found = audits.answered(world, ASH)
    close(world, on=NOW.date(), follower=BEECH)
    assert follow(world) == 1
    assert follow(world) == 0  # safe to repeat
    manager, dsl = world.actor(Role.business_manager, NORTHERN), world.actor(Role.dsl, BEECH)
    with acting_as(manager):
        assert queries.return_for(manager, found.pk).state == "exempt"
        decision = ReturnDecision.objects.get()
        assert (decision.decided_by_id, decision.decided_name) == (None, "The register")
        assert "waits for the setting that follows" in decision.reason
    with acting_as(dsl):
        theirs = queries.returns_of(dsl).get(establishment_id=world.id(BEECH))
        offers = queries.offers_of(theirs)
        assert {one.told_by for one in offers} == {ASH}
        assert len(offers) > 50
        chosen = {one.pk: "" for one in offers}
        operations.take_offers(audit_return=theirs, offers=chosen, by=dsl, at=NOW)
        assert len(queries.answers_of(theirs)) == len(offers)


def test_a_setting_that_closes_later_or_has_returned_stays_as_it_is(world: World) -> None:
    audits.opened(world)
    close(world, on=date(2027, 8, 31), follower=BEECH)
    assert follow(world) == 0
    audits.submitted(world, ASH)
    close(world, on=NOW.date())
    assert follow(world) == 0


def test_a_setting_that_closes_for_good_is_exempt_and_offers_nothing(world: World) -> None:
    audits.opened(world)
    audits.answered(world, ASH)
    close(world, on=NOW.date())
    assert follow(world) == 1
    with acting_as(FOUNDER):
        assert OfferedAnswer.objects.count() == 0
