"""A release as everybody sees it: for each cell a count or a symbol, and the description. No count that is hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from concordat.lib.safe_statistics.description import Description, Margin
from concordat.lib.safe_statistics.values import Cell, Symbol

Key = tuple[Margin, tuple[int, ...]]


@dataclass(frozen=True)
class Release:
    """What is published."""

    description: Description
    cells: Mapping[Key, Cell]

    def cell(self, **categories: str) -> Cell:
        """The cell of these categories, by level: `release.cell(school="S001", answer="a")`."""
        margin = list(self.description.margin())
        place = [0] * len(margin)
        for level, category in categories.items():
            dimension, number = self.description.place(level)
            margin[dimension] = number
            place[dimension] = self.description.dimensions[dimension].levels[number].categories.index(category)
        return self.cells.get((tuple(margin), tuple(place)), Symbol.not_available)

    def rows(self) -> Iterator[tuple[dict[str, str], Cell]]:
        """Every cell with the categories it is about; levels it is not divided by are left out."""
        for (margin, place), cell in self.cells.items():
            yield named(self.description, margin, place), cell


def named(description: Description, margin: Margin, place: Sequence[int]) -> dict[str, str]:
    """The levels and categories of a cell."""
    triples = zip(description.dimensions, margin, place, strict=True)
    return {
        dimension.levels[level].name: dimension.levels[level].categories[category]
        for dimension, level, category in triples
        if level < dimension.top
    }
