"""The demo's local offer: invented services, each written by the one who would write it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from concordat.core.actor import Actor, acting_as
from concordat.partnership import queries as partnership_queries
from concordat.resources import operations
from concordat.resources.operations import Said

FILE = Path(__file__).parent / "data" / "offers.csv"


def local_offer(partnership_id: int, office: Actor, leads: Mapping[str, Actor], *, at: datetime, today: date) -> int:
    """Every offer of the file; `leads` write those of their own agency, the office the others. Says how many."""
    with acting_as(office, at=at):
        bodies = {body.name: body.id for body in partnership_queries.bodies_on(partnership_id, at.date())}
    with FILE.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        by = leads.get(row["agency"], office)
        with acting_as(by, at=at):
            said = _said(row, bodies.get(row["agency"]), today)
            operations.add_offer(partnership_id=partnership_id, said=said, by=by, at=at)
    return len(rows)


def _said(row: Mapping[str, str], agency_id: int | None, today: date) -> Said:
    return Said(
        title=row["title"],
        what=row["what"],
        how_to_ask=row["how_to_ask"],
        days=row["days"],
        cost=row["cost"],
        review_on=today + timedelta(days=30 * int(row["months"])),
        agency_id=agency_id,
        agency_name="" if agency_id else row["agency"],
        sector=row["sector"],
        standards=tuple(row["standards"].split()),
        levels=tuple(row["levels"].split()),
        phases=tuple(filter(None, row["phases"].split("; "))),
        age_from=int(row["age_from"]) if row["age_from"] else None,
        age_to=int(row["age_to"]) if row["age_to"] else None,
    )
