"""Local authorities of England as dated facts: numbers, names, when they began and ended, who followed.

`data/local_authorities.csv` holds them; `data/local_authorities.md` says from where and under which licence.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "local_authorities.csv"


@dataclass(frozen=True)
class Authority:
    """One authority; `until_on` is the first day on which it was not there any more."""

    code: str
    gss_code: str
    name: str
    from_on: date | None
    until_on: date | None
    successor_codes: tuple[str, ...]
    earlier_gss_codes: str


@cache
def authorities() -> tuple[Authority, ...]:
    """Every authority of the file, those that have not ended first."""
    with FILE.open(newline="", encoding="utf-8") as file:
        found = [
            Authority(
                code=row["code"],
                gss_code=row["gss_code"],
                name=row["name"],
                from_on=_day(row["from_on"]),
                until_on=_day(row["until_on"]),
                successor_codes=tuple(row["successor_codes"].split()),
                earlier_gss_codes=row["earlier_gss_codes"],
            )
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(found, key=lambda one: (one.until_on is not None, one.code)))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
