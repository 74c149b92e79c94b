"""The desk rates a return: shared out, rated, rated twice in the blind; three ratings for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.db.utils import InternalError

from concordat.accounts.models import RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries
from concordat.audits.checking import ratings
from concordat.audits.checking_rules import Round
from concordat.audits.models import Answer, Feedback, ModeratedRating, Moderation, PlannedAction
from concordat.audits.operations import FeedbackNotPossible, Given, ModerationNotPossible, VisitNotPossible
from concordat.core.actor import acting_as
from concordat.core.problems import NotAllowed, NotFound
from tests.factories import audits, checking
from tests.factories.checking import LATER, lead, office, person, second
from tests.world import ASH, BEECH, CEDAR, NORTHERN, NOW, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def begun(world: World) -> Moderation:
    """Two returns, each given to the education safeguarding lead; that of Ash."""
    checking.shared_out(world, checking.two_submitted(world))
    return checking.moderation_of(world, ASH)


def drawn_twice(world: World) -> Moderation:
    """Ash's return is rated by the lead and drawn to be rated by the administrator."""
    cycle = checking.two_submitted(world)
    checking.shared_out(world, cycle)
    for setting in (ASH, BEECH):
        checking.rated(world, checking.moderation_of(world, setting), lead(world), worse=2)
    with acting_as(office(world), at=LATER) as by:
        operations.draw_second_ratings(cycle=cycle, moderator_ids=[person(second(world))], seed="1", by=by, at=LATER)
        return Moderation.objects.get(round=Round.second)


def test_returns_are_shared_out_once_and_evenly(world: World) -> None:
    cycle = checking.two_submitted(world)
    both = [person(lead(world)), person(second(world))]
    with acting_as(office(world), at=LATER) as by:
        shared = operations.share_out(cycle=cycle, moderator_ids=both, by=by, at=LATER)
        assert (shared.given, shared.left) == (2, 0)
        assert {one.moderator_id for one in Moderation.objects.all()} == set(both)
        again = operations.share_out(cycle=cycle, moderator_ids=both, by=by, at=LATER)
        assert (again.given, again.left) == (0, 0)


def test_only_people_of_the_office_are_asked_and_only_the_office_asks(world: World) -> None:
    cycle = checking.two_submitted(world)
    outsider = world.people[f"dsl of {ASH}"]
    with acting_as(office(world), at=LATER) as by, pytest.raises(ModerationNotPossible):
        operations.share_out(cycle=cycle, moderator_ids=[outsider], by=by, at=LATER)
    reader = world.actor(Role.independent_scrutineer, NORTHERN)
    with acting_as(reader, at=LATER), pytest.raises(NotAllowed):
        operations.share_out(cycle=cycle, moderator_ids=[person(lead(world))], by=reader, at=LATER)


def test_nobody_rates_a_setting_where_they_hold_a_role(world: World) -> None:
    cycle = checking.two_submitted(world)
    with acting_as(FOUNDER, at=NOW):
        RoleHeld.objects.create(
            person_id=person(lead(world)), organisation_id=world.id(ASH), role=Role.governor, starts_at=NOW
        )
    with acting_as(office(world), at=LATER) as by:
        shared = operations.share_out(cycle=cycle, moderator_ids=[person(lead(world))], by=by, at=LATER)
        assert (shared.given, shared.left) == (1, 1)
        ash = checking.return_of(world, ASH)
    with acting_as(office(world), at=LATER) as by, pytest.raises(ProgrammingError), transaction.atomic():
        Moderation.objects.create(  # the database refuses it too
            audit_return=ash,
            establishment_id=ash.establishment_id,
            partnership_id=ash.partnership_id,
            round=Round.first,
            moderator_id=person(lead(world)),
            moderator_name="x",
            assigned_by_id=person(by),
            assigned_at=LATER,
        )


def test_a_role_that_comes_later_stops_the_rating(world: World) -> None:
    moderation = begun(world)
    with acting_as(FOUNDER, at=NOW):
        RoleHeld.objects.create(
            person_id=person(lead(world)), organisation_id=world.id(ASH), role=Role.governor, starts_at=NOW
        )
    with acting_as(lead(world), at=LATER) as by, pytest.raises(ModerationNotPossible, match="hold a role"):
        operations.save_ratings(moderation=moderation, given={}, agrees=["A1.1"], by=by, at=LATER)


