"""Permitted pairs that are worth something, found without looking at every two schools of a county.

Schools are laid into square cells half as wide as the longest way, so that a partner is at most two cells off;
schools that nobody knows the place of are met by postcode district. Of these only two that share a standard, one
strong in it and the other in need, are looked at further: one comparison of two whole numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence, Set

from concordat.lib.matching.limits import metres_between, phases_meet
from concordat.lib.matching.optimum import Edge
from concordat.lib.matching.schools import Rules, School, Two, UnknownDistance, pair
from concordat.lib.matching.worth import of_both, points_given

CELLS_A_WAY = 2
# Cells that may hold a partner and come after one's own, so that every two cells meet once.
AHEAD = [
    (east, north)
    for east in range(CELLS_A_WAY + 1)
    for north in range(-CELLS_A_WAY, CELLS_A_WAY + 1)
    if east > 0 or north > 0
]


def candidates(schools: Sequence[School], rules: Rules, *, forbidden: Set[Two] = frozenset()) -> list[Edge]:
    """Every permitted pair worth something, in the order of the schools."""
    gives, wants = _as_bits(schools)
    kinds, meets = _kinds(schools, rules)
    trusts = _trusts(schools, rules)
    found = []
    for one, others in near_pairs(schools, rules):
        here, mine, needed, trust, may_meet = schools[one], gives[one], wants[one], trusts[one], meets[kinds[one]]
        for other in [
            place
            for place in others
            if (mine & wants[place] or needed & gives[place]) and trusts[place] != trust and kinds[place] in may_meet
        ]:
            there = schools[other]
            if forbidden and pair(here.key, there.key) in forbidden:
                continue
            given = points_given(here, there, rules) if mine & wants[other] else 0
            taken = points_given(there, here, rules) if needed & gives[other] else 0
            points = of_both(given, taken, rules, metres_between(here, there))
            if points:
                found.append((one, other, points) if one < other else (other, one, points))
    found.sort()
    return found


def near_pairs(schools: Sequence[School], rules: Rules) -> Iterator[tuple[int, list[int]]]:
    """A school with those near enough to it; every two that are near enough come together once."""
    open_to = [place for place, school in enumerate(schools) if school.capacity > 0]
    if rules.max_metres is None:
        for number, one in enumerate(open_to):
            yield one, open_to[number + 1 :]
        return
    where = {place: at for place in open_to if (at := schools[place].place) is not None}
    yield from _in_cells(where, rules.max_metres)
    yield from _where_nobody_knows(schools, rules, open_to, where)


def _in_cells(where: Mapping[int, tuple[int, int]], most: int) -> Iterator[tuple[int, list[int]]]:
    width = -(-most // CELLS_A_WAY)
    cells: dict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
    for place, (east, north) in where.items():
        cells[east // width, north // width].append((place, east, north))
    for (cell_east, cell_north), inside in cells.items():
        beside = [one for e, n in AHEAD for one in cells.get((cell_east + e, cell_north + n), ())]
        for number, (one, east, north) in enumerate(inside):
            yield (
                one,
                [
                    place
                    for place, e, n in inside[number + 1 :] + beside
                    if (e - east) * (e - east) + (n - north) * (n - north) <= most * most
                ],
            )


def _where_nobody_knows(
    schools: Sequence[School], rules: Rules, open_to: list[int], where: Container[int]
) -> Iterator[tuple[int, list[int]]]:
    """Schools without a place, each with those with one and then with those without."""
    if rules.unknown_distance is UnknownDistance.refuse:
        return
    by_district = rules.unknown_distance is UnknownDistance.same_district
    groups: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for place in open_to:
        district = schools[place].district if by_district else "everywhere"
        if district:
            groups[district][place not in where].append(place)
    for placed, without in groups.values():
        for number, one in enumerate(without):
            yield one, placed + without[number + 1 :]


def _as_bits(schools: Sequence[School]) -> tuple[list[int], list[int]]:
    """Strengths and needs of each school as whole numbers with a bit for each standard."""
    names = sorted({name for school in schools for name in (*school.strengths, *school.needs)})
    bits = {name: 1 << number for number, name in enumerate(names)}
    gives = [sum(bits[name] for name in school.strengths) for school in schools]
    wants = [sum(bits[name] for name in school.needs) for school in schools]
    return gives, wants


def _kinds(schools: Sequence[School], rules: Rules) -> tuple[list[int], list[frozenset[int]]]:
    """Each school's phases as a number, and for each number those it may meet: there are few."""
    samples: dict[frozenset[str], School] = {}
    for school in schools:
        samples.setdefault(school.phases, school)
    numbers = {phases: number for number, phases in enumerate(samples)}
    meets = [
        frozenset(numbers[other.phases] for other in samples.values() if phases_meet(one, other, rules))
        for one in samples.values()
    ]
    return [numbers[school.phases] for school in schools], meets


def _trusts(schools: Sequence[School], rules: Rules) -> list[int]:
    """A number that two schools must not share: their trust's; one of its own for a school that may meet all."""
    numbers: dict[int, int] = {}
    return [
        -1 - place
        if school.trust is None or not rules.other_trusts_only
        else numbers.setdefault(school.trust, len(numbers))
        for place, school in enumerate(schools)
    ]
