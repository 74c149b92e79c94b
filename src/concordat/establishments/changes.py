"""What changed in the register since last time: the imports, and what one of them changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from concordat.core.problems import NotFound
from concordat.establishments.models import RegisterChange, RegisterImport
from concordat.establishments.vocabulary import CLOSED, Fact

IMPORTS_PAGE = 20
PAGE = 50
SIZES = (Fact.capacity, Fact.pupils)
_SIZE = Q(fact__in=SIZES)
# What the list can be narrowed to. Numbers of pupils change everywhere every year: left out unless asked for.
KINDS: dict[str, tuple[str, Q]] = {
    "": ("Everything but numbers of pupils and places", ~_SIZE),
    "added": ("New in the register", Q(fact=Fact.added)),
    "closed": ("Closed", Q(fact=Fact.status, after=CLOSED)),
    "status": ("Reopened, or proposed to open or close", Q(fact=Fact.status) & ~Q(after=CLOSED)),
    "name": ("Renamed", Q(fact=Fact.name)),
    "trust": ("Joined, left or changed trust", Q(fact=Fact.trust)),
    "authority": ("Changed local authority", Q(fact=Fact.local_authority)),
    "type": ("Changed type", Q(fact=Fact.type)),
    "phase": ("Changed phase", Q(fact=Fact.phase)),
    "place": ("Moved (postcode)", Q(fact=Fact.postcode)),
    "size": ("Numbers of pupils and places", _SIZE),
}


class ListedImport(NamedTuple):
    """A run of the import; `here` counts the settings of the reader's own area that it changed."""

    id: int
    started_at: datetime
    ended_at: datetime | None
    rows: int
    created: int
    updated: int
    closed: int
    rejected: int
    here: int


class ListedChange(NamedTuple):
    """A fact of a setting that the import changed."""

    establishment_id: int
    name: str
    urn: int | None
    authority: str | None
    fact: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeFilters:
    """What the list is narrowed to; no areas means all."""

    areas: tuple[int, ...] = ()
    kind: str = ""


@dataclass(frozen=True)
class Changes:
    """What one import changed, as far as it was asked for."""

    found: QuerySet[RegisterChange]
    count: int
    settings: int

    def page(self, number: int) -> list[ListedChange]:
        """One page, from 1. One query."""
        return self._rows(slice((number - 1) * PAGE, number * PAGE))

    def every(self) -> list[ListedChange]:
        """All of them, for a file. One query."""
        return self._rows(slice(None))

    def _rows(self, which: slice) -> list[ListedChange]:
        rows = self.found.order_by("establishment__sort_name", "establishment_id", "pk").values_list(
            "establishment_id",
            "establishment__organisation__name",
            "establishment__urn",
            "establishment__local_authority__name",
            "fact",
            "before",
            "after",
        )
        return [ListedChange._make(row) for row in rows[which]]


def imports_count() -> int:
    """How many runs there were."""
    return RegisterImport.objects.count()


def imports(number: int, *, areas: Sequence[int]) -> list[ListedImport]:
    """A page of the runs, the latest first, with what each changed in these areas. One query."""
    here = Count(
        "changes__establishment",
        filter=Q(changes__establishment__local_authority_id__in=list(areas)) & ~Q(changes__fact__in=SIZES),
        distinct=True,
    )
    rows = RegisterImport.objects.annotate(here=here).order_by("-started_at", "-pk")
    columns = ("pk", "started_at", "ended_at", "rows", "created", "updated", "closed", "rejected", "here")
    return [
        ListedImport._make(row)
        for row in rows.values_list(*columns)[(number - 1) * IMPORTS_PAGE : number * IMPORTS_PAGE]
    ]


def register_import(import_id: int) -> RegisterImport:
    """One run; raises `NotFound`."""
    found = RegisterImport.objects.filter(pk=import_id).first()
    if found is None:
        raise NotFound()
    return found


def changes_of(import_id: int, filters: ChangeFilters) -> Changes:
    """What this run changed. One query for the counts."""
    found = RegisterChange.objects.filter(KINDS.get(filters.kind, KINDS[""])[1], register_import_id=import_id)
    if filters.areas:
        found = found.filter(establishment__local_authority_id__in=filters.areas)
    counts = found.aggregate(count=Count("pk"), settings=Count("establishment_id", distinct=True))
    return Changes(found, counts["count"], counts["settings"])


def areas_of_changes(import_id: int) -> list[tuple[int, str]]:
    """The authorities at whose settings this run changed something, by name. One query."""
    found = RegisterChange.objects.filter(register_import_id=import_id, establishment__local_authority__isnull=False)
    areas = found.values_list("establishment__local_authority_id", "establishment__local_authority__name")
    return list(areas.order_by("establishment__local_authority__name").distinct())
