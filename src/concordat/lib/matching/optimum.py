"""Maximum-weight matching of a graph, solved for each connected component (Edmonds 1965, by rustworkx)."""

from __future__ import annotations

from collections.abc import Sequence

Edge = tuple[int, int, int]  # two places in a list, and what they are worth together


def matching(edges: Sequence[Edge]) -> list[tuple[int, int]]:
    """The edges of a maximum-weight matching, solved for each connected component; in order."""
    import rustworkx  # here, so that only the process that solves pays for it

    graph = rustworkx.PyGraph(multigraph=False)
    names = sorted({place for one, other, _ in edges for place in (one, other)})
    graph.add_nodes_from(names)
    number = {place: index for index, place in enumerate(names)}
    graph.add_edges_from([(number[one], number[other], points) for one, other, points in edges])
    found = []
    for component in sorted(map(sorted, rustworkx.connected_components(graph))):
        part = graph.subgraph(component)
        for one, other in rustworkx.max_weight_matching(part, max_cardinality=False, weight_fn=int):
            first, second = part[one], part[other]
            found.append((min(first, second), max(first, second)))
    return sorted(found)
