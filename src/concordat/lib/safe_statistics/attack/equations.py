"""What a release says about its hidden cells, as equations: the attacker's own reading, cell by cell.

The published part of a table is a total minus the parts that are shown. Where the margins alone say less than the fact
that all tables come from the same children (see `behind.py`), or where asked to, the reader adds the children
themselves: one unknown for every combination of everything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from concordat.lib.safe_statistics.attack.behind import says_more
from concordat.lib.safe_statistics.description import Description, Margin
from concordat.lib.safe_statistics.published import Key, Release
from concordat.lib.safe_statistics.values import Symbol

Wedge = tuple[tuple[tuple[int, float], ...], float, float]  # a weighted sum lies from here to there


@dataclass(frozen=True)
class Equations:
    """Unknowns in order, and rows: which unknowns with which sign come to what; wedges say between what and what."""

    unknowns: tuple[Key, ...]
    rows: tuple[tuple[tuple[tuple[int, int], ...], int], ...]
    published: int  # how many of the unknowns, from the first, are cells of the release
    wedges: tuple[Wedge, ...] = ()


def read_equations(release: Release, everybody: bool | None = None) -> Equations:
    """The equations of a release; `everybody` adds the children behind it, by default where that says more."""
    unknowns = [key for key, cell in release.cells.items() if cell is Symbol.hidden]
    numbers = {key: number for number, key in enumerate(unknowns)}
    rows: dict[tuple[tuple[int, int], ...], int] = {}
    for total, parts in _sums(release.description, release.cells):
        _add_row(release, numbers, rows, parts, [total])
    for bases, givers in _routes(release):
        _add_row(release, numbers, rows, givers, bases)
    if says_more(release.description) if everybody is None else everybody:
        join = tuple(min(levels) for levels in zip(*release.description.margins, strict=True))
        _add_everybody(release, join, numbers, rows)
    return Equations(tuple(numbers), tuple(rows.items()), len(unknowns))


def _sums(description: Description, cells: Iterable[Key]) -> Iterable[tuple[Key, list[Key]]]:
    """Every published total with its parts along one dimension, one level finer."""
    groups: dict[tuple[Key, int, int], list[Key]] = defaultdict(list)
    known = set(cells)
    for margin, place in known:
        for number, dimension in enumerate(description.dimensions):
            for above in range(margin[number] + 1, dimension.top + 1):
                up = int(dimension.mapping(margin[number], above)[place[number]])
                total = (_with(margin, number, above), _with(place, number, up))
                if total in known:
                    groups[total, number, margin[number]].append((margin, place))
                    break
    for (total, _, _), parts in groups.items():
        yield total, parts


def _with(given: tuple[int, ...], number: int, new: int) -> tuple[int, ...]:
    return (*given[:number], new, *given[number + 1 :])


def _add_row(
    release: Release,
    numbers: dict[Key, int],
    rows: dict[tuple[tuple[int, int], ...], int],
    plus: list[Key],
    minus: list[Key],
) -> None:
    """Plus and minus come to nothing: what is known goes to the right side."""
    signs: dict[int, int] = {}
    right = 0
    for keys, sign in ((plus, 1), (minus, -1)):
        for key in keys:
            cell = release.cells.get(key, Symbol.not_applicable)
            if cell is Symbol.hidden:
                signs[numbers[key]] = signs.get(numbers[key], 0) + sign
            elif isinstance(cell, int):
                right -= sign * cell
    row = tuple(sorted((number, sign) for number, sign in signs.items() if sign))
    if row:
        rows[row] = right


def _routes(release: Release) -> Iterable[tuple[list[Key], list[Key]]]:
    """Who was asked a follow-up, and who gave the answers that lead to it."""
    description = release.description
    for route in description.routes:
        question = description.place(route.question)[0]
        follow_up, level = description.place(route.level)
        asked = description.dimensions[follow_up].levels[level].categories.index(route.asked)
        answers = [description.dimensions[question].levels[0].categories.index(each) for each in route.answers]
        for margin, place in release.cells:
            if (
                margin[follow_up] == level
                and place[follow_up] == asked
                and margin[question] == _top(description, question)
            ):
                other = _with(_with(margin, follow_up, _top(description, follow_up)), question, 0)
                rest = _with(place, follow_up, 0)
                givers = [(other, _with(rest, question, answer)) for answer in answers]
                if all(giver in release.cells for giver in givers):
                    yield [(margin, place)], givers


def _top(description: Description, number: int) -> int:
    return description.dimensions[number].top


def _add_everybody(
    release: Release, join: Margin, numbers: dict[Key, int], rows: dict[tuple[tuple[int, int], ...], int]
) -> None:
    """One unknown for each combination of the join, and one row for each published cell of the listed margins."""
    description = release.description
    margins = [margin for margin in description.margins if all(a <= b for a, b in zip(join, margin, strict=True))]
    maps = {margin: _maps(description, join, margin) for margin in margins}
    parts: dict[Key, list[tuple[int, int]]] = defaultdict(list)
    for place in product(*(range(size) for size in description.shape(join))):
        over = [(margin, tuple(up[at] for up, at in zip(maps[margin], place, strict=True))) for margin in margins]
        if any(release.cells[cell] is Symbol.not_applicable or release.cells[cell] == 0 for cell in over):
            continue
        key = (join, (*place, -1))  # a place longer than any cell's, so that it is none of them
        numbers[key] = len(numbers)
        for cell in over:
            parts[cell].append((numbers[key], 1))
    for margin in margins:
        for place in product(*(range(size) for size in description.shape(margin))):
            said = release.cells[margin, place]
            row = parts.get((margin, place), [])
            if isinstance(said, int) and row:
                rows[tuple(row)] = said
            elif said is Symbol.hidden:
                rows[(numbers[margin, place], -1), *row] = 0


def _maps(description: Description, fine: Margin, coarse: Margin) -> list[list[int]]:
    triples = zip(description.dimensions, fine, coarse, strict=True)
    return [[int(each) for each in dimension.mapping(below, above)] for dimension, below, above in triples]
