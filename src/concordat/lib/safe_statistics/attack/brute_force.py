"""Every whole-number solution of a small system, one by one: slow, obvious, and right.

It checks the intervals of linear programming, and counts the solutions in which a cell has each value.
"""

from __future__ import annotations

from collections.abc import Iterator

from concordat.lib.safe_statistics.attack.equations import Equations
from concordat.lib.safe_statistics.published import Key

MOST_UNKNOWNS = 12
MOST_SOLUTIONS = 2_000_000


class TooLarge(ValueError):
    """More unknowns than can be tried one by one."""


def components(equations: Equations) -> list[Equations]:
    """The parts of a system that have nothing to do with each other."""
    head = list(range(len(equations.unknowns)))

    def top(number: int) -> int:
        while head[number] != number:
            number = head[number]
        return number

    for row, _ in equations.rows:
        for number, _ in row:
            head[top(number)] = top(row[0][0])
    groups: dict[int, list[int]] = {}
    for number in range(len(head)):
        groups.setdefault(top(number), []).append(number)
    found = []
    for members in groups.values():
        place = {number: at for at, number in enumerate(members)}
        rows = tuple(
            (tuple((place[number], sign) for number, sign in row), right)
            for row, right in equations.rows
            if row[0][0] in place
        )
        found.append(Equations(tuple(equations.unknowns[number] for number in members), rows, len(members)))
    return found


def brute_force(equations: Equations, largest: int = 10**6) -> dict[Key, tuple[int, int]]:
    """From and to of every unknown, over all solutions in whole numbers of at most `largest`."""
    count = len(equations.unknowns)
    if count > MOST_UNKNOWNS:
        raise TooLarge(f"{count} unknowns; at most {MOST_UNKNOWNS} can be tried one by one.")
    low, high = [largest] * count, [-1] * count
    for tried, solution in enumerate(_solutions(equations, largest)):
        if tried > MOST_SOLUTIONS:
            raise TooLarge("More solutions than can be tried one by one.")
        for number, value in enumerate(solution):
            low[number], high[number] = min(low[number], value), max(high[number], value)
    return {key: (low[number], high[number]) for number, key in enumerate(equations.unknowns) if high[number] >= 0}


def _solutions(equations: Equations, largest: int) -> Iterator[list[int]]:
    """Depth first: the unknown with the fewest values left takes each value that the rows still allow."""
    values = [-1] * len(equations.unknowns)
    rows_of: list[list[int]] = [[] for _ in values]
    for place, (row, _) in enumerate(equations.rows):
        for number, _ in row:
            rows_of[number].append(place)

    def bounds(number: int) -> tuple[int, int]:
        low, high = 0, largest
        for place in rows_of[number]:
            below, above = _bounds(equations.rows[place], number, values)
            low, high = max(low, below), int(min(high, above))
        return low, high

    def go(left: int) -> Iterator[list[int]]:
        if not left:
            yield values.copy()
            return
        ranges = {number: bounds(number) for number, value in enumerate(values) if value < 0}
        number = min(ranges, key=lambda each: ranges[each][1] - ranges[each][0])
        low, high = ranges[number]
        for value in range(low, high + 1):
            values[number] = value
            yield from go(left - 1)
        values[number] = -1

    return go(len(values))


def _bounds(row: tuple[tuple[tuple[int, int], ...], int], number: int, values: list[int]) -> tuple[int, int | float]:
    """What one row says about one unknown while some others are chosen."""
    parts, right = row
    sign = next(each for other, each in parts if other == number)
    rest = sign * right
    helping = hindering = False
    for other, each in parts:
        if other == number:
            continue
        if values[other] >= 0:
            rest -= sign * each * values[other]
        elif each == sign:
            helping = True
        else:
            hindering = True
    return (0 if helping else rest), (float("inf") if hindering else rest)
