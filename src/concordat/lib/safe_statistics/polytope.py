"""All cells of a release as one vector, and every sum that ties them together: A x = 0, x >= 0.

Cells that nobody will see (joins, see `joins.py`) are in it as well. Each cell belongs to a block: the school, or the
district or area above it. Relations inside a block tie a school's own table; those across tie schools to areas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from concordat.lib.safe_statistics.description import Description, DescriptionProblem, Ints, Margin
from concordat.lib.safe_statistics.joins import finest, missing_joins, refines
from concordat.lib.safe_statistics.relations import Floats, Relations

Bools = NDArray[np.bool_]
ACROSS = -1
DEARER_TOTAL = 1.3
FREE = 1e-4


class CountsDisagree(ValueError):
    """Counts that do not add up, are negative, or stand where nothing can be."""


@dataclass(frozen=True)
class Polytope:
    """The cells of a description in order, and their relations."""

    description: Description
    ids: Mapping[Margin, Ints]  # the number of each cell; -1 where nothing can be
    size: int
    block: Ints
    unseen: Bools  # part of the polytope, never published
    total: Bools  # the total of a block, which is always shown
    weight: Floats  # what hiding a cell costs beside others: totals are dearer
    relations: Relations
    within: Ints  # for each relation its block, ACROSS where it ties several

    def values(self, tables: Mapping[Margin, Ints]) -> Ints:
        """Counts in the order of the cells, from the tables of the finest margins."""
        x = np.zeros(self.size, dtype=np.int64)
        for margin, numbers in self.ids.items():
            table = _table(self.description, margin, tables)
            if (table < 0).any() or table[numbers < 0].any():
                raise CountsDisagree("A count is negative, or a cell that cannot be has a count.")
            x[numbers[numbers >= 0]] = table[numbers >= 0]
        if self.relations.residuals(x).any():
            raise CountsDisagree("The tables do not agree on their totals, or a follow-up on who was asked.")
        return x

    def keys(self) -> list[tuple[Margin, tuple[int, ...]]]:
        """Margin and categories of every cell."""
        found: list[tuple[Margin, tuple[int, ...]]] = []
        for margin, numbers in self.ids.items():
            places = np.argwhere(numbers >= 0)
            found.extend((margin, tuple(int(each) for each in place)) for place in places)
        return found


def build(description: Description) -> Polytope:
    """The polytope of a description."""
    unseen = missing_joins(description)
    margins = [*description.published, *unseen]
    possible = _possible(description, margins)
    ids: dict[Margin, Ints] = {}
    size = 0
    for margin in margins:
        mask = possible[margin]
        numbers = np.full(mask.shape, -1, dtype=np.int64)
        numbers[mask] = np.arange(size, size + int(mask.sum()))
        ids[margin] = numbers
        size += int(mask.sum())
    block, total = _blocks(description, ids, size)
    hidden = np.zeros(size, dtype=np.bool_)
    for margin in unseen:
        hidden[ids[margin][ids[margin] >= 0]] = True
    relations = Relations.joined([*_sums(description, ids, unseen), *_routes(description, ids)])
    weight = np.where(hidden, FREE, _weights(ids, size))
    return Polytope(description, ids, size, block, hidden, total, weight, relations, relations.within(block, ACROSS))


def _weights(ids: Mapping[Margin, Ints], size: int) -> Floats:
    weight = np.ones(size)
    finest_sum = min(sum(margin) for margin in ids)
    for margin, numbers in ids.items():
        weight[numbers[numbers >= 0]] = DEARER_TOTAL ** (sum(margin) - finest_sum)
    return weight


def _table(description: Description, margin: Margin, tables: Mapping[Margin, Ints]) -> Ints:
    """The table of a margin: given, or added up from a finer one."""
    if margin in tables:
        return np.asarray(tables[margin], dtype=np.int64)
    for fine, table in tables.items():
        if refines(fine, margin):
            return added_up(description, fine, margin, np.asarray(table, dtype=np.int64))
    raise DescriptionProblem(f"No table holds {' x '.join(description.levels_of(margin)) or 'the total'}.")


def added_up(description: Description, fine: Margin, coarse: Margin, table: Ints) -> Ints:
    """A table at a coarser margin."""
    for number, dimension in enumerate(description.dimensions):
        if fine[number] != coarse[number]:
            mapping = dimension.mapping(fine[number], coarse[number])
            shape = list(table.shape)
            shape[number] = dimension.size(coarse[number])
            summed = np.zeros(shape, dtype=table.dtype)
            np.add.at(np.moveaxis(summed, number, 0), mapping, np.moveaxis(table, number, 0))
            table = summed
    return table


def _possible(description: Description, margins: list[Margin]) -> dict[Margin, Bools]:
    """Where something can be: not in a structural zero, and not above nothing but structural zeros."""
    found: dict[Margin, Bools] = {}
    for margin in sorted(margins, key=sum):
        mask = np.ones(description.shape(margin), dtype=np.bool_)
        for region in description.structural_zeros:
            mask &= ~_region(description, margin, region)
        for fine in found:
            if refines(fine, margin):
                mask &= added_up(description, fine, margin, found[fine].astype(np.int64)) > 0
        found[margin] = mask
    return found


def _region(description: Description, margin: Margin, region: tuple[tuple[str, tuple[str, ...]], ...]) -> Bools:
    """The cells of a margin that lie wholly in a structural zero."""
    axes = [np.ones(size, dtype=np.bool_) for size in description.shape(margin)]
    for name, categories in region:
        number, level = description.place(name)
        dimension = description.dimensions[number]
        if margin[number] > level:
            return np.zeros(description.shape(margin), dtype=np.bool_)
        inside = np.isin(dimension.levels[level].categories, categories)
        axes[number] &= inside[dimension.mapping(margin[number], level)]
    return np.asarray(reduce(np.logical_and.outer, axes), dtype=np.bool_)


def _blocks(description: Description, ids: Mapping[Margin, Ints], size: int) -> tuple[Ints, Bools]:
    """For each cell its block, and whether it is the block's total."""
    block = np.zeros(size, dtype=np.int64)
    total = np.zeros(size, dtype=np.bool_)
    unit = description.unit_number
    tops = [each.top for each in description.dimensions]
    for margin, numbers in ids.items():
        mask = numbers >= 0
        if unit is not None:
            start = sum(description.dimensions[unit].size(level) for level in range(margin[unit]))
            along = start + np.arange(numbers.shape[unit])
            shape = [-1 if number == unit else 1 for number in range(numbers.ndim)]
            block[numbers[mask]] = np.broadcast_to(along.reshape(shape), numbers.shape)[mask]
        if _is_total(description, margin, tops, unit):
            total[numbers[mask]] = True
    return block, total


