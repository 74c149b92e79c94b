"""Pages of a long list: which one the address asks for, and the links that `parts/pagination.html` shows."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict


def number_of(query: QueryDict, count: int, *, size: int) -> int:
    """The page that the address asks for, within what there is; the first where it asks for nonsense."""
    asked = query.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 7):
        return 1
    return max(1, min(int(asked), last(count, size=size)))


def last(count: int, *, size: int) -> int:
    """The number of the last page."""
    return max(1, -(-count // size))


def with_query(here: str, query: QueryDict, **more: str) -> str:
    """The same list with something changed, from its first page unless `page` is given."""
    changed = query.copy()
    changed.pop("page", None)
    for name, value in more.items():
        changed[name] = value
    return f"{here}?{changed.urlencode()}"


def links(here: str, query: QueryDict, number: int, count: int, *, size: int) -> dict[str, Any]:
    """First, last and the neighbours; gaps between them as an ellipsis."""
    end = last(count, size=size)
    shown = sorted({1, end, *range(max(1, number - 1), min(end, number + 1) + 1)})
    items: list[dict[str, Any]] = []
    for before, each in zip([0, *shown], shown, strict=False):
        if each > before + 1:
            items.append({"ellipsis": True})
        items.append({"number": each, "href": with_query(here, query, page=str(each)), "current": each == number})
    return {
        "previous_href": with_query(here, query, page=str(number - 1)) if number > 1 else "",
        "next_href": with_query(here, query, page=str(number + 1)) if number < end else "",
        "items": items,
    }
