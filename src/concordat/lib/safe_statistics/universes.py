"""Several releases about overlapping groups of children, as one polytope.

The respondents are split into atoms: those counted in exactly the same releases. Every published group, its universe,
is a sum of atoms, and an outsider who takes one from another learns of their difference. So each universe and each atom
has a copy of the cells, tied by those sums, and the small counts of every atom are protected like those that are
printed: the difference of two releases is suppressed as a release of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from concordat.lib.safe_statistics.polytope import ACROSS, Bools, Polytope
from concordat.lib.safe_statistics.relations import Ints, Relations

NEARLY = 1e-9
MOST_SMALL_ATOMS = 16


class DifferenceTooSmall(ValueError):
    """Releases whose difference is about fewer respondents than a report needs."""


@dataclass(frozen=True)
class Lattice:
    """Which atoms each universe is made of."""

    universes: tuple[str, ...]
    member: Bools  # one row a universe, one column an atom

    @classmethod
    def of(cls, universes: tuple[str, ...], memberships: Bools) -> tuple[Lattice, Ints]:
        """The atoms of respondents (rows) who are in universes (columns); also the atom of each respondent.

        Who is in no universe is in no atom, and gets -1.
        """
        patterns, atom = np.unique(np.asarray(memberships, dtype=np.bool_), axis=0, return_inverse=True)
        counted = patterns.any(axis=1)
        place = np.where(counted, np.cumsum(counted) - 1, -1)
        return cls(universes, patterns[counted].T.copy()), place[atom.reshape(-1)].astype(np.int64)

    @property
    def atoms(self) -> int:
        """How many atoms there are."""
        return int(self.member.shape[1])

    def derivable(self, atoms: tuple[int, ...], sizes: Ints) -> bool:
        """Whether these atoms together are a sum and difference of universes; an atom of nobody comes for nothing."""
        wanted = np.zeros(self.atoms)
        wanted[list(atoms)] = 1.0
        somebody = sizes > 0
        wanted, rows = wanted[somebody], self.member[:, somebody].astype(np.float64)
        weights = np.linalg.lstsq(rows.T, wanted, rcond=None)[0]
        return bool(np.abs(rows.T @ weights - wanted).max() < NEARLY)


def require_large_differences(lattice: Lattice, sizes: Ints, minimum: int) -> None:
    """Refuse universes from which a group of fewer than `minimum`, but not none, follows by adding and subtracting."""
    small = [atom for atom in range(lattice.atoms) if 0 < sizes[atom] < minimum]
    if len(small) > MOST_SMALL_ATOMS:
        raise DifferenceTooSmall("So many small differences between releases cannot be looked at one by one.")
    for count in range(1, len(small) + 1):
        for atoms in combinations(small, count):
            total = int(sizes[list(atoms)].sum())
            if total < minimum and lattice.derivable(atoms, sizes):
                raise DifferenceTooSmall(
                    f"These releases differ by {total} respondents; a difference needs none or at least {minimum}. "
                    "Keep the release that is out, or leave the late ones out of this one."
                )


def on_lattice(polytope: Polytope, lattice: Lattice) -> Polytope:
    """The polytope of all universes and, behind them, all atoms; `copy` says which cells belong to which."""
    copies = len(lattice.universes) + lattice.atoms
    size = polytope.size
    parts = [_shifted(polytope.relations, number * size) for number in range(copies)]
    parts += [_tie(lattice, number, size) for number in range(len(lattice.universes))]
    relations = Relations.joined(parts)
    block = np.tile(polytope.block, copies)
    atoms = copy_of(polytope, lattice) >= len(lattice.universes)
    return replace(
        polytope,
        ids={},
        size=size * copies,
        block=block,
        unseen=np.tile(polytope.unseen, copies),
        total=np.tile(polytope.total, copies) & ~atoms,  # of an atom it is known only where it follows
        weight=np.where(atoms, 1e-4, np.tile(polytope.weight, copies)),
        relations=relations,
        within=relations.within(block, ACROSS),
    )


def copy_of(polytope: Polytope, lattice: Lattice) -> Ints:
    """For each cell of the polytope on a lattice the number of its universe, or after those of its atom."""
    return np.repeat(np.arange(len(lattice.universes) + lattice.atoms), polytope.size)


def values_on_lattice(lattice: Lattice, of_atoms: list[Ints]) -> Ints:
    """Counts of all universes and atoms from those of the atoms."""
    stacked = np.stack(of_atoms)
    return np.concatenate([*(lattice.member.astype(np.int64) @ stacked), *stacked])


def _shifted(relations: Relations, by: int) -> Relations:
    return Relations(relations.starts, relations.columns + by, relations.signs)


def _tie(lattice: Lattice, number: int, size: int) -> Relations:
    """Each cell of a universe is the sum of its atoms' cells."""
    cells = np.arange(size)
    own = np.nonzero(lattice.member[number])[0] + len(lattice.universes)
    rows = np.concatenate([cells, *(cells for _ in own)])
    columns = np.concatenate([cells + number * size, *(cells + copy * size for copy in own)])
    signs = np.concatenate([-np.ones(size), np.ones(size * len(own))])
    return Relations.of(rows, columns, signs, size)
