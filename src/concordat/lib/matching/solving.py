"""Finding the pairs, then the trios, and saying who is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations

from concordat.lib.matching.candidates import candidates
from concordat.lib.matching.limits import Limit, broken, metres_between
from concordat.lib.matching.optimum import matching
from concordat.lib.matching.schools import LockNotPossible, Rules, School, TwiceTheSame, Two, pair
from concordat.lib.matching.trios import with_thirds
from concordat.lib.matching.who_is_left import LeftOut, why_left_out
from concordat.lib.matching.worth import Gift, gifts, worth

PAIR, TRIO = 2, 3


@dataclass(frozen=True, slots=True)
class Group:
    """Two schools, or three, that work together; what each gives, and how far the farthest two are apart.

    `although` are limits that a locked group does not keep; a group that was found here keeps them all.
    """

    members: tuple[int, ...]
    gifts: tuple[Gift, ...]
    worth: int
    metres: int | None
    locked: bool = False
    although: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Solution:
    """Groups in the order of their first member, and every school without one."""

    groups: tuple[Group, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def worth(self) -> int:
        """Of all groups together."""
        return sum(group.worth for group in self.groups)


def solve(
    schools: Iterable[School],
    rules: Rules,
    *,
    declined: Set[Two] = frozenset(),
    recent: Set[Two] = frozenset(),
    locked: Iterable[Sequence[int]] = (),
    trios: bool = True,
    seed: int = 0,
) -> Solution:
    """The pairs worth most together; trios for who is left; locked groups as they are.

    `seed` settles which of several equally good answers is given.
    """
    everybody = _by_key(schools)
    kept = _locked(everybody, locked, declined)
    taken = {key for members in kept for key in members}
    free = sorted((one for key, one in everybody.items() if key not in taken), key=lambda one: _lot(seed, one.key))
    edges = candidates(free, rules, forbidden=declined | recent)
    found: list[tuple[int, ...]] = [*(pairs := matching(edges))]

    def may_meet(one: int, other: int) -> bool:
        return not broken(free[one], free[other], rules, declined=declined, recent=recent)

    if trios:
        found = with_thirds(free, pairs, edges, may_meet)

    def group(members: Iterable[School], *, is_locked: bool) -> Group:
        return describe(list(members), rules, declined=declined, recent=recent, locked=is_locked)

    groups = [group((everybody[key] for key in members), is_locked=True) for members in kept]
    groups += [group((free[place] for place in members), is_locked=False) for members in found]
    grouped = {key for one in groups for key in one.members}
    left_out = [
        why_left_out(one, everybody.values(), rules, declined=declined, recent=recent)
        for key, one in everybody.items()
        if key not in grouped
    ]
    return Solution(tuple(sorted(groups, key=lambda one: one.members)), tuple(left_out))


def describe(
    members: Sequence[School],
    rules: Rules,
    *,
    declined: Set[Two] = frozenset(),
    recent: Set[Two] = frozenset(),
    locked: bool = False,
) -> Group:
    """What these schools give each other, whoever put them together."""
    members = sorted(members, key=lambda one: one.key)
    given: list[Gift] = []
    points, distances, although = 0, [], set[Limit]()
    for one, other in combinations(members, 2):
        given += [*gifts(one, other, rules), *gifts(other, one, rules)]
        metres = metres_between(one, other)
        points += worth(one, other, rules, metres)
        distances.append(metres)
        although.update(broken(one, other, rules, declined=declined, recent=recent))
    known = [metres for metres in distances if metres is not None]
    farthest = round(max(known)) if len(known) == len(distances) else None
    broken_limits = tuple(limit for limit in Limit if limit in although)
    return Group(tuple(one.key for one in members), tuple(given), points, farthest, locked, broken_limits)


def _by_key(schools: Iterable[School]) -> dict[int, School]:
    found: dict[int, School] = {}
    for one in sorted(schools, key=lambda school: school.key):
        if one.key in found:
            raise TwiceTheSame(f"School {one.key} is there twice.")
        found[one.key] = one
    return found


def _lot(seed: int, key: int) -> bytes:
    """The place of a school in the drawing of lots: by seed and key alone."""
    return sha256(f"{seed}:{key}".encode()).digest()


def _locked(everybody: dict[int, School], locked: Iterable[Sequence[int]], declined: Set[Two]) -> list[tuple[int, ...]]:
    """Locked groups, each once, in order; raises where one cannot stand."""
    found = sorted({tuple(sorted(members)) for members in locked})
    taken = set[int]()
    for members in found:
        if not PAIR <= len(set(members)) <= TRIO or len(set(members)) != len(members):
            raise LockNotPossible(members, "A locked group has two schools or three.")
        if not everybody.keys() >= set(members):
            raise LockNotPossible(members, "A locked school is not among those that seek a partner.")
        if taken & set(members):
            raise LockNotPossible(members, "A school is locked into two groups.")
        if any(pair(one, other) in declined for one, other in combinations(members, 2)):
            raise LockNotPossible(members, "One of these schools declined the other.")
        if any(everybody[key].capacity < len(members) - 1 for key in members):
            raise LockNotPossible(members, "One of these schools has no room for so many partners.")
        taken.update(members)
    return found
