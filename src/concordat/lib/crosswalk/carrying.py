"""What the answer to one question makes certain about another, and why.

Write C(Q) for everything that question Q asks. Tags that two editors agree are asked: tags(Q) is part of C(Q).
Only where they are marked complete are they all: tags(Q) = C(Q). A rating means:

- green: everything in C(Q) is in place. Every scale agrees on this.
- not green: at least one thing in C(Q) is not in place.
- amber and red: scales differ. Red may say that nothing is in place or that something is not; and where amber
  ends and red begins is each scale's own. So amber and red carry as such only where both sides have the same
  scale descriptor and ask the same.

From S to T (`carry`):

- *Green* carries if C(T) lies in C(S). Whatever S hides only adds to C(S), but anything T hides could lie outside
  it: so tags(T) within tags(S), and **T complete**. S need not be.
- *Not green* carries if C(S) lies in C(T): what is missing is then missing in T too. By the same thought reversed:
  tags(S) within tags(T), and **S complete**. T need not be.
- *Amber as amber, red as red*, and *not applicable*, carry if C(S) = C(T): tags equal, and **both complete**.
- Equal tags of which one side is not complete are therefore as good as a superset (T complete) or a subset
  (S complete), and where neither is complete as good as an intersection.

*Joint cover* (`covers`): if T is complete and its tags lie within the union of what is known to be in place, T is
green. Nothing else follows from greens. Tags in draft or dispute make nothing certain. The test
`test_crosswalk_proof.py` tries every assignment, every reading and everything that could be hidden, and finds each
of these sound and none missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from enum import StrEnum

from concordat.lib.crosswalk.questions import Question
from concordat.lib.crosswalk.scales import Colour


class Certainty(StrEnum):
    """What is certain about a question's answer."""

    GREEN = "green"
    NOT_GREEN = "not_green"
    AMBER = "amber"
    RED = "red"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"

    @property
    def excludes_green(self) -> bool:
        """Whether it contradicts green."""
        return self in (Certainty.NOT_GREEN, Certainty.AMBER, Certainty.RED)

    @property
    def colour(self) -> Colour | None:
        """The one colour it means, or none."""
        return Colour(self) if self not in (Certainty.NOT_GREEN, Certainty.UNKNOWN) else None


def carry(source: Question, target: Question, colour: Colour, *, reason: str | None = None) -> Certainty:
    """What is certain about the target where the source is rated so; `reason` is the register's, for not applicable."""
    if not (source.agreed and target.agreed and source.expectations and target.expectations):
        return Certainty.UNKNOWN
    covered = target.complete and target.expectations <= source.expectations
    contained = source.complete and source.expectations <= target.expectations
    if colour is Colour.GREEN:
        return Certainty.GREEN if covered else Certainty.UNKNOWN
    if colour is Colour.NOT_APPLICABLE:
        same_reason = reason in source.inapplicable_when & target.inapplicable_when
        return Certainty.NOT_APPLICABLE if covered and contained and same_reason else Certainty.UNKNOWN
    if not contained:
        return Certainty.UNKNOWN
    return Certainty(colour) if covered and same_descriptor(source, target) else Certainty.NOT_GREEN


def itself(question: Question, colour: Colour, *, reason: str | None = None) -> Certainty:
    """What is certain about a question by an answer to the very same question: C(S) = C(T), whatever is tagged."""
    if colour is Colour.NOT_APPLICABLE:
        return Certainty.NOT_APPLICABLE if reason in question.inapplicable_when else Certainty.UNKNOWN
    return Certainty(colour)


def covers(target: Question, in_place: Iterable[Set[str]]) -> bool:
    """Joint cover: whether sets of expectations known to be in place together make the target green."""
    if not target.complete:
        return False
    left = set(target.expectations)
    for known in in_place:
        left -= known
    return not left


def same_descriptor(one: Question, other: Question) -> bool:
    """Whether both are rated in the same words."""
    return one.scale is not None and other.scale is not None and one.scale.descriptor == other.scale.descriptor
