"""Suppression from end to end: hide school by school, prove all together, repair what the areas give away.

What no table of the certificate changes hides nothing, and is opened again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from concordat.lib.safe_statistics.blocks import suppress_blocks
from concordat.lib.safe_statistics.certificate import Certificate
from concordat.lib.safe_statistics.joint import Proof, Worlds, prove, prove_singly
from concordat.lib.safe_statistics.polytope import Bools, Polytope
from concordat.lib.safe_statistics.relations import Ints
from concordat.lib.safe_statistics.repair import repair
from concordat.lib.safe_statistics.rule import Rule

REPAIRS = 4
FEW = 12


@dataclass(frozen=True)
class Suppression:
    """What to hide and why that is enough: `uncovered` are the small counts nothing protects, and must be rolled up."""

    hidden: Bools
    primary: Bools
    certificate: Certificate
    uncovered: Ints

    @property
    def secondary(self) -> Bools:
        """What is hidden only to cover something else."""
        return self.hidden & ~self.primary


def suppress(
    polytope: Polytope,
    x: Ints,
    rule: Rule | None = None,
    *,
    seed: int,
    shown: Bools | None = None,
    hidden: Bools | None = None,
) -> Suppression:
    """Hide the small counts and what covers them; the seed is secret and kept with the release.

    `shown` and `hidden` say what earlier releases have settled.
    """
    rule = rule or polytope.description.rule
    pattern = suppress_blocks(polytope, x, rule, seed, shown, hidden)
    fixed = pattern.primary & ~pattern.hidden  # totals too small to report
    proof = Proof(np.nonzero(pattern.primary & pattern.hidden)[0], x, rule)
    hopeless = np.zeros(polytope.size, dtype=np.bool_)
    for attempt in range(REPAIRS):
        worlds = Worlds(polytope, x, pattern.hidden, proof.cells)
        prove(worlds, proof, seed + attempt)
        if attempt or len(proof.uncovered) <= FEW:
            prove_singly(worlds, proof, seed + attempt)
        if proof.whole or bool(hopeless[proof.uncovered].all() and attempt):
            break
        hopeless |= repair(polytope, x, pattern.cost, pattern.hidden, proof)
    certificate = Certificate.of(x, pattern.hidden, proof.tables)
    kept = pattern.hidden & (pattern.primary | certificate.changed(polytope.size))
    if hidden is not None:
        kept |= hidden
    uncovered = np.union1d(proof.uncovered, np.nonzero(fixed)[0])
    return Suppression(kept & ~polytope.unseen, pattern.primary, certificate, uncovered)
