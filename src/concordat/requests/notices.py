"""How much notice each kind of request gives at least: dated data of this context (B-24)."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

from concordat.requests.rules import Notice

FILE = Path(__file__).parent / "data" / "notice.csv"


@cache
def every() -> tuple[Notice, ...]:
    """Every line of the data in its order."""
    with FILE.open(newline="", encoding="utf-8") as file:
        return tuple(_notice(row) for row in csv.DictReader(file))


def kinds(day: date) -> dict[str, Notice]:
    """The kinds that can be asked on a day, by code."""
    return {one.kind: one for one in every() if one.holds_on(day)}


def least(kind: str, day: date) -> Notice:
    """The least notice of a kind on a day; before the data begins, its first line."""
    return kinds(day).get(kind) or next(one for one in every() if one.kind == kind)


def name_of(kind: str) -> str:
    """A kind in words, of an earlier time too."""
    return next((one.name for one in reversed(every()) if one.kind == kind), kind)


def _notice(row: dict[str, str]) -> Notice:
    until = date.fromisoformat(row["until_on"]) if row["until_on"] else None
    return Notice(
        row["kind"],
        row["name"],
        int(row["school_days"]),
        row["in_holidays"] == "yes",
        date.fromisoformat(row["from_on"]),
        until,
    )
