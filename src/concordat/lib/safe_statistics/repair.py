"""Small counts that their own school covers and the areas above give away: let a few other schools hide with them.

For each one the cheapest move over its school, the areas above and a few large schools beside it; what it touches is
hidden. Where those cannot do it the whole district is asked, then everybody, and what nothing can cover is said.
"""

from __future__ import annotations

import numpy as np

from concordat.lib.safe_statistics.joint import Proof
from concordat.lib.safe_statistics.moves import Block, Template
from concordat.lib.safe_statistics.polytope import Bools, Polytope
from concordat.lib.safe_statistics.relations import Floats, Ints
from concordat.lib.safe_statistics.solver import is_whole

DONORS = 6


def repair(
    polytope: Polytope, x: Ints, cost: Floats, hidden: Bools, proof: Proof, tables: list[Ints] | None = None
) -> Bools:
    """Hide more until every small count can move; marks those that nothing can move.

    `x` is the true table, or any other that agrees with what is shown; `tables` collects the whole ones found.
    """
    hopeless = np.zeros(polytope.size, dtype=np.bool_)
    part = Parts(polytope, x, cost, hidden)
    reached = Proof(proof.cells, x, proof.rule)  # what these moves cover; the tables to keep cover more at once
    reached.up |= proof.up
    reached.down |= proof.down
    for place in np.nonzero(~(proof.up & proof.down))[0]:
        cell = int(proof.cells[place])
        for up, amount in ((True, proof.rule.reach - x[cell]), (False, proof.rule.floor - x[cell])):
            if (reached.up if up else reached.down)[place]:
                continue
            move = part.cheapest(cell, int(amount))
            if move is None:
                hopeless[cell] = True
                continue
            hidden |= move != 0
            reached.take_in(x + move)
            if tables is not None and is_whole(move):
                tables.append(x + np.round(move).astype(np.int64))
    return hopeless


class Parts:
    """The parts of a polytope that are asked for moves, each a programme that is made once."""

    def __init__(self, polytope: Polytope, x: Ints, cost: Floats, hidden: Bools) -> None:
        self.polytope, self.x, self.cost, self.hidden = polytope, x, cost, hidden
        self.family = families(polytope, x)
        self.parts: dict[tuple[int, int], Block] = {}

    def cheapest(self, cell: int, amount: int) -> Floats | None:
        """The cheapest move of a cell: in its family, or else anywhere."""
        number = int(self.polytope.block[cell])
        few, district = self.family[number]
        everything = np.arange(self.polytope.size)
        for key, cells in (((number, 0), few), ((number, 1), district), ((-1, -1), everything)):
            part = self.parts.get(key)
            if part is None:
                relations = self.polytope.relations.on(cells, self.polytope.size)
                template = Template(relations, len(cells))
                part = Block(cells, self.x[cells], self.cost[cells], self.hidden[cells], template)
                self.parts[key] = part
            part.hidden = self.hidden[cells]
            step = part.move(int(np.searchsorted(cells, cell)), amount)
            if step is not None:
                move = np.zeros(self.polytope.size)
                move[cells] = step
                return move
        return None


def families(polytope: Polytope, x: Ints) -> list[tuple[Ints, Ints]]:
    """For each block the cells to ask first, of a few donors, and those to ask next, of its whole district."""
    everything = np.arange(polytope.size)
    unit = polytope.description.unit_number
    if unit is None:
        return [(everything, everything)]
    dimension = polytope.description.dimensions[unit]
    starts = np.cumsum([0, *(dimension.size(level) for level in range(dimension.top + 1))])
    sizes = np.bincount(polytope.block, minlength=int(starts[-1]))
    lengths = np.bincount(polytope.block, weights=np.where(polytope.total, x, 0), minlength=int(starts[-1]))
    found = []
    for level in range(dimension.top + 1):
        for category in range(dimension.size(level)):
            own, above, beside = _family(polytope, level, category, starts)
            alike = beside[sizes[beside] == sizes[own]]
            donors = alike[np.argsort(-lengths[alike], kind="stable")][:DONORS]
            few, all_of_them = [own, *above, *donors], [own, *above, *beside]
            found.append((everything[np.isin(polytope.block, few)], everything[np.isin(polytope.block, all_of_them)]))
    return found


def _family(polytope: Polytope, level: int, category: int, starts: Ints) -> tuple[int, list[int], Ints]:
    """The block itself, those above it, and those beside it below the same parent."""
    unit = polytope.description.unit_number
    assert unit is not None
    dimension = polytope.description.dimensions[unit]
    parent = min(level + 1, dimension.top)
    head = int(dimension.mapping(level, parent)[category])
    own = int(starts[level]) + category
    above = [
        int(starts[higher]) + int(dimension.mapping(level, higher)[category])
        for higher in range(parent, dimension.top + 1)
    ]
    beside: list[int] = []
    for below in range(parent):
        members = np.nonzero(dimension.mapping(below, parent) == head)[0]
        beside += [int(starts[below]) + int(member) for member in members]
    return own, above, np.array([each for each in beside if each != own], dtype=np.int64)
