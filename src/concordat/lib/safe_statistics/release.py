"""From a suppression to what may go out; refused while a small count is covered by nothing, or too few report."""

from __future__ import annotations

import numpy as np

from concordat.lib.safe_statistics.bases import too_few
from concordat.lib.safe_statistics.polytope import Bools, Polytope
from concordat.lib.safe_statistics.published import Key, Release
from concordat.lib.safe_statistics.relations import Ints
from concordat.lib.safe_statistics.suppression import Suppression
from concordat.lib.safe_statistics.values import Cell, Symbol


class NotSafe(ValueError):
    """A release that must not go out, and why."""


def release(polytope: Polytope, x: Ints, suppression: Suppression) -> Release:
    """What may be published; refused while a small count is covered by nothing, or a report is about too few."""
    if len(suppression.uncovered):
        raise NotSafe(
            f"{len(suppression.uncovered)} small counts cannot be covered by hiding other cells. "
            "Roll the schools concerned up, or divide less finely."
        )
    minimum = polytope.description.rule.minimum_base
    few = len(too_few(polytope, x, minimum))
    if few:
        reports = "1 report is" if few == 1 else f"{few} reports are"
        raise NotSafe(f"{reports} about fewer than {minimum} respondents. Count them together with others first.")
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
