"""All schools and areas together: whole tables that agree with everything published and move the small counts.

A table in which a small count stands at the threshold or above, and another in which it stands at the floor, prove
that nobody can narrow it from what is published: each could be the truth. One programme asks for as many of the small
counts at once as will go; some ten such tables cover nearly all, and what no table covers is left to `repair.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from concordat.lib.safe_statistics.polytope import Bools, Polytope
from concordat.lib.safe_statistics.relations import Floats, Ints, Relations
from concordat.lib.safe_statistics.rule import Rule
from concordat.lib.safe_statistics.solver import INFINITE, NEARLY, Programme, is_whole
from concordat.lib.safe_statistics.whole import made_whole

UPWARDS = 0.6
WITHOUT_PROGRESS = 3
MOST_ROUNDS = 60


@dataclass
class Proof:
    """Small counts, and the tables so far that take them up to the reach and down to the floor."""

    cells: Ints  # the small counts
    x: Ints
    rule: Rule
    tables: list[Ints] = field(default_factory=list)
    up: Bools = field(init=False)
    down: Bools = field(init=False)

    def __post_init__(self) -> None:
        self.up = self.x[self.cells] >= self.rule.reach
        self.down = self.x[self.cells] <= self.rule.floor

    def take(self, table: Ints) -> int:
        """Keep a table if it covers something new; says how much."""
        new = self.take_in(table)
        if new:
            self.tables.append(table)
        return new

    def take_in(self, point: Ints | Floats) -> int:
        """Note what a point covers, which need not be whole; says how much of it is new."""
        up = self.up | (point[self.cells] >= self.rule.reach - NEARLY)
        down = self.down | (point[self.cells] <= self.rule.floor + NEARLY)
        new = int((up & ~self.up).sum() + (down & ~self.down).sum())
        self.up, self.down = up, down
        return new

    @property
    def whole(self) -> bool:
        """Whether every small count is covered."""
        return bool((self.up & self.down).all())

    @property
    def uncovered(self) -> Ints:
        """The small counts that are not."""
        return self.cells[~(self.up & self.down)]


class Worlds:
    """Every table that agrees with what is shown, as a programme over the hidden cells."""

    def __init__(self, polytope: Polytope, x: Ints, hidden: Bools, small: Ints) -> None:
        self.x = x
        self.cells = np.nonzero(hidden)[0]
        self.relations = polytope.relations.on(self.cells, polytope.size)
        self.sums: Ints = self.relations.residuals(x[self.cells]).astype(np.int64)
        place = np.full(polytope.size, -1, dtype=np.int64)
        place[self.cells] = np.arange(len(self.cells))
        self.targets = place[small]  # each is among the cells, or nothing could move it
        count, columns = len(self.cells), self.relations.columns
        twin = np.full(count, -1, dtype=np.int64)
        twin[self.targets] = count + np.arange(len(small))
        twinned = twin[columns] >= 0
        doubled = Relations.of(
            np.concatenate([self.relations.rows, self.relations.rows[twinned]]),
            np.concatenate([columns, twin[columns[twinned]]]),
            np.concatenate([self.relations.signs, self.relations.signs[twinned]]),
            self.relations.count,
        )
        self.programme = Programme(doubled, count + len(small), warm=True)
        self.programme.highs.setOptionValue("simplex_strategy", 4)  # primal: only costs and bounds of twins change
        self.programme.set_sums(self.sums.astype(np.float64))
        self.lowest, self.highest = np.zeros(count), np.full(count, INFINITE)
        self.can_rise = np.ones(len(small), dtype=np.bool_)

    def fix(self, cells: Ints, values: Ints, can_rise: Bools) -> None:
        """Only worlds in which these hidden cells have these values, and only these small counts reach so far."""
        self.can_rise = can_rise
        places = np.searchsorted(self.cells, cells)
        self.lowest[:], self.highest[:] = 0.0, INFINITE
        self.lowest[places] = self.highest[places] = values

    def table(self, up: Bools, down: Bools, rule: Rule, random: np.random.Generator) -> Ints | None:
        """A whole table that takes many of `up` to the reach and many of `down` to the floor."""
        count, small = len(self.cells), len(self.targets)
        weight = 0.5 + random.random(small)
        costs, upper = np.zeros(count + small), np.concatenate([self.highest, np.zeros(small)])
        upper[count:] = np.where(up, rule.reach, np.where(down, rule.floor, 0))
        costs[count:][up] = -weight[up]
        costs[self.targets[down]] = 2 * weight[down]
        self.programme.set_bounds(np.concatenate([self.lowest, np.zeros(small)]), upper)
        self.programme.set_costs(costs)
        point = self.programme.solve()
        if point is None:
            return None
        values = point[:count].copy()
        values[self.targets] += point[count:]
        return self._whole(values, random)

    def _whole(self, values: Floats, random: np.random.Generator) -> Ints | None:
        found: Ints | None = np.round(values).astype(np.int64)
        if not is_whole(values):
            free = self.highest > self.lowest
            found = made_whole(self.relations, self.sums, values, random.random(len(values)), free)
        if found is None or (self.relations.residuals(found) - self.sums).any() or (found < 0).any():
            return None
        table = self.x.copy()
        table[self.cells] = found
        return table


def prove(worlds: Worlds, proof: Proof, seed: int, patience: int = WITHOUT_PROGRESS) -> None:
    """Gather tables until everything is covered or nothing new comes."""
    random = np.random.default_rng(seed)
    idle = 0
    for _ in range(MOST_ROUNDS):
        if proof.whole or idle >= patience:
            return
        chosen = random.random(len(proof.cells)) < 0.5**idle
        upwards = random.random(len(proof.cells)) < UPWARDS
        open_up = ~proof.up & worlds.can_rise
        left = int((open_up | ~proof.down).sum())
        if not left:
            return
        up = chosen & open_up & (proof.down | upwards)
        down = chosen & ~proof.down & ~up
        table = worlds.table(up, down, proof.rule, random)
        new = 0 if table is None else proof.take(table)
        idle = 0 if new > left / 50 else idle + 1


def prove_singly(worlds: Worlds, proof: Proof, seed: int) -> None:
    """One table for each side of each small count that is left."""
    random = np.random.default_rng(seed)
    for place in np.nonzero(~(proof.up & proof.down))[0]:
        alone = np.arange(len(proof.cells)) == place
        for up in (True, False):
            if not (proof.up if up else proof.down)[place] and (worlds.can_rise[place] or not up):
                table = worlds.table(alone & up, alone & (not up), proof.rule, random)
                if table is not None:
                    proof.take(table)
