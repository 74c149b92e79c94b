"""What the guidance asks of a role in a term (B-06): dated data in our own words, each with its place in the guidance.

`data/duties.csv` names the edition for which a row was written. A row that no person has checked against the text
has no day in `checked_on`, and the page says so.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "duties.csv"
TERMS = ("autumn", "spring", "summer")


@dataclass(frozen=True)
class Duty:
    """One thing that the guidance asks."""

    code: str
    roles: frozenset[str]
    settings: frozenset[str]
    terms: tuple[str, ...]
    words: str
    document: str
    written_for: str
    reference: str
    checked_on: date | None


@cache
def duties() -> tuple[Duty, ...]:
    """Every duty, in the order of the file."""
    with FILE.open(newline="", encoding="utf-8") as file:
        return tuple(
            Duty(
                row["code"],
                frozenset(row["roles"].split(";")),
                frozenset(row["settings"].split(";")),
                tuple(row["terms"].split(";")),
                row["duty"],
                row["document"],
                row["written_for"],
                row["reference"],
                date.fromisoformat(row["checked_on"]) if row["checked_on"] else None,
            )
            for row in csv.DictReader(file)
        )


def term_of(day: date) -> str:
    """The term of a day with its school year, such as `2026-autumn`; the summer term lasts until the end of August."""
    year = day.year if day.month >= 9 else day.year - 1
    term = "autumn" if day.month >= 9 else "spring" if day.month <= 3 else "summer"
    return f"{year}-{term}"


def term_in_words(term: str) -> str:
    """Such as `autumn term of 2026 to 2027`."""
    year, _, name = term.partition("-")
    return f"{name} term of {year} to {int(year) + 1}"


def asked_of(roles: frozenset[str], *, setting: str, term: str) -> list[Duty]:
    """What is asked of these roles at this kind of setting (school, college or other) in this term, and no more."""
    season = term.partition("-")[2]
    return [duty for duty in duties() if duty.roles & roles and setting in duty.settings and season in duty.terms]
