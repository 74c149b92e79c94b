"""Visits are drawn so that they can be drawn again, rated in the blind, and speak for all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

from concordat.accounts.models import RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries
from concordat.audits.analysis.results import results
from concordat.audits.checking import ratings, reports, sampling
from concordat.audits.models import Answer, DrawFrame, Moderation, TickedAnswer, Visit, VisitRating
from concordat.audits.operations import Given, VisitNotPossible
from concordat.core.actor import acting_as
from concordat.core.problems import NotAllowed
from concordat.lib.survey_sampling import Unit, draw, frame_hash
from tests.factories import audits, carrying, checking
from tests.factories.checking import LATER, lead, office, person, scrutineer
from tests.world import ASH, BEECH, DAISY, NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_sample_is_drawn_again_from_what_was_kept(world: World) -> None:
    cycle = checking.two_submitted(world)
    visits = checking.drawn(world, cycle)
    assert len(visits) == 2
    with acting_as(office(world), at=LATER) as by:
        kept = visits[0].draw
        frame = [Unit(key, risk, certain) for key, risk, certain in DrawFrame.objects.get(draw=kept).units]
        again = draw(frame, risk_size=kept.risk_size, random_size=kept.random_size, seed=kept.seed)
        assert frame_hash(frame) == kept.frame_hash
        assert {(one.id, one.reason, one.chance) for one in again} == {
            (str(one.establishment_id), one.reason, one.chance) for one in visits
        }
        with pytest.raises(VisitNotPossible, match="already"):
            operations.draw_visits(
                cycle=cycle, risk_size=1, random_size=0, questions=kept.questions, seed="2", by=by, at=LATER
            )


def test_a_return_that_the_desk_could_not_follow_is_visited_for_certain(world: World) -> None:
    cycle = checking.two_submitted(world)
    checking.shared_out(world, cycle)
    checking.rated(world, checking.moderation_of(world, ASH), lead(world), worse=3)
    asked = checking.questions_of(world, cycle)
    with acting_as(office(world), at=LATER) as by:
        operations.draw_visits(cycle=cycle, risk_size=1, random_size=0, questions=asked, seed="1", by=by, at=LATER)
        reasons = dict(Visit.objects.values_list("establishment_id", "reason"))
    assert reasons == {world.id(ASH): "certainty", world.id(BEECH): "risk"}


def test_only_questions_that_every_return_rates_can_be_looked_at(world: World) -> None:
    cycle = checking.two_submitted(world)
    with acting_as(office(world), at=LATER) as by:
        for wrong in ([], ["Z9.9"]):
            with pytest.raises(VisitNotPossible):
                operations.draw_visits(
                    cycle=cycle, risk_size=1, random_size=1, questions=wrong, seed="1", by=by, at=LATER
                )


def test_a_visit_is_on_a_school_day_by_somebody_who_knows_nothing_of_it(world: World) -> None:
    cycle = checking.two_submitted(world)
    checking.shared_out(world, cycle)
    checking.drawn(world, cycle)
    visit = checking.visit_of(world, ASH)
    saturday = LATER.date() + timedelta(days=(5 - LATER.weekday()) % 7)
    with acting_as(office(world), at=LATER) as by:
        for visitor, day, why in (
            (person(scrutineer(world)), saturday, "school day"),
            (person(scrutineer(world)), LATER.date() - timedelta(days=1), "to come"),
            (person(lead(world)), LATER.date(), "at the desk"),
            (world.people[f"dsl of {ASH}"], LATER.date(), "Choose somebody"),
        ):
            with pytest.raises(VisitNotPossible, match=why):
                operations.book_visit(visit=visit, visitor_id=visitor, visit_on=day, by=by, at=LATER)
        with pytest.raises(ProgrammingError), transaction.atomic():  # the database refuses the moderator too
            Visit.objects.filter(pk=visit.pk).update(visitor_id=person(lead(world)), visit_on=LATER.date())
    with acting_as(FOUNDER, at=NOW):
        RoleHeld.objects.create(
            person_id=person(scrutineer(world)), organisation_id=world.id(ASH), role=Role.governor, starts_at=NOW
        )
    with acting_as(office(world), at=LATER) as by, pytest.raises(VisitNotPossible, match="holds a role"):
        operations.book_visit(visit=visit, visitor_id=person(scrutineer(world)), visit_on=LATER.date(), by=by, at=LATER)


def test_the_visitor_is_not_given_what_the_setting_says_before_the_visit_is_finished(world: World) -> None:
    cycle = checking.two_submitted(world)
    checking.shared_out(world, cycle)
    checking.rated(world, checking.moderation_of(world, ASH), lead(world), worse=2)
    checking.drawn(world, cycle)
    by = scrutineer(world)
    ash = checking.return_of(world, ASH)
    with acting_as(by, at=LATER):
        before = Answer.objects.filter(audit_return=ash).count()
        returned = results(by, queries.cycle_for(by, cycle.pk)).returned
        assert before > 10
    visit = checking.booked(world, ASH)
    with acting_as(by, at=LATER):
        assert Answer.objects.filter(audit_return=ash).count() == 0
        assert ratings.own_ratings(ash) == {}
        assert ratings.moderated_of(by, [ash.pk]) == {}
        assert DrawFrame.objects.count() == 0
        assert results(by, queries.cycle_for(by, cycle.pk)).returned == returned - 1  # and counts no blank of it
        assert Answer.objects.count() > 10  # of the other setting
    checking.visited(world, visit, done=False)
    with acting_as(by, at=LATER):
        assert Answer.objects.filter(audit_return=ash).count() == 0
        operations.lock_visit(visit=visit, by=by, at=LATER)
        assert Answer.objects.filter(audit_return=ash).count() == before
        assert len(ratings.moderated_of(by, [ash.pk])[ash.pk]) > 10
        with pytest.raises(VisitNotPossible, match="finished"):
            operations.rate_visit(visit=visit, given={}, whole="Anew", by=by, at=LATER)
        assert VisitRating.objects.filter(visit=visit).update(rating="green") == 0


def test_nothing_that_repeats_an_answer_reaches_the_visitor_either(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was ticked below an amber answer says what the answer says."""
    carrying.tagged(monkeypatch, {carrying.AUDIT: {"A1.1": "T-01 T-02"}})
    cycle = audits.opened(world)
    audits.submitted(world, BEECH)
    ash = carrying.signed(world, {"A1.1": "amber"}, ask=False)
    dsl, by = world.actor(Role.dsl, ASH), scrutineer(world)
    with acting_as(dsl):
        version = Answer.objects.get(audit_return=ash, question="A1.1").version
        operations.tick_missing(source=ash, question="A1.1", version=version, not_in_place=["T-02"], by=dsl, at=NOW)
    checking.drawn(world, cycle)

    def shown() -> int:
        with acting_as(by, at=LATER):
            return TickedAnswer.objects.filter(audit_return=ash).count()

    assert shown() == 1
    visit = checking.booked(world, ASH)
    assert shown() == 0
    checking.visited(world, visit)
    assert shown() == 1


