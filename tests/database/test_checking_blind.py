"""Whoever is to judge what they see is given nothing else: no answer, and no text that repeats one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import ProgrammingError, transaction

from concordat.accounts.models import RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import access, operations, pairing, queries
from concordat.audits.checking import ratings
from concordat.audits.checking_rules import Round
from concordat.audits.evidence_rules import Said
from concordat.audits.models import (
    Evidence,
    EvidenceContent,
    Feedback,
    ModeratedRating,
    Moderation,
    PairingGroup,
    PairingMember,
    PairingNote,
    PairingOffer,
    PairingSaid,
    Representation,
    ReturnQuery,
    Visit,
    VisitRating,
)
from concordat.audits.operations import Given, ModerationNotPossible, PairingNotPossible, VisitNotPossible
from concordat.audits.vocabulary import EvidenceKind, Sharing
from concordat.core.actor import Actor, acting_as
from tests.factories import audits, checking
from tests.factories import pairing as pair_up
from tests.factories.checking import LATER, lead, office, person, scrutineer, second
from tests.world import ASH, BEECH, NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def visits(world: World, visitor: Actor, setting: str = ASH, *, by: Callable[[World], Actor] = office) -> Visit:
    """Somebody of the partnership visits a drawn setting."""
    visit = checking.visit_of(world, setting)
    with acting_as(by(world), at=LATER) as booker:
        return operations.book_visit(
            visit=visit, visitor_id=person(visitor), visit_on=LATER.date(), by=booker, at=LATER
        )


def seen(visit: Visit, by: Actor, *, rating: str = "amber", done: bool = True) -> None:
    """The visitor rates everything, and finishes."""
    with acting_as(by, at=LATER):
        found = ratings.visit_for(by, visit.pk)
        given = {code: Given(rating, "As seen.") for code in found.draw.questions}
        assert operations.rate_visit(visit=found, given=given, whole="A calm school.", by=by, at=LATER) == ()
        if done:
            operations.lock_visit(visit=found, by=by, at=LATER)


@pytest.mark.parametrize(
    ("back", "why"), [("reopened", "given to somebody else"), ("sent back", "come in again")]
)  # reopening withdraws what is under way (decision 30)
def test_a_return_that_is_not_with_the_partnership_is_neither_rated_nor_finished(
    world: World, back: str, why: str
) -> None:
    checking.shared_out(world, checking.two_submitted(world))
    moderation, found = checking.moderation_of(world, ASH), checking.return_of(world, ASH)
    with acting_as(office(world), at=LATER) as by:
        if back == "reopened":
            operations.reopen_submitted(audit_return=found, reason="A section is missing", by=by, at=LATER)
        else:
            operations.send_back(audit_return=found, question="", asked="Is this so?", by=by, at=LATER)
    with acting_as(lead(world), at=LATER) as by:
        with pytest.raises(ModerationNotPossible, match=why):
            operations.finish_moderation(moderation=moderation, by=by, at=LATER)
        with pytest.raises(ModerationNotPossible, match=why):
            operations.save_ratings(moderation=moderation, given={"A1.1": Given("red", "Not seen")}, by=by, at=LATER)
        if back == "reopened":  # withdrawn: nobody finishes it any more
            assert Moderation.objects.filter(pk=moderation.pk).update(done_at=LATER) == 0
        else:
            with pytest.raises(ProgrammingError), transaction.atomic():
                Moderation.objects.filter(pk=moderation.pk).update(done_at=LATER)
        with pytest.raises(ProgrammingError), transaction.atomic():
            ModeratedRating.objects.create(
                moderation=moderation,
                audit_return_id=moderation.audit_return_id,
                establishment_id=moderation.establishment_id,
                partnership_id=moderation.partnership_id,
                question="A1.1",
                rating="red",
                rated_by_id=person(by),
                rated_at=LATER,
            )
        assert Moderation.objects.get(pk=moderation.pk).done_at is None


@pytest.mark.parametrize("done", [False, True])
def test_whoever_visits_a_return_is_not_given_it_to_rate(world: World, done: bool) -> None:
    cycle = checking.two_submitted(world)
    checking.drawn(world, cycle)
    visit, found = visits(world, second(world)), checking.return_of(world, ASH)
    if done:
        seen(visit, second(world))
    with acting_as(office(world), at=LATER) as by:
        shared = operations.share_out(cycle=cycle, moderator_ids=[person(second(world))], by=by, at=LATER)
        assert (shared.given, shared.left) == (1, 1)
        with pytest.raises(ModerationNotPossible, match="visits it"):
            operations.assign_again(audit_return=found, moderator_id=person(second(world)), by=by, at=LATER)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Moderation.objects.create(
                audit_return=found,
                establishment_id=found.establishment_id,
                partnership_id=found.partnership_id,
                round=Round.first,
                moderator_id=person(second(world)),
                moderator_name="x",
                assigned_by_id=person(by),
                assigned_at=LATER,
            )


def test_a_colleague_finishes_or_takes_over_nothing_of_somebody_elses_rating(world: World) -> None:
    checking.shared_out(world, checking.two_submitted(world))
    moderation = checking.moderation_of(world, ASH)
    mine = Moderation.objects.filter(pk=moderation.pk)
    with acting_as(office(world), at=LATER) as by:
        for forged in (
            {"done_at": LATER},
            {"done_at": LATER, "moderator_id": person(by)},
            {"withdrawn_at": LATER, "moderator_id": person(by)},
            {"withdrawn_at": LATER, "round": Round.again},
        ):
            with pytest.raises(Exception, match=r"row-level security|Cannot update"), transaction.atomic():
                mine.update(**forged)
        assert mine.update(withdrawn_at=LATER) == 1


def test_whoever_rated_something_does_not_visit_though_the_rating_was_given_to_another(world: World) -> None:
    cycle = checking.two_submitted(world)
    checking.shared_out(world, cycle)
    checking.drawn(world, cycle)
    for setting in (ASH, BEECH):
        moderation = checking.moderation_of(world, setting)
        if setting == ASH:
            checking.rated(world, moderation, lead(world), done=False)
        with acting_as(office(world), at=LATER) as by:
            operations.withdraw_moderation(moderation=moderation, by=by, at=LATER)
    with pytest.raises(VisitNotPossible, match="at the desk"):
        visits(world, lead(world), ASH)
    with acting_as(office(world), at=LATER), pytest.raises(ProgrammingError), transaction.atomic():
        Visit.objects.filter(establishment_id=world.id(ASH)).update(
            visitor_id=person(lead(world)), visit_on=LATER.date()
        )
    assert visits(world, lead(world), BEECH).visitor_id == person(lead(world))  # rated nothing there


def test_a_visit_whose_visitor_left_goes_to_another_who_rates_it_anew(world: World) -> None:
    checking.drawn(world, checking.two_submitted(world))
    seen(checking.booked(world, ASH), scrutineer(world), rating="red", done=False)
    with pytest.raises(VisitNotPossible, match="begun to rate"):
        visits(world, lead(world))
    with acting_as(FOUNDER, at=NOW):
        RoleHeld.objects.filter(person_id=person(scrutineer(world))).update(ends_at=LATER)
    visit, by = visits(world, lead(world)), lead(world)
    assert visit.begun_at is None
    with acting_as(by, at=LATER):
        assert ratings.visit_ratings_of(by, visit) == {}
        with pytest.raises(VisitNotPossible, match="not rated yet"):
            operations.lock_visit(visit=visit, by=by, at=LATER)
    seen(visit, by, rating="green")
    with acting_as(office(world), at=LATER):
        rows = set(VisitRating.objects.exclude(question="").values_list("rating", "rated_by_id"))
        assert rows == {("green", person(by))}
        before = VisitRating.pgh_event_model.objects.exclude(question="")  # type: ignore[attr-defined]
        assert {row.rating for row in before} == {"red"}  # what the first visitor found stays on record


def test_pairing_tells_a_visitor_nothing_of_the_school_and_is_not_drawn_by_one(world: World) -> None:
    pair = pair_up.looked_back(world)
    by = office(world)
    with acting_as(by):
        cycle = pairing.round_for(by, pair.round_id).cycle
    checking.drawn(world, cycle)
    tables = (PairingOffer, PairingGroup, PairingMember, PairingNote, PairingSaid)

    def counts() -> list[int]:
        with acting_as(by, at=LATER):
            return [table._default_manager.count() for table in tables]

    before = counts()
    assert all(before)
    visit = visits(world, by, by=lead)
    assert counts() == [1, 0, 0, 0, 0]  # the other school's offer
    with acting_as(by, at=LATER):
        one = pairing.round_for(by, pair.round_id)
        assert [offer.establishment_id for offer in pairing.offers_of(by, one)] == [world.id(BEECH)]
        assert pairing.pairs_of(by, one) == []
        with pytest.raises(PairingNotPossible, match="Finish the visit"):
            operations.draw_more(pairing_round=one, by=by, at=LATER)
    seen(visit, by)
    assert counts() == before


def test_the_database_lets_a_visitor_draw_no_offer(world: World) -> None:
    one = pair_up.begun(world)
    checking.drawn(world, one.cycle)
    visits(world, office(world), by=lead)
    with acting_as(lead(world), at=LATER):
        offer = PairingOffer.objects.get(establishment_id=world.id(ASH))
    offer.pk = None
    with acting_as(office(world), at=LATER), pytest.raises(ProgrammingError), transaction.atomic():
        offer.save(force_insert=True)


def test_feedback_and_what_is_said_against_it_wait_for_the_second_moderator(world: World) -> None:
    cycle = checking.two_submitted(world)
    checking.shared_out(world, cycle)
    for setting in (ASH, BEECH):
        checking.rated(world, checking.moderation_of(world, setting), lead(world), worse=2)
    with acting_as(office(world), at=LATER) as by:
        operations.draw_second_ratings(cycle=cycle, moderator_ids=[person(second(world))], seed="1", by=by, at=LATER)
        twice = Moderation.objects.get(round=Round.second)
    setting = ASH if twice.establishment_id == world.id(ASH) else BEECH
    checking.told(world, setting)
    head, found = world.actor(Role.headteacher, setting), audits.return_of(world, setting)
    with acting_as(head, at=LATER):
        operations.represent(audit_return=found, why="A1.1 is green.", by=head, at=LATER)

    def read() -> tuple[int, int]:
        with acting_as(second(world), at=LATER):
            return Feedback.objects.count(), Representation.objects.count()

    assert read() == (0, 0)
    checking.rated(world, twice, second(world))
    assert read() == (1, 1)
    whole = checking.return_of(world, setting)
    with acting_as(office(world), at=LATER) as by:
        assert (Feedback.objects.count(), Representation.objects.count()) == (1, 1)
        operations.assign_again(audit_return=whole, moderator_id=person(by), by=by, at=LATER)
        # Whoever looks again reads what the setting asks, and not how the first ratings were told.
        assert (Feedback.objects.count(), Representation.objects.count()) == (0, 1)


def test_questions_sent_back_evidence_and_feedback_wait_for_the_visitor(world: World) -> None:
    cycle = audits.opened(world)
    ash, dsl = audits.answered(world, ASH), world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        said = Said(EvidenceKind.link, "Policy", link="https://ash.example/policy")
        operations.add_evidence(
            audit_return=ash, question="A1.1", said=said, shared=Sharing.partnership, by=dsl, at=NOW
        )
    audits.signed_and_submitted(world, ASH)
    audits.submitted(world, BEECH)
    with acting_as(office(world), at=LATER) as by:
        asked = operations.send_back(
            audit_return=queries.return_for(by, ash.pk), question="A1.1", asked="Where is it?", by=by, at=LATER
        )
    with acting_as(dsl, at=LATER):
        asked = queries.query_for(dsl, asked.pk)
        operations.reply_to_query(query=asked, reply="It is amber, in fact.", by=dsl, at=LATER)
    checking.told(world, ASH)
    with acting_as(dsl, at=LATER):
        head = world.actor(Role.headteacher, ASH)
    with acting_as(head, at=LATER):
        operations.represent(audit_return=ash, why="A1.1 is green.", by=head, at=LATER)
    checking.drawn(world, cycle)
    by = scrutineer(world)

    def read() -> list[int]:
        with acting_as(by, at=LATER):
            models = (ReturnQuery, Evidence, EvidenceContent, Feedback, Representation)
            shown = [model._default_manager.count() for model in models]
            assert access.visible_evidence(by).count() == shown[1]
            assert access.visible_contents(by).count() == shown[2]
            assert access.may_see_answers(by, queries.return_for(by, ash.pk)) is (shown[0] == 1)
            return shown

    assert read() == [1] * 5
    visit = checking.booked(world, ASH)
    assert read() == [0] * 5
    checking.visited(world, visit)
    assert read() == [1] * 5
