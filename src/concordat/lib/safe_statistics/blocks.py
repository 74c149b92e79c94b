"""Which cells each school's own table needs hidden, block by block; `joint.py` then looks at all of them together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from concordat.lib.safe_statistics.covering import Needs, cover, prune
from concordat.lib.safe_statistics.moves import Block, Template
from concordat.lib.safe_statistics.polytope import Bools, Polytope
from concordat.lib.safe_statistics.relations import Floats, Ints
from concordat.lib.safe_statistics.rule import Rule

JITTER = 0.05


@dataclass
class Pattern:
    """What is hidden, which of it because it is small, which counts nothing could cover, and what hiding costs."""

    hidden: Bools
    primary: Bools
    unprotectable: Bools
    cost: Floats


def suppress_blocks(
    polytope: Polytope,
    x: Ints,
    rule: Rule,
    seed: int,
    shown: Bools | None = None,
    hidden: Bools | None = None,
    settled: Bools | None = None,
) -> Pattern:
    """Hide what each school's own table needs; `shown` stays open and `hidden` stays closed whatever it costs.

    What is `settled` is protected already, elsewhere, and does not move.
    """
    small = rule.small(x) & ~polytope.unseen
    if settled is not None:
        small &= ~settled
    closed = (
        small & ~polytope.total
    ) | polytope.unseen  # how many a school has is known outside: hiding it is no cover
    if hidden is not None:
        closed |= hidden
    cost = costs(polytope, seed)
    cost[polytope.total & ~closed] = np.inf
    for fixed in (shown, settled):
        if fixed is not None:
            cost[fixed] = np.inf
    found = Pattern(closed.copy(), small, np.zeros(polytope.size, dtype=np.bool_), cost)
    for block in blocks(polytope, x, cost, closed):
        primary = small[block.cells]
        needs = Needs.of(block.x, primary, rule)
        if not len(needs.targets):
            continue
        hopeless = cover(block, needs)
        prune(block, needs, closed[block.cells])
        found.hidden[block.cells] = block.hidden
        found.unprotectable[block.cells[needs.targets[hopeless]]] = True
    return found


def costs(polytope: Polytope, seed: int) -> Floats:
    """What hiding a cell costs: about one each, totals a little more; the secret seed breaks ties."""
    random = np.random.default_rng(seed)
    return polytope.weight * (1.0 + JITTER * random.random(polytope.size))


def blocks(polytope: Polytope, x: Ints, cost: Floats, hidden: Bools) -> Iterator[Block]:
    """Every block with its own relations; equal ones share a template."""
    order = np.argsort(polytope.block, kind="stable")
    rows = np.argsort(polytope.within, kind="stable")
    edges = np.searchsorted(polytope.block[order], np.arange(int(polytope.block.max()) + 2))
    row_edges = np.searchsorted(polytope.within[rows], np.arange(int(polytope.block.max()) + 2))
    place = np.full(polytope.size, -1, dtype=np.int64)
    templates: dict[bytes, Template] = {}
    for number in range(len(edges) - 1):
        cells = order[edges[number] : edges[number + 1]]
        if not len(cells):
            continue
        place[cells] = np.arange(len(cells))
        own = polytope.relations.chosen(rows[row_edges[number] : row_edges[number + 1]])
        own = type(own)(own.starts, place[own.columns], own.signs)
        key = own.starts.tobytes() + own.columns.tobytes() + own.signs.tobytes()
        if key not in templates:
            templates[key] = Template(own, len(cells))
        yield Block(cells, x[cells], cost[cells], hidden[cells].copy(), templates[key])
