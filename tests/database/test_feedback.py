"""Feedback opens what it stands on and nothing else; clocks run in school days; actions are the setting's own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.db import ProgrammingError, transaction

from concordat.accounts.vocabulary import Role
from concordat.audits import jobs, operations
from concordat.audits.checking import letters, ratings
from concordat.audits.checking_rules import ActionState, Round
from concordat.audits.models import Answer, Feedback, ModeratedRating, Moderation, PlannedAction, Representation
from concordat.audits.operations import ActionSaid, FeedbackNotPossible, PlanNotPossible
from concordat.core.actor import acting_as
from concordat.core.problems import NotAllowed
from tests.factories import audits, checking
from tests.factories.checking import LATER, lead, office, person, second
from tests.world import ASH, BEECH, NORTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def rated_and_told(world: World) -> None:
    cycle = checking.two_submitted(world)
    checking.shared_out(world, cycle)
    for setting in (ASH, BEECH):
        checking.rated(world, checking.moderation_of(world, setting), lead(world), worse=2)
    checking.told(world, ASH)


def test_feedback_opens_the_ratings_it_stands_on_and_never_the_second(world: World) -> None:
    rated_and_told(world)
    cycle = checking.return_of(world, ASH).cycle
    with acting_as(office(world), at=LATER) as by:
        operations.draw_second_ratings(cycle=cycle, moderator_ids=[person(second(world))], seed="0", by=by, at=LATER)
        twice = Moderation.objects.get(round=Round.second)
    checking.rated(world, twice, second(world))
    with acting_as(world.actor(Role.dsl, ASH), at=LATER):
        seen = set(ModeratedRating.objects.values_list("moderation__round", "establishment_id"))
        assert seen == {("first", world.id(ASH))}
    for stranger in (world.actor(Role.dsl, BEECH), world.actor(Role.school_business_manager, ASH)):
        with acting_as(stranger, at=LATER):
            assert ModeratedRating.objects.count() == 0
            assert Feedback.objects.count() == 0
    with acting_as(office(world), at=LATER) as by, pytest.raises(ProgrammingError), transaction.atomic():
        Feedback.objects.create(
            audit_return_id=twice.audit_return_id,
            establishment_id=twice.establishment_id,
            partnership_id=twice.partnership_id,
            number=7,
            moderation=twice,
            words="x",
            days_taken=1,
            represent_by=LATER.date(),
            released_by_id=person(by),
            released_name="x",
            released_at=LATER,
        )


def test_what_the_setting_said_stays_and_amber_and_red_become_proposals(world: World) -> None:
    cycle = checking.two_submitted(world)
    ash = checking.return_of(world, ASH)
    with acting_as(office(world), at=LATER):
        before = dict(Answer.objects.filter(audit_return=ash).values_list("question", "version"))
        said = ratings.own_ratings(ash)
    checking.shared_out(world, cycle)
    checking.rated(world, checking.moderation_of(world, ASH), lead(world), worse=2)
    checking.told(world, ASH)
    with acting_as(office(world), at=LATER) as by:
        assert dict(Answer.objects.filter(audit_return=ash).values_list("question", "version")) == before
        found = {one.question: one.rating for one in letters.actions_of(by, ash)}
        not_met = {code for code, rating in said.items() if rating != "green"}
        assert set(found) > not_met
        assert len(set(found) - not_met) == 2
        with pytest.raises(FeedbackNotPossible, match="nothing was found since"):
            operations.release_feedback(audit_return=ash, words="Again", by=by, at=LATER)


def test_feedback_waits_for_whoever_has_begun_and_for_words(world: World) -> None:
    checking.shared_out(world, checking.two_submitted(world))
    ash = checking.return_of(world, ASH)
    with acting_as(office(world), at=LATER) as by:
        for words, why in (("", "few words"), ("Thank you", "has not finished")):
            with pytest.raises(FeedbackNotPossible, match=why):
                operations.release_feedback(audit_return=ash, words=words, by=by, at=LATER)
        assert operations.release_to_all(cycle=ash.cycle, words="Thank you", by=by, at=LATER) == 0
    scrutineer = world.actor(Role.independent_scrutineer, NORTHERN)
    with acting_as(scrutineer, at=LATER), pytest.raises(NotAllowed):
        operations.release_feedback(audit_return=ash, words="Thank you", by=scrutineer, at=LATER)


def test_a_visit_that_is_finished_later_gets_feedback_of_its_own(world: World) -> None:
    rated_and_told(world)
    cycle = checking.return_of(world, ASH).cycle
    checking.drawn(world, cycle)
    checking.visited(world, checking.booked(world, ASH), rating="red")
    checking.told(world, ASH)
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl, at=LATER):
        found = letters.letter_for(dsl, Feedback.objects.order_by("number")[0].audit_return_id)
        assert [one.number for one in found.told] == [2, 1]
        assert found.visit_found == "A calm school."
        assert {one.visited for one in found.lines if one.visited} == {"red"}


def test_days_are_school_days_and_the_median_is_told_when_enough_have_heard(world: World) -> None:
    rated_and_told(world)
    with acting_as(office(world), at=LATER):
        assert Feedback.objects.get().days_taken == 1  # from Monday to Tuesday
        assert Feedback.objects.get().represent_by == LATER.date() + timedelta(days=28)  # no term dates: weekdays
        assert letters.median_days(checking.return_of(world, ASH).cycle_id) is None  # one setting alone


def test_the_time_to_represent_ends_in_the_rules_and_in_the_database(world: World) -> None:
    rated_and_told(world)
    ash, head = audits.return_of(world, ASH), world.actor(Role.headteacher, ASH)
    late = LATER + timedelta(days=29)
    with acting_as(head, at=late), pytest.raises(FeedbackNotPossible, match="ended on"):
        operations.represent(audit_return=ash, why="A1.1 is green.", by=head, at=late)
    with acting_as(head, at=late), pytest.raises(ProgrammingError), transaction.atomic():
        Representation.objects.create(
            audit_return=ash,
            establishment_id=ash.establishment_id,
            partnership_id=ash.partnership_id,
            why="x",
            asked_by_id=person(head),
            asked_name="x",
            asked_at=late,
        )
    governor = world.actor(Role.governor, ASH)
    with acting_as(governor, at=LATER), pytest.raises(NotAllowed):
        operations.represent(audit_return=ash, why="A1.1 is green.", by=governor, at=LATER)


def test_actions_are_the_settings_own_and_what_is_open_stands_on_next_years_return(world: World) -> None:
    rated_and_told(world)
    dsl, head = world.actor(Role.dsl, ASH), world.actor(Role.headteacher, ASH)
    with acting_as(dsl, at=LATER):
        first, second_ = PlannedAction.objects.order_by("pk")[:2]
        done = ActionSaid("Put it on the website", "The deputy", LATER.date(), ActionState.done, "Seen", 1)
        operations.change_action(action=first, to=done, by=dsl, at=LATER)
        with pytest.raises(PlanNotPossible, match="why you drop it"):
            operations.change_action(
                action=second_, to=ActionSaid("x", "", None, ActionState.dropped, " ", 1), by=dsl, at=LATER
            )
        versions = PlannedAction.pgh_event_model.objects.filter(pgh_obj_id=first.pk)  # type: ignore[attr-defined]
        assert [one.state for one in versions] == ["proposed"]
    with acting_as(lead(world), at=LATER):
        assert PlannedAction.objects.update(said="x") == 0
    ash = audits.return_of(world, ASH)
    ash.cycle.opens_on += timedelta(days=364)  # as next year's return would ask
    with acting_as(head, at=LATER):
        left = letters.carried_over(head, ash)
    assert first.pk not in [one.pk for one in left]
    assert second_.pk in [one.pk for one in left]


def test_the_setting_is_told_by_mail_once_and_without_what_was_found(world: World) -> None:
    rated_and_told(world)
    checking.drawn(world, checking.return_of(world, ASH).cycle)
    visit = checking.booked(world, ASH)
    with acting_as(office(world), at=LATER):
        told = Feedback.objects.get()
    django_mail.outbox.clear()
    for _ in range(2):  # a job that runs twice tells once
        jobs.tell_setting_of_feedback(told.pk)
        jobs.tell_setting_of_visit(visit.pk, LATER.date().isoformat())
    jobs.tell_setting_of_visit(visit.pk, "2026-01-01")  # another day was given since
    assert len(django_mail.outbox) == 4  # the head and the DSL, of each
    said = " ".join(str(message.body) + str(message.subject) for message in django_mail.outbox)
    assert "Thank you for your return" not in said
    assert "drawn by chance" not in said
    assert "3 November 2026" in said
