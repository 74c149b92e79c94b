"""Schools too small to report for themselves are counted together before anything is hidden.

A report needs `minimum_base` respondents. Whoever has fewer joins others below the same district, those most alike
first (the same year groups), until they are enough together. So do schools in which hiding everything but the total
would still give a small count away. Recode first, suppress last: what is merged needs no secondary cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from concordat.lib.safe_statistics.description import Description, Dimension, Level, Margin
from concordat.lib.safe_statistics.polytope import build
from concordat.lib.safe_statistics.relations import Ints
from concordat.lib.safe_statistics.release import NotSafe
from concordat.lib.safe_statistics.suppression import Suppression, suppress

Region = tuple[tuple[str, tuple[str, ...]], ...]
TOGETHER = " + "


@dataclass(frozen=True)
class RolledUp:
    """The description and tables to publish, and for each unit the name under which it reports."""

    description: Description
    tables: Mapping[Margin, Ints]
    reports_as: Mapping[str, str]


def roll_up(description: Description, tables: Mapping[Margin, Ints]) -> RolledUp:
    """Merge the units with fewer respondents than a report needs."""
    unit = _unit(description)
    bases = _bases(tables, unit, len(unit_names(description)))
    groups = [[number] for number in range(len(bases))]
    heads = description.dimensions[unit].mapping(0, 1)
    for head in np.unique(heads):
        _merge_small(groups, bases, heads, int(head), description)
    return merged(description, tables, groups)


def roll_up_and_suppress(
    description: Description, tables: Mapping[Margin, Ints], *, seed: int
) -> tuple[RolledUp, Suppression]:
    """Roll up, suppress, and roll up further while a school has small counts that nothing covers."""
    found = roll_up(description, tables)
    for _ in range(len(unit_names(description))):
        polytope = build(found.description)
        result = suppress(polytope, polytope.values(found.tables), seed=seed)
        if not len(result.uncovered):
            return found, result
        count = len(unit_names(found.description))
        exposed = {int(block) for block in polytope.block[result.uncovered] if block < count}
        if not exposed:
            raise NotSafe("A small count of an area cannot be covered. Divide the areas less finely.")
        found = _further(found, exposed, description)
    raise NotSafe("Even all together the schools are too few.")


def merged(description: Description, tables: Mapping[Margin, Ints], groups: Sequence[Sequence[int]]) -> RolledUp:
    """The description and tables in which each group of units is one."""
    unit = _unit(description)
    old = description.dimensions[unit]
    names = old.levels[0].categories
    new_names = tuple(TOGETHER.join(names[number] for number in group) for group in groups)
    parents = (tuple(old.parents[0][group[0]] for group in groups), *old.parents[1:]) if old.parents else ()
    dimension = Dimension(old.name, (Level(old.levels[0].name, new_names), *old.levels[1:]), parents)
    mapping = np.empty(len(names), dtype=np.int64)
    for number, group in enumerate(groups):
        mapping[list(group)] = number
    dimensions = (*description.dimensions[:unit], dimension, *description.dimensions[unit + 1 :])
    zeros = tuple(_zeros(description, groups, new_names))
    changed = {
        margin: _summed(table, unit, mapping, len(groups)) if margin[unit] == 0 else table
        for margin, table in tables.items()
    }
    reports_as = {names[old_number]: new_names[mapping[old_number]] for old_number in range(len(names))}
    return RolledUp(replace(description, dimensions=dimensions, structural_zeros=zeros), changed, reports_as)


def unit_names(description: Description) -> tuple[str, ...]:
    """The units at their finest."""
    return description.dimensions[_unit(description)].levels[0].categories


def _unit(description: Description) -> int:
    if description.unit_number is None:
        raise NotSafe("Only a description that names its unit can be rolled up.")
    return description.unit_number


def _bases(tables: Mapping[Margin, Ints], unit: int, count: int) -> Ints:
    for margin, table in tables.items():
        if margin[unit] == 0:
            bases: Ints = np.moveaxis(np.asarray(table), unit, 0).reshape(count, -1).sum(axis=1)
            return bases
    raise NotSafe("No table divides by the unit.")


def _merge_small(groups: list[list[int]], bases: Ints, heads: Ints, head: int, description: Description) -> None:
    """Merge groups below one district until each has enough respondents."""
    likeness = _likeness(description)
    while True:
        own = [group for group in groups if heads[group[0]] == head]
        small = [group for group in own if bases[group].sum() < description.rule.minimum_base]
        if not small:
            return
        first = min(small, key=lambda group: (int(bases[group].sum()), group))
        others = [group for group in own if group is not first]
        if not others:
            raise NotSafe("A whole district has fewer respondents than a report needs. Leave the districts out.")
        _join(groups, first, _partner(first, others, bases, likeness))


def _partner(first: list[int], others: list[list[int]], bases: Ints, likeness: list[str]) -> list[int]:
    """The one most alike, and among those the smallest: it loses least by being joined."""
    alike = likeness[first[0]]
    return min(others, key=lambda group: (likeness[group[0]] != alike, int(bases[group].sum()), group))


def _join(groups: list[list[int]], one: list[int], other: list[int]) -> None:
    groups.remove(one)
    groups[groups.index(other)] = sorted([*other, *one])


def _likeness(description: Description) -> list[str]:
    """Units with the same structural zeros are alike."""
    level = description.dimensions[_unit(description)].levels[0]
    found = []
    for name in level.categories:
        found.append(repr([_without(region, level.name) for region in _regions_of(description, name)]))
    return found


def _regions_of(description: Description, unit: str) -> list[Region]:
    """The structural zeros that name this unit."""
    level = description.dimensions[_unit(description)].levels[0].name
    return [region for region in description.structural_zeros if unit in dict(region).get(level, ())]


def _without(region: Region, level: str) -> Region:
    return tuple(part for part in region if part[0] != level)


def _zeros(description: Description, groups: Sequence[Sequence[int]], new_names: Sequence[str]) -> list[Region]:
    """Nothing can be in a merged unit where nothing can be in any of its members."""
    level = description.dimensions[_unit(description)].levels[0]
    found = [region for region in description.structural_zeros if level.name not in dict(region)]
    for group, name in zip(groups, new_names, strict=True):
        members = [level.categories[number] for number in group]
        of_each = [[_without(each, level.name) for each in _regions_of(description, member)] for member in members]
        for choice in product(*of_each):
            shared = _intersection(description, choice)
            if shared is not None:
                found.append(((level.name, (name,)), *shared))
    return list(dict.fromkeys(found))


def _intersection(description: Description, regions: Sequence[Region]) -> Region | None:
    """Where several regions lie over each other, at the finest level of each dimension they name."""
    left: dict[int, tuple[int, set[str]]] = {}
    for name, categories in (part for region in regions for part in region):
        number, level = description.place(name)
        dimension = description.dimensions[number]
        finest = min(level, left[number][0]) if number in left else level
        own = _expanded(dimension, level, set(categories), finest)
        both = own & _expanded(dimension, *left[number], finest) if number in left else own
        if not both:
            return None
        left[number] = (finest, both)
    parts = []
    for number, (level, names) in left.items():
        found = description.dimensions[number].levels[level]
        parts.append((found.name, tuple(each for each in found.categories if each in names)))
    return tuple(parts)


def _expanded(dimension: Dimension, level: int, names: set[str], finest: int) -> set[str]:
    up = dimension.mapping(finest, level)
    return {
        name
        for place, name in enumerate(dimension.levels[finest].categories)
        if dimension.levels[level].categories[up[place]] in names
    }


def _summed(table: Ints, axis: int, mapping: Ints, count: int) -> Ints:
    shape = (count, *np.moveaxis(table, axis, 0).shape[1:])
    found = np.zeros(shape, dtype=np.int64)
    np.add.at(found, mapping, np.moveaxis(table, axis, 0))
    return np.moveaxis(found, 0, axis)


def _further(found: RolledUp, exposed: set[int], original: Description) -> RolledUp:
    """Join each exposed unit with its most alike neighbour."""
    description = found.description
    unit = _unit(description)
    names = unit_names(description)
    groups = [[number] for number in range(len(names))]
    bases = _bases(found.tables, unit, len(names))
    heads = description.dimensions[unit].mapping(0, 1)
    for number in sorted(exposed):
        own = next(group for group in groups if number in group)
        others = [group for group in groups if group is not own and heads[group[0]] == heads[number]]
        if len(own) == 1 and others:
            _join(groups, own, _partner(own, others, bases, _likeness(description)))
    if len(groups) == len(names):
        raise NotSafe("A small count cannot be covered, and its school has no neighbour to be counted with.")
    further = merged(description, found.tables, groups)
    reports_as = {name: further.reports_as[as_now] for name, as_now in found.reports_as.items()}
    return RolledUp(further.description, further.tables, {name: reports_as[name] for name in unit_names(original)})
