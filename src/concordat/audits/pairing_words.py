"""The words of pairing: states of a round and of a pair, what schools answer, how it went."""

from __future__ import annotations

from enum import StrEnum


class RoundState(StrEnum):
    """Schools say what they offer; pairs are with the schools; the round is over."""

    offering = "offering"
    published = "published"
    closed = "closed"


class Solving(StrEnum):
    """Where the search for pairs stands."""

    never = "never"
    waiting = "waiting"
    done = "done"
    failed = "failed"


class PhaseLimit(StrEnum):
    """Which phases may meet."""

    same = "same"
    across = "across"
    all = "all"


class PairState(StrEnum):
    """Proposed to the officer, published to the schools, declined by a school, taken apart by the officer."""

    proposed = "proposed"
    published = "published"
    declined = "declined"
    dropped = "dropped"


class Answered(StrEnum):
    """What a school says to its pair."""

    accepted = "accepted"
    declined = "declined"


class SaidOf(StrEnum):
    """What a school tells the partnership alone."""

    declined = "declined"
    review = "review"


class Helped(StrEnum):
    """Whether it helped."""

    much = "much"
    some = "some"
    little = "little"
    too_soon = "too_soon"


PHASE_NAMES: dict[PhaseLimit, str] = {
    PhaseLimit.same: "Schools of the same phase",
    PhaseLimit.across: "Schools of different phases",
    PhaseLimit.all: "Any phase",
}
PAIR_NAMES: dict[PairState, str] = {
    PairState.proposed: "Proposed",
    PairState.published: "With the schools",
    PairState.declined: "Declined",
    PairState.dropped: "Taken apart",
}
HELPED_NAMES: dict[Helped, str] = {
    Helped.much: "Yes, much",
    Helped.some: "Yes, a little",
    Helped.little: "Not much",
    Helped.too_soon: "Too soon to say",
}
ROOM_NAMES: dict[int, str] = {
    2: "Yes, a pair or a trio",
    1: "Yes, a pair only",
    0: "No, not this time",
}
STANDING = frozenset({PairState.proposed, PairState.published})
