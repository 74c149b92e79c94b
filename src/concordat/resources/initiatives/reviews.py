"""What national reviews recommend, as dated data in our own words with its place in the review."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent.parent / "data" / "reviews.csv"


@dataclass(frozen=True)
class Reviewed:
    """One recommendation of a review: its code here, and where it stands there."""

    code: str
    review: str
    published_on: date
    section: str
    for_whom: str
    says: str

    @property
    def source(self) -> str:
        """Who says so, where and when."""
        return f"{self.review}, {self.published_on:%B %Y}. {self.section}"


@cache
def recommended() -> dict[str, Reviewed]:
    """Every one that is known, by code, in the order of the file."""
    with FILE.open(newline="", encoding="utf-8") as file:
        return {
            row["code"]: Reviewed(
                row["code"],
                row["review"],
                date.fromisoformat(row["published_on"]),
                row["section"],
                row["for_whom"],
                row["says"],
            )
            for row in csv.DictReader(file)
        }