def test_a_return_is_rated_finished_and_then_stands(world: World) -> None:
    moderation = begun(world)
    by = lead(world)
    with acting_as(by, at=LATER), pytest.raises(ModerationNotPossible, match="not rated yet"):
        operations.finish_moderation(moderation=moderation, by=by, at=LATER)
    checking.rated(world, moderation, by, worse=3)
    with acting_as(by, at=LATER):
        said = ratings.own_ratings(queries.return_for(by, moderation.audit_return_id))
        found = {code: one.rating for code, one in ratings.ratings_of(by, moderation).items()}
        assert set(found) == set(said)
        assert sum(found[code] != said[code] for code in said) == 3
        with pytest.raises(ModerationNotPossible, match="finished"):
            operations.save_ratings(moderation=moderation, given={"A1.1": Given("red", "x", 1)}, by=by, at=LATER)
    with acting_as(by, at=LATER):
        assert ModeratedRating.objects.filter(moderation=moderation).update(rating="red") == 0


def test_another_rating_than_the_setting_needs_a_reason_and_nothing_typed_is_kept_without_one(world: World) -> None:
    moderation = begun(world)
    by = lead(world)
    with acting_as(by, at=LATER):
        said = ratings.own_ratings(queries.return_for(by, moderation.audit_return_id))
        one, other = list(said)[:2]
        worse = "red" if said[one] != "red" else "green"
        given = {one: Given(worse), other: Given(said[other])}
        saved = operations.save_ratings(moderation=moderation, given=given, by=by, at=LATER)
        assert saved.without_reason == (one,)
        assert ratings.ratings_of(by, moderation) == {}


def test_two_windows_of_one_moderator_overwrite_nothing_unseen(world: World) -> None:
    moderation = begun(world)
    by = lead(world)
    with acting_as(by, at=LATER):
        first = operations.save_ratings(
            moderation=moderation, given={"A1.1": Given("amber", "Not on the website", 0)}, by=by, at=LATER
        )
        assert first.changed == ("A1.1",)
        late = operations.save_ratings(
            moderation=moderation, given={"A1.1": Given("red", "Nowhere", 0)}, by=by, at=LATER
        )
        assert (late.changed, late.conflicts) == ((), ("A1.1",))
        same = operations.save_ratings(
            moderation=moderation, given={"A1.1": Given("amber", "Not on the website", 0)}, by=by, at=LATER
        )
        assert (same.changed, same.conflicts) == ((), ())  # a repeat is no conflict
        seen = operations.save_ratings(
            moderation=moderation, given={"A1.1": Given("red", "Nowhere", 1)}, by=by, at=LATER
        )
        assert seen.changed == ("A1.1",)
        versions = ModeratedRating.pgh_event_model.objects.filter(question="A1.1")  # type: ignore[attr-defined]
        assert [(one.rating, one.version) for one in versions] == [("amber", 1)]  # what was is kept


def test_only_whoever_was_asked_rates(world: World) -> None:
    moderation = begun(world)
    for actor in (second(world), world.actor(Role.independent_scrutineer, NORTHERN), world.actor(Role.dsl, ASH)):
        with acting_as(actor, at=LATER), pytest.raises((NotAllowed, NotFound)):
            operations.save_ratings(moderation=moderation, given={"A1.1": Given("red", "x")}, by=actor, at=LATER)
        with acting_as(actor, at=LATER), pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
            ModeratedRating.objects.create(
                moderation=moderation,
                audit_return_id=moderation.audit_return_id,
                establishment_id=moderation.establishment_id,
                partnership_id=moderation.partnership_id,
                question="A1.1",
                rating="red",
                rated_by_id=person(actor),
                rated_at=LATER,
            )


def test_a_moderator_never_writes_the_settings_own_rating(world: World) -> None:
    moderation = begun(world)
    with acting_as(lead(world), at=LATER):
        answers = Answer.objects.filter(audit_return_id=moderation.audit_return_id)
        assert answers.count() > 10
        assert answers.update(value={"choice": "red"}) == 0
    with acting_as(world.actor(Role.dsl, ASH), at=LATER):
        assert ModeratedRating.objects.update(rating="green") == 0


def test_ten_per_cent_are_rated_twice_and_the_second_is_blind_until_finished(world: World) -> None:
    twice = drawn_twice(world)
    other = second(world)
    with acting_as(other, at=LATER):
        first = Moderation.objects.get(audit_return_id=twice.audit_return_id, round=Round.first)
        assert ModeratedRating.objects.filter(audit_return_id=twice.audit_return_id).count() == 0
        assert ratings.ratings_of(other, first) == {}
    checking.rated(world, twice, other)
    with acting_as(other, at=LATER):
        assert len(ratings.ratings_of(other, first)) > 10
        assert len(ratings.ratings_of(other, twice)) > 10


