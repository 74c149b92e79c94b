"""The ledger of a table: every cell ever published of it, and the guard that looks at a new release beside them.

One frozen release a round is the rule; where a second one is wanted (late returns, corrections, one group more), it
goes out only if it and everything before it, taken together, still keep the rule. What is in the ledger cannot be taken
back: shown cells stay shown, and hidden ones must stay safe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from concordat.lib.safe_statistics.description import Description
from concordat.lib.safe_statistics.polytope import Bools, Polytope
from concordat.lib.safe_statistics.published import Release
from concordat.lib.safe_statistics.reading import description_json, read_description
from concordat.lib.safe_statistics.relations import Ints
from concordat.lib.safe_statistics.release import NotSafe, drawn
from concordat.lib.safe_statistics.suppression import Suppression, suppress
from concordat.lib.safe_statistics.universes import (
    Lattice,
    on_lattice,
    require_large_differences,
    values_on_lattice,
)


class LedgerDisagrees(ValueError):
    """Counts that are not those an earlier release was made of."""


@dataclass(frozen=True)
class Entry:
    """One release: whom it was about, its secret seed, and what each cell said (-1 where it was hidden)."""

    universe: str
    seed: int
    said: tuple[int, ...]


@dataclass(frozen=True)
class Ledger:
    """All releases of one table."""

    description: Description
    entries: tuple[Entry, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The ledger as plain values; secret, because it holds the seeds."""
        entries = [{"universe": each.universe, "seed": each.seed, "said": list(each.said)} for each in self.entries]
        return {"description": description_json(self.description), "entries": entries}

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Ledger:
        """A ledger that was written down."""
        entries = (Entry(each["universe"], each["seed"], tuple(each["said"])) for each in given["entries"])
        return cls(read_description(given["description"]), tuple(entries))

    @property
    def exactly_published(self) -> Bools:
        """The cells that some release shows: nothing else may be said about these, rounded or not."""
        said = np.array([entry.said for entry in self.entries], dtype=np.int64)
        if not self.entries:
            return np.zeros(0, dtype=np.bool_)
        return np.asarray(np.any(said >= 0, axis=0), dtype=np.bool_)


@dataclass(frozen=True)
class NextRelease:
    """A release that may go out, and the ledger that holds it."""

    release: Release
    ledger: Ledger
    suppression: Suppression  # on the polytope of all universes


def next_release(
    ledger: Ledger, polytope: Polytope, lattice: Lattice, of_atoms: Sequence[Ints], *, seed: int
) -> NextRelease:
    """Suppress one release more, about the last universe of the lattice; the others are the ledger's, in order."""
    earlier = tuple(entry.universe for entry in ledger.entries)
    if lattice.universes[:-1] != earlier:
        raise LedgerDisagrees(f"The ledger knows {', '.join(earlier) or 'no release'}, in this order.")
    sizes = np.array([int(x[polytope.total].max(initial=0)) for x in of_atoms])
    require_large_differences(lattice, sizes, ledger.description.rule.minimum_base)
    x = values_on_lattice(lattice, list(of_atoms))
    together = on_lattice(polytope, lattice)
    shown, hidden = _settled(ledger, polytope, x, together.size, len(lattice.universes))
    found = suppress(together, x, ledger.description.rule, seed=seed, shown=shown, hidden=hidden)
    if len(found.uncovered):
        count = len(found.uncovered)
        raise NotSafe(
            f"Beside what is out already this release would give {count} small counts away. Keep the old one."
        )
    own = slice((len(lattice.universes) - 1) * polytope.size, len(lattice.universes) * polytope.size)
    out = drawn(polytope, x[own], ~found.hidden[own])
    said = np.where(found.hidden[own] | polytope.unseen, -1, x[own])
    entry = Entry(lattice.universes[-1], seed, tuple(int(each) for each in said))
    return NextRelease(out, Ledger(ledger.description, (*ledger.entries, entry)), found)


def _settled(ledger: Ledger, polytope: Polytope, x: Ints, size: int, universes: int) -> tuple[Bools, Bools]:
    """What earlier releases show and hide; the atoms are never shown."""
    shown, hidden = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    hidden[universes * polytope.size :] = True
    for number, entry in enumerate(ledger.entries):
        said = np.array(entry.said, dtype=np.int64)
        own = slice(number * polytope.size, (number + 1) * polytope.size)
        if len(said) != polytope.size or (said[said >= 0] != x[own][said >= 0]).any():
            raise LedgerDisagrees(f"The counts are not those of the release about {entry.universe}.")
        shown[own], hidden[own] = said >= 0, (said < 0) & ~polytope.unseen
    return shown, hidden
