"""Cheapest moves inside one block: change a small count by its need, and hide as little as possible for it.

A move d keeps every sum (A d = 0) and leaves every count at least 0 (x + d >= 0). If the cells it touches are hidden,
x + d is a table that nobody outside can tell from x. Minimising the cost of what must be hidden over such moves is
the linear relaxation of cell suppression (Kelly, Golden and Assad 1992; Fischetti and Salazar 2001); one programme per
uncovered count, with what is hidden already at next to no cost, is the heuristic both use.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from concordat.lib.safe_statistics.polytope import Bools
from concordat.lib.safe_statistics.relations import Floats, Ints, Relations
from concordat.lib.safe_statistics.solver import INFINITE, NEARLY, Programme

HIDDEN_ALREADY = 0.01


class Template:
    """The relations of a block; schools with the same year groups share one programme."""

    def __init__(self, relations: Relations, size: int) -> None:
        self.size = size
        self.relations = relations
        mirrored = Relations.of(
            np.concatenate([relations.rows, relations.rows]),
            np.concatenate([relations.columns, relations.columns + size]),
            np.concatenate([relations.signs, -relations.signs]),
            relations.count,
        )
        self.programme = Programme(mirrored, 2 * size)


@dataclass
class Block:
    """One school's cells: counts, what is hidden, what may be hidden at what cost."""

    cells: Ints
    x: Ints
    cost: Floats  # infinite where the cell must be shown
    hidden: Bools
    template: Template
    moves: list[Floats] = field(default_factory=list)

    def move(self, target: int, amount: int) -> Floats | None:
        """The cheapest move that changes the target by the amount; nothing where there is none."""
        if not np.isfinite(self.cost[target]):
            return None
        return self.shift(np.array([target]), np.array([amount]))

    def shift(self, targets: Ints, amounts: Ints) -> Floats | None:
        """The cheapest move that changes each target by its amount."""
        size, costs = self.template.size, self.costs()
        may_move = np.isfinite(costs)
        up = np.where(may_move, INFINITE, 0.0)
        down = np.where(may_move, self.x, 0).astype(np.float64)
        lower, upper = np.zeros(2 * size), np.concatenate([up, down])
        upper[targets] = lower[targets] = np.maximum(amounts, 0)
        upper[size + targets] = lower[size + targets] = np.maximum(-amounts, 0)
        self.template.programme.set_bounds(lower, upper)
        price = np.where(may_move, costs, 0.0)
        self.template.programme.set_costs(np.concatenate([price, price]))
        point = self.template.programme.solve()
        if point is None:
            return None
        step: Floats = point[:size] - point[size:]
        step[np.abs(step) < NEARLY] = 0.0
        return step

    def costs(self) -> Floats:
        """What hiding costs now: next to nothing for what is hidden already."""
        return np.where(self.hidden, HIDDEN_ALREADY * self.cost, self.cost)
