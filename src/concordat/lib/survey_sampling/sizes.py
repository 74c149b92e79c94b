"""How many must be looked at."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

Z_95 = 1.959963984540054


def sample_size(population: int, *, margin: float, share: float = 0.5, z: float = Z_95) -> int:
    """Units to draw so that a share is known to plus or minus `margin`, with the finite population correction.

    Cochran (1977), section 4.4: n0 = z^2 p q / d^2, then n = n0 / (1 + (n0 - 1) / N). Half is the share for which
    the sample must be largest.
    """
    if population < 0 or not 0 < margin < 1 or not 0 < share < 1 or z <= 0:
        raise ValueError("a population, a margin and a share between 0 and 1, and a positive z")
    exact = Fraction(str(z)) ** 2 * Fraction(str(share)) * (1 - Fraction(str(share))) / Fraction(str(margin)) ** 2
    if population == 0:
        return 0
    return min(population, ceil(exact / (1 + (exact - 1) / population)))
