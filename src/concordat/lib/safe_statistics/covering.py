"""Covering the small counts of one block: hide the support of cheap moves, then open what no move needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from concordat.lib.safe_statistics.moves import Block
from concordat.lib.safe_statistics.polytope import Bools
from concordat.lib.safe_statistics.relations import Floats, Ints
from concordat.lib.safe_statistics.rule import Rule
from concordat.lib.safe_statistics.solver import NEARLY


@dataclass(frozen=True)
class Needs:
    """For each small count of a block how far it must be able to move, up and down."""

    targets: Ints
    amounts: Ints  # positive up, negative down

    @classmethod
    def of(cls, x: Ints, small: Bools, rule: Rule) -> Needs:
        """Both sides of every small count; the side it stands on already needs nothing."""
        places = np.nonzero(small)[0]
        up = rule.reach - x[places]
        down = rule.floor - x[places]
        amounts = np.concatenate([up, down])
        both = np.concatenate([places, places])
        needed = amounts != 0
        return cls(both[needed], amounts[needed])

    def covered_by(self, move: Floats) -> Bools:
        """Which needs a move meets."""
        reached = move[self.targets]
        found: Bools = np.where(self.amounts > 0, reached >= self.amounts - NEARLY, reached <= self.amounts + NEARLY)
        return found


def cover(block: Block, needs: Needs) -> Bools:
    """Hide until every need is met; says which needs nothing can meet."""
    met = np.zeros(len(needs.targets), dtype=np.bool_)
    hopeless = np.zeros(len(needs.targets), dtype=np.bool_)
    order = np.lexsort((-block.x[needs.targets], -np.abs(needs.amounts)))
    for number in order:
        if met[number]:
            continue
        move = block.move(int(needs.targets[number]), int(needs.amounts[number]))
        if move is None:
            hopeless[number] = True
            continue
        block.hidden |= move != 0
        block.moves.append(move)
        met |= needs.covered_by(move)
    return hopeless


def prune(block: Block, needs: Needs, primary: Bools) -> None:
    """Open secondary cells, dearest first, as long as the moves that do without them still meet every need."""
    if not block.moves:
        return
    moves = np.array(block.moves)
    meets = np.array([needs.covered_by(move) for move in moves])
    touches = moves != 0
    wanted = meets.any(axis=0)
    kept = np.ones(len(moves), dtype=np.bool_)
    secondary = np.nonzero(block.hidden & ~primary)[0]
    for cell in secondary[np.argsort(-block.cost[secondary], kind="stable")]:
        without = kept & ~touches[:, cell]
        if (meets[without].any(axis=0) == wanted).all():
            kept = without
            block.hidden[cell] = False
    block.moves = [moves[number] for number in np.nonzero(kept)[0]]
