"""What others hide: as little as keeps every small count from being derived exactly, whatever its interval.

Cells are taken for publication from the largest down; one is hidden if publishing it would put a small count into the
span of what is published (the method of GaussSuppression, Langsrud 2024, by orthogonal projection, block by block).
"""

from __future__ import annotations

import numpy as np

from concordat.lib.safe_statistics.blocks import blocks, costs
from concordat.lib.safe_statistics.moves import Block
from concordat.lib.safe_statistics.polytope import Bools, Polytope
from concordat.lib.safe_statistics.relations import Floats, Ints
from concordat.lib.safe_statistics.rule import Rule

NEARLY = 1e-7


def algebraically_hidden(polytope: Polytope, x: Ints, rule: Rule) -> int:
    """How many cells the algebraic method hides."""
    small = rule.small(x)
    total = 0
    for block in blocks(polytope, x, costs(polytope, 1), small):
        if block.hidden.any():
            total += _hidden_in(_forms(block), block.x, block.hidden)
    return total


def _forms(block: Block) -> Floats:
    """Each cell as a vector such that sums of cells are sums of vectors: the null space of the relations."""
    relations = block.template.relations
    matrix = np.zeros((relations.count, len(block.x)))
    np.add.at(matrix, (relations.rows, relations.columns), relations.signs)
    if not len(matrix):
        return np.eye(len(block.x))
    values, vectors = np.linalg.eigh(matrix.T @ matrix)
    forms: Floats = vectors[:, values < NEARLY]
    return forms


def _hidden_in(forms: Floats, x: Ints, small: Bools) -> int:
    rest = forms.copy()  # what remains of every cell beside what is published
    hidden = small.copy()
    for cell in np.lexsort((np.arange(len(x)), -x)):
        if hidden[cell]:
            continue
        norm = rest[cell] @ rest[cell]
        if norm < NEARLY:
            continue
        onto = rest[small] @ rest[cell]
        left = np.einsum("ij,ij->i", rest[small], rest[small]) - onto * onto / norm
        if (left < NEARLY).any():
            hidden[cell] = True
            continue
        rest -= np.outer(rest @ rest[cell] / norm, rest[cell])
    return int(hidden.sum())
