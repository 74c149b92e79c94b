"""Small counts that their own school covers and the areas above give away: let a few other schools hide with them.

For each one the cheapest move over its school, the areas above and the other schools of its district; what it touches
is hidden. Where that district cannot do it, the whole polytope is asked, and what nothing can cover is said.
"""

from __future__ import annotations

import numpy as np

from concordat.lib.safe_statistics.joint import Proof
from concordat.lib.safe_statistics.moves import Block, Template
from concordat.lib.safe_statistics.polytope import Bools, Polytope
from concordat.lib.safe_statistics.relations import Floats, Ints
from concordat.lib.safe_statistics.solver import is_whole


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
        self.family = families(polytope)
        self.parts: dict[int, Block] = {}

    def cheapest(self, cell: int, amount: int) -> Floats | None:
        """The cheapest move of a cell: in its family, or else anywhere."""
        number = int(self.polytope.block[cell])
        for key, cells in ((number, self.family[number]), (-1, np.arange(self.polytope.size))):
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


def families(polytope: Polytope) -> list[Ints]:
    """For each block the cells to ask first, and then everybody's."""
    everything = np.arange(polytope.size)
    unit = polytope.description.unit_number
    if unit is None:
        return [everything]
    dimension = polytope.description.dimensions[unit]
    found: list[Ints] = []
    starts = np.cumsum([0, *(dimension.size(level) for level in range(dimension.top + 1))])
    for level in range(dimension.top + 1):
        for category in range(dimension.size(level)):
            found.append(everything[np.isin(polytope.block, _family(polytope, level, category, starts))])
    return found


def _family(polytope: Polytope, level: int, category: int, starts: Ints) -> Ints:
    """The block, everything above it, and everything below its parent."""
    unit = polytope.description.unit_number
    assert unit is not None
    dimension = polytope.description.dimensions[unit]
    parent = min(level + 1, dimension.top)
    head = int(dimension.mapping(level, parent)[category])
    found = [int(starts[level]) + category]
    for below in range(parent + 1):
        members = np.nonzero(dimension.mapping(below, parent) == head)[0]
        found += [int(starts[below]) + int(member) for member in members]
    for above in range(parent, dimension.top + 1):
        found.append(int(starts[above]) + int(dimension.mapping(level, above)[category]))
    return np.unique(found)
