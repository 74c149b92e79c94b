"""Suggested codes as dated data, and the codebook of one coding."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from concordat.audits import coding_access as access
from concordat.audits.coding_rules import Entry, words_in
from concordat.audits.models import Coding
from concordat.core.actor import Actor

SUGGESTED = Path(__file__).parent / "suggested_codes.csv"


def suggested_on(day: date) -> tuple[date, tuple[Entry, ...]]:
    """The newest edition of the suggested codes that is in force on a day, or the first; and since when it is."""
    with SUGGESTED.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    editions = sorted({date.fromisoformat(row["from_on"]) for row in rows})
    edition = max((one for one in editions if one <= day), default=editions[0])
    wanted = [row for row in rows if row["from_on"] == edition.isoformat()]
    return edition, tuple(
        Entry(row["code"], row["title"], row["description"], words_in(row["words"])) for row in wanted
    )


def codebook_of(actor: Actor, coding: Coding) -> tuple[Entry, ...]:
    """The codes of a coding, in order. One query."""
    rows = access.visible_codes(actor).filter(coding=coding).order_by("position")
    return tuple(
        Entry(key, title, description, tuple(words))
        for key, title, description, words in rows.values_list("key", "title", "description", "words")
    )
