"""What stands in the way of a step in the support log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from concordat.core.problems import Problem


class SupportNotPossible(Problem):
    """Something that cannot be noted, asked or done so."""


def require_none(why_not: str) -> None:
    """Raise what a rule found, where it found something."""
    if why_not:
        raise SupportNotPossible(why_not)


@dataclass(frozen=True)
class Theirs:
    """The answer that came first."""

    who: str
    at: datetime
    words: str


class AnsweredMeanwhile(Problem):
    """Somebody else answered while this answer was typed; both are shown, nothing is lost."""

    def __init__(self, theirs: Theirs, answers: int) -> None:
        super().__init__("Somebody else answered while you were typing. Read their answer, then decide.")
        self.theirs, self.answers = theirs, answers
