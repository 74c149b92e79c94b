"""What changed in the register, as pages and as a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from concordat.core import paging
from concordat.establishments.changes import (
    IMPORTS_PAGE,
    KINDS,
    PAGE,
    ChangeFilters,
    Changes,
    ListedChange,
    ListedImport,
)
from concordat.establishments.presenters.settings import day
from concordat.establishments.vocabulary import CLOSED, FACT_NAMES, Fact

MINE, ALL = "mine", "all"
CSV_HEADER = ("Setting", "URN", "Local authority", "What changed", "Before", "Now")
Areas = list[tuple[int, str]]


@dataclass(frozen=True)
class ImportRow:
    """A run of the import, as a line."""

    when: str
    href: str
    here: str
    ended: bool
    counts: tuple[str, ...]


@dataclass(frozen=True)
class ChangedSetting:
    """A setting and what the import changed there."""

    name: str
    href: str
    identity: str
    authority: str
    says: tuple[str, ...]


def imports_page(rows: list[ListedImport], count: int, mine: Areas, query: QueryDict, number: int) -> dict[str, Any]:
    """Everything that the list of imports shows."""
    return {
        "rows": [_import_row(row, has_area=bool(mine)) for row in rows],
        "count_text": f"{count:,} {'import' if count == 1 else 'imports'}",
        "area": names_of(mine),
        "pages": paging.links(reverse("establishments:imports"), query, number, count, size=IMPORTS_PAGE),
    }


def filters_from(query: QueryDict, mine: Areas) -> ChangeFilters:
    """What the address narrows the list to; without a word about it, to the reader's own area."""
    asked, kind = query.get("authority", MINE), query.get("kind", "")
    own = tuple(pk for pk, _ in mine)
    areas = own if asked == MINE else ()
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        areas = (int(asked),)
    return ChangeFilters(areas=areas, kind=kind if kind in KINDS else "")


def changes_page(
    import_id: int,
    found: Changes,
    rows: list[ListedChange],
    areas: Areas,
    mine: Areas,
    filters: ChangeFilters,
    query: QueryDict,
    number: int,
) -> dict[str, Any]:
    """Everything that the list of one import's changes shows."""
    here = reverse("establishments:changes", args=[import_id])
    changes = "change" if found.count == 1 else "changes"
    settings = "setting" if found.settings == 1 else "settings"
    return {
        "rows": changed_settings(rows),
        "count_text": f"{found.count:,} {changes} at {found.settings:,} {settings}",
        "areas": _area_choices(areas, mine, filters),
        "kinds": [(code, text, code == filters.kind) for code, (text, _) in KINDS.items()],
        "csv_href": reverse("establishments:changes_csv", args=[import_id])
        + (f"?{query.urlencode()}" if query else ""),
        "pages": paging.links(here, query, number, found.count, size=PAGE),
    }


def changed_settings(rows: Iterable[ListedChange]) -> list[ChangedSetting]:
    """The changes under the settings that they are of, in the order given."""
    shown = []
    for setting_id, group in groupby(rows, key=lambda row: row.establishment_id):
        changes = list(group)
        first = changes[0]
        shown.append(
            ChangedSetting(
                name=first.name,
                href=reverse("establishments:setting", args=[setting_id]),
                identity=f"URN {first.urn}" if first.urn else "",
                authority=first.authority or "",
                says=tuple(said(row) for row in changes),
            )
        )
    return shown


def said(row: ListedChange) -> str:
    """A change in a sentence."""
    if row.fact == Fact.added:
        return "New in the register" + (f" ({row.after.lower()})" if row.after not in ("", "Open") else "")
    if row.fact == Fact.status and row.after == CLOSED:
        return "Closed"
    if row.fact == Fact.status and row.before == CLOSED:
        return f"No longer closed: {row.after}"
    if row.fact == Fact.trust and not (row.before and row.after):
        return f"Joined {row.after}" if row.after else f"Left {row.before}"
    what = FACT_NAMES.get(row.fact, row.fact)
    if not row.before:
        return f"{what}: {row.after}, not known before"
    return (
        f"{what}: {row.after}, before {row.before}" if row.after else f"{what}: not given any more, before {row.before}"
    )


def csv_row(row: ListedChange) -> tuple[object, ...]:
    """A line of the file."""
    return (row.name, row.urn, row.authority or "", FACT_NAMES.get(row.fact, row.fact), row.before, row.after)


def moment(when: datetime) -> str:
    """As people write a moment: 1 September 2026, 9:05."""
    local = timezone.localtime(when)
    return f"{day(local.date())}, {local.hour}:{local:%M}"


def names_of(areas: Areas) -> str:
    """The areas' names in one phrase."""
    names = [name for _, name in areas]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _import_row(row: ListedImport, *, has_area: bool) -> ImportRow:
    numbers = (row.rows, row.created, row.updated, row.closed, row.rejected)
    return ImportRow(
        when=moment(row.started_at),
        href=reverse("establishments:changes", args=[row.id]),
        here=f"{row.here:,}" if has_area else "",
        ended=row.ended_at is not None,
        counts=tuple(f"{number:,}" for number in numbers),
    )


def _area_choices(areas: Areas, mine: Areas, filters: ChangeFilters) -> list[tuple[str, str, bool]]:
    own = tuple(pk for pk, _ in mine)
    choices = [(MINE, f"My area: {names_of(mine)}", filters.areas == own)] if mine else []
    choices.append((ALL, "All", not filters.areas))
    listed = [(pk, name) for pk, name in areas if not (len(own) == 1 and pk in own)]
    return choices + [(str(pk), name, filters.areas == (pk,)) for pk, name in listed]
