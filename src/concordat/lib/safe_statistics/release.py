"""From a suppression to what may go out; refused while a small count is covered by nothing."""

from __future__ import annotations

import numpy as np

from concordat.lib.safe_statistics.polytope import Bools, Polytope
from concordat.lib.safe_statistics.published import Key, Release
from concordat.lib.safe_statistics.relations import Ints
from concordat.lib.safe_statistics.suppression import Suppression
from concordat.lib.safe_statistics.values import Cell, Symbol


class NotSafe(ValueError):
    """A release that must not go out, and why."""


def release(polytope: Polytope, x: Ints, suppression: Suppression) -> Release:
    """What may be published; refused while a small count is covered by nothing."""
    if len(suppression.uncovered):
        raise NotSafe(
            f"{len(suppression.uncovered)} small counts cannot be covered by hiding other cells. "
            "Roll the schools concerned up, or divide less finely."
        )
    return drawn(polytope, x, ~suppression.hidden)


def drawn(polytope: Polytope, x: Ints, open_cells: Bools) -> Release:
    """Any pattern as a release, for the attacker to try."""
    cells: dict[Key, Cell] = {}
    for margin in polytope.description.published:
        for place, number in np.ndenumerate(polytope.ids[margin]):
            if number < 0:
                cells[margin, place] = Symbol.not_applicable
            else:
                cells[margin, place] = int(x[number]) if open_cells[number] else Symbol.hidden
    return Release(polytope.description, cells)
