"""What the log and the page of a call say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.core import paging
from concordat.support.models import Call
from concordat.support.presenters import lists
from concordat.support.presenters.lists import day
from concordat.support.queries import CallFilters, Officer
from concordat.support.queries.calls import SORTS
from concordat.support.vocabulary import CHANNEL_NAMES, KIND_NAMES

CSV_HEADER = (
    "Day", "Setting", "URN", "How", "About", "Asked and answered", "Minutes", "State", "Next step", "By", "Follows up",
    "Noted by",
)  # fmt: skip
STATES = {"open": "Open", "closed": "Closed"}
COLUMNS = (("Setting", "setting"), ("What was asked and answered", ""), ("Day", "newest"), ("Still to do", "next"))


def chosen(query: QueryDict) -> CallFilters:
    """The filters of the address; nonsense narrows nothing."""
    return CallFilters(
        kind=lists.among(query, "kind", KIND_NAMES),
        channel=lists.among(query, "channel", CHANNEL_NAMES),
        state=lists.among(query, "state", STATES),
        officer=lists.number(query, "officer"),
        search=query.get("search", "").replace("\x00", "")[:100],
        setting=lists.number(query, "setting"),
    )


def sort_of(query: QueryDict) -> str:
    """The order of the address."""
    return lists.among(query, "sort", SORTS) or "newest"


def log(found: Any, query: QueryDict, officers: Sequence[Officer], today: date) -> dict[str, Any]:
    """One page of the log. Two queries: how many, and these."""
    here, count = reverse("support:log"), found.count()
    number = paging.number_of(query, count, size=lists.PAGE)
    rows = found[(number - 1) * lists.PAGE : number * lists.PAGE]
    fields = [
        lists.words("search", "Setting", query),
        lists.select("kind", "About", KIND_NAMES.items(), query),
        lists.select("state", "State", STATES.items(), query),
        lists.select("channel", "How", CHANNEL_NAMES.items(), query),
        lists.select("officer", "Officer", [(str(one.id), one.name) for one in officers], query),
    ]
    sort = sort_of(query)
    return {
        "table": {
            "caption": "Calls",
            "id": "calls",
            "columns": [
                {
                    "text": text,
                    "href": paging.with_query(here, query, sort=name) if name else "",
                    "sort": ("descending" if name == "newest" else "ascending") if name == sort else "none",
                }
                for text, name in COLUMNS
            ],
            "rows": [{"cells": _cells(row, today)} for row in rows],
        },
        "count": count,
        "count_text": f"{count:,} {'call' if count == 1 else 'calls'}",
        "filters": lists.filters("Narrow the log", here, fields, query),
        "pages": paging.links(here, query, number, count, size=lists.PAGE),
        "csv_href": reverse("support:log_csv") + (f"?{query.urlencode()}" if query else ""),
    }


def _cells(row: Call, today: date) -> list[dict[str, Any]]:
    about = f"{KIND_NAMES[row.kind]}. {CHANNEL_NAMES[row.channel]}, {row.minutes} minutes"
    href = reverse("support:call", args=[row.pk])
    to_do: dict[str, Any] = {"tag": {"text": "Closed", "colour": "grey"}}
    if row.closed_at is None:
        late = row.next_on is not None and row.next_on < today
        who = row.follower.name if row.follower else ""
        to_do = {
            "text": row.next_step,
            "hint": f"{'Was due' if late else 'By'} {lists.short_day(row.next_on)}, {who}",
        }
    return [
        {"text": row.establishment.organisation.name, "href": href},
        {"text": row.words[:160] + ("…" if len(row.words) > 160 else ""), "hint": about},
        {"text": lists.short_day(row.on), "hint": row.noted_by.name},
        to_do,
    ]


def facts(row: Call) -> list[dict[str, str]]:
    """One call, line by line."""
    said = [
        ("Day", day(row.on)),
        ("How", CHANNEL_NAMES[row.channel]),
        ("About", KIND_NAMES[row.kind]),
        ("Asked and answered", row.words),
        ("Minutes", str(row.minutes)),
        ("Noted by", row.noted_by.name),
        ("Next step", row.next_step),
        ("By", day(row.next_on)),
        ("Follows up", row.follower.name if row.follower else ""),
        ("Closed", f"{day(row.closed_at.date())}, {row.closed_by.name}" if row.closed_at and row.closed_by else ""),
    ]
    return [{"key": key, "value": value} for key, value in said if value]


def csv_row(row: Call) -> tuple[object, ...]:
    """A line of the file."""
    return (
        row.on,
        row.establishment.organisation.name,
        row.establishment.urn,
        CHANNEL_NAMES[row.channel],
        KIND_NAMES[row.kind],
        row.words,
        row.minutes,
        "Open" if row.closed_at is None else "Closed",
        row.next_step,
        row.next_on,
        row.follower.name if row.follower else "",
        row.noted_by.name,
    )
