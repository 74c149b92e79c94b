"""The table of two raters, its weights, kappa and its standard error."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

Z_95 = 1.959963984540054
NO_SPREAD = 1e-6


class UnknownRating(ValueError):
    """A rating that is not on the scale, or a scale that says a rating twice."""


class Weights(StrEnum):
    """How much credit a near miss gets: none of it is lost by agreeing, all of it by the ends of the scale."""

    linear = "linear"
    quadratic = "quadratic"


@dataclass(frozen=True)
class Agreement:
    """How two raters agreed. `kappa` is None where it is not defined; 1 is full agreement, 0 is chance.

    `standard_error` is None, too, where the ratings do not vary about kappa (all agree, or all differ in one way): the
    large-sample formula gives nothing there, and nothing is not how sure anybody is.
    """

    pairs: int
    same: int
    kappa: float | None
    standard_error: float | None
    weights: Weights

    @property
    def share_same(self) -> float:
        """How often both gave the same rating; 0 where there is no pair."""
        return self.same / self.pairs if self.pairs else 0.0

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% interval of kappa by its large-sample standard error, within what kappa can be."""
        if self.kappa is None or self.standard_error is None:
            return None
        spread = Z_95 * self.standard_error
        return max(-1.0, self.kappa - spread), min(1.0, self.kappa + spread)


def weighted_kappa(
    pairs: Iterable[tuple[str, str]], scale: Sequence[str], *, weights: Weights = Weights.linear
) -> Agreement:
    """Agreement of the first with the second rater over the same subjects; `scale` is in order."""
    place = {rating: number for number, rating in enumerate(scale)}
    if len(place) != len(scale) or len(scale) < 2:
        raise UnknownRating("a scale has two or more ratings, each once")
    size = len(scale)
    counts = [[0] * size for _ in scale]
    for first, second in pairs:
        if first not in place or second not in place:
            raise UnknownRating(f"not on the scale: {sorted({first, second} - set(place))}")
        counts[place[first]][place[second]] += 1
    total = sum(map(sum, counts))
    same = sum(counts[at][at] for at in range(size))
    if not total:
        return Agreement(0, 0, None, None, weights)
    shares = [[count / total for count in row] for row in counts]
    kappa, error = _kappa(shares, _credit(size, weights), total)
    return Agreement(total, same, kappa, error, weights)


def _credit(size: int, weights: Weights) -> list[list[float]]:
    power = 1 if weights is Weights.linear else 2
    return [[1 - (abs(row - column) / (size - 1)) ** power for column in range(size)] for row in range(size)]


def _kappa(
    shares: Sequence[Sequence[float]], credit: Sequence[Sequence[float]], total: int
) -> tuple[float | None, float | None]:
    """Kappa and its standard error (Fleiss, Cohen and Everitt 1969, formula 8)."""
    cells = [(row, column) for row in range(len(shares)) for column in range(len(shares))]
    rows = [sum(row) for row in shares]
    columns = [sum(column) for column in zip(*shares, strict=True)]
    observed = sum(credit[row][column] * shares[row][column] for row, column in cells)
    expected = sum(credit[row][column] * rows[row] * columns[column] for row, column in cells)
    if 1 - expected < 1e-12:
        return None, None
    kappa = (observed - expected) / (1 - expected)
    of_rows = [sum(share * one for share, one in zip(columns, line, strict=True)) for line in credit]
    of_columns = [sum(share * one for share, one in zip(rows, line, strict=True)) for line in zip(*credit, strict=True)]
    squares = sum(
        shares[row][column]
        * (credit[row][column] * (1 - expected) - (of_rows[row] + of_columns[column]) * (1 - observed)) ** 2
        for row, column in cells
    )
    variance = (squares - (observed * expected - 2 * expected + observed) ** 2) / (total * (1 - expected) ** 4)
    error = sqrt(max(0.0, variance))
    return kappa, error if error > NO_SPREAD else None
