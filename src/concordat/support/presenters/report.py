"""What the report says: of a period, by group, for the team or for a paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.core import paging
from concordat.support.analysis import GROUPINGS, IN_A_PAPER, Line, Report
from concordat.support.presenters import lists

HIDDEN = "Too few to show"
HEADER = (
    "Settings in the register", "Settings with support", "Percent", "Calls", "Requests", "Minutes",
    "Median school days to the answer",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    grouping: str
    since: date
    until: date
    for_paper: bool


def asked(query: QueryDict, *, today: date) -> Asked:
    """A period and a grouping; this school year and by phase where the address says nothing or nonsense."""
    begun = date(today.year if today.month >= 9 else today.year - 1, 9, 1)
    for_paper = query.get("for") == "paper"
    grouping = lists.among(query, "by", IN_A_PAPER if for_paper else GROUPINGS) or "phase"
    return Asked(grouping, _date(query.get("since", ""), begun), _date(query.get("until", ""), today), for_paper)


def page(found: Report, what: Asked, query: QueryDict) -> dict[str, Any]:
    """Counts in a sentence, the groups as a table, and the settings that nobody has heard from."""
    here, csv = reverse("support:report"), reverse("support:report_csv")
    groupings = IN_A_PAPER if what.for_paper else tuple(GROUPINGS)
    return {
        "title": "Support given",
        "period": f"{lists.day(what.since)} to {lists.day(what.until)}",
        "whole": found.whole,
        "reached": len(found.whole.reached),
        "median": _number(found.whole.median_days),
        "for_paper": what.for_paper,
        "where": query.get("partnership", ""),
        "other_href": paging.with_query(here, query, **{"for": "" if what.for_paper else "paper"}),
        "fields": {
            "by": [(name, GROUPINGS[name], name == what.grouping) for name in groupings],
            "since": what.since.isoformat(),
            "until": what.until.isoformat(),
        },
        "table": {
            "caption": f"By {GROUPINGS[what.grouping].lower()}",
            "id": "report",
            "columns": [{"text": GROUPINGS[what.grouping]}, *({"text": text, "numeric": True} for text in HEADER)],
            "rows": [
                {"cells": [{"text": str(cell), "numeric": place > 0} for place, cell in enumerate(row(line))]}
                for line in found.lines
            ],
        },
        "csv_href": f"{csv}?{query.urlencode()}" if query else csv,
        "without": [] if what.for_paper else _by_type(found),
        "without_count": len(found.without),
        "without_csv_href": reverse("support:without_csv") + (f"?{query.urlencode()}" if query else ""),
    }


def row(line: Line) -> tuple[object, ...]:
    """A line of table and file: figures, or that there are too few to show."""
    if line.hidden:
        return (line.name, HIDDEN, *([""] * (len(HEADER) - 1)))
    return (
        line.name,
        "" if line.settings is None else line.settings,
        len(line.reached),
        "" if line.percent is None else line.percent,
        line.calls,
        line.requests,
        line.minutes,
        _number(line.median_days),
    )


def _by_type(found: Report) -> list[dict[str, Any]]:
    ordered = sorted(found.without, key=lambda brief: brief.type_group)
    return [
        {"type": name or "Not given in the register", "settings": [(one.id, one.name) for one in group]}
        for name, group in groupby(ordered, key=lambda brief: brief.type_group)
    ]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _date(said: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return otherwise
