"""Which two schools may be paired at all, and which limit forbids it."""

from __future__ import annotations

from collections.abc import Set
from enum import StrEnum
from math import hypot

from concordat.lib.matching.schools import Phases, Rules, School, Two, UnknownDistance, pair


class Limit(StrEnum):
    """Why two schools may not be paired."""

    distance = "distance"
    phase = "phase"
    trust = "trust"
    recent = "recent"
    declined = "declined"
    capacity = "capacity"


def metres_between(one: School, other: School) -> float | None:
    """Straight line, not road; nothing where nobody knows."""
    if one.place is None or other.place is None:
        return None
    return hypot(one.place[0] - other.place[0], one.place[1] - other.place[1])


def near_enough(one: School, other: School, rules: Rules) -> bool:
    """Within the limit; where the distance is not known, as the rules say."""
    if rules.max_metres is None:
        return True
    metres = metres_between(one, other)
    if metres is not None:
        return metres <= rules.max_metres
    if rules.unknown_distance is UnknownDistance.same_district:
        return bool(one.district) and one.district == other.district
    return rules.unknown_distance is UnknownDistance.allow


def phases_meet(one: School, other: School, rules: Rules) -> bool:
    """Whether the phases of two schools may meet; a school whose phase is not known meets only where all may."""
    if rules.phases is Phases.all:
        return True
    if not one.phases or not other.phases:
        return False
    shared = bool(one.phases & other.phases)
    return shared if rules.phases is Phases.same else not shared or one.phases != other.phases


def other_trust(one: School, other: School, rules: Rules) -> bool:
    """Not of one trust, where that is asked; a school without a trust is of none."""
    return not rules.other_trusts_only or one.trust is None or one.trust != other.trust


def broken(
    one: School, other: School, rules: Rules, *, declined: Set[Two] = frozenset(), recent: Set[Two] = frozenset()
) -> tuple[Limit, ...]:
    """Every limit that forbids these two."""
    two = pair(one.key, other.key)
    kept = {
        Limit.distance: near_enough(one, other, rules),
        Limit.phase: phases_meet(one, other, rules),
        Limit.trust: other_trust(one, other, rules),
        Limit.recent: two not in recent,
        Limit.declined: two not in declined,
        Limit.capacity: min(one.capacity, other.capacity) > 0,
    }
    return tuple(limit for limit, is_kept in kept.items() if not is_kept)
