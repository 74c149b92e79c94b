"""The support log in the database: calls, requests, answers, cover, hand-over, report (AX-WAK-3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from concordat.accounts.models import RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core import holdings
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now
from concordat.core.models import JournalDetails, Mail
from concordat.core.problems import NotAllowed
from concordat.support import analysis, operations, queries, tracking
from concordat.support.jobs import tell_setting_of_answer
from concordat.support.models import Answer, Call, HelpRequest
from concordat.support.operations import AnsweredMeanwhile, SentBefore, SupportNotPossible
from concordat.support.operations.calls import NextStep
from tests.factories import support
from tests.world import ASH, BEECH, DAISY, NORTHERN, SOUTHERN, World, look_up

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def world(db: None) -> World:
    with acting_as(FOUNDER):
        return look_up()


def case_load(actor: Actor, world: World) -> list[tracking.Load]:
    place = world.id(NORTHERN)
    officers = queries.officers(actor, place, at=now())
    return tracking.case_load(actor, place, officers, queries.days_away(actor, place, day=now().date()), at=now())


def test_the_same_form_sent_twice_is_one_call_one_request_and_one_answer(world: World) -> None:
    form_key = uuid4()
    first, second = support.a_call(world, form_key=form_key), support.a_call(world, form_key=form_key)
    assert first.pk == second.pk
    with pytest.raises(SentBefore):
        support.a_call(world, form_key=form_key, words="Changed")
    asked, again = support.a_request(world, form_key=form_key), support.a_request(world, form_key=form_key)
    assert asked.pk == again.pk
    support.an_answer(world, asked, form_key=form_key)
    support.an_answer(world, asked, form_key=form_key)
    with acting_as(support.administrator(world)):
        assert (Call.objects.count(), HelpRequest.objects.count(), Answer.objects.count()) == (1, 1, 1)
        assert HelpRequest.objects.get().minutes == 15


def test_a_form_of_somebody_else_is_not_taken_over(world: World) -> None:
    form_key = uuid4()
    support.a_call(world, form_key=form_key)
    with pytest.raises(SupportNotPossible):
        support.a_call(world, form_key=form_key, by=world.actor(Role.business_manager, NORTHERN))


def test_the_second_answer_sees_the_first_and_both_stand_when_sent_again(world: World) -> None:
    asked, colleague = support.a_request(world), support.an_officer(world, "Second Officer")
    support.an_answer(world, asked, words="The first answer")
    with pytest.raises(AnsweredMeanwhile) as caught:
        support.an_answer(world, asked, by=colleague, words="The second answer")
    assert caught.value.theirs.words == "The first answer"
    support.an_answer(world, asked, by=colleague, words="The second answer", seen=caught.value.answers)
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        found = [row.words for row in queries.answers_of(dsl, queries.request(dsl, asked.pk))]
    assert found == ["The first answer", "The second answer"]


def test_answers_and_days_are_counted_and_the_setting_is_told_without_the_text(world: World) -> None:
    monday = datetime(2026, 11, 2, 9, tzinfo=UTC)
    asked = support.a_request(world, at=monday)
    assert (asked.answer_by, asked.manager_on) == (monday.date() + timedelta(days=3), monday.date() + timedelta(days=7))
    support.an_answer(world, asked, at=monday + timedelta(days=2))
    with acting_as(support.administrator(world)):
        kept = HelpRequest.objects.get(pk=asked.pk)
    assert (kept.state, kept.answered_in_days, kept.answers) == ("answered", 2, 1)
    tell_setting_of_answer(request_id=asked.pk, number=1)
    with acting_as(Actor.system_named("support.notifier")):
        letters = list(Mail.objects.filter(about="support.request"))
        assert letters
        assert len({letter.address for letter in letters}) == len(letters)


def test_no_text_reaches_the_journal(world: World) -> None:
    asked = support.a_request(world, words="Unmistakable words")
    support.an_answer(world, asked, words="Unmistakable words")
    support.a_call(world, words="Unmistakable words")
    with acting_as(Actor.system_named("core.journal_sealer")):
        assert not [row for row in JournalDetails.objects.all() if "Unmistakable" in str(row.body)]


@pytest.mark.parametrize("words", ["", "dob 1/2/2015", "NHS 943 476 5919", "A123456789012", "x" * 1001])
def test_what_is_not_to_be_written_is_kept_nowhere(world: World, words: str) -> None:
    asked = support.a_request(world)
    for attempt in (
        lambda: support.a_call(world, words=words),
        lambda: support.a_request(world, words=words),
        lambda: support.an_answer(world, asked, words=words),
        lambda: support.a_call(world, to_do_in=1, next_step=NextStep(words, now().date(), None)),
    ):
        with pytest.raises(SupportNotPossible):
            attempt()
    with acting_as(support.administrator(world)):
        assert (Call.objects.count(), HelpRequest.objects.count(), Answer.objects.count()) == (0, 1, 0)


def test_a_request_goes_to_the_lead_officer_and_to_whoever_covers(world: World) -> None:
    first, second = support.an_officer(world, "First Officer"), support.an_officer(world, "Second Officer")
    assert support.leads(world, first, ASH, BEECH) == 2
    assert support.leads(world, first, ASH, BEECH) == 0
    asked = support.a_request(world)
    assert asked.officer_id == first.person_id
    with acting_as(first):
        assert [row.id for row in tracking.desk_of(first, today=now().date()).own] == [asked.pk]
    kept = support.away(world, first, second)
    today = now().date()
    with acting_as(second):
        assert [row.id for row in tracking.desk_of(second, today=today).covered] == [asked.pk]
    with acting_as(first):
        assert tracking.desk_of(first, today=today).own == ()
    with acting_as(second):
        loads = {load.name: load for load in case_load(second, world)}
        assert loads["First Officer"].covered_by == "Second Officer"
        assert loads["Second Officer"].covers == ["First Officer"]
        operations.withdraw_days_away(days_away=kept, by=second, at=now())
        assert tracking.desk_of(second, today=today).covered == ()


def test_what_somebody_had_who_left_is_nobodys_and_not_lost(world: World) -> None:
    first = support.an_officer(world, "First Officer")
    support.leads(world, first, ASH)
    asked, call = support.a_request(world), support.a_call(world, by=first, to_do_in=1)
    with acting_as(FOUNDER):
        RoleHeld.objects.filter(person_id=first.person_id or 0).update(ends_at=now() - timedelta(minutes=1))
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        desk = tracking.desk_of(manager, today=now().date())
        assert {(row.what, row.id) for row in desk.nobodys} == {("request", asked.pk), ("call", call.pk)}
        loads = {load.name: load for load in case_load(manager, world)}
    assert (loads["First Officer"].is_officer, loads["First Officer"].requests) == (False, 1)


def test_late_requests_rise_to_the_manager(world: World) -> None:
    asked = support.a_request(world, at=now() - timedelta(days=40))
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        desk = tracking.desk_of(manager, today=now().date())
    assert [row.id for row in desk.late] == [asked.pk]
    assert [row.id for row in desk.nobodys] == [asked.pk]


def test_one_or_all_go_to_a_colleague_and_a_leaver_finds_them_on_the_list(world: World) -> None:
    first, second = support.an_officer(world, "First Officer"), support.an_officer(world, "Second Officer")
    support.leads(world, first, ASH, BEECH, DAISY)
    requests = [support.a_request(world, one) for one in (ASH, BEECH, DAISY)]
    support.a_call(world, by=first, to_do_in=2)
    manager, place = world.actor(Role.business_manager, NORTHERN), world.id(NORTHERN)
    leaver = holdings.Leaver(first.person_id or 0, str(Role.partnership_administrator), place)
    with acting_as(manager):
        (held,) = [one for one in holdings.held_by(manager, leaver, at=now()) if one.what == "Support of settings"]
        assert held.detail == "3 open requests, 1 open call, 3 settings led"
    give: dict[str, Any] = {"partnership_id": place, "from_id": first.person_id, "to_id": second.person_id}
    with acting_as(manager):
        done = operations.hand_over(**give, request_ids=[requests[0].pk], by=manager, at=now())
        assert (done.requests, done.calls, done.settings) == (1, 0, 0)
        with pytest.raises(SupportNotPossible):
            operations.hand_over(**give, request_ids=[requests[0].pk], by=manager, at=now())
        done = operations.hand_over(**give, by=manager, at=now())
        assert (done.requests, done.calls, done.settings) == (2, 1, 3)
        assert {row.person_id for row in queries.leads_of(manager, place, [world.id(ASH)], now().date()).values()} == {
            second.person_id
        }
        assert not [one for one in holdings.held_by(manager, leaver, at=now()) if one.what == "Support of settings"]
    outsider = world.actor(Role.partnership_administrator, SOUTHERN)
    with acting_as(outsider), pytest.raises(NotAllowed):
        operations.hand_over(**give, by=outsider, at=now())


def test_both_may_close_and_an_answer_goes_back_first(world: World) -> None:
    asked, officer, dsl = support.a_request(world), support.administrator(world), world.actor(Role.dsl, ASH)
    with acting_as(officer), pytest.raises(SupportNotPossible, match="Answer it first"):
        operations.close_request(request=asked, by=officer, at=now())
    support.an_answer(world, asked)
    with acting_as(dsl):
        first = operations.close_request(request=asked, by=dsl, at=now())
        again = operations.close_request(request=asked, by=dsl, at=now() + timedelta(minutes=1))
        assert (again.closed_at, again.closed_by_id) == (first.closed_at, dsl.person_id)  # pressed twice is once
    with pytest.raises(SupportNotPossible, match="closed"):
        support.an_answer(world, asked, seen=1)
    with acting_as(officer), pytest.raises(SupportNotPossible, match="closed"):
        operations.close_request(request=asked, by=officer, at=now())


def test_whoever_takes_a_request_that_was_taken_meanwhile_hears_it(world: World) -> None:
    first, second = support.an_officer(world, "First Officer"), support.an_officer(world, "Second Officer")
    asked = support.a_request(world)
    with acting_as(first):
        taken = operations.take_request(request=asked, seen=None, by=first, at=now())
        again = operations.take_request(request=asked, seen=None, by=first, at=now())  # pressed twice is once
        assert (taken.officer_id, again.officer_id) == (first.person_id, first.person_id)
    with acting_as(second):
        with pytest.raises(SupportNotPossible, match="First Officer has it"):
            operations.take_request(request=asked, seen=None, by=second, at=now())
        assert HelpRequest.objects.get(pk=asked.pk).officer_id == first.person_id
        operations.take_request(request=asked, seen=first.person_id, by=second, at=now())
        assert HelpRequest.objects.get(pk=asked.pk).officer_id == second.person_id


def test_the_clock_is_set_for_what_is_asked_later(world: World) -> None:
    manager, lead = (
        world.actor(Role.business_manager, NORTHERN),
        world.actor(Role.education_safeguarding_lead, NORTHERN),
    )
    sooner: dict[str, Any] = {"partnership_id": world.id(NORTHERN), "answer_days": 1, "manager_days": 1, "at": now()}
    tomorrow = now().date() + timedelta(days=1)
    with acting_as(lead), pytest.raises(NotAllowed):
        operations.set_clock(**sooner, from_on=tomorrow, by=lead)
    with acting_as(manager):
        with pytest.raises(SupportNotPossible):
            operations.set_clock(**sooner, from_on=now().date(), by=manager)
        operations.set_clock(**sooner, from_on=tomorrow, by=manager)
        assert queries.clock_on(world.id(NORTHERN), now().date()).answer_days == 3
        assert queries.clock_on(world.id(NORTHERN), tomorrow).answer_days == 1


def test_the_report_counts_with_the_register_below_and_hides_small_groups_in_a_paper(world: World) -> None:
    """AX-WAK-3: support given per setting and phase is reported."""
    day = now().date()
    support.a_call(world, ASH, minutes=30)
    support.a_call(world, ASH, kind="training")
    support.an_answer(world, support.a_request(world, BEECH), minutes=15)
    lead = world.actor(Role.education_safeguarding_lead, NORTHERN)

    def counted(grouping: str, smallest: int = 0) -> analysis.Report:
        with acting_as(lead):
            return analysis.report(
                lead, world.id(NORTHERN), grouping=grouping, since=day, until=day, today=day, smallest=smallest
            )

    found = counted("phase")
    lines = {line.name: line for line in found.lines}
    assert (lines["Primary"].settings, len(lines["Primary"].reached), lines["Primary"].calls) == (1, 1, 2)
    assert (lines["Nursery"].settings, lines["Nursery"].calls, lines["Nursery"].percent) == (1, 0, 0)
    assert lines["Secondary"].median_days == 0
    assert found.whole.minutes == 30 + 5 + 15
    assert [brief.name for brief in found.without] == [DAISY]
    assert {line.name for line in counted("kind").lines} == {"Help with the audit", "Training", "Policy"}
    assert len(counted("setting").lines) == 3
    assert [line.name for line in counted("month").lines] == [f"{day:%Y-%m}"]
    assert {line.name for line in counted("phase", smallest=5).lines if line.hidden} == {"Primary", "Secondary"}
