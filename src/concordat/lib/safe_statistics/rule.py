"""The rule: which counts are small, and how wide the interval around each must be.

For every small count the interval that follows from everything published must reach down to the floor and up to
`reach` (the threshold, plus those who may know their own answers). Intervals rather than "hidden" are what protects:
a hidden cell between two published ones may still be known exactly (Willenborg and de Waal 2001, chapter 6;
Hundepool et al. 2012, section 4.3). If every small count can reach the threshold, every sum an outsider can
derive that contains one is at least the threshold, because no part of a sum exceeds it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LOWEST_THRESHOLD = 5
SENSITIVE_THRESHOLD = 10
MINIMUM_BASE = 10


class RuleProblem(ValueError):
    """A rule that protects less than the lowest one allowed."""


@dataclass(frozen=True)
class Rule:
    """The threshold k, the coalition c that may know itself, and whether zeros are as telling as small counts."""

    threshold: int = LOWEST_THRESHOLD
    coalition: int = 1
    sensitive: bool = False
    minimum_base: int = MINIMUM_BASE
    hide_zeros: bool = False  # on sensitive questions they always hide

    def __post_init__(self) -> None:
        lowest = SENSITIVE_THRESHOLD if self.sensitive else LOWEST_THRESHOLD
        if self.threshold < lowest:
            raise RuleProblem(f"The threshold is at least {lowest}; it can be raised, never lowered.")
        if self.coalition < 0 or self.minimum_base < MINIMUM_BASE:
            raise RuleProblem(f"A report needs at least {MINIMUM_BASE} respondents, and a coalition is no debt.")

    @property
    def floor(self) -> int:
        """How far down the interval of a small count reaches: 0 where zeros hide, else 1."""
        return 0 if self.sensitive or self.hide_zeros else 1

    @property
    def reach(self) -> int:
        """How far up the interval of a small count reaches."""
        return self.threshold + self.coalition

    def small(self, values: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which counts are small: 1 to k - 1, on sensitive questions 0 as well."""
        return (values < self.threshold) & (values >= self.floor)
