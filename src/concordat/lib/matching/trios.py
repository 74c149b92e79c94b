"""Trios: a school that is left joins a pair, where every two of the three may meet.

Two schools that are both left may never be paired (they would have been), so a trio is always a pair and one more.
Who joins which pair is a matching again, of schools that are left to pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from concordat.lib.matching.optimum import Edge, matching
from concordat.lib.matching.schools import School

ROOM_FOR_TWO = 2
MayMeet = Callable[[int, int], bool]


def with_thirds(
    schools: Sequence[School], pairs: Sequence[tuple[int, int]], edges: Iterable[Edge], may_meet: MayMeet
) -> list[tuple[int, ...]]:
    """The same pairs, some of them with a third school, so that those who join are worth most together.

    Schools are meant by their place in the list; `edges` are the permitted pairs that are worth something.
    """
    pair_of = {place: number for number, two in enumerate(pairs) for place in two}
    worth_joining: dict[tuple[int, int], int] = defaultdict(int)
    for one, other, points in edges:
        if (one in pair_of) is not (other in pair_of):
            third, member = (other, one) if one in pair_of else (one, other)
            worth_joining[pair_of[member], third] += points
    open_to = [
        (number, len(pairs) + third, points)
        for (number, third), points in worth_joining.items()
        if all(schools[place].capacity >= ROOM_FOR_TWO for place in (third, *pairs[number]))
        and all(may_meet(third, place) for place in pairs[number])
    ]
    joins = {number: place - len(pairs) for number, place in matching(sorted(open_to))}
    return [(*two, joins[number]) if number in joins else two for number, two in enumerate(pairs)]
