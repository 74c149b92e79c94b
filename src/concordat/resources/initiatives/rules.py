"""What an initiative must say, whom it reaches, and what taking part must say. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from concordat.resources.rules import Need, OfferFacts, reaches

LOCAL = "local-"  # a recommendation of a partnership's own tracker, by its number
MOST_STAFF, MOST_SESSIONS = 5000, 500


def why_not(*, from_on: date, until_on: date | None, answers: Collection[str], known: Collection[str]) -> str:
    """What is wrong with an initiative as it is written, with what to do; empty where nothing is."""
    if until_on is not None and until_on < from_on:
        return "It ends before it begins. Mend one of the days."
    if not answers:
        return "Choose at least one recommendation that it answers."
    strange = [one for one in answers if one not in known and local_id(one) is None]
    return f"We do not know the recommendation {strange[0]}." if strange else ""


def local_id(answer: str) -> int | None:
    """The number of a recommendation of the partnership's own tracker; none for one of a review."""
    number = answer.removeprefix(LOCAL)
    return int(number) if number != answer and number.isascii() and number.isdigit() else None


def is_running(*, from_on: date, until_on: date | None, ended: bool, day: date) -> bool:
    """Whether it runs on a day."""
    return not ended and from_on <= day and (until_on is None or day <= until_on)


def is_over(*, until_on: date | None, ended: bool, day: date) -> bool:
    """Whether nobody can join any more."""
    return ended or (until_on is not None and until_on < day)


def is_for(phase: str, authority_id: int | None, *, phases: Collection[str], authorities: Collection[int]) -> bool:
    """Whether it is for a setting of this phase and area, as an offer is."""
    return reaches(
        Need("", phase=phase, authority_id=authority_id),
        OfferFacts(0, frozenset(), frozenset(phases), frozenset(authorities)),
    )


def why_not_taken(*, since_on: date, staff: int | None, sessions: int | None, today: date) -> str:
    """What is wrong with what is said of taking part."""
    if since_on > today:
        return "Give a day that has come: since when the setting takes part."
    if (staff or 0) > MOST_STAFF or (sessions or 0) > MOST_SESSIONS:
        return f"Give at most {MOST_STAFF:,} staff and {MOST_SESSIONS} sessions."
    return ""
