"""More time, exempt, not returned, asked again, reopened: each with a reason that the setting reads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail as django_mail
from django.db import DatabaseError, transaction

from concordat.accounts.vocabulary import Role
from concordat.audits import jobs, operations, queries, rules, tracking
from concordat.audits.models import AuditReturn, ReturnDecision, ReturnRequest, SignOff
from concordat.audits.operations.cycles import CycleNotPossible
from concordat.audits.operations.decisions import DecisionNotPossible
from concordat.audits.presenters.tasks import tasks
from concordat.audits.rules import NotYet
from concordat.audits.vocabulary import DecisionKind, RequestKind
from concordat.core.actor import Actor, acting_as
from concordat.core.problems import NotAllowed
from tests.factories import audits
from tests.world import ASH, BEECH, NORTHERN, NOW, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LATER = date(2027, 1, 15)
AFTER = NOW + timedelta(days=60)


def manager_of(world: World) -> Actor:
    return world.actor(Role.business_manager, NORTHERN)


def ask(world: World, kind: RequestKind = RequestKind.extension, until: date | None = LATER) -> ReturnRequest:
    dsl, found = world.actor(Role.dsl, ASH), audits.return_of(world, ASH)
    with acting_as(dsl):
        return operations.ask_partnership(
            audit_return=found, kind=kind, why="The lead is ill.", until=until, by=dsl, at=NOW
        )


def test_a_request_is_granted_and_the_ladder_follows_the_new_day(world: World) -> None:
    cycle, manager = audits.opened(world), manager_of(world)
    ask(world)
    found = audits.return_of(world, ASH)
    with acting_as(manager):
        operations.extend_return(audit_return=found, until=LATER, reason="Get well.", by=manager, at=NOW)
        asked, decided = ReturnRequest.objects.get(), ReturnDecision.objects.get()
        assert (asked.granted, asked.answer, decided.until) == (True, "Get well.", LATER)
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        found = queries.return_for(dsl, found.pk)
        assert found.due_on == LATER
        assert not rules.is_overdue(queries.facts_of(found), today=date(2027, 1, 10))
        assert [one.reason for one in queries.decisions_of(found)] == ["Get well."]
    with acting_as(jobs.NOTIFIER):
        due = {row.return_id for row in queries.to_remind(cycle, today=date(2026, 12, 21))}
        assert due == set(AuditReturn.objects.exclude(pk=found.pk).values_list("pk", flat=True))


def test_the_setting_is_told_without_the_words(world: World) -> None:
    audits.opened(world)
    manager, found = manager_of(world), audits.return_of(world, ASH)
    with acting_as(manager):
        operations.exempt_return(audit_return=found, reason="Secret sauce.", by=manager, at=NOW)
        decision = ReturnDecision.objects.get()
    jobs.tell_setting_of_decision(decision.pk)
    jobs.tell_setting_of_decision(decision.pk)  # a job that runs twice tells once
    assert len(django_mail.outbox) == 2  # the head and the DSL
    assert all("Secret sauce" not in str(message.body) + str(message.subject) for message in django_mail.outbox)


def test_a_request_waits_once_and_is_answered_once(world: World) -> None:
    audits.opened(world)
    asked, manager = ask(world), manager_of(world)
    with pytest.raises(DecisionNotPossible, match="asked already"):
        ask(world)
    with acting_as(manager):
        operations.refuse_request(request=asked, answer="Six weeks are enough.", by=manager, at=NOW)
        with pytest.raises(DecisionNotPossible, match="answered already"):
            operations.refuse_request(request=asked, answer="Again.", by=manager, at=NOW)
    assert ask(world).pk != asked.pk  # and may be asked anew


def test_a_second_request_is_news_on_the_first_page_and_the_first_is_told_once(world: World) -> None:
    audits.opened(world)

    def told() -> set[str]:
        manager = manager_of(world)
        with acting_as(manager):
            found = [one for one in tasks(manager, today=NOW.date()) if one.kind == "Answer what settings ask"]
        return {key for one in found for key in one.keys}

    first = ask(world)
    after_one = told()
    assert len(after_one) == 1
    manager = manager_of(world)
    with acting_as(manager):
        operations.refuse_request(request=first, answer="Six weeks are enough.", by=manager, at=NOW)
    assert told() == set()
    ask(world)
    assert len(told()) == 1
    assert not told() & after_one


def test_what_is_exempt_counts_in_no_total_and_comes_back_with_its_answers(world: World) -> None:
    cycle, manager = audits.opened(world), manager_of(world)
    audits.answered(world, ASH)
    found = audits.return_of(world, ASH)
    with acting_as(manager):
        operations.exempt_return(audit_return=found, reason="Closes in December.", by=manager, at=NOW)
        seen = tracking.tracker(manager, cycle)
        assert (seen.total, seen.exempt) == (2, 1)
        assert [found.asked for _, found in tracking.counted(queries.cycles_of(manager), today=NOW.date())] == [2]
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl), pytest.raises(NotYet):
        operations.complete_return(audit_return=found, by=dsl, at=NOW)
    with acting_as(dsl), pytest.raises(NotYet):
        operations.save_section(
            audit_return=found, posted={"A1.1": operations.Posted({"choice": "red"})}, by=dsl, at=NOW
        )
    with acting_as(manager):
        operations.ask_again(audit_return=found, reason="It stays open.", by=manager, at=NOW)
    assert audits.signed_and_submitted(world, ASH).state == "submitted"


def test_not_returned_is_recorded_after_the_last_day_only(world: World) -> None:
    cycle, manager = audits.opened(world), manager_of(world)
    found = audits.return_of(world, ASH)
    with acting_as(manager):
        with pytest.raises(DecisionNotPossible, match="last day is over"):
            operations.record_not_returned(audit_return=found, reason="Refused.", by=manager, at=NOW)
        operations.record_not_returned(audit_return=found, reason="Refused.", by=manager, at=AFTER)
        assert tracking.tracker(manager, cycle).total == 3  # it was asked, and counts
    with pytest.raises(DecisionNotPossible, match="Give the reason"), acting_as(manager):
        operations.ask_again(audit_return=found, reason=" ", by=manager, at=AFTER)


def test_a_reopened_return_is_hidden_from_the_partnership_until_it_is_handed_in_again(world: World) -> None:
    audits.opened(world)
    manager, found = manager_of(world), audits.submitted(world, ASH)
    with acting_as(manager):
        operations.reopen_submitted(audit_return=found, reason="Two sections are empty.", by=manager, at=NOW)
        assert not queries.answers_of(found)
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        assert queries.sign_offs_of(found) == []
        assert SignOff.objects.filter(audit_return=found).count() == 2  # they stay on record
    assert audits.signed_and_submitted(world, ASH).receipt == found.receipt


@pytest.mark.parametrize("kind", list(DecisionKind))
def test_nobody_else_decides(world: World, kind: DecisionKind) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    for actor in (
        world.actor(Role.headteacher, ASH),
        world.actor(Role.independent_scrutineer, NORTHERN),
        world.actor(Role.business_manager, SOUTHERN),
    ):
        with acting_as(actor), pytest.raises(NotAllowed):
            operations.exempt_return(audit_return=found, reason="Because.", by=actor, at=NOW)
        with acting_as(actor), pytest.raises(DatabaseError), transaction.atomic():
            ReturnDecision.objects.create(
                audit_return_id=found.pk,
                establishment_id=found.establishment_id,
                kind=kind,
                reason="Forged.",
                decided_by_id=actor.person_id,
                decided_name="Forged",
                decided_at=NOW,
            )


def test_a_setting_asks_for_itself_alone_and_cannot_grant(world: World) -> None:
    audits.opened(world)
    found, stranger = audits.return_of(world, ASH), world.actor(Role.dsl, BEECH)
    with acting_as(stranger), pytest.raises(NotAllowed):
        operations.ask_partnership(
            audit_return=found, kind=RequestKind.exemption, why="Why not.", until=None, by=stranger, at=NOW
        )
    ask(world)
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        granted = ReturnRequest.objects.update(granted=True, decided_at=NOW, decided_by_id=dsl.person_id)
        assert granted == 0
        assert ReturnRequest.objects.get().granted is None
    with acting_as(stranger):
        assert ReturnRequest.objects.count() == 0


def test_a_closed_audit_opens_again_until_a_later_day(world: World) -> None:
    cycle, manager = audits.opened(world), manager_of(world)
    with acting_as(manager):
        with pytest.raises(CycleNotPossible, match="Only a closed audit"):
            operations.reopen_cycle(cycle=cycle, closes_on=LATER, by=manager, at=NOW)
        operations.close_cycle(cycle=cycle, by=manager, at=NOW)
        with pytest.raises(CycleNotPossible, match="a day to come"):
            operations.reopen_cycle(cycle=cycle, closes_on=NOW.date(), by=manager, at=NOW)
        operations.reopen_cycle(cycle=cycle, closes_on=LATER, by=manager, at=NOW)
    assert audits.submitted(world, ASH).cycle.closes_on == LATER
