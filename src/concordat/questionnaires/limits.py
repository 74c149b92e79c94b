"""Numbers that a later rule may change: dated rows of the library, never written into code."""

from __future__ import annotations

from datetime import date

from concordat.questionnaires import library


class NoSuchLimit(LookupError):
    """A number that the library does not hold for that day: a mistake in its files."""


def means(by: str, code: str, day: date) -> str:
    """What `carrying.csv` says of a code on a day; nothing where it says nothing."""
    return next(
        (row["means"] for row in library.carrying() if (row["by"], row["code"]) == (by, code) and holds(row, day)), ""
    )


def most(what: str, day: date) -> int:
    """How many at most, on a day."""
    found = means("most", what, day)
    if not found:
        raise NoSuchLimit(f"carrying.csv says nothing of most {what} on {day}")
    return int(found)


def holds(row: dict[str, str], day: date) -> bool:
    """Whether a dated row holds on a day."""
    begun = not row["from_on"] or date.fromisoformat(row["from_on"]) <= day
    return begun and (not row["until_on"] or day < date.fromisoformat(row["until_on"]))
