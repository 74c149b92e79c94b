"""What one answer makes certain about each expectation by itself: the carry table for a target of one expectation.

Green puts each of them in place. Not green says that one is missing only where it is the only one asked, or where
ticks below the answer name it. All else stays open. `carry` says the same; a property test compares the two.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from concordat.lib.crosswalk.questions import Question
from concordat.lib.crosswalk.scales import Colour

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Singles:
    """Expectations that are certainly in place, and those that certainly are not."""

    in_place: frozenset[str] = NOTHING
    missing: frozenset[str] = NOTHING


def singles(question: Question, colour: Colour, *, not_in_place: Set[str] | None = None) -> Singles:
    """By an answer of this colour; `not_in_place` are the ticks below an amber one."""
    if not question.agreed or colour is Colour.NOT_APPLICABLE:
        return Singles()
    if colour is Colour.GREEN:
        return Singles(in_place=question.expectations)
    if not_in_place is not None:
        missing = question.expectations & frozenset(not_in_place)
        return Singles(in_place=question.expectations - missing, missing=missing)
    only_one = question.complete and len(question.expectations) == 1
    return Singles(missing=question.expectations) if only_one else Singles()
