"""Whether an outsider learns more from the fact that all tables are about the same children: the attacker's own answer.

A margin is a set of attributes, a level with all that is coarser. Margins can always be put together into one table of
everybody exactly where they have a join tree, and they have one exactly where the heaviest spanning tree, each edge
weighing the attributes that two margins share, weighs as much as all margins have attributes too many (D. Maier, The
Theory of Relational Databases, 1983, chapter 13; P. A. Bernstein and N. Goodman, SIAM J. Computing 10 (1981) 751-771).
"""

from __future__ import annotations

from itertools import combinations

from concordat.lib.safe_statistics.description import Description, Margin

Attributes = frozenset[tuple[int, int]]


def says_more(description: Description) -> bool:
    """Whether the children behind the margins narrow what the margins alone say."""
    every = {_attributes(description, margin) for margin in description.margins}
    largest = [one for one in every if not any(one < other for other in every)]
    too_many = sum(map(len, largest)) - len(frozenset().union(*largest))
    return _heaviest_tree(largest) < too_many


def _attributes(description: Description, margin: Margin) -> Attributes:
    pairs = zip(description.dimensions, margin, strict=True)
    return frozenset((number, level) for number, (each, at) in enumerate(pairs) for level in range(at, each.top))


def _heaviest_tree(margins: list[Attributes]) -> int:
    """The weight of the heaviest spanning tree (Kruskal 1956)."""
    tree = list(range(len(margins)))
    weight = 0
    edges = combinations(range(len(margins)), 2)
    for one, other in sorted(edges, key=lambda edge: -len(margins[edge[0]] & margins[edge[1]])):
        if tree[one] != tree[other]:
            weight += len(margins[one] & margins[other])
            tree = [tree[one] if each == tree[other] else each for each in tree]
    return weight
