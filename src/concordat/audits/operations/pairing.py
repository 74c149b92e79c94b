"""The officer's side of pairing: begin a round, find pairs, lock, take apart, publish, close (CX-COR-7)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from concordat.audits import pairing, pairing_access
from concordat.audits.models import (
    AuditCycle,
    PairingEnding,
    PairingGroup,
    PairingMember,
    PairingOffer,
    PairingRound,
)
from concordat.audits.pairing_rules import suggested
from concordat.audits.pairing_words import PairState, PhaseLimit, RoundState, Solving
from concordat.core import clock, jobs, journal
from concordat.core.actor import Actor
from concordat.core.problems import NotFound, Problem
from concordat.lib import matching

LONGEST_REASON = 500
FARTHEST_KM = 200
PAIR = 2


class PairingNotPossible(Problem):
    """Something about a round or a pair that cannot be done so."""


@dataclass(frozen=True)
class Limits:
    """What the officer sets: how far, which phases, whose trust, whether both must give, how long ago is recent."""

    max_km: int = 15
    phases: PhaseLimit = PhaseLimit.same
    other_trusts: bool = True
    both_ways: bool = False
    recent_years: int = 2


def begin_round(
    *, cycle: AuditCycle, limits: Limits, offers_until: date, review_on: date, by: Actor, at: datetime
) -> PairingRound:
    """Draw a round from the accepted returns of an audit; every school is asked what it offers."""
    pairing_access.require(by, "audits.keep_pairing", cycle)
    if PairingRound.objects.filter(partnership_id=cycle.partnership_id).exclude(state=RoundState.closed).exists():
        raise PairingNotPossible("A round is under way. Close it before you begin another.")
    _require_days(offers_until, review_on, today=clock.day_of(at))
    _require_limits(limits)
    assert by.person_id is not None
    made = PairingRound(
        partnership_id=cycle.partnership_id,
        cycle=cycle,
        offers_until=offers_until,
        review_on=review_on,
        begun_by_id=by.person_id,
        begun_at=at,
        **asdict(limits),
    )
    with journal.entry("audits.pairing.begun", by=by, at=at, about=made) as details:
        made.save(force_insert=True)
        details["schools"] = _draw(made, by=by)
        if details["schools"] < PAIR:
            raise PairingNotPossible("At least two returns of this audit must be accepted first.")
        jobs.defer("audits.announce_pairing", round_id=made.pk)
    return made


def draw_more(*, pairing_round: PairingRound, by: Actor, at: datetime) -> int:
    """Ask the schools too whose returns were accepted since. Says how many; nothing said so far changes."""
    pairing_access.require(by, "audits.keep_pairing", pairing_round)
    one = _locked(pairing_round)
    with journal.entry("audits.pairing.drawn", by=by, at=at, about=one) as details:
        details["schools"] = _draw(one, by=by)
        if details["schools"]:
            jobs.defer("audits.announce_pairing", round_id=one.pk)
    return int(details["schools"])


def change_limits(
    *, pairing_round: PairingRound, limits: Limits, offers_until: date, review_on: date, by: Actor, at: datetime
) -> PairingRound:
    """Other limits and days; what was found stays until pairs are looked for again."""
    pairing_access.require(by, "audits.keep_pairing", pairing_round)
    one = _locked(pairing_round)
    _require_limits(limits)
    if review_on <= offers_until:
        raise PairingNotPossible("The review comes after the day until which schools say what they offer.")
    with journal.entry("audits.pairing.limited", by=by, at=at, about=one, details=asdict(limits)):
        for name, value in asdict(limits).items():
            setattr(one, name, value)
        one.offers_until, one.review_on = offers_until, review_on
        one.save(update_fields=[*asdict(limits), "offers_until", "review_on"])
    return one


def ask_to_solve(*, pairing_round: PairingRound, by: Actor, at: datetime) -> PairingRound:
    """Look for pairs, later and once: asking again while it is looked for changes nothing."""
    pairing_access.require(by, "audits.keep_pairing", pairing_round)
    one = _locked(pairing_round)
    if one.solving == Solving.waiting:
        return one
    if PairingOffer.objects.filter(round=one).exclude(said_at=None).count() < PAIR:
        raise PairingNotPossible("Pairs can be looked for once two schools have said what they offer.")
    number = one.solve_number + 1
    with journal.entry("audits.pairing.solve_asked", by=by, at=at, about=one, details={"number": number}):
        one.solving, one.solve_number, one.solve_asked_at, one.problem = Solving.waiting, number, at, ""
        one.save(update_fields=["solving", "solve_number", "solve_asked_at", "problem"])
        jobs.defer("audits.solve_pairing", round_id=one.pk, number=number)
    return one


def solve_round(*, round_id: int, number: int, by: Actor, at: datetime) -> bool:
    """Find pairs for the schools that are free. Says whether it did; a second run of the same asking does nothing."""
    pairing_access.require(by, "audits.solve_pairing")
    one = PairingRound.objects.select_for_update().filter(pk=round_id).first()
    if one is None or one.solving != Solving.waiting or one.solve_number != number or one.state == RoundState.closed:
        return False
    with journal.entry("audits.pairing.solved", by=by, at=at, about=one, details={"number": number}) as details:
        for declined in pairing.declined_pairs(one):
            _end(declined, PairState.declined, "", at=at)
        PairingGroup.objects.filter(round=one, state=PairState.proposed, locked=False).delete()
        pool = pairing.pool_of(one, at=at)
        try:
            found = matching.solve(
                pool.schools,
                pairing.rules_of(one),
                declined=pool.declined,
                recent=pool.recent,
                locked=pool.locked,
                seed=one.pk,
            )
        except matching.LockNotPossible:
            one.solving, one.problem = (
                Solving.failed,
                "A locked pair cannot stand any more. Unlock it, then look again.",
            )
        else:
            details["pairs"] = _keep(one, found, pool, at=at)
            details["left"] = len(found.left_out)
            one.solving, one.problem = Solving.done, ""
        one.solved_at = at
        one.save(update_fields=["solving", "solved_at", "problem"])
    return True


def lock_pair(*, pair: PairingGroup, locked: bool, by: Actor, at: datetime) -> PairingGroup:
    """Keep a proposed pair when pairs are looked for again, or let it go."""
    pairing_access.require(by, "audits.keep_pairing", pair)
    one = _locked_pair(pair)
    if one.state != PairState.proposed:
        raise PairingNotPossible("This pair is with the schools already, or has ended.")
    if one.locked == locked:
        return one
    with journal.entry("audits.pair.locked" if locked else "audits.pair.unlocked", by=by, at=at, about=one):
        one.locked = locked
        one.save(update_fields=["locked"])
    return one


def drop_pair(*, pair: PairingGroup, reason: str, by: Actor, at: datetime) -> PairingGroup:
    """Take a pair apart for good: in this round these schools are not put together again."""
    pairing_access.require(by, "audits.keep_pairing", pair)
    one = _locked_pair(pair)
    if one.state not in (PairState.proposed, PairState.published):
        return one
    if not reason.strip():
        raise PairingNotPossible("Say why, so that a colleague understands it later.")
    with journal.entry("audits.pair.dropped", by=by, at=at, about=one, details={"from": one.state}):
        was_published = one.state == PairState.published
        _end(one, PairState.dropped, reason.strip()[:LONGEST_REASON], at=at)
        if was_published:
            jobs.defer("audits.tell_pair_ended", pair_id=one.pk)
    return one


def publish_pairs(*, pairing_round: PairingRound, by: Actor, at: datetime) -> int:
    """Give the proposed pairs to their schools, which accept or decline. Says how many."""
    pairing_access.require(by, "audits.keep_pairing", pairing_round)
    one = _locked(pairing_round)
    if one.solving == Solving.waiting:
        raise PairingNotPossible("Pairs are being looked for. Wait until that is done.")
    proposed = list(PairingGroup.objects.filter(round=one, state=PairState.proposed).order_by("pk"))
    if not proposed:
        raise PairingNotPossible("There is no pair to publish. Look for pairs first.")
    with journal.entry("audits.pairing.published", by=by, at=at, about=one, details={"pairs": len(proposed)}):
        ids = [pair.pk for pair in proposed]
        PairingGroup.objects.filter(pk__in=ids).update(state=PairState.published, published_at=at)
        one.state = RoundState.published
        one.save(update_fields=["state"])
        for pair_id in ids:
            jobs.defer("audits.tell_pair_published", pair_id=pair_id)
    return len(proposed)


def close_round(*, pairing_round: PairingRound, by: Actor, at: datetime) -> PairingRound:
    """The round is over: what was said stays, nothing more is asked. Closing again changes nothing."""
    pairing_access.require(by, "audits.keep_pairing", pairing_round)
    one = PairingRound.objects.select_for_update(of=("self",)).get(pk=pairing_round.pk)
    if one.state == RoundState.closed:
        return one
    with journal.entry("audits.pairing.closed", by=by, at=at, about=one, details={"from": one.state}):
        one.state, one.closed_at, one.solving = RoundState.closed, at, Solving.done
        one.save(update_fields=["state", "closed_at", "solving"])
    return one


def end_declined(*, pair_id: int, by: Actor, at: datetime) -> bool:
    """End a pair that one of its schools declined, so that the others are free. Says whether it did; repeatable."""
    pairing_access.require(by, "audits.solve_pairing")
    one = PairingGroup.objects.select_for_update().filter(pk=pair_id, state=PairState.published).first()
    if one is None or not pairing.declined_pairs(one.round).filter(pk=one.pk).exists():
        return False
    with journal.entry("audits.pair.ended", by=by, at=at, about=one):
        _end(one, PairState.declined, "", at=at)
    return True


def _locked(pairing_round: PairingRound) -> PairingRound:
    one = PairingRound.objects.select_for_update(of=("self",)).select_related("cycle").filter(pk=pairing_round.pk)
    found = one.first()
    if found is None:
        raise NotFound()
    if found.state == RoundState.closed:
        raise PairingNotPossible("This round is closed.")
    return found


def _locked_pair(pair: PairingGroup) -> PairingGroup:
    found = PairingGroup.objects.select_for_update(of=("self",)).filter(pk=pair.pk).first()
    if found is None:
        raise NotFound()
    return found


def _end(pair: PairingGroup, state: PairState, why: str, *, at: datetime) -> None:
    pair.state, pair.ended_at, pair.locked = state, at, False
    pair.save(update_fields=["state", "ended_at", "locked"])
    if why:
        PairingEnding(pair=pair, partnership_id=pair.partnership_id, because=why).save(force_insert=True)
    PairingMember.objects.filter(pair=pair).update(stands=False)


def _draw(one: PairingRound, *, by: Actor) -> int:
    asked = set(PairingOffer.objects.filter(round=one).values_list("establishment_id", flat=True))
    accepted = pairing.accepted_returns(by, one.cycle)
    if pairing.visits_any_of(by, accepted):
        raise PairingNotPossible(
            "You visit one of these schools and are not shown what it says. Finish the visit, or let a colleague draw."
        )
    returns = [row for row in accepted if row.establishment_id not in asked]
    offers = []
    for row, found in zip(returns, pairing.standings_of(returns).values(), strict=True):
        offering = suggested(found)
        offers.append(
            PairingOffer(
                round=one,
                partnership_id=one.partnership_id,
                establishment_id=row.establishment_id,
                audit_return=row,
                strengths=list(offering.strengths),
                needs=list(offering.needs),
            )
        )
    PairingOffer.objects.bulk_create(offers)
    return len(offers)


def _keep(one: PairingRound, found: matching.Solution, pool: pairing.Pool, *, at: datetime) -> int:
    """Write what was found beside what stands; says how many pairs are new."""
    schools = {school.key: school for school in pool.schools}
    new = [group for group in found.groups if not group.locked]
    made = PairingGroup.objects.bulk_create(
        PairingGroup(
            round=one,
            partnership_id=one.partnership_id,
            worth=group.worth,
            metres=group.metres,
            gifts=[{"giver": g.giver, "taker": g.taker, "standard": g.standard} for g in group.gifts],
            proposed_at=at,
        )
        for group in new
    )
    PairingMember.objects.bulk_create(
        PairingMember(
            pair=row,
            round=one,
            partnership_id=one.partnership_id,
            establishment_id=key,
            strengths=list(schools[key].strengths),
            needs=list(schools[key].needs),
        )
        for row, group in zip(made, new, strict=True)
        for key in group.members
    )
    _explain(one, found)
    return len(new)


def _explain(one: PairingRound, found: matching.Solution) -> None:
    left = {row.key: row for row in found.left_out}
    offers = list(PairingOffer.objects.filter(round=one))
    for offer in offers:
        row = left.get(offer.establishment_id)
        offer.left_because = str(row.reason) if row else ""
        offer.left_fitting = row.fitting if row else 0
        offer.left_metres = row.nearest_metres if row else None
    PairingOffer.objects.bulk_update(offers, ["left_because", "left_fitting", "left_metres"], batch_size=500)


def _require_limits(limits: Limits) -> None:
    if not 1 <= limits.max_km <= FARTHEST_KM:
        raise PairingNotPossible(f"Give a distance between 1 and {FARTHEST_KM} km.")
    if not 0 <= limits.recent_years <= 10:
        raise PairingNotPossible("Give between 0 and 10 years for recent partners.")


def _require_days(offers_until: date, review_on: date, *, today: date) -> None:
    if offers_until <= today:
        raise PairingNotPossible("Give schools until a day to come.")
    if review_on <= offers_until:
        raise PairingNotPossible("The review comes after the day until which schools say what they offer.")
