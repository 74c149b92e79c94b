"""A school's side of pairing: say what it offers, accept or decline, keep the log, look back (CX-COR-7, CX-COR-8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from concordat.audits import pairing, pairing_access, pairing_rules
from concordat.audits.models import (
    PairingGroup,
    PairingMember,
    PairingNote,
    PairingOffer,
    PairingReply,
    PairingRound,
    PairingSaid,
)
from concordat.audits.operations.pairing import LONGEST_REASON, PairingNotPossible
from concordat.audits.pairing_words import Answered, Helped, PairState, RoundState, SaidOf
from concordat.core import clock, jobs, journal
from concordat.core.actor import Actor
from concordat.core.problems import NotFound

LONGEST_NOTE = 1000


def say_offer(
    *,
    offer: PairingOffer,
    strengths: Sequence[str],
    needs: Sequence[str],
    capacity: int,
    by: Actor,
    at: datetime,
) -> PairingOffer:
    """A school says what it is strong in, what it needs, and for how many partners it has room."""
    pairing_access.require(by, "audits.offer_pairing", offer)
    one = PairingOffer.objects.select_for_update(of=("self",)).select_related("round__cycle").get(pk=offer.pk)
    if one.round.state == RoundState.closed:
        raise PairingNotPossible("This round is over.")
    if capacity not in (0, 1, 2):
        raise PairingNotPossible("Say whether your school takes part.")
    try:
        pairing_rules.require_offering(strengths, needs, pairing.standards_of(one.round.cycle))
    except pairing_rules.NotThisOffering as wrong:
        raise PairingNotPossible(wrong.sentence) from wrong
    if capacity and not strengths and not needs:
        raise PairingNotPossible("Choose at least one strength or one need, or say that you do not take part.")
    with journal.entry("audits.pairing.offered", by=by, at=at, about=one, details={"takes_part": capacity > 0}):
        one.strengths, one.needs, one.capacity = list(strengths), list(needs), capacity
        one.said_by_id, one.said_at = by.person_id, at
        one.save(update_fields=["strengths", "needs", "capacity", "said_by", "said_at"])
    return one


def accept_pair(*, member: PairingMember, mailbox: str, by: Actor, at: datetime) -> PairingMember:
    """A school accepts its pair and says at which mailbox its partner reaches it. Accepting again changes nothing."""
    pairing_access.require(by, "audits.answer_pair", member)
    one = _member(member)
    if one.answer == Answered.accepted:
        return one
    _require_open(one)
    try:
        validate_email(mailbox.strip())
    except ValidationError as wrong:
        raise PairingNotPossible("Give the mailbox of your safeguarding post, such as dsl@school.example.") from wrong
    with journal.entry("audits.pair.accepted", by=by, at=at, about=one, details={"pair": one.pair_id}):
        _answer(one, Answered.accepted, mailbox.strip(), by=by, at=at)
        jobs.defer("audits.tell_pair_agreed", pair_id=one.pair_id)
    return one


def decline_pair(*, member: PairingMember, reason: str, by: Actor, at: datetime) -> PairingMember:
    """A school declines its pair and tells the partnership alone why; the officer looks again."""
    pairing_access.require(by, "audits.answer_pair", member)
    one = _member(member)
    if one.answer == Answered.declined:
        return one
    _require_open(one)
    if not reason.strip():
        raise PairingNotPossible("Say why, so that the partnership finds a better partner.")
    assert by.person_id is not None
    with journal.entry("audits.pair.declined", by=by, at=at, about=one, details={"pair": one.pair_id}):
        _answer(one, Answered.declined, "", by=by, at=at)
        PairingSaid(
            member=one,
            partnership_id=one.partnership_id,
            establishment_id=one.establishment_id,
            kind=SaidOf.declined,
            words=reason.strip()[:LONGEST_REASON],
            said_by_id=by.person_id,
            said_at=at,
        ).save(force_insert=True)
        jobs.defer("audits.end_declined_pair", pair_id=one.pair_id)
    return one


def note_visit(*, member: PairingMember, on: date, what: str, by: Actor, at: datetime) -> PairingNote:
    """A line in the log that the schools of a pair share with the partnership."""
    pairing_access.require(by, "audits.answer_pair", member)
    one = _member(member)
    _require_agreed(one)
    if on > clock.day_of(at):
        raise PairingNotPossible("A visit is noted after it was made.")
    if not what.strip():
        raise PairingNotPossible("Say in a few words what you did or saw. No child's name.")
    assert by.person_id is not None
    note = PairingNote(
        pair_id=one.pair_id,
        partnership_id=one.partnership_id,
        establishment_id=one.establishment_id,
        on=on,
        what=what.strip()[:LONGEST_NOTE],
        written_by_id=by.person_id,
        written_name=by.name,
        written_at=at,
    )
    with journal.entry("audits.pair.noted", by=by, at=at, about=one, details={"pair": one.pair_id}):
        note.save(force_insert=True)
    return note


def review_pair(*, member: PairingMember, met: bool, helped: str, theme: str, by: Actor, at: datetime) -> PairingSaid:
    """A school says after a term whether they met, whether it helped, and about what; once, to the partnership."""
    pairing_access.require(by, "audits.answer_pair", member)
    one = _member(member)
    _require_agreed(one)
    if PairingSaid.objects.filter(member=one, kind=SaidOf.review).exists():
        raise PairingNotPossible("Your school has looked back already. Thank you.")
    if met and helped not in set(Helped):
        raise PairingNotPossible("Say whether it helped.")
    assert by.person_id is not None
    said = PairingSaid(
        member=one,
        partnership_id=one.partnership_id,
        establishment_id=one.establishment_id,
        kind=SaidOf.review,
        met=met,
        helped=helped if met else "",
        words=theme.strip()[:LONGEST_REASON],
        said_by_id=by.person_id,
        said_at=at,
    )
    with journal.entry("audits.pair.reviewed", by=by, at=at, about=one, details={"met": met, "helped": helped}):
        said.save(force_insert=True)
    return said


def _member(member: PairingMember) -> PairingMember:
    """The school's own line, locked until the transaction ends, so that two answers follow one another."""
    found = PairingMember.objects.select_for_update(of=("self",)).select_related("pair", "round").filter(pk=member.pk)
    one = found.first()
    if one is None:
        raise NotFound()
    return one


def _require_open(one: PairingMember) -> None:
    if one.pair.state != PairState.published or one.round.state == RoundState.closed or one.answer:
        raise PairingNotPossible("This pair has ended or was answered already.")


def _require_agreed(one: PairingMember) -> None:
    pair = PairingGroup.objects.prefetch_related("members").get(pk=one.pair_id)
    if not pairing.is_accepted(pair):
        raise PairingNotPossible("Both schools accept the pair first.")
    if PairingRound.objects.filter(pk=one.round_id, state=RoundState.closed).exists():
        raise PairingNotPossible("This round is over.")


def _answer(one: PairingMember, answer: Answered, mailbox: str, *, by: Actor, at: datetime) -> None:
    assert by.person_id is not None
    one.answer, one.answered_at = answer, at
    one.save(update_fields=["answer", "answered_at"])
    PairingReply(
        member=one,
        pair_id=one.pair_id,
        partnership_id=one.partnership_id,
        establishment_id=one.establishment_id,
        mailbox=mailbox,
        said_by_id=by.person_id,
    ).save(force_insert=True)
