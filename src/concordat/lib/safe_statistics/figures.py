"""Figures made from cells: shares, means, ranks, bars. Each says nothing as soon as one cell it needs says nothing.

A mean over a row with one hidden answer, a rank among schools of which one is hidden, or an axis that ends at a hidden
maximum would each give the hidden count away or bound it. So they are computed here and nowhere else. Shares come from
a shown count over a shown base: whoever reads both learns nothing new from the share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from concordat.lib.safe_statistics.values import Cell, Symbol

Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Share:
    """A share in per cent, and the interval that another term's children might have given (Wilson 1927)."""

    per_cent: float
    low: float
    high: float


def share(count: Cell, base: Cell) -> Share | Symbol:
    """A count in per cent of its base."""
    if isinstance(count, Symbol):
        return count
    if isinstance(base, Symbol):
        return base
    if not base:
        return Symbol.not_applicable
    p, z = count / base, Z_95
    middle = (p + z * z / (2 * base)) / (1 + z * z / base)
    half = z / (1 + z * z / base) * sqrt(p * (1 - p) / base + z * z / (4 * base * base))
    return Share(100 * p, 100 * max(0.0, middle - half), 100 * min(1.0, middle + half))


def change(count: Cell, base: Cell, count_before: Cell, base_before: Cell) -> Share | Symbol:
    """The change of a share in points, with Newcombe's interval (1998, method 10)."""
    now, before = share(count, base), share(count_before, base_before)
    if isinstance(now, Symbol):
        return now
    if isinstance(before, Symbol):
        return before
    difference = now.per_cent - before.per_cent
    down = sqrt((now.per_cent - now.low) ** 2 + (before.high - before.per_cent) ** 2)
    up = sqrt((now.high - now.per_cent) ** 2 + (before.per_cent - before.low) ** 2)
    return Share(difference, difference - down, difference + up)


def mean(counts: Sequence[Cell], scores: Sequence[float]) -> float | Symbol:
    """The mean score of a row of answers; nothing where one of them is hidden, even in the middle."""
    total, weighted = 0, 0.0
    for count, score in zip(counts, scores, strict=True):
        if isinstance(count, Symbol):
            if count is Symbol.not_applicable:
                continue
            return count
        total += count
        weighted += count * score
    return weighted / total if total else Symbol.not_applicable


def ranks(shares: Mapping[str, Share | Symbol]) -> dict[str, int | Symbol]:
    """Ranks among those that are all shown: one hidden among them would be bounded by its neighbours' places."""
    hidden = next((each for each in shares.values() if isinstance(each, Symbol)), None)
    if hidden is not None:
        return dict.fromkeys(shares, Symbol.not_available)
    said = {name: each.per_cent for name, each in shares.items() if isinstance(each, Share)}
    return {name: 1 + sum(other > own for other in said.values()) for name, own in said.items()}


def bars(cells: Sequence[Cell], tallest: float) -> list[float | Symbol]:
    """Heights on an axis that ends at the largest cell shown; a hidden cell has no height, not even an empty one."""
    largest = max((cell for cell in cells if isinstance(cell, int)), default=0)
    return [cell if isinstance(cell, Symbol) else tallest * cell / max(largest, 1) for cell in cells]


def flagged(cell: Share | Symbol, above: float) -> bool | Symbol:
    """Whether a share lies above a mark beyond doubt; a hidden one is neither high nor low."""
    return cell if isinstance(cell, Symbol) else cell.low > above