def test_a_visit_is_rated_by_its_visitor_on_the_day_or_after(world: World) -> None:
    cycle = checking.two_submitted(world)
    checking.drawn(world, cycle)
    visit = checking.visit_of(world, ASH)
    tomorrow = LATER + timedelta(days=1)
    with acting_as(office(world), at=LATER) as by:
        visit = operations.book_visit(
            visit=visit, visitor_id=person(scrutineer(world)), visit_on=tomorrow.date(), by=by, at=LATER
        )
        with pytest.raises(NotAllowed):
            operations.rate_visit(visit=visit, given={}, whole="x", by=by, at=tomorrow)
    code = visit.draw.questions[0]
    with acting_as(scrutineer(world), at=LATER) as by, pytest.raises(VisitNotPossible, match="day of the visit"):
        operations.rate_visit(visit=visit, given={code: Given("red")}, whole="", by=by, at=LATER)
    with acting_as(scrutineer(world), at=tomorrow) as by:
        assert operations.rate_visit(visit=visit, given={code: Given("red")}, whole="", by=by, at=tomorrow) == ()
        with pytest.raises(VisitNotPossible, match="not rated yet"):
            operations.lock_visit(visit=visit, by=by, at=tomorrow)
        clash = operations.rate_visit(visit=visit, given={code: Given("green")}, whole="", by=by, at=tomorrow)
        assert clash == (code,)  # another window showed nothing where red stands now
    with acting_as(office(world), at=tomorrow) as by, pytest.raises(VisitNotPossible, match="begun to rate"):
        operations.book_visit(
            visit=visit, visitor_id=person(scrutineer(world)), visit_on=tomorrow.date(), by=by, at=tomorrow
        )


