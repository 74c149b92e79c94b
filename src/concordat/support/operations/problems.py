"""What stands in the way of a step in the support log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from concordat.core.problems import Problem


class SupportNotPossible(Problem):
    """Something that cannot be noted, asked or done so."""


class SentBefore(SupportNotPossible):
    """The same form with other words: what was kept stays, and what is typed now is shown again, to be sent anew."""

    def __init__(self) -> None:
        super().__init__(
            "You sent this form before, with other words, and those are kept. What stands here is not kept yet:"
            " send it again to keep it, too."
        )


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
