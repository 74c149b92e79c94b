"""What is said of a school that seeks a partner, and the rules by which partners are found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST = 3  # strengths, and needs, that a school may name
Two = frozenset[int]


class NotPossible(ValueError):
    """What was handed in cannot be solved."""


class SaysTooMuch(NotPossible):
    """More strengths or needs than there may be, one named twice, or one that is both."""


class TwiceTheSame(NotPossible):
    """Two schools with one key."""


class LockNotPossible(NotPossible):
    """A locked group that cannot stand: a school nobody knows, in two groups, without room, or that declined."""

    def __init__(self, members: tuple[int, ...], why: str) -> None:
        super().__init__(why)
        self.members, self.why = members, why


class Phases(StrEnum):
    """Which phases may meet."""

    same = "same"
    across = "across"
    all = "all"


class UnknownDistance(StrEnum):
    """What to do where nobody knows where a school is."""

    same_district = "same_district"
    allow = "allow"
    refuse = "refuse"


@dataclass(frozen=True, slots=True)
class School:
    """A school: what it is strong in and needs help with (the first counts most), where it is, whom it may meet.

    `place` is easting and northing in metres. `capacity` is how many partners it has room for: none, one
    (a pair), or two (a trio as well).
    """

    key: int
    strengths: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    place: tuple[int, int] | None = None
    district: str = ""
    phases: frozenset[str] = frozenset()
    trust: int | None = None
    capacity: int = 2

    def __post_init__(self) -> None:
        if len(self.strengths) > MOST or len(self.needs) > MOST:
            raise SaysTooMuch(f"School {self.key} names more than {MOST}.")
        if len({*self.strengths, *self.needs}) < len(self.strengths) + len(self.needs):
            raise SaysTooMuch(f"School {self.key} names a standard twice.")
        if self.capacity < 0:
            raise NotPossible(f"School {self.key} has room for fewer than none.")


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits, and what counts how much. Whole numbers, so that the optimum is exact."""

    max_metres: int | None = 15_000
    unknown_distance: UnknownDistance = UnknownDistance.same_district
    phases: Phases = Phases.same
    other_trusts_only: bool = True
    both_ways_only: bool = False
    need_points: tuple[int, int, int] = (6, 4, 2)  # for the first, second and third need that is met
    strength_points: tuple[int, int, int] = (3, 2, 1)  # more, the stronger the giver is in it
    both_ways_points: int = 4
    near_points: int = 3  # the most for being near; none at the limit

    def __post_init__(self) -> None:
        points = (*self.need_points, *self.strength_points, self.both_ways_points, self.near_points)
        if min(points) < 0 or min(self.need_points) < 1:
            raise NotPossible("A need that is met counts one point or more; nothing counts less than none.")
        if self.max_metres is not None and self.max_metres < 1:
            raise NotPossible("The longest way is one metre or more, or there is no limit.")


def pair(one: int, other: int) -> Two:
    """Two schools, in no order."""
    return frozenset((one, other))
