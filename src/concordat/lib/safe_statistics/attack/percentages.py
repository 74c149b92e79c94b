"""Percentages that somebody printed: each ties a count to its base within what rounding leaves open.

"27%" of a base of 30 is 8 children, whether or not the 8 is hidden. A percentage of a hidden base is no count, but it
is a narrow wedge, and the attacker uses it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from concordat.lib.safe_statistics.attack.equations import Equations, Wedge
from concordat.lib.safe_statistics.published import Key, Release
from concordat.lib.safe_statistics.values import Symbol

FAR = float("inf")


@dataclass(frozen=True)
class Percentage:
    """A count in per cent of its base, as printed: to the nearest `step`."""

    count: Key
    base: Key
    per_cent: float
    step: float = 1.0


def with_percentages(equations: Equations, release: Release, printed: Iterable[Percentage]) -> Equations:
    """The equations, and for each percentage the two bounds it sets."""
    numbers = {key: number for number, key in enumerate(equations.unknowns)}
    wedges: list[Wedge] = list(equations.wedges)
    for each in printed:
        half = each.step / 2
        wedges.append(_side(release, numbers, each, (each.per_cent - half) / 100, at_least=True))
        wedges.append(_side(release, numbers, each, (each.per_cent + half) / 100, at_least=False))
    return replace(equations, wedges=tuple(wedges))


def _side(release: Release, numbers: dict[Key, int], each: Percentage, share: float, *, at_least: bool) -> Wedge:
    """Count - share x base is at least 0, or at most 0; what is shown goes to the other side."""
    parts: list[tuple[int, float]] = []
    known = 0.0
    for key, weight in ((each.count, 1.0), (each.base, -share)):
        cell = release.cells[key]
        if isinstance(cell, Symbol):
            parts.append((numbers[key], weight))
        else:
            known += weight * cell
    return (tuple(parts), -known, FAR) if at_least else (tuple(parts), -FAR, -known)
