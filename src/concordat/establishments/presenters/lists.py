"""The register as a page and as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.core import paging
from concordat.establishments.listing import PAGE, SIZES, Choices, ListedSetting, Listing, RegisterFilters

SORT_NAMES = {"name": "Name", "authority": "Local authority", "phase": "Phase", "pupils": "Pupils"}
CSV_HEADER = (
    "Setting", "URN", "Local id", "DfE number", "Type", "Type group", "Phase", "Status", "Local authority", "Trust",
    "Town", "Postcode", "Pupils",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A line of the list."""

    name: str
    href: str
    identity: str
    phase: str
    type_name: str
    authority: str
    trust: str
    place: str
    pupils: str
    closed: bool


def filters_from(query: QueryDict) -> RegisterFilters:
    """What the address narrows the list to; what is not known is left out."""
    authority, size = query.get("authority", ""), query.get("size", "")
    return RegisterFilters(
        search=query.get("search", "").replace("\x00", "")[:100],
        authority=int(authority) if authority.isascii() and authority.isdigit() and len(authority) < 10 else None,
        phase=query.get("phase", "").replace("\x00", "")[:40],
        type_group=query.get("type", "").replace("\x00", "")[:60],
        trust=query.get("trust", "").replace("\x00", "")[:250],
        size=size if size in SIZES else "",
        with_closed=query.get("closed") == "yes",
    )


def page_number(query: QueryDict, count: int) -> int:
    """The page that was asked for, or the nearest there is."""
    return paging.number_of(query, count, size=PAGE)


def csv_row(row: ListedSetting) -> tuple[object, ...]:
    """A line of the file."""
    return tuple("" if cell is None else cell for cell in row[1:])


def list_page(
    found: Listing, rows: list[ListedSetting], choices: Choices, filters: RegisterFilters, query: QueryDict, number: int
) -> dict[str, Any]:
    """Everything that the list shows."""
    here = reverse("establishments:register")
    return {
        "rows": [_row(row) for row in rows],
        "count_text": f"{found.count:,} {'setting' if found.count == 1 else 'settings'}",
        "near": bool(found.near_ids),
        "chosen": filters,
        "sorts": [
            {"text": text, "href": paging.with_query(here, query, sort=sort)} for sort, text in SORT_NAMES.items()
        ],
        "choices": {
            "authority": [(pk, name, pk == filters.authority) for pk, name in choices.authorities],
            "phase": [(each, each, each == filters.phase) for each in choices.phases],
            "type": [(each, each, each == filters.type_group) for each in choices.type_groups],
            "size": [(code, text, code == filters.size) for code, (text, _) in SIZES.items()],
        },
        "csv_href": reverse("establishments:register_csv") + (f"?{query.urlencode()}" if query else ""),
        "pages": paging.links(here, query, number, found.count, size=PAGE),
    }


def _row(row: ListedSetting) -> Row:
    numbers = [f"URN {row.urn}" if row.urn else f"Local id {row.local_id}", row.dfe_number]
    return Row(
        name=row.name,
        href=reverse("establishments:setting", args=[row.id]),
        identity=", ".join(number for number in numbers if number),
        phase=row.phase,
        type_name=row.type_name,
        authority=row.authority or "",
        trust=row.trust or "",
        place=", ".join(part for part in (row.town, row.postcode.replace(" ", "\N{NO-BREAK SPACE}")) if part),
        pupils=f"{row.pupils:,}" if row.pupils is not None else "",
        closed=row.status == "Closed",
    )