def test_the_draw_can_be_drawn_again_and_is_not_drawn_twice(world: World) -> None:
    twice = drawn_twice(world)
    with acting_as(office(world), at=LATER) as by:
        draw = twice.draw
        assert draw is not None
        assert (draw.frame_size, draw.random_size, len(draw.frame_hash)) == (2, 1, 64)
        with pytest.raises(ModerationNotPossible, match="already"):
            operations.draw_second_ratings(
                cycle=draw.cycle, moderator_ids=[person(second(world))], seed="2", by=by, at=LATER
            )


def test_the_one_who_rated_first_is_not_drawn_to_rate_again(world: World) -> None:
    cycle = checking.two_submitted(world)
    checking.shared_out(world, cycle)
    with acting_as(office(world), at=LATER) as by, pytest.raises(ModerationNotPossible, match="one person more"):
        operations.draw_second_ratings(cycle=cycle, moderator_ids=[person(lead(world))], seed="1", by=by, at=LATER)


def test_what_is_not_finished_can_be_given_to_somebody_else(world: World) -> None:
    moderation = begun(world)
    with acting_as(office(world), at=LATER) as by:
        operations.withdraw_moderation(moderation=moderation, by=by, at=LATER)
        shared = operations.share_out(
            cycle=moderation.audit_return.cycle, moderator_ids=[person(second(world))], by=by, at=LATER
        )
        assert shared.given == 1
    with acting_as(lead(world), at=LATER) as gone, pytest.raises(ModerationNotPossible, match="somebody else"):
        operations.save_ratings(moderation=moderation, given={}, agrees=["A1.1"], by=gone, at=LATER)


def test_a_moderator_whose_role_has_ended_rates_no_more(world: World) -> None:
    moderation = begun(world)
    with acting_as(FOUNDER, at=NOW):
        RoleHeld.objects.filter(person_id=person(lead(world))).update(ends_at=NOW + timedelta(minutes=1))
    gone = lead(world)
    with acting_as(gone, at=LATER):
        assert Moderation.objects.count() == 0
        with pytest.raises(ModerationNotPossible):
            operations.save_ratings(moderation=moderation, given={}, agrees=["A1.1"], by=gone, at=LATER)


def test_the_setting_knows_nothing_of_it_yet_and_another_partnership_never(world: World) -> None:
    moderation = begun(world)
    checking.rated(world, moderation, lead(world))
    audits.opened(world, partnership=SOUTHERN)
    for actor in (
        world.actor(Role.dsl, ASH),
        world.actor(Role.trust_safeguarding_lead, "Two Rivers Trust"),
        world.actor(Role.education_safeguarding_lead, SOUTHERN),
        world.actor(Role.dsl, CEDAR),
    ):
        with acting_as(actor, at=LATER):
            assert Moderation.objects.count() == 0
            assert ModeratedRating.objects.count() == 0
            with pytest.raises(NotFound):
                ratings.moderation_for(actor, moderation.pk)


def test_whoever_still_rates_a_return_a_second_time_neither_releases_nor_draws(world: World) -> None:
    twice, other = drawn_twice(world), second(world)
    setting = ASH if twice.establishment_id == world.id(ASH) else BEECH
    found = checking.return_of(world, setting)
    cycle = found.cycle
    asked = checking.questions_of(world, cycle)
    with acting_as(other, at=LATER):
        with pytest.raises(FeedbackNotPossible, match="still rate"):
            operations.release_feedback(audit_return=found, words="Thank you", by=other, at=LATER)
        with pytest.raises(VisitNotPossible, match="second time"):
            operations.draw_visits(
                cycle=cycle, risk_size=1, random_size=1, questions=asked, seed="1", by=other, at=LATER
            )
        assert operations.release_to_all(cycle=cycle, words="Thank you", by=other, at=LATER) == 1
    with acting_as(other, at=LATER), pytest.raises(ProgrammingError), transaction.atomic():
        Feedback.objects.create(
            audit_return=found,
            establishment_id=found.establishment_id,
            partnership_id=found.partnership_id,
            number=1,
            words="x",
            days_taken=1,
            represent_by=LATER.date(),
            released_by_id=person(other),
            released_name="x",
            released_at=LATER,
        )
    checking.told(world, setting)
    with acting_as(other, at=LATER):
        assert not PlannedAction.objects.filter(audit_return=found).exists()  # they would show the first ratings
