"""Why a school has no partner: the first limit after which nobody was left for it."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from enum import StrEnum

from concordat.lib.matching.limits import Limit, broken, metres_between
from concordat.lib.matching.schools import Rules, School, Two
from concordat.lib.matching.worth import worth


class Reason(StrEnum):
    """Why a school is left."""

    says_nothing = "says_nothing"
    no_room = "no_room"
    nobody_fits = "nobody_fits"
    distance = "distance"
    phase = "phase"
    trust = "trust"
    recent = "recent"
    declined = "declined"
    others_have_no_room = "others_have_no_room"
    others_are_taken = "others_are_taken"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A school without a partner. `fitting` schools were there before the limit that left nobody.

    `nearest_metres` is the way to the nearest of them, where that is the limit and somebody knows it.
    """

    key: int
    reason: Reason
    fitting: int = 0
    nearest_metres: int | None = None


IN_TURN = {
    Limit.distance: Reason.distance,
    Limit.phase: Reason.phase,
    Limit.trust: Reason.trust,
    Limit.recent: Reason.recent,
    Limit.declined: Reason.declined,
    Limit.capacity: Reason.others_have_no_room,
}


def why_left_out(
    one: School, everybody: Iterable[School], rules: Rules, *, declined: Set[Two], recent: Set[Two]
) -> LeftOut:
    """The first reason that leaves nobody, in the order: what it says, who fits, how far, phase, trust, the past."""
    if not one.strengths and not one.needs:
        return LeftOut(one.key, Reason.says_nothing)
    if one.capacity == 0:
        return LeftOut(one.key, Reason.no_room)
    fitting = [other for other in everybody if other.key != one.key and worth(one, other, rules, None)]
    if not fitting:
        return LeftOut(one.key, Reason.nobody_fits)
    limits = {other.key: broken(one, other, rules, declined=declined, recent=recent) for other in fitting}
    for limit, reason in IN_TURN.items():
        kept = [other for other in fitting if limit not in limits[other.key]]
        if not kept:
            return LeftOut(one.key, reason, len(fitting), _nearest(one, fitting) if limit is Limit.distance else None)
        fitting = kept
    return LeftOut(one.key, Reason.others_are_taken, len(fitting))


def _nearest(one: School, others: Iterable[School]) -> int | None:
    known = [metres for other in others if (metres := metres_between(one, other)) is not None]
    return round(min(known)) if known else None
