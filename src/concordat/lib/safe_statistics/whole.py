"""From a vertex with halves to a table of whole numbers, without disturbing what is whole already.

Vertices of linked tables are whole except in a few schools at a time. The fractional cells and their neighbours are
solved again in whole numbers while everything else stays; if they cannot be, the neighbourhood grows.
"""

from __future__ import annotations

import numpy as np

from concordat.lib.safe_statistics.polytope import Bools
from concordat.lib.safe_statistics.relations import Floats, Ints, Relations
from concordat.lib.safe_statistics.solver import NEARLY, Programme

NODES = 1_000
WIDENINGS = 3


def made_whole(relations: Relations, sums: Ints, point: Floats, costs: Floats, free_to: Bools) -> Ints | None:
    """A table of whole numbers near the point, or nothing where none was found soon."""
    near: Ints = np.round(point).astype(np.int64)
    free = np.abs(point - near) > NEARLY
    for _ in range(WIDENINGS):
        if not free.any():
            break
        touched = np.zeros(relations.count, dtype=np.bool_)
        touched[relations.rows[free[relations.columns]]] = True
        free[relations.columns[touched[relations.rows]]] = True
        free &= free_to
        solved = _solved(relations, sums, near, free, costs)
        if solved is not None:
            near[free] = solved
            break
    whole = bool((near >= 0).all()) and not (relations.residuals(near) - sums).any()
    return near if whole else None


def _solved(relations: Relations, sums: Ints, near: Ints, free: Bools, costs: Floats) -> Ints | None:
    cells = np.nonzero(free)[0]
    fixed = near.copy()
    fixed[cells] = 0
    rows = np.zeros(relations.count, dtype=np.bool_)
    rows[relations.rows[np.isin(relations.columns, cells)]] = True
    part = Programme(relations.on(cells, len(near)), len(cells))
    part.set_sums((sums - relations.residuals(fixed))[rows].astype(np.float64))
    part.set_bounds(np.zeros(len(cells)), np.full(len(cells), np.inf))
    part.set_costs(costs[cells])
    found = part.whole(NODES)
    return None if found is None else np.round(found).astype(np.int64)
