"""The narrowest interval of each hidden cell that follows from everything published, by linear programming."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import highspy
import numpy as np
from numpy.typing import NDArray

from concordat.lib.safe_statistics.attack.equations import Equations, Wedge, read_equations
from concordat.lib.safe_statistics.published import Key, Release

NEARLY = 1e-6
ROUNDS, SOME = 48, 0.1  # tables with many cells pushed at once, and how many of those left


class Impossible(ValueError):
    """A release that contradicts itself: no table at all agrees with it."""


class Attack:
    """Intervals of a release. `knowing` says of cells how many of the children in them the attackers are themselves."""

    def __init__(
        self, release: Release | Equations, everybody: bool | None = None, knowing: Mapping[Key, int] | None = None
    ) -> None:
        self.equations = release if isinstance(release, Equations) else read_equations(release, everybody)
        self.places = {key: number for number, key in enumerate(self.equations.unknowns)}
        self.own = np.zeros(len(self.places))
        for key, count in (knowing or {}).items():
            if key in self.places:
                self.own[self.places[key]] = count
        self._highs = _programme(self.equations, self.own)
        self._seen_low = np.full(len(self.places), np.inf)
        self._seen_high = np.full(len(self.places), -np.inf)

    def interval(self, key: Key) -> tuple[int, int]:
        """From at least to at most, in whole children; of others, where the attackers know themselves."""
        place = self.places[key]
        own = int(self.own[place])
        low, high = self._extreme(place, 1.0), self._extreme(place, -1.0)
        return int(np.ceil(low - NEARLY)) - own, int(np.floor(high + NEARLY)) - own

    def intervals(self) -> dict[Key, tuple[int, int]]:
        """The interval of every hidden cell."""
        return {key: self.interval(key) for key in self.equations.unknowns[: self.equations.published]}

    def narrower(self, keys: Collection[Key], low: int, high: int) -> list[Key]:
        """Which of these cells can be told not to reach from `low` to `high`; what was seen on the way saves asking."""
        self._look_around(keys, low, high)
        found = []
        for key in keys:
            place = self.places[key]
            own = self.own[place]
            up = self._seen_high[place] - own >= high - NEARLY or self._extreme(place, -1.0) - own >= high - NEARLY
            down = self._seen_low[place] - own <= low + NEARLY or self._extreme(place, 1.0) - own <= low + NEARLY
            if not (up and down):
                found.append(key)
        return found

    def _look_around(self, keys: Collection[Key], low: int, high: int) -> None:
        """Push many cells at once: what such tables show need not be asked for one by one."""
        places = np.array([self.places[key] for key in keys], dtype=np.int64)
        random = np.random.default_rng(len(places))
        for number in range(ROUNDS):
            seen = self._seen_high if number % 3 else -self._seen_low
            left = places[seen[places] < (high + self.own[places] if number % 3 else -low - self.own[places])]
            if len(left) < len(places) / 20:
                continue
            some = left[random.random(len(left)) < SOME]
            self._push(some, -1.0 if number % 3 else 1.0)

    def known_exactly(self) -> dict[Key, int]:
        """Hidden cells that are no secret: their interval is one number."""
        found = {}
        for key in self.equations.unknowns[: self.equations.published]:
            place = self.places[key]
            if self._seen_high[place] - self._seen_low[place] > 1 - NEARLY:
                continue
            low, high = self.interval(key)
            if low == high:
                found[key] = low
        return found

    def _extreme(self, place: int, cost: float) -> float:
        point = self._push(np.array([place]), cost)
        return float(np.inf) if point is None else float(point[place])

    def _push(self, places: NDArray[np.int64], cost: float) -> NDArray[np.float64] | None:
        """The table that makes these cells as large or as small as they go; nothing where there is no end."""
        columns = places.astype(np.int32)
        self._highs.changeColsCost(len(columns), columns, np.full(len(columns), cost))
        self._highs.run()
        status = self._highs.getModelStatus()
        point = np.asarray(self._highs.getSolution().col_value, dtype=np.float64)
        self._highs.changeColsCost(len(columns), columns, np.zeros(len(columns)))
        if status == highspy.HighsModelStatus.kUnbounded:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise Impossible("No table agrees with everything that was published.")
        np.minimum(self._seen_low, point, out=self._seen_low)
        np.maximum(self._seen_high, point, out=self._seen_high)
        return point


def _programme(equations: Equations, own: NDArray[np.float64]) -> highspy.Highs:
    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("presolve", "off"), ("solver", "simplex"), ("threads", 1)):
        highs.setOptionValue(option, value)
    highs.setOptionValue("simplex_strategy", 4)  # primal: one basis after another stays possible
    model = highspy.HighsLp()
    rows: list[Wedge] = [(tuple(row), float(right), float(right)) for row, right in equations.rows]
    rows += [wedge for wedge in equations.wedges if wedge[0]]
    model.num_col_, model.num_row_ = len(equations.unknowns), len(rows)
    model.col_cost_ = np.zeros(len(own))
    model.col_lower_, model.col_upper_ = own, np.full(len(own), highspy.kHighsInf)
    model.row_lower_, model.row_upper_ = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    entries = [entry for row, _, _ in rows for entry in row]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(row) for row, _, _ in rows)]).astype(np.int32)
    model.a_matrix_.index_ = np.array([column for column, _ in entries], dtype=np.int32)
    model.a_matrix_.value_ = np.array([sign for _, sign in entries], dtype=np.float64)
    highs.passModel(model)
    return highs
