"""Which way each bound holds, and which measurements missed theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Holds(StrEnum):
    """How a figure keeps its bound."""

    at_most = "at most"
    at_least = "at least"


# Whatever costs something is at most its bound; what is gained is at least.
AT_LEAST = frozenset({"matching.gain_over_greedy.percent"})


@dataclass(frozen=True)
class Result:
    """One figure and the bound it should keep."""

    name: str
    value: float
    unit: str
    reference: float

    @property
    def holds(self) -> Holds:
        """Which way the bound holds."""
        return Holds.at_least if self.name in AT_LEAST else Holds.at_most

    @property
    def is_kept(self) -> bool:
        """Whether the figure keeps its bound."""
        return self.value >= self.reference if self.holds is Holds.at_least else self.value <= self.reference

    def __str__(self) -> str:
        said = f"{self.name:36} {self.value:10.3f} {self.unit:8} ({self.holds} {self.reference})"
        return said if self.is_kept else f"{said}  MISSED"


def missed(results: Iterable[Result]) -> list[Result]:
    """What did not keep its bound."""
    return [one for one in results if not one.is_kept]
