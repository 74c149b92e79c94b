"""What the lists share: steps above them, filters, days in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

PAGE = 25
KEPT = ("sort", "setting", "partnership")  # what narrowing a list leaves in its address
STEPS = (
    ("Note a call", "support:note"),
    ("Calls", "support:log"),
    ("Requests", "support:requests"),
    ("Case load and cover", "support:case_load"),
    ("Lead officers", "support:leads"),
    ("Report", "support:report"),
)


def steps(*here: str) -> list[dict[str, str]]:
    """The pages of the team, without the one that is open and what it leads to itself."""
    return [{"text": text, "href": reverse(route)} for text, route in STEPS if route not in here]


def day(value: date | None) -> str:
    """A date in words: 18 December 2026."""
    return f"{value.day} {value:%B %Y}" if value else ""


def short_day(value: date | None) -> str:
    """The same for tables: 18 Dec 2026."""
    return f"{value.day} {value:%b %Y}" if value else ""


def select(
    name: str, label: str, choices: Iterable[tuple[str, str]], query: QueryDict, *, otherwise: str = "All"
) -> dict[str, Any]:
    """A filter to choose from; `otherwise` is what nothing chosen means."""
    chosen = query.get(name, "")
    items: list[dict[str, Any]] = [{"value": "", "text": otherwise}]
    items += [{"value": value, "text": text, "selected": value == chosen} for value, text in choices]
    return {
        "component": "govukSelect",
        "params": {"id": f"filter-{name}", "name": name, "label": {"text": label}, "items": items},
    }


def words(name: str, label: str, query: QueryDict) -> dict[str, Any]:
    """A filter to type."""
    value = query.get(name, "")[:100]
    return {
        "component": "govukInput",
        "params": {"id": f"filter-{name}", "name": name, "label": {"text": label}, "value": value},
    }


def filters(title: str, action: str, fields: Sequence[dict[str, Any]], query: QueryDict) -> dict[str, Any]:
    """The panel; open where something narrows."""
    names = [one["params"]["name"] for one in fields]
    return {
        "title": title,
        "action": action,
        "fields": fields,
        "hidden": [{"name": name, "value": query[name]} for name in KEPT if query.get(name)],
        "clear_href": action,
        "is_open": any(query.get(name) for name in names),
        "button": "Show",
    }


def number(query: QueryDict, name: str) -> int | None:
    """A number of the address, where it is one."""
    said = query.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


def among(query: QueryDict, name: str, known: Iterable[str]) -> str:
    """What the address says, where it is one of these."""
    said = query.get(name, "")
    return said if said in set(known) else ""
