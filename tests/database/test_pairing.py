"""Pairing: drawn from accepted returns, found once for each asking, answered once, declined and found again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.db import DatabaseError, transaction

from concordat.accounts.vocabulary import Role
from concordat.audits import jobs, operations, pairing, queries
from concordat.audits.models import (
    PairingEnding,
    PairingGroup,
    PairingMember,
    PairingNote,
    PairingOffer,
    PairingReply,
    PairingSaid,
)
from concordat.audits.operations import Limits, PairingNotPossible
from concordat.audits.pairing_words import PhaseLimit
from concordat.core.actor import acting_as
from concordat.core.problems import NotAllowed, NotFound
from tests.factories import audits
from tests.factories import pairing as pair_up
from tests.world import ASH, BEECH, DAISY, NORTHERN, NOW, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LATER = NOW + timedelta(days=1)


def members_of(pair: Any) -> set[int]:
    return {one.establishment_id for one in pair.members.all()}


def test_a_round_is_drawn_from_accepted_returns_with_what_they_suggest(world: World) -> None:
    one = pair_up.begun(world)
    with acting_as(pair_up.lead(world)) as by:
        offers = pairing.offers_of(by, one)
        standards = pairing.standards_of(one.cycle)
    assert {offer.establishment_id for offer in offers} == {world.id(ASH), world.id(BEECH)}
    for offer in offers:
        assert offer.said_at is None
        assert 1 <= len(offer.strengths) <= 3
        assert {*offer.strengths, *offer.needs} <= set(standards)
    with acting_as(pair_up.lead(world)) as by, pytest.raises(PairingNotPossible, match="two schools"):
        operations.ask_to_solve(
            pairing_round=one, by=by, at=NOW
        )  # nobody has said anything: nothing of a return is used


def test_schools_accepted_since_are_asked_too_and_nobody_twice(world: World) -> None:
    one = pair_up.begun(world)
    said = pair_up.said(world, ASH)
    found = audits.submitted(world, DAISY)
    with acting_as(pair_up.lead(world)) as by:
        assert operations.draw_more(pairing_round=one, by=by, at=LATER) == 0
        operations.accept_return(audit_return=queries.return_for(by, found.pk), by=by, at=LATER)
        assert operations.draw_more(pairing_round=one, by=by, at=LATER) == 1
        assert operations.draw_more(pairing_round=one, by=by, at=LATER) == 0
        assert PairingOffer.objects.get(pk=said.pk).strengths == ["DSL"]


def test_one_round_at_a_time_and_days_in_order(world: World) -> None:
    one = pair_up.begun(world)
    with acting_as(pair_up.lead(world)) as by:
        with pytest.raises(PairingNotPossible, match="under way"):
            operations.begin_round(
                cycle=one.cycle, limits=Limits(), offers_until=pair_up.UNTIL, review_on=pair_up.REVIEW, by=by, at=NOW
            )
        operations.close_round(pairing_round=one, by=by, at=NOW)
        for until, review in ((NOW.date(), pair_up.REVIEW), (pair_up.REVIEW, pair_up.UNTIL)):
            with pytest.raises(PairingNotPossible):
                operations.begin_round(
                    cycle=one.cycle, limits=Limits(), offers_until=until, review_on=review, by=by, at=NOW
                )


def test_pairs_are_found_once_for_each_asking(world: World) -> None:
    one = pair_up.begun(world)
    for setting in (ASH, BEECH):
        pair_up.said(world, setting)
    with acting_as(pair_up.lead(world)) as by:
        asked = operations.ask_to_solve(pairing_round=one, by=by, at=NOW)
        assert operations.ask_to_solve(pairing_round=one, by=by, at=NOW).solve_number == asked.solve_number == 1
    with acting_as(pair_up.PAIRER) as pairer:
        assert not operations.solve_round(round_id=one.pk, number=7, by=pairer, at=NOW)  # superseded
        assert operations.solve_round(round_id=one.pk, number=1, by=pairer, at=NOW)
        assert not operations.solve_round(
            round_id=one.pk, number=1, by=pairer, at=NOW
        )  # the worker died and began anew
    (pair,) = pair_up.pairs(world, one)
    assert members_of(pair) == {world.id(ASH), world.id(BEECH)}
    assert pair.metres == 2_000
    assert {(gift["giver"], gift["standard"]) for gift in pair.gifts} == {
        (world.id(ASH), "DSL"),
        (world.id(BEECH), "ONL"),
    }


def test_three_become_a_trio_and_limits_leave_somebody_out(world: World) -> None:
    one = pair_up.begun(world, ASH, BEECH, DAISY)
    for setting in (ASH, BEECH, DAISY):
        pair_up.said(world, setting)
    (trio,) = pair_up.solved(world, one)
    assert len(members_of(trio)) == 3
    with acting_as(pair_up.lead(world)) as by:
        operations.change_limits(
            pairing_round=one,
            limits=Limits(max_km=3, phases=PhaseLimit.all),
            offers_until=pair_up.UNTIL,
            review_on=pair_up.REVIEW,
            by=by,
            at=NOW,
        )
    (pair,) = pair_up.solved(world, one)
    assert members_of(pair) == {world.id(ASH), world.id(BEECH)}
    with acting_as(pair_up.lead(world)) as by:
        (left,) = [offer for offer in pairing.offers_of(by, one) if offer.left_because]
    assert (left.establishment_id, left.left_because) == (world.id(DAISY), "distance")


def test_a_locked_pair_stays_and_one_taken_apart_does_not_come_back(world: World) -> None:
    one = pair_up.begun(world, ASH, BEECH, DAISY)
    pair_up.said(world, ASH, capacity=1)
    pair_up.said(world, BEECH)
    (pair,) = pair_up.solved(world, one)
    with acting_as(pair_up.lead(world)) as by:
        operations.lock_pair(pair=pair, locked=True, by=by, at=NOW)
        operations.lock_pair(pair=pair, locked=True, by=by, at=NOW)
    pair_up.said(world, DAISY)
    (same,) = pair_up.solved(world, one)
    assert same.pk == pair.pk
    with acting_as(pair_up.lead(world)) as by:
        with pytest.raises(PairingNotPossible, match="Say why"):
            operations.drop_pair(pair=pair, reason=" ", by=by, at=NOW)
        operations.drop_pair(pair=pair, reason="They fell out last year", by=by, at=NOW)
        operations.drop_pair(pair=pair, reason="Twice is once", by=by, at=NOW)
        assert PairingEnding.objects.get(pair_id=pair.pk).because == "They fell out last year"
    (other,) = pair_up.solved(world, one)
    assert members_of(other) == {world.id(ASH), world.id(DAISY)}


def test_accepting_twice_is_once_and_both_are_told(world: World) -> None:
    pair = pair_up.published(world)
    for setting in (ASH, BEECH):
        one = pair_up.member(world, setting)
        with acting_as(world.actor(Role.dsl, setting)) as by:
            with pytest.raises(PairingNotPossible, match="mailbox"):
                operations.accept_pair(member=one, mailbox="nothing", by=by, at=NOW)
            operations.accept_pair(member=one, mailbox="dsl@school.example", by=by, at=NOW)
            again = operations.accept_pair(member=one, mailbox="other@school.example", by=by, at=LATER)
            reply = PairingReply.objects.get(member=one)
            assert (reply.mailbox, again.answered_at) == ("dsl@school.example", NOW)
            with pytest.raises(PairingNotPossible):
                operations.decline_pair(member=one, reason="Too late", by=by, at=LATER)
    django_mail.outbox.clear()
    jobs.tell_pair_agreed(pair.pk)
    jobs.tell_pair_agreed(pair.pk)
    assert len(django_mail.outbox) == len({letter.to[0] for letter in django_mail.outbox}) >= 2
    assert all("Ash" not in letter.body and "Beech" not in letter.body for letter in django_mail.outbox)


def test_declined_then_found_again_with_somebody_else(world: World) -> None:
    one = pair_up.begun(world, ASH, BEECH, DAISY)
    pair_up.said(world, ASH, capacity=1)
    pair_up.said(world, BEECH)
    (pair,) = pair_up.solved(world, one)
    with acting_as(pair_up.lead(world)) as by:
        operations.publish_pairs(pairing_round=one, by=by, at=NOW)
    mine = pair_up.member(world, BEECH)
    with acting_as(world.actor(Role.headteacher, BEECH)) as by:
        with pytest.raises(PairingNotPossible, match="Say why"):
            operations.decline_pair(member=mine, reason="", by=by, at=NOW)
        operations.decline_pair(member=mine, reason="Our governors work with Ash already", by=by, at=NOW)
        operations.decline_pair(member=mine, reason="Twice is once", by=by, at=NOW)
    with acting_as(pair_up.PAIRER) as pairer:
        assert operations.end_declined(pair_id=pair.pk, by=pairer, at=NOW)
        assert not operations.end_declined(pair_id=pair.pk, by=pairer, at=NOW)
    with acting_as(pair_up.lead(world)) as by:
        (said,) = PairingSaid.objects.all()
        assert said.words == "Our governors work with Ash already"
    with acting_as(world.actor(Role.dsl, ASH)):
        assert not PairingSaid.objects.exists()  # the partner does not read why
    pair_up.said(world, DAISY)
    (other,) = pair_up.solved(world, one)
    assert members_of(other) == {world.id(ASH), world.id(DAISY)}


def test_partners_of_the_last_years_are_not_chosen_again(world: World) -> None:
    pair = pair_up.agreed(world)
    with acting_as(pair_up.lead(world)) as by:
        first = pairing.round_for(by, pair.round_id)
        operations.close_round(pairing_round=first, by=by, at=NOW)
        second = operations.begin_round(
            cycle=first.cycle,
            limits=pair_up.ANYWHERE,
            offers_until=pair_up.UNTIL,
            review_on=pair_up.REVIEW,
            by=by,
            at=LATER,
        )
    for setting in (ASH, BEECH):
        pair_up.said(world, setting)
    assert pair_up.solved(world, second) == []
    with acting_as(pair_up.lead(world)) as by:
        assert {offer.left_because for offer in pairing.offers_of(by, second)} == {"recent"}
        operations.change_limits(
            pairing_round=second,
            limits=Limits(phases=PhaseLimit.all, recent_years=0),
            offers_until=pair_up.UNTIL,
            review_on=pair_up.REVIEW,
            by=by,
            at=LATER,
        )
    assert len(pair_up.solved(world, second)) == 1


def test_the_log_and_the_review_come_after_both_accepted(world: World) -> None:
    pair_up.published(world)
    mine = pair_up.member(world, ASH)
    with acting_as(world.actor(Role.dsl, ASH)) as by:
        with pytest.raises(PairingNotPossible, match="accept"):
            operations.note_visit(member=mine, on=NOW.date(), what="Looked at filtering", by=by, at=NOW)
        with pytest.raises(PairingNotPossible, match="accept"):
            operations.review_pair(member=mine, met=True, helped="much", theme="", by=by, at=NOW)


def test_the_log_is_shared_and_the_review_is_not(world: World) -> None:
    pair = pair_up.agreed(world)
    mine = pair_up.member(world, ASH)
    with acting_as(world.actor(Role.dsl, ASH)) as by:
        with pytest.raises(PairingNotPossible, match="after it was made"):
            operations.note_visit(member=mine, on=date(2027, 1, 1), what="Not yet", by=by, at=NOW)
        operations.note_visit(member=mine, on=NOW.date(), what="Looked at filtering", by=by, at=NOW)
        operations.review_pair(member=mine, met=True, helped="much", theme="Filtering", by=by, at=NOW)
        with pytest.raises(PairingNotPossible, match="already"):
            operations.review_pair(member=mine, met=False, helped="", theme="", by=by, at=NOW)
    with acting_as(world.actor(Role.dsl, BEECH)) as by:
        assert [note.what for note in pairing.notes_of(by, pair)] == ["Looked at filtering"]
        assert pairing.said_of(by, pair) == []
    with acting_as(pair_up.lead(world)) as by:
        assert [said.helped for said in pairing.said_of(by, pair)] == ["much"]
    with acting_as(world.actor(Role.dsl, DAISY)) as by:
        with pytest.raises(NotFound):
            pairing.pair_for(by, pair.pk)
        assert not PairingNote.objects.exists()


def test_schools_are_asked_to_look_back_once(world: World) -> None:
    pair_up.agreed(world)
    with acting_as(jobs.NOTIFIER):
        assert pairing.to_review(on=pair_up.REVIEW - timedelta(days=1)) == []
        assert len(pairing.to_review(on=pair_up.REVIEW)) == 2
    mine = pair_up.member(world, ASH)
    with acting_as(world.actor(Role.dsl, ASH)) as by:
        operations.review_pair(member=mine, met=False, helped="", theme="", by=by, at=NOW)
    with acting_as(jobs.NOTIFIER):
        assert [one.establishment_id for one in pairing.to_review(on=pair_up.REVIEW)] == [world.id(BEECH)]


def test_who_may_not(world: World) -> None:
    pair = pair_up.published(world)
    mine, theirs = pair_up.member(world, ASH), pair_up.member(world, BEECH)
    with acting_as(world.actor(Role.dsl, ASH)) as by:
        for call in (
            lambda: operations.accept_pair(member=theirs, mailbox="a@b.example", by=by, at=NOW),
            lambda: operations.drop_pair(pair=pair, reason="No", by=by, at=NOW),
            lambda: operations.publish_pairs(pairing_round=pair.round, by=by, at=NOW),
        ):
            with pytest.raises(NotAllowed):
                call()
    with acting_as(world.actor(Role.governor, ASH)):
        assert PairingMember.objects.exists()
    with acting_as(world.actor(Role.school_business_manager, ASH)):  # needs and reasons come from the whole return
        assert not PairingMember.objects.exists()
    for role in (Role.governor, Role.school_business_manager):
        with acting_as(world.actor(role, ASH)) as by, pytest.raises(NotAllowed):
            operations.accept_pair(member=mine, mailbox="a@b.example", by=by, at=NOW)
    with acting_as(world.actor(Role.business_manager, SOUTHERN)) as by:
        with pytest.raises(NotFound):
            pairing.round_for(by, pair.round_id)
        with pytest.raises(NotAllowed):
            operations.close_round(pairing_round=pair.round, by=by, at=NOW)
    with acting_as(world.actor(Role.partnership_chair, NORTHERN)) as by, pytest.raises(NotFound):
        pairing.pair_for(by, pair.pk)


def test_the_database_refuses_what_python_never_asked(world: World) -> None:
    pair_up.published(world)
    mine, theirs = pair_up.member(world, ASH), pair_up.member(world, BEECH)
    with acting_as(world.actor(Role.dsl, ASH)) as by:
        assert by.person_id is not None
        changed = PairingMember.objects.filter(pk=theirs.pk).update(
            answer="accepted", answered_at=NOW, answered_by_id=by.person_id
        )
        assert changed == 0  # the partner's line is there to read, not to write
        assert PairingGroup.objects.filter(pk=mine.pair_id).update(locked=True) == 0
        assert PairingOffer.objects.filter(establishment_id=world.id(BEECH)).count() == 0
        for forged in (
            PairingSaid(
                member=theirs, partnership_id=theirs.partnership_id, establishment_id=world.id(ASH), kind="review",
                met=True, said_by_id=by.person_id, said_at=NOW,
            ),
            PairingNote(
                pair_id=mine.pair_id, partnership_id=world.id(SOUTHERN), establishment_id=world.id(ASH), on=NOW.date(),
                what="x", written_by_id=by.person_id, written_name="x", written_at=NOW,
            ),
        ):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic():
                forged.save(force_insert=True)


def test_a_school_sees_nothing_before_pairs_are_published(world: World) -> None:
    one = pair_up.begun(world)
    for setting in (ASH, BEECH):
        pair_up.said(world, setting)
    pair_up.solved(world, one)
    with acting_as(world.actor(Role.dsl, ASH)) as by:
        assert pairing.memberships_at(by) == []
        assert not PairingGroup.objects.exists()
        assert not PairingMember.objects.exists()
        assert pairing.rounds_of(by).count() == 1


def test_the_outcome_on_what_they_were_paired_for(world: World) -> None:
    pair = pair_up.agreed(world)
    with acting_as(pair_up.lead(world)) as by:
        (seen,) = pairing.pairs_of(by, pairing.round_for(by, pair.round_id))
        found = {(one.establishment_id, one.standard): one for one in pairing.outcomes_of(by, [seen], None)}
        assert set(found) == {(world.id(ASH), "ONL"), (world.id(BEECH), "DSL")}
        assert all(one.before is not None and one.after is None for one in found.values())
        again = pairing.outcomes_of(by, [seen], pair.round.cycle)  # the same audit stands for the next
        assert all(one.after == one.before for one in again)
    with acting_as(world.actor(Role.dsl, ASH)) as by:
        mine = {one.establishment_id: one for one in pairing.outcomes_of(by, [seen], pair.round.cycle)}
        assert mine[world.id(ASH)].before is not None
        assert mine[world.id(BEECH)].before is None  # nothing of the partner's return
