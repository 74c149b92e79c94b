"""A rate over the whole frame, from what was found in the sample."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import sqrt

Z_95 = 1.959963984540054
NEAR = 1e-12


@dataclass(frozen=True)
class Found:
    """What was found at one unit: `hits` of `of` things looked at, and the chance with which it was drawn."""

    hits: int
    of: int
    chance: float

    def __post_init__(self) -> None:
        if not 0 <= self.hits <= self.of or not 0 < self.chance <= 1:
            raise ValueError("hits of so many, and a chance above 0 and up to 1")


@dataclass(frozen=True)
class Rate:
    """The share with its 95% interval, from so many units in which so many things were looked at."""

    share: float
    low: float
    high: float
    units: int
    things: int


def wilson(share: float, size: float, z: float = Z_95) -> tuple[float, float]:
    """Interval for a share seen in a sample of this size (E. B. Wilson, JASA 22 (1927) 209-212)."""
    if size <= 0:
        return 0.0, 1.0
    centre = share + z * z / (2 * size)
    spread = z * sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    below = 1 + z * z / size
    return max(0.0, (centre - spread) / below), min(1.0, (centre + spread) / below)


def rate(sample: Iterable[Found], *, outstanding: int = 0) -> Rate | None:
    """Hits as a share of things, each unit counted for the many that it stands for; None where nothing was looked at.

    `outstanding` units were drawn by chance and not looked at yet: those that were stand for them too, as if it were
    chance who came first. While none of them was, the certain ones say nothing of all: None.

    The share is Hajek's ratio of weighted sums. Its variance is linearised; units are drawn, things within a unit
    are all looked at, so units vary and things do not. Units that were certain to be drawn add none of it. The interval
    is Wilson's at the sample size that would have that variance in a simple random sample; where the sample shows
    no variance at all, at the number of units that were not certain.
    """
    seen = list(sample)
    by_chance = sum(one.chance < 1 for one in seen)
    came = by_chance / (by_chance + outstanding) if outstanding else 1.0
    found = [replace(one, chance=one.chance * came) if one.chance < 1 else one for one in seen if one.of]
    if not found or (outstanding and all(one.chance == 1 for one in found)):
        return None
    weighted = sum(one.of / one.chance for one in found)
    share = sum(one.hits / one.chance for one in found) / weighted
    drawn = [one for one in found if one.chance < 1]
    low, high = (share, share) if not drawn else wilson(share, _effective_size(share, found, drawn, weighted))
    return Rate(share, low, high, len(found), sum(one.of for one in found))


def _effective_size(share: float, found: Sequence[Found], drawn: Sequence[Found], weighted: float) -> float:
    variance = _variance(share, drawn, weighted)
    if variance < NEAR or share * (1 - share) < NEAR:
        return float(len(drawn))
    # A sample tells no more than as many independent things as it looked at, each at its own unit.
    return min(share * (1 - share) / variance, float(sum(one.of for one in found)))


def _variance(share: float, drawn: Sequence[Found], weighted: float) -> float:
    """Linearised, for a sample of fixed size without replacement (Hajek's approximation by the chances)."""
    size = len(drawn)
    if size < 2:
        return 0.0
    parts = [(one.hits - share * one.of) / (one.chance * weighted) for one in drawn]
    keeps = [1 - one.chance for one in drawn]
    total = sum(keeps)
    if total < NEAR:
        return 0.0
    middle = sum(part * keep for part, keep in zip(parts, keeps, strict=True)) / total
    return size / (size - 1) * sum(keep * (part - middle) ** 2 for part, keep in zip(parts, keeps, strict=True))
