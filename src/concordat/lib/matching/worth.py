"""What a pair is worth: what each can give the other, more if both give, a little more if they are near."""

from __future__ import annotations

from dataclasses import dataclass

from concordat.lib.matching.schools import Rules, School


@dataclass(frozen=True, slots=True)
class Gift:
    """One school is strong in a standard that another needs."""

    giver: int
    taker: int
    standard: str
    points: int


def gifts(giver: School, taker: School, rules: Rules) -> list[Gift]:
    """What one school can give another, in the order of the taker's needs."""
    found = []
    for place, need in enumerate(taker.needs):
        if need in giver.strengths:
            points = rules.need_points[place] + rules.strength_points[giver.strengths.index(need)]
            found.append(Gift(giver.key, taker.key, need, points))
    return found


def near_points(metres: float | None, rules: Rules) -> int:
    """Points for being near: all on one doorstep, none at the limit, or where there is none or nobody knows."""
    if metres is None or rules.max_metres is None or metres >= rules.max_metres:
        return 0
    return int(rules.near_points * (rules.max_metres - metres) / rules.max_metres)


def worth(one: School, other: School, rules: Rules, metres: float | None) -> int:
    """Points of a pair; none where nobody gives anything, or not both although both must."""
    return of_both(points_given(one, other, rules), points_given(other, one, rules), rules, metres)


def of_both(given: int, taken: int, rules: Rules, metres: float | None) -> int:
    """Points of a pair by what each gives the other."""
    if given and taken:
        return given + taken + rules.both_ways_points + near_points(metres, rules)
    if rules.both_ways_only or not (given or taken):
        return 0
    return given + taken + near_points(metres, rules)


def points_given(giver: School, taker: School, rules: Rules) -> int:
    """What the gifts of one to another come to, without making them: this runs for every pair."""
    total, strengths = 0, giver.strengths
    for need, points in zip(taker.needs, rules.need_points, strict=False):
        if need in strengths:
            total += points + rules.strength_points[strengths.index(need)]
    return total