def test_the_over_claim_rate_is_hidden_while_few_are_visited_and_then_has_an_interval(world: World) -> None:
    cycle = checking.two_submitted(world)
    checking.drawn(world, cycle)
    for setting in (ASH, BEECH):
        checking.visited(world, checking.booked(world, setting), rating="red")
    with acting_as(office(world), at=LATER) as by:
        hidden = reports.over_claim_of(by, queries.cycle_for(by, cycle.pk))
        assert (hidden.done, hidden.drawn, hidden.rate, hidden.is_hidden) == (2, 2, None, True)
        assert all(one.rate is None for one in hidden.questions)
    returns = [checking.return_of(world, setting) for setting in (ASH, BEECH)]
    with acting_as(office(world), at=LATER) as by:
        seen = queries.cycle_for(by, cycle.pk)
        seen.partnership.smallest_group = 2  # as if two were enough
        shown = reports.over_claim_of(by, seen)
        said = ratings.own_ratings_of(returns)
    asked = checking.questions_of(world, cycle)
    every = [rating for one in said.values() for code, rating in one.items() if code in asked]
    assert shown.rate is not None
    assert shown.rate.share == sum(rating != "red" for rating in every) / len(every)
    assert shown.rate.low == shown.rate.share == shown.rate.high  # everybody was visited


def test_while_visits_drawn_by_chance_are_outstanding_nobody_is_sure(world: World) -> None:
    """Two of three are drawn by chance and one is visited, where everything was rated too well."""
    cycle = checking.two_submitted(world)
    audits.submitted(world, DAISY)
    with acting_as(office(world), at=LATER) as by:
        asked = [code for form in sampling.questions_to_visit(by, cycle) for code in list(form)[:2]]
        operations.draw_visits(cycle=cycle, risk_size=0, random_size=2, questions=asked, seed="1", by=by, at=LATER)
        visited = Visit.objects.earliest("pk").establishment_id
        first = next(name for name in (ASH, BEECH, DAISY) if world.id(name) == visited)
        seen = queries.cycle_for(by, cycle.pk)
        seen.partnership.smallest_group = 0  # as if one were enough
        before = reports.over_claim_of(by, seen)
    assert (before.outstanding, before.waits, before.rate) == (2, True, None)
    visit = checking.booked(world, first)
    with acting_as(scrutineer(world), at=LATER) as by:
        given = {code: Given(rating="red", why="As seen.") for code in ratings.looked_at(visit)}
        operations.rate_visit(visit=visit, given=given, whole="A calm school.", by=by, at=LATER)
        operations.lock_visit(visit=visit, by=by, at=LATER)
    with acting_as(office(world), at=LATER) as by:
        found = reports.over_claim_of(by, seen)
    assert (found.outstanding, found.waits) == (1, False)
    assert found.rate is not None and found.rate.low < found.rate.high


def test_agreement_is_reported_for_each_of_the_two(world: World) -> None:
    cycle = checking.everything(world)
    with acting_as(office(world), at=LATER) as by:
        twice = Moderation.objects.get(round="second")
        assert reports.agreement_of(by, cycle) == []
    checking.rated(world, twice, checking.second(world))
    with acting_as(office(world), at=LATER) as by:
        found = reports.agreement_of(by, cycle)
    assert {one.name for one in found} == {lead(world).name, checking.second(world).name}
    assert len({one.linear.kappa for one in found}) == 1
    assert found[0].linear.pairs - found[0].linear.same == 2
    assert found[0].returns == 1
