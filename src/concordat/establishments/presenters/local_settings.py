"""Settings without a URN, as pages and as a file."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.core import paging
from concordat.establishments.local_settings import PAGE, STATES, ListedLocal, LocalFilters, MergePreview, local_kinds
from concordat.establishments.models import Establishment

SORT_NAMES = {"name": "Name", "kind": "Kind", "authority": "Local authority"}
CSV_HEADER = ("Setting", "Local id", "Kind", "Phase", "Local authority", "Trust", "Postcode", "Status", "Merged into")
Areas = list[tuple[int, str]]


def filters_from(query: QueryDict, areas: Areas) -> LocalFilters:
    """What the address narrows the list to."""
    kind, state = query.get("kind", ""), query.get("state", "")
    return LocalFilters(
        areas=[pk for pk, _ in areas],
        search=query.get("search", "").replace("\x00", "")[:100],
        kind=kind if kind in {each.code for each in local_kinds()} else "",
        state=state if state in STATES else "",
    )


def list_page(
    rows: list[ListedLocal], count: int, filters: LocalFilters, query: QueryDict, number: int
) -> dict[str, Any]:
    """Everything that the list shows."""
    here = reverse("establishments:local_settings")
    return {
        "rows": rows,
        "count_text": f"{count:,} {'setting' if count == 1 else 'settings'}",
        "chosen": filters,
        "sorts": [{"text": text, "href": paging.with_query(here, query, sort=key)} for key, text in SORT_NAMES.items()],
        "kinds": [(kind.code, kind.name, kind.code == filters.kind) for kind in local_kinds()],
        "states": [(code, text, code == filters.state) for code, (text, _) in STATES.items()],
        "csv_href": f"{reverse('establishments:local_settings_csv')}?{query.urlencode()}",
        "pages": paging.links(here, query, number, count, size=PAGE),
    }


def csv_row(row: ListedLocal) -> tuple[object, ...]:
    """A line of the file."""
    return (*("" if cell is None else cell for cell in row[1:9]), row.merged_into or "")


def side_by_side(local: Establishment, entry: Establishment) -> list[dict[str, Any]]:
    """What the two say of themselves, the same facts in the same order."""
    return [
        {"title": "The local setting", "facts": _facts(local)},
        {"title": "The entry of the register", "facts": _facts(entry)},
    ]


def _facts(one: Establishment) -> list[dict[str, str]]:
    said = {
        "Name": one.organisation.name,
        "Number": f"URN {one.urn}" if one.urn else f"Local id {one.local_id}",
        "Kind": one.type_name,
        "Phase": one.phase,
        "Status": one.status,
        "Local authority": one.local_authority.name if one.local_authority else "",
        "Trust": one.trust.organisation.name if one.trust else "None",
        "Address": ", ".join(part for part in (one.street, one.town, one.postcode) if part),
    }
    return [{"key": key, "value": value or "Not known"} for key, value in said.items()]


def moves(preview: MergePreview) -> list[str]:
    """What goes on at the entry of the register."""
    counted = (
        (preview.people, "person with a role", "people with a role"),
        (preview.posts, "safeguarding post", "safeguarding posts"),
    )
    return [*(_count(*one) for one in counted if one[0]), "invitations that wait, if there are any"]


def stays(preview: MergePreview) -> list[str]:
    """What keeps the name and the local id it was made under."""
    kept = ["its history, its local id and its link to the entry"]
    if preview.audit_returns:
        returns = _count(preview.audit_returns, "audit return", "audit returns")
        kept.insert(0, f"{returns} with every answer and signature; the people of the entry go on reading them")
    if preview.is_named:
        kept.append(
            "its naming as a relevant agency: end it, and name the entry, on the page of relevant agencies; "
            "a naming is an act of the partnership and is never made by a merge"
        )
    return kept


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
