"""The register as a list: searched, narrowed, sorted, a page at a time.

What is typed may be a URN, a DfE number, a postcode or its outward part, or words of a name. Words are looked
for as typed; only where no setting has them all, every name is compared with slips forgiven (`lib.near_names`).
Reading is the same for everybody signed in, so no scope narrows the search.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from concordat.establishments.models import Establishment
from concordat.establishments.queries import EstablishmentBrief, briefs, open_on
from concordat.establishments.register.extracts import sort_name
from concordat.lib import near_names

PAGE = 50
SLIPS = 200  # most settings that a search with slips gives
URN = re.compile(r"\d{6}")
DFE_NUMBER = re.compile(r"(\d{3})\s*[/-]?\s*(\d{4})")
POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})")
OUTWARD = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?")
SORTS = {
    "name": ("sort_name", "pk"),
    "authority": ("local_authority__name", "sort_name", "pk"),
    "phase": ("phase", "sort_name", "pk"),
    "pupils": (F("pupils").desc(nulls_last=True), "sort_name", "pk"),
}
SIZES: dict[str, tuple[str, Q]] = {
    "small": ("Up to 100 pupils", Q(pupils__lte=100)),
    "medium": ("101 to 500 pupils", Q(pupils__gt=100, pupils__lte=500)),
    "large": ("501 to 1,000 pupils", Q(pupils__gt=500, pupils__lte=1_000)),
    "largest": ("More than 1,000 pupils", Q(pupils__gt=1_000)),
    "unknown": ("Number not known", Q(pupils__isnull=True)),
}


@dataclass(frozen=True)
class RegisterFilters:
    """What the list is narrowed to; empty means all. Closed settings are left out unless asked for."""

    search: str = ""
    authority: int | None = None
    phase: str = ""
    type_group: str = ""
    trust: str = ""
    size: str = ""
    with_closed: bool = False

    @property
    def narrows(self) -> bool:
        """Whether anything but the search narrows the list."""
        return self != RegisterFilters(search=self.search)


class ListedSetting(NamedTuple):
    """A line of the list; the fields are `COLUMNS`, in that order."""

    id: int
    name: str
    urn: int | None
    local_id: str | None
    dfe_number: str
    type_name: str
    type_group: str
    phase: str
    status: str
    authority: str | None
    trust: str | None
    town: str
    postcode: str
    pupils: int | None


COLUMNS = (
    "pk", "organisation__name", "urn", "local_id", "dfe_number", "type_name", "type_group", "phase", "status",
    "local_authority__name", "trust__organisation__name", "town", "postcode", "pupils",
)  # fmt: skip


@dataclass(frozen=True)
class Choices:
    """What the list can be narrowed to."""

    authorities: tuple[tuple[int, str], ...]
    phases: tuple[str, ...]
    type_groups: tuple[str, ...]


@dataclass(frozen=True)
class Listing:
    """The settings that were asked for; `near_ids` says that slips were forgiven, the nearest first."""

    found: QuerySet[Establishment]
    count: int
    near_ids: tuple[int, ...] = ()

    def page(self, number: int, *, sort: str) -> list[ListedSetting]:
        """The settings of one page, from 1. One query."""
        first = (number - 1) * PAGE
        if self.near_ids and sort not in SORTS:
            ids = self.near_ids[first : first + PAGE]
            rows = {row[0]: ListedSetting._make(row) for row in self.found.filter(pk__in=ids).values_list(*COLUMNS)}
            return [rows[each] for each in ids if each in rows]
        return [ListedSetting._make(row) for row in self._sorted(sort)[first : first + PAGE]]

    def ids(self) -> list[int]:
        """The ids of all of them. One query."""
        return list(self.found.values_list("pk", flat=True))

    def every(self, *, sort: str) -> list[ListedSetting]:
        """All of them, for a file. One query."""
        return [ListedSetting._make(row) for row in self._sorted(sort)]

    def _sorted(self, sort: str) -> QuerySet[Establishment, tuple[object, ...]]:
        return self.found.order_by(*SORTS.get(sort, SORTS["name"])).values_list(*COLUMNS)


def listing(filters: RegisterFilters) -> Listing:
    """The settings of the register that fit. One query, or three where slips had to be forgiven."""
    narrowed = _narrowed(filters)
    said = filters.search.strip()
    found = narrowed.filter(meant_by(said)) if said else narrowed
    count = found.count()
    if count or not said or _is_number_or_postcode(said):
        return Listing(found, count)
    names = dict(narrowed.values_list("pk", "sort_name"))
    near = tuple(near_names.closest(sort_name(said), names, limit=SLIPS))
    return Listing(narrowed.filter(pk__in=near), len(near), near)


def named_in(areas: Iterable[int], said: str, *, day: date, limit: int) -> list[EstablishmentBrief]:
    """Open settings of these authorities that the words mean, the nearest first where slips were forgiven.

    Three queries at most. For somebody who hears a name on the telephone.
    """
    here = open_on(day).filter(local_authority_id__in=list(areas))
    found = briefs(here.filter(meant_by(said)))[:limit] if said.strip() else []
    if found or not said.strip() or _is_number_or_postcode(said):
        return found
    near = near_names.closest(sort_name(said), dict(here.values_list("pk", "sort_name")), limit=limit)
    known = {brief.id: brief for brief in briefs(here.filter(pk__in=near))}
    return [known[pk] for pk in near]


def choices() -> Choices:
    """What occurs in the register. One query."""
    occurring = list(
        Establishment.objects.order_by()
        .values_list("local_authority_id", "local_authority__name", "phase", "type_group")
        .distinct()
    )
    areas = {(pk, name) for pk, name, _, _ in occurring if pk is not None}
    return Choices(
        authorities=tuple(sorted(areas, key=lambda area: area[1])),
        phases=tuple(sorted({phase for _, _, phase, _ in occurring if phase})),
        type_groups=tuple(sorted({group for _, _, _, group in occurring if group})),
    )


def meant_by(said: str) -> Q:
    """The settings that these typed words mean when nothing in them is a slip."""
    plain = " ".join(said.upper().split())
    if URN.fullmatch(plain):
        return Q(urn=int(plain))
    if number := DFE_NUMBER.fullmatch(plain):
        return Q(dfe_number=f"{number[1]}/{number[2]}")
    if postcode := POSTCODE.fullmatch(plain):
        return Q(postcode=f"{postcode[1]} {postcode[2]}")
    if OUTWARD.fullmatch(plain):
        return Q(postcode__startswith=f"{plain} ")
    words = sort_name(said).split()
    if not words:
        return Q(local_id__iexact=plain)
    named = Q()
    for word in words:
        named &= Q(sort_name__contains=word)
    return named | Q(local_id__iexact=plain)


def _narrowed(filters: RegisterFilters) -> QuerySet[Establishment]:
    found = Establishment.objects.all()
    if not filters.with_closed:
        found = found.exclude(status="Closed")
    if filters.authority is not None:
        found = found.filter(local_authority_id=filters.authority)
    if filters.phase:
        found = found.filter(phase=filters.phase)
    if filters.type_group:
        found = found.filter(type_group=filters.type_group)
    if filters.trust:
        found = found.filter(trust__organisation__name__icontains=filters.trust)
    if filters.size in SIZES:
        found = found.filter(SIZES[filters.size][1])
    return found


def _is_number_or_postcode(said: str) -> bool:
    plain = " ".join(said.upper().split())
    return any(pattern.fullmatch(plain) for pattern in (URN, DFE_NUMBER, POSTCODE, OUTWARD))
