"""Covering the small counts of one block: hide the support of cheap moves, then open what no move needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from concordat.lib.safe_statistics.moves import Block
from concordat.lib.safe_statistics.polytope import Bools
from concordat.lib.safe_statistics.relations import Floats, Ints
from concordat.lib.safe_statistics.rule import Rule
from concordat.lib.safe_statistics.solver import NEARLY

FEW = 3  # needs for which another move is looked for when a cell is to be opened


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
    for number in np.argsort(-needs.amounts, kind="stable"):  # what must rise furthest first
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


def prune(block: Block, needs: Needs, closed: Bools) -> None:
    """Open secondary cells, dearest first, as long as moves among what stays hidden still meet every need."""
    if not block.moves:
        return
    moves = np.array(block.moves)
    meets = np.array([needs.covered_by(move) for move in moves])
    wanted = meets.any(axis=0)
    secondary = np.nonzero(block.hidden & ~closed)[0]
    for cell in secondary[np.argsort(-block.cost[secondary], kind="stable")]:
        without = moves[:, cell] == 0
        lost = np.nonzero(wanted & ~meets[without].any(axis=0))[0]
        others = _without(block, needs, int(cell), lost) if len(lost) <= FEW else None
        if others is None:
            continue
        block.hidden[cell] = False
        moves = np.concatenate([moves[without], *others])
        meets = np.concatenate([meets[without], *(needs.covered_by(each[0])[None] for each in others)])
    block.moves = list(moves)


def _without(block: Block, needs: Needs, cell: int, lost: Ints) -> list[Floats] | None:
    """Moves for the needs that lose theirs when a cell is opened, among what is hidden beside it; or nothing."""
    if not len(lost):
        return []
    kept, block.cost = block.cost, np.where(block.hidden, block.cost, np.inf)
    block.cost[cell] = np.inf
    found: list[Floats] = []
    for number in lost:
        move = block.move(int(needs.targets[number]), int(needs.amounts[number]))
        if move is None:
            break
        found.append(move[None])
    block.cost = kept
    return found if len(found) == len(lost) else None
