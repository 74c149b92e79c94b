"""Counts, percentages and intervals of answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from concordat.lib import survey_sampling


@dataclass(frozen=True)
class Share:
    """One answer: how many of how many, in per cent, with a 95% interval."""

    option: str
    label: str
    count: int
    of: int

    @property
    def percent(self) -> float:
        """Per cent of those who answered; 0 where nobody did."""
        return 100 * self.count / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95% interval in per cent."""
        low, high = wilson(self.count, self.of)
        return 100 * low, 100 * high


@dataclass(frozen=True)
class Tally:
    """One question in one group of settings: the shares, and how many did not answer."""

    shares: tuple[Share, ...]
    asked: int
    answered: int

    @property
    def not_answered(self) -> int:
        """Settings that were asked and gave no answer."""
        return self.asked - self.answered


def wilson(count: int, of: int) -> tuple[float, float]:
    """Interval for a proportion (E. B. Wilson, 1927); (0, 1) where nobody answered.

    With a whole population returned the figure is exact for those settings; the interval says how far
    a figure of this size would move by chance, which is what a reader of small numbers needs.
    """
    return survey_sampling.wilson(count / of if of else 0.0, of)


def tally(chosen: Iterable[str | None], options: Sequence[tuple[str, str]]) -> Tally:
    """Count the options chosen; None is a setting that was asked and did not answer."""
    every = list(chosen)
    counts = Counter(choice for choice in every if choice is not None)
    unknown = set(counts) - {value for value, _ in options}
    if unknown:
        raise ValueError(f"answers that the question does not offer: {sorted(unknown)}")
    answered = sum(counts.values())
    shares = tuple(Share(value, label, counts[value], answered) for value, label in options)
    return Tally(shares=shares, asked=len(every), answered=answered)


def rounding_note(shares: Sequence[Share], places: int = 0) -> str:
    """A note where rounded percentages do not add up to 100."""
    if not shares or not shares[0].of:
        return ""
    total = sum(round(share.percent, places) for share in shares)
    if abs(total - 100) < 10**-9:
        return ""
    side = "more" if total > 100 else "less"
    return f"Percentages are rounded: together they come to {total:.{places}f}, {side} than 100."
