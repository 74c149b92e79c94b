"""Whether tables that agree with each other always come from one population, and what is missing where they do not.

Tables that share their totals can be put together into one table of everybody exactly if the margins form an acyclic
hypergraph (Vorob'ev 1962; Beeri, Fagin, Maier and Yannakakis 1983), and then in whole numbers too: along the join
tree each step is a transport problem. Where they do not (school x year, school x sex, year x sex), intervals computed
from the tables alone would be wider than what follows; the common refinement joins the polytope as cells nobody sees.
"""

from __future__ import annotations

from collections.abc import Sequence

from concordat.lib.safe_statistics.description import Description, Margin


def finest(margins: Sequence[Margin]) -> list[Margin]:
    """The margins that are no total of another one."""
    return [one for one in margins if not any(other != one and refines(other, one) for other in margins)]


def refines(fine: Margin, coarse: Margin) -> bool:
    """Whether every cell of the coarse margin is a sum of cells of the fine one."""
    return all(below <= above for below, above in zip(fine, coarse, strict=True))


def missing_joins(description: Description) -> list[Margin]:
    """Common refinements that the polytope needs beside the published margins; none where they are acyclic."""
    left = _reduced(description)
    if len(left) <= 1:
        return []
    return [tuple(min(levels) for levels in zip(*left, strict=True))]


def _reduced(description: Description) -> list[Margin]:
    """What remains when ears are taken off (Graham; Yu and Ozsoyoglu): nothing but one edge where acyclic."""
    edges = [(margin, _nodes(description, margin)) for margin in finest(description.published)]
    changed = True
    while changed and len(edges) > 1:
        changed = False
        for place, (_, nodes) in enumerate(edges):
            others = [other for number, (_, other) in enumerate(edges) if number != place]
            shared = {node for node in nodes if any(node in other for other in others)}
            if any(shared <= other for other in others):
                del edges[place]
                changed = True
                break
    return [margin for margin, _ in edges]


def _nodes(description: Description, margin: Margin) -> set[tuple[int, int]]:
    """A margin as a set of attributes: a level brings all the coarser levels of its dimension."""
    pairs = zip(description.dimensions, margin, strict=True)
    return {(number, level) for number, (each, at) in enumerate(pairs) for level in range(at, each.top)}
