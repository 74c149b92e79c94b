"""The certificate of a release: whole tables that agree with everything published, and a check that needs no solver.

A reader of the certificate adds up and compares. It holds the true counts in all but name, so it is kept with the
counts and never published. That each small count stands at the reach in one table and at the floor in another proves
the rule: every outsider must take each of these tables for possible.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from concordat.lib.safe_statistics.bases import too_few
from concordat.lib.safe_statistics.polytope import Bools, Polytope
from concordat.lib.safe_statistics.relations import Ints
from concordat.lib.safe_statistics.rule import Rule


@dataclass(frozen=True)
class Certificate:
    """Tables as differences from the true counts: for each the cells that change and by how much."""

    moves: tuple[tuple[Ints, Ints], ...]

    @classmethod
    def of(cls, x: Ints, hidden: Bools, tables: Iterable[Ints]) -> Certificate:
        """The differences of some tables from the true one."""
        moves = []
        for table in tables:
            cells = np.nonzero(table != x)[0]
            if not hidden[cells].all():
                raise ValueError("A table of a certificate changes a cell that is shown.")
            moves.append((cells, table[cells] - x[cells]))
        return cls(tuple(moves))

    def changed(self, size: int) -> Bools:
        """The cells that some table changes: no other hidden cell covers anything."""
        found = np.zeros(size, dtype=np.bool_)
        for cells, _ in self.moves:
            found[cells] = True
        return found

    def to_json(self) -> list[dict[str, list[int]]]:
        """The certificate as plain lists."""
        return [{"cells": cells.tolist(), "by": by.tolist()} for cells, by in self.moves]

    @classmethod
    def from_json(cls, given: Iterable[dict[str, list[int]]]) -> Certificate:
        """A certificate that was written down."""
        return cls(
            tuple((np.array(each["cells"], dtype=np.int64), np.array(each["by"], dtype=np.int64)) for each in given)
        )


@dataclass(frozen=True)
class Finding:
    """What a check of a certificate found; `holds` where every small count is covered by tables that are possible.

    And where every report is about as many respondents as a report needs.
    """

    small_shown: Ints
    uncovered: Ints
    impossible: tuple[int, ...]  # tables that do not add up, fall below 0 or change a shown cell
    too_few: Ints  # totals of reports about fewer respondents than a report needs

    @property
    def holds(self) -> bool:
        """Whether the certificate proves the rule."""
        return not (len(self.small_shown) or len(self.uncovered) or self.impossible or len(self.too_few))


def check(polytope: Polytope, x: Ints, shown: Bools, certificate: Certificate, rule: Rule | None = None) -> Finding:
    """Check by adding up: no solver, and nothing taken from those who made the certificate but its tables."""
    rule = rule or polytope.description.rule
    small = rule.small(x) & ~polytope.unseen
    up, down = x >= rule.reach, x <= rule.floor
    impossible = []
    for number, (cells, by) in enumerate(certificate.moves):
        inside = (cells >= 0) & (cells < polytope.size)
        if not inside.all() or len(np.unique(cells)) != len(cells):
            impossible.append(number)
            continue
        table = x.copy()
        table[cells] += by
        if (table < 0).any() or shown[cells].any() or polytope.relations.residuals(table).any():
            impossible.append(number)
            continue
        up |= table >= rule.reach
        down |= table <= rule.floor
    few = too_few(polytope, x, rule.minimum_base)
    return Finding(np.nonzero(small & shown)[0], np.nonzero(small & ~(up & down))[0], tuple(impossible), few)
