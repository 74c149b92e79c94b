"""What is to be published: dimensions with their levels, margins, structural zeros, routes and the rule.

A margin names one level of each dimension; it is published with all its totals, as tables of counts are. So a
description is a set of margins closed under adding up, and everything else follows from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from concordat.lib.safe_statistics.rule import Rule

Margin = tuple[int, ...]  # for each dimension the number of a level; one past the last level is "all"
Ints = NDArray[np.int64]


class DescriptionProblem(ValueError):
    """A description that contradicts itself, said so that its author can mend it."""


@dataclass(frozen=True)
class Level:
    """One way to divide: schools, districts, year groups, answers."""

    name: str
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Dimension:
    """Levels from fine to coarse; `parents[n]` gives for each category of level n its category in level n + 1."""

    name: str
    levels: tuple[Level, ...]
    parents: tuple[tuple[int, ...], ...] = ()

    def __post_init__(self) -> None:
        if not self.levels or any(not level.categories for level in self.levels):
            raise DescriptionProblem(f"Dimension {self.name} has a level without categories.")
        for level in self.levels:
            if len(set(level.categories)) != len(level.categories):
                raise DescriptionProblem(f"Level {level.name} names a category twice.")
        sizes = [len(level.categories) for level in self.levels]
        right = len(self.parents) == len(sizes) - 1 and all(
            len(up) == fine and set(up) <= set(range(coarse))
            for up, fine, coarse in zip(self.parents, sizes, sizes[1:], strict=False)
        )
        if not right:
            raise DescriptionProblem(f"Every category of {self.name} needs one parent in the level above.")

    @property
    def top(self) -> int:
        """The number that means "all": nothing is divided."""
        return len(self.levels)

    def size(self, level: int) -> int:
        """How many categories a level has."""
        return 1 if level == self.top else len(self.levels[level].categories)

    def mapping(self, fine: int, coarse: int) -> Ints:
        """For each category of the fine level its category in the coarse one."""
        found = np.arange(self.size(fine))
        for level in range(fine, min(coarse, self.top - 1)):
            found = np.asarray(self.parents[level])[found]
        return np.zeros_like(found) if coarse == self.top else found


@dataclass(frozen=True)
class Route:
    """Who gave one of these answers was asked the follow-up: its number asked equals the sum of the answers."""

    question: str
    answers: tuple[str, ...]
    follow_up: str
    level: str
    asked: str


@dataclass(frozen=True)
class Description:
    """Everything about a release that may be known to everybody, the counts apart."""

    dimensions: tuple[Dimension, ...]
    margins: tuple[Margin, ...]
    rule: Rule = field(default_factory=Rule)
    structural_zeros: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...] = ()
    routes: tuple[Route, ...] = ()
    unit: str | None = None  # the dimension whose categories report for themselves: the school

    def __post_init__(self) -> None:
        names = [level.name for dimension in self.dimensions for level in dimension.levels]
        if len(set(names)) != len(names):
            raise DescriptionProblem("Two levels have the same name.")
        if self.unit is not None and self.unit not in {dimension.name for dimension in self.dimensions}:
            raise DescriptionProblem(f"There is no dimension {self.unit}.")
        if not self.margins or any(len(margin) != len(self.dimensions) for margin in self.margins):
            raise DescriptionProblem("A margin names one level of each dimension, and there is at least one margin.")
        for region in self.structural_zeros:
            for level, categories in region:
                dimension, number = self.place(level)
                missing = set(categories) - set(self.dimensions[dimension].levels[number].categories)
                if missing:
                    raise DescriptionProblem(f"Level {level} has no category {sorted(missing)[0]}.")

    def place(self, level: str) -> tuple[int, int]:
        """Where a level of this name is: its dimension and its number."""
        for number, dimension in enumerate(self.dimensions):
            for place, each in enumerate(dimension.levels):
                if each.name == level:
                    return number, place
        raise DescriptionProblem(f"There is no level {level}.")

    def margin(self, *levels: str) -> Margin:
        """The margin that divides by these levels and by nothing else."""
        found = [dimension.top for dimension in self.dimensions]
        for level in levels:
            dimension, number = self.place(level)
            found[dimension] = number
        return tuple(found)

    def levels_of(self, margin: Margin) -> tuple[str, ...]:
        """The names of the levels a margin divides by."""
        pairs = zip(self.dimensions, margin, strict=True)
        return tuple(each.levels[level].name for each, level in pairs if level < each.top)

    def shape(self, margin: Margin) -> tuple[int, ...]:
        """How many categories a margin has in each dimension."""
        return tuple(each.size(level) for each, level in zip(self.dimensions, margin, strict=True))

    @cached_property
    def published(self) -> tuple[Margin, ...]:
        """The margins and all their totals, fine before coarse."""
        found: set[Margin] = set()
        for margin in self.margins:
            found.update(product(*(self._upwards(number, level) for number, level in enumerate(margin))))
        return tuple(sorted(found, key=lambda margin: (sum(margin), margin)))

    @property
    def unit_number(self) -> int | None:
        """The number of the dimension whose categories are blocks."""
        return next((n for n, each in enumerate(self.dimensions) if each.name == self.unit), None)

    def _upwards(self, number: int, level: int) -> range:
        dimension = self.dimensions[number]
        last = dimension.top
        if dimension.size(last - 1) == 1 and level < last:
            last -= 1  # a level of one category is the total already
        return range(level, last + 1)
