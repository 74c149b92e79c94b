"""Returns checked as far as a test needs it, through operations as the right people."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db import ProgrammingError, transaction

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries
from concordat.audits.checking import ratings, sampling
from concordat.audits.checking_rules import ActionState, Round, Standing
from concordat.audits.models import AuditCycle, AuditReturn, Moderation, PlannedAction, Recommendation, Visit
from concordat.audits.operations.moderation import Given
from concordat.core.actor import Actor, acting_as
from tests.factories import audits
from tests.world import ASH, BEECH, NORTHERN, NOW, World

LATER = NOW + timedelta(days=1)
LEAD, OFFICE, SECOND = Role.education_safeguarding_lead, Role.business_manager, Role.partnership_administrator


def lead(world: World) -> Actor:
    """The education safeguarding lead of the north."""
    return world.actor(LEAD, NORTHERN)


def office(world: World) -> Actor:
    """The business manager of the north."""
    return world.actor(OFFICE, NORTHERN)


def second(world: World) -> Actor:
    """The partnership's administrator, who rates a second time."""
    return world.actor(SECOND, NORTHERN)


def person(actor: Actor) -> int:
    """The id of somebody."""
    assert actor.person_id is not None
    return actor.person_id


def two_submitted(world: World) -> AuditCycle:
    """An audit in which two settings have returned."""
    cycle = audits.opened(world)
    for setting in (ASH, BEECH):
        audits.submitted(world, setting)
    return cycle


def shared_out(world: World, cycle: AuditCycle, *, at: datetime = LATER) -> list[Moderation]:
    """Every return given to the education safeguarding lead."""
    with acting_as(office(world), at=at) as by:
        operations.share_out(cycle=cycle, moderator_ids=[person(lead(world))], by=by, at=at)
        return list(Moderation.objects.filter(round=Round.first).order_by("pk"))


def moderation_of(world: World, setting: str, *, number: Round = Round.first) -> Moderation:
    """The moderation of a setting's return, as the office sees it."""
    with acting_as(office(world), at=LATER):
        return Moderation.objects.get(establishment_id=world.id(setting), round=number, withdrawn_at=None)


def return_of(world: World, setting: str) -> AuditReturn:
    """The return of a setting, as the office sees it."""
    found = audits.return_of(world, setting)
    with acting_as(office(world)) as by:
        return queries.return_for(by, found.pk)


def rated(
    world: World, moderation: Moderation, by: Actor, *, worse: int = 0, at: datetime = LATER, done: bool = True
) -> None:
    """Rated as the setting does, but for the first so many greens, which are found amber."""
    with acting_as(by, at=at):
        said = ratings.own_ratings(queries.return_for(by, moderation.audit_return_id))
        greens = [code for code, rating in said.items() if rating == "green"][:worse]
        given = {code: Given("amber", "We could not find it.") for code in greens}
        operations.save_ratings(moderation=moderation, given=given, agrees=list(said), by=by, at=at)
        if done:
            operations.finish_moderation(moderation=moderation, by=by, at=at)


MUCH_LATER = NOW + timedelta(days=9)


def questions_of(world: World, cycle: AuditCycle) -> list[str]:
    """Two questions that visits look at."""
    with acting_as(office(world), at=LATER) as by:
        return list(sampling.questions_to_visit(by, cycle)[0])[:2]


def drawn(world: World, cycle: AuditCycle, *, at: datetime = LATER) -> list[Visit]:
    """Every setting that has returned is drawn by chance."""
    asked = questions_of(world, cycle)
    with acting_as(office(world), at=at) as by:
        operations.draw_visits(cycle=cycle, risk_size=0, random_size=9, questions=asked, seed="1", by=by, at=at)
        return list(Visit.objects.order_by("establishment_id"))


def visit_of(world: World, setting: str) -> Visit:
    """The visit of a setting, as the office sees it."""
    with acting_as(office(world), at=LATER):
        return Visit.objects.get(establishment_id=world.id(setting))


def scrutineer(world: World) -> Actor:
    """The independent scrutineer of the north, who visits."""
    return world.actor(Role.independent_scrutineer, NORTHERN)


def booked(world: World, setting: str, *, at: datetime = LATER) -> Visit:
    """The scrutineer visits on the same day."""
    visit = visit_of(world, setting)
    with acting_as(office(world), at=at) as by:
        return operations.book_visit(
            visit=visit, visitor_id=person(scrutineer(world)), visit_on=at.date(), by=by, at=at
        )