def _is_total(description: Description, margin: Margin, tops: list[int], unit: int | None) -> bool:
    same = [level == max(each[number] for each in description.published) for number, level in enumerate(margin)]
    return all(same[number] for number in range(len(tops)) if number != unit)


def _sums(description: Description, ids: Mapping[Margin, Ints], unseen: list[Margin]) -> list[Relations]:
    """Each margin against the ones a step coarser; a join against the margins it joins."""
    found = []
    seen = [margin for margin in ids if margin not in unseen]
    for coarse in seen:
        above = [fine for fine in seen if fine != coarse and refines(fine, coarse)]
        steps = [fine for fine in above if not any(fine != mid and refines(fine, mid) for mid in above)]
        found += [_sum(description, fine, coarse, ids) for fine in steps]
    for join in unseen:
        found += [_sum(description, join, margin, ids) for margin in finest(seen) if refines(join, margin)]
    return found


def _sum(description: Description, fine: Margin, coarse: Margin, ids: Mapping[Margin, Ints]) -> Relations:
    pairs = zip(description.dimensions, fine, coarse, strict=True)
    maps = [dimension.mapping(below, above) for dimension, below, above in pairs]
    over = ids[coarse][np.ix_(*maps)]
    parts = ids[fine]
    mask = parts >= 0
    totals = ids[coarse][ids[coarse] >= 0]
    order = np.empty(int(totals.max(initial=-1)) + 1, dtype=np.int64)
    order[totals] = np.arange(len(totals))
    rows = np.concatenate([order[over[mask]], np.arange(len(totals))])
    columns = np.concatenate([parts[mask], totals])
    signs = np.concatenate([np.ones(int(mask.sum())), -np.ones(len(totals))])
    return Relations.of(rows, columns, signs, len(totals))


def _routes(description: Description, ids: Mapping[Margin, Ints]) -> list[Relations]:
    """Who was asked a follow-up are those who gave the answers that lead to it."""
    found = []
    for route in description.routes:
        question = description.place(route.question)[0]
        follow_up, level = description.place(route.level)
        asked = description.dimensions[follow_up].levels[level].categories.index(route.asked)
        answers = np.isin(description.dimensions[question].levels[0].categories, route.answers)
        top = description.dimensions[question].top
        for margin in ids:
            if margin[follow_up] != level or margin[question] != top:
                continue
            other = list(margin)
            other[follow_up], other[question] = description.dimensions[follow_up].top, 0
            if tuple(other) in ids:
                bases = np.take(ids[margin], asked, axis=follow_up)
                givers = np.compress(answers, ids[tuple(other)], axis=question)
                found.append(_route(bases, np.moveaxis(givers, question, -1), question, follow_up))
    return found


def _route(bases: Ints, givers: Ints, question: int, follow_up: int) -> Relations:
    flat = bases.reshape(-1)
    parts = givers.reshape(len(flat), -1)
    rows: list[int] = []
    columns: list[int] = []
    signs: list[float] = []
    for row in range(len(flat)):
        cells = [int(cell) for cell in parts[row] if cell >= 0]
        rows += [row] * len(cells)
        columns += cells
        signs += [1.0] * len(cells)
        if flat[row] >= 0:
            rows, columns, signs = [*rows, row], [*columns, int(flat[row])], [*signs, -1.0]
    return Relations.of(np.array(rows), np.array(columns), np.array(signs), len(flat))
