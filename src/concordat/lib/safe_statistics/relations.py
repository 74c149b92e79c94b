"""Sums that must come out at nothing: sparse rows of ones and minus ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Relations:
    """Rows in compressed form: row r has the columns `columns[starts[r]:starts[r + 1]]` with their signs."""

    starts: Ints
    columns: Ints
    signs: Floats

    @classmethod
    def of(cls, rows: Ints, columns: Ints, signs: Floats, count: int) -> Relations:
        """From entries in any order."""
        order = np.argsort(rows, kind="stable")
        starts = np.zeros(count + 1, dtype=np.int64)
        np.cumsum(np.bincount(rows.astype(np.int64), minlength=count), out=starts[1:])
        return cls(starts, columns[order].astype(np.int64), signs[order].astype(np.float64))

    @classmethod
    def joined(cls, parts: Sequence[Relations]) -> Relations:
        """Several sets of relations as one."""
        if not parts:
            return cls(np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))
        lengths = np.concatenate([np.diff(part.starts) for part in parts])
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        columns = np.concatenate([part.columns for part in parts])
        return cls(starts, columns, np.concatenate([part.signs for part in parts]))

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.starts) - 1

    @property
    def rows(self) -> Ints:
        """The row of each entry."""
        return np.repeat(np.arange(self.count), np.diff(self.starts))

    def residuals(self, x: Ints | Floats) -> Ints | Floats:
        """A x: what each row comes to; whole numbers stay whole."""
        signs = self.signs.astype(np.int64) if x.dtype.kind == "i" else self.signs
        sums = np.concatenate([[0], np.cumsum(signs * x[self.columns])])
        found: Ints | Floats = sums[self.starts[1:]] - sums[self.starts[:-1]]
        return found

    def within(self, block: Ints, across: int) -> Ints:
        """For each row the block of its columns, or `across` where they lie in several."""
        blocks = block[self.columns]
        found = np.full(self.count, across, dtype=np.int64)
        filled = np.diff(self.starts) > 0
        if blocks.size:
            places = self.starts[:-1][filled]
            low = np.minimum.reduceat(blocks, places)
            high = np.maximum.reduceat(blocks, places)
            found[filled] = np.where(low == high, low, across)
        return found

    def chosen(self, rows: Ints) -> Relations:
        """Some of the rows."""
        lengths = np.diff(self.starts)[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        entries = np.repeat(self.starts[rows] - starts[:-1], lengths) + np.arange(int(starts[-1]))
        return Relations(starts, self.columns[entries], self.signs[entries])

    def on(self, cells: Ints, size: int) -> Relations:
        """The same rows over some of the cells, numbered anew; rows left empty go, and so do repeated rows."""
        place = np.full(size, -1, dtype=np.int64)
        place[cells] = np.arange(len(cells))
        kept = place[self.columns] >= 0
        lengths = np.zeros(self.count, dtype=np.int64)
        np.add.at(lengths, self.rows[kept], 1)
        filled = lengths > 0
        starts = np.concatenate([[0], np.cumsum(lengths[filled])]).astype(np.int64)
        return Relations(starts, place[self.columns[kept]], self.signs[kept])