def visited(world: World, visit: Visit, *, rating: str = "amber", at: datetime = LATER, done: bool = True) -> None:
    """Everything rated alike, and the visit finished."""
    with acting_as(scrutineer(world), at=at) as by:
        found = ratings.visit_for(by, visit.pk)
        given = {code: Given(rating, "As seen.") for code in found.draw.questions}
        operations.rate_visit(visit=found, given=given, whole="A calm school.", by=by, at=at)
        if done:
            operations.lock_visit(visit=found, by=by, at=at)


def told(world: World, setting: str, *, at: datetime = LATER) -> None:
    """Feedback is released to a setting."""
    found = return_of(world, setting)
    with acting_as(office(world), at=at) as by:
        operations.release_feedback(audit_return=found, words="Thank you for your return.", by=by, at=at)


def recommended(world: World, *, at: datetime = LATER) -> Recommendation:
    """The north recommends something to every setting."""
    with acting_as(office(world), at=at) as by:
        return operations.recommend(
            partnership_id=world.id(NORTHERN),
            title="Record low-level concerns",
            asks="Keep a log of low-level concerns.",
            source="Inspection of March 2026",
            due_on=date(2027, 3, 31),
            by=by,
            at=at,
        )


def everything(world: World) -> AuditCycle:
    """Two returns: Ash is rated, visited and told; Beech is rated and told, its visit booked; a recommendation."""
    cycle = two_submitted(world)
    shared_out(world, cycle)
    for setting in (ASH, BEECH):
        rated(world, moderation_of(world, setting), lead(world), worse=2)
    with acting_as(office(world), at=LATER) as by:
        operations.draw_second_ratings(cycle=cycle, moderator_ids=[person(second(world))], seed="1", by=by, at=LATER)
    drawn(world, cycle)
    visited(world, booked(world, ASH))
    for setting in (ASH, BEECH):
        told(world, setting)
    ash = audits.return_of(world, ASH)
    with acting_as(world.actor(Role.headteacher, ASH), at=LATER) as head:
        operations.represent(audit_return=ash, why="A1.1 is green.", by=head, at=LATER)
    recommendation = recommended(world)
    with acting_as(world.actor(Role.dsl, ASH), at=LATER) as dsl:
        operations.say_where_we_stand(
            recommendation=recommendation,
            establishment_id=world.id(ASH),
            state=Standing.done,
            shows="The log of low-level concerns",
            was=0,
            by=dsl,
            at=LATER,
        )
    return cycle


def give_duty(world: World, duty: str, person_id: int) -> None:
    """Beech's second rating or visit is somebody's whom the office has chosen; nothing where there is no duty."""
    visit, ash = visit_of(world, BEECH), return_of(world, ASH)
    with acting_as(office(world), at=LATER) as by, suppress(ProgrammingError), transaction.atomic():
        if duty == "visits":
            visit.visitor_id, visit.visitor_name, visit.visit_on = person_id, "Generated", LATER.date()
            visit.save(update_fields=["visitor", "visitor_name", "visit_on"])
        if duty == "moderates":
            Moderation.objects.create(
                audit_return=ash,
                establishment_id=ash.establishment_id,
                partnership_id=ash.partnership_id,
                round=Round.again,
                moderator_id=person_id,
                moderator_name="Generated",
                assigned_by_id=person(by),
                assigned_at=LATER,
            )


def numbers(world: World, cycle: AuditCycle) -> dict[str, str]:
    """Ids of a rating under way, a booked visit, an action and a recommendation, for the walk over addresses."""
    audits.submitted(world, BEECH)
    shared_out(world, cycle)
    moderation, found = moderation_of(world, BEECH), return_of(world, BEECH)
    drawn(world, cycle)
    visit = booked(world, BEECH)
    with acting_as(office(world), at=LATER) as by:
        action = PlannedAction.objects.create(
            audit_return=found,
            establishment_id=found.establishment_id,
            partnership_id=found.partnership_id,
            question="A1.1",
            rating="red",
            what="Put in place",
            state=ActionState.proposed,
            changed_by_id=person(by),
            changed_at=LATER,
        )
    return {
        "moderation_id": str(moderation.pk),
        "visit_id": str(visit.pk),
        "action_id": str(action.pk),
        "recommendation_id": str(recommended(world).pk),
    }
