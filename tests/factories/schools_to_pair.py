"""Invented schools that seek partners, as many as asked for; the same number and seed, the same schools.

What it assumes (it has not been fitted to any partnership): a county of 50 by 40 km whose schools lie about a dozen
towns, 74 in 100 primary, 16 secondary, 4 all-through and 6 special; 6 in 10 in a trust, trusts being local; 14
standards, of which a few are often weak and others often strong; one school in six names fewer than three of
either, and one in twelve has room for one partner only.
"""

from __future__ import annotations

import random
from math import hypot

from concordat.lib.matching import School

STANDARDS = tuple(f"standard-{number:02}" for number in range(1, 15))
WEAK_WEIGHTS = (9, 8, 7, 6, 5, 4, 4, 3, 3, 2, 2, 1, 1, 1)
EAST, NORTH = 50_000, 40_000
TOWNS, TRUSTS_PER_SCHOOL = 12, 1 / 9
PHASES = (("Primary",), ("Secondary",), ("Primary", "Secondary"), ("Special",))
PHASE_WEIGHTS = (74, 16, 4, 6)


def schools_to_pair(number: int, *, seed: int = 1) -> list[School]:
    """So many schools."""
    chance = random.Random(f"{seed}:{number}")
    towns = [(chance.randrange(EAST), chance.randrange(NORTH)) for _ in range(TOWNS)]
    trusts = [(chance.randrange(EAST), chance.randrange(NORTH)) for _ in range(max(1, int(number * TRUSTS_PER_SCHOOL)))]
    return [_school(key, towns, trusts, chance) for key in range(1, number + 1)]


def _school(key: int, towns: list[tuple[int, int]], trusts: list[tuple[int, int]], chance: random.Random) -> School:
    town = chance.choices(towns, range(1, len(towns) + 1))[0]
    place = (round(chance.gauss(town[0], 4_000)), round(chance.gauss(town[1], 4_000)))
    needs = _some(WEAK_WEIGHTS, (), chance)
    strengths = _some(WEAK_WEIGHTS[::-1], needs, chance)
    nearest = sorted(range(len(trusts)), key=lambda one: hypot(trusts[one][0] - place[0], trusts[one][1] - place[1]))
    return School(
        key,
        strengths=strengths,
        needs=needs,
        place=place,
        phases=frozenset(chance.choices(PHASES, PHASE_WEIGHTS)[0]),
        trust=chance.choice(nearest[:4]) if chance.random() < 0.6 else None,
        capacity=1 if chance.random() < 1 / 12 else 2,
    )


def _some(weights: tuple[int, ...], without: tuple[str, ...], chance: random.Random) -> tuple[str, ...]:
    """Up to three standards, drawn without putting back."""
    left = {name: weight for name, weight in zip(STANDARDS, weights, strict=True) if name not in without}
    found: list[str] = []
    for _ in range(3 if chance.random() < 5 / 6 else chance.randrange(3)):
        name = chance.choices(list(left), list(left.values()))[0]
        del left[name]
        found.append(name)
    return tuple(found)


def greedy_worth(edges: list[tuple[int, int, int]]) -> int:
    """What taking the best pair that is left, again and again, comes to."""
    taken, total = set[int](), 0
    for one, other, points in sorted(edges, key=lambda edge: (-edge[2], edge[0], edge[1])):
        if one not in taken and other not in taken:
            taken |= {one, other}
            total += points
    return total
