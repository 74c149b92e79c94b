"""Which return of a setting counts in a region, and what a region may be told. Pure.

**Each setting once.** A setting that returned to one partnership of the pool is counted there. One that returned to
several is counted where its home is: by the return to the one of them in whose area the register has it on the day of
the table. Where that is none of them, or more than one, the return that was handed in last counts; of two at the same
moment the one to the partnership that was entered first.

**What is hidden** (D2-09). A figure is shown only if nobody can work out from it what fewer settings than the
threshold said: neither by taking areas from the total, nor by taking an area here from what that partnership's own page
of results shows of all its settings and of its groups. `may_be_worked_out` decides it exactly for one grouping of
those pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache

Answer = tuple[int, int]  # a setting's answer to a partnership: (setting, partnership)
Figures = frozenset[frozenset[Answer]]
Mapped = frozenset[tuple[int, int]]  # a setting and the partnership where it counts
MOST_STEPS = 100_000
_Row = tuple[Fraction, ...]


def home_of(returned: Mapping[int, datetime], covering: Collection[int]) -> int:
    """The partnership for which a setting counts: `returned` says when it handed in to each of them."""
    here = [one for one in returned if one in covering]
    if len(here) == 1:
        return here[0]
    return max(returned, key=lambda one: (returned[one], -one))


@dataclass(frozen=True)
class Shown:
    """Which areas may be shown for a question, and whether the total may."""

    areas: frozenset[int]
    total: bool


@lru_cache(maxsize=512)
def shown(answered: frozenset[Answer], counted: Mapped, own: tuple[Figures, ...], threshold: int) -> Shown:
    """Hide areas, the smallest first, and at last the total, until nothing can be worked out.

    `answered` are all answers to the question, `counted` where each setting counts. `own` holds for each grouping
    what the partnerships' own pages show.
    """
    homes = dict(counted)
    here = {one for one in answered if homes[one[0]] == one[1]}
    columns = {area: frozenset(one for one in here if one[1] == area) for area in sorted(set(homes.values()))}
    if len(here) < threshold:
        return Shown(frozenset(), total=False)
    areas = [area for area in sorted(columns, key=lambda one: (len(columns[one]), one)) if columns[area]]
    small = {area for area in areas if len(columns[area]) < threshold}
    left = [area for area in areas if area not in small]
    while True:
        figures = frozenset([frozenset(here), *(columns[area] for area in left)])
        if not any(may_be_worked_out(figures, each, threshold) for each in own):
            empty = [area for area, those in columns.items() if not those]
            return Shown(frozenset([*left, *empty]), total=True)
        if not left:
            return Shown(frozenset(), total=False)
        left.pop(0)


def may_be_worked_out(figures: Figures, own: Figures, threshold: int) -> bool:
    """Whether sums and differences of what is shown give what fewer settings than the threshold said.

    Looked at twice: as if a setting said something else to each partnership, and as if it said the same, which a
    reader may know. What the own pages give away by themselves is not counted against the pool.
    """
    apart = _Search(figures, own, threshold, same=False)
    return apart.finds() or _Search(figures, own, threshold, same=True).finds()


class _Search:
    """Looks for a small set of settings whose answers are a sum of what is shown.

    Settings that are in the same figures are one part. A set of parts is such a sum where the equations that every sum
    fulfils, the null space, hold for it; the search adds parts that mend the first equation that does not hold.
    """

    def __init__(self, figures: Figures, own: Figures, threshold: int, *, same: bool) -> None:
        self.threshold, self.steps = threshold, 0
        every = [*figures, *own]
        known = _parts(every, same=same)
        self.sizes = {part: len(settings) for part, (settings, _) in known.items()}
        names = [(part, label) for part, (_, labels) in known.items() for label in sorted(labels)]
        # Where each part is, in each figure: 1 or 0.
        member = {name: known[name[0]][1][name[1]] for name in names}
        both = _null_rows([[Fraction(member[name][place]) for name in names] for place in range(len(every))])
        ours = range(len(figures), len(every))
        alone = _null_rows([[Fraction(member[name][place]) for name in names] for place in ours], len(names))
        small = [place for place, name in enumerate(names) if self.sizes[name[0]] < threshold]
        self.names = {place: names[place][0] for place in small}
        self.rows = {place: (both[place], alone[place]) for place in small}

    def finds(self) -> bool:
        """Whether there is one that the own pages do not give away by themselves."""
        return any(self._from((first,), *self.rows[first]) for first in self.rows)

    def _from(self, chosen: tuple[int, ...], left: _Row, alone: _Row) -> bool:
        self.steps += 1
        if self.steps > MOST_STEPS:
            return True  # too much to look through: taken as unsafe
        broken = next((place for place, value in enumerate(left) if value), None)
        if broken is None:
            return any(alone)
        return any(
            self._from((*chosen, more), _plus(left, row), _plus(alone, own))
            for more, (row, own) in self.rows.items()
            if row[broken] and self._may_follow(more, chosen)
        )

    def _may_follow(self, more: int, chosen: tuple[int, ...]) -> bool:
        """Each set is looked at from its first part on, and only while it is small."""
        return more > chosen[0] and more not in chosen and self._weight((*chosen, more)) < self.threshold

    def _weight(self, chosen: Iterable[int]) -> int:
        return sum(self.sizes[part] for part in {self.names[place] for place in chosen})


def _parts(
    every: list[frozenset[Answer]], *, same: bool
) -> dict[Hashable, tuple[Set[int], dict[int, tuple[int, ...]]]]:
    """Settings that are in the same figures: which, and for each of their answers in which figures it is."""
    places: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * len(every)))
    for place, figure in enumerate(every):
        for setting, partnership in figure:
            places[setting][0 if same else partnership][place] = 1
    parts: dict[Hashable, tuple[set[int], dict[int, tuple[int, ...]]]] = {}
    for setting, labels in places.items():
        found = {label: tuple(where) for label, where in labels.items()}
        parts.setdefault(tuple(sorted(found.items())), (set(), found))[0].add(setting)
    return dict(parts)


def _plus(one: _Row, other: _Row) -> _Row:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _null_rows(matrix: list[list[Fraction]], width: int = 0) -> list[_Row]:
    """A basis of the null space, read by column: a set of columns is a sum of rows where its rows add up to nothing."""
    width = len(matrix[0]) if matrix else width
    pivots = _reduce(matrix, width)
    free = [column for column in range(width) if column not in pivots]
    found: list[list[Fraction]] = [[Fraction(0)] * len(free) for _ in range(width)]
    for place, column in enumerate(free):
        found[column][place] = Fraction(1)
        for pivot, row in pivots.items():
            found[pivot][place] = -matrix[row][column]
    return [tuple(row) for row in found]


def _reduce(matrix: list[list[Fraction]], width: int) -> dict[int, int]:
    """Gauss and Jordan's elimination in place; gives the row of each pivot column."""
    pivots: dict[int, int] = {}
    for column in range(width):
        top = len(pivots)
        row = next((one for one in range(top, len(matrix)) if matrix[one][column]), None)
        if row is None:
            continue
        matrix[top], matrix[row] = matrix[row], matrix[top]
        lead = matrix[top][column]
        matrix[top] = [value / lead for value in matrix[top]]
        for other, values in enumerate(matrix):
            if other != top and values[column]:
                factor = values[column]
                matrix[other] = [a - factor * b for a, b in zip(values, matrix[top], strict=True)]
        pivots[column] = top
    return pivots
