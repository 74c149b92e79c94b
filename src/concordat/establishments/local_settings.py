"""Settings without a URN: the list of an area's, and what decides and previews a merge into the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from concordat.accounts import queries as account_queries
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.establishments import access, queries, rules
from concordat.establishments.kinds import Kind, kinds
from concordat.establishments.listing import meant_by
from concordat.establishments.models import Establishment, Trust
from concordat.establishments.register.extracts import sort_name
from concordat.establishments.rules import MergeFacts
from concordat.establishments.vocabulary import CLOSED, LOCAL_GROUP
from concordat.lib import near_names

PAGE = 50
STATES: dict[str, tuple[str, Q]] = {
    "": ("Open", ~Q(status=CLOSED)),
    "merged": ("Merged into the register", Q(organisation__successor__isnull=False)),
    "all": ("All", Q()),
}
SORTS = {
    "name": ("sort_name", "pk"),
    "kind": ("type_name", "sort_name", "pk"),
    "authority": ("local_authority__name", "sort_name", "pk"),
}
COLUMNS = (
    "pk", "organisation__name", "local_id", "type_name", "phase", "local_authority__name", "trust__organisation__name",
    "postcode", "status", "organisation__successor_id", "organisation__successor__name",
)  # fmt: skip


class ListedLocal(NamedTuple):
    """A line of the list; the fields are `COLUMNS`, in that order."""

    id: int
    name: str
    local_id: str
    kind: str
    phase: str
    authority: str | None
    trust: str | None
    postcode: str
    status: str
    merged_into_id: int | None
    merged_into: str | None


@dataclass(frozen=True)
class LocalFilters:
    """What the list is narrowed to; no areas means all."""

    areas: Sequence[int] = ()
    search: str = ""
    kind: str = ""
    state: str = ""


def local_kinds() -> list[Kind]:
    """The kinds of setting that the register does not hold."""
    return [kind for kind in kinds().values() if kind.group == LOCAL_GROUP]


def local_settings(filters: LocalFilters) -> QuerySet[Establishment]:
    """Settings without a URN that fit."""
    found = Establishment.objects.filter(STATES.get(filters.state, STATES[""])[1], local_id__isnull=False)
    if filters.areas:
        found = found.filter(local_authority_id__in=list(filters.areas))
    if filters.kind:
        found = found.filter(type_code=filters.kind)
    return found.filter(meant_by(filters.search)) if filters.search.strip() else found


def rows(found: QuerySet[Establishment], *, sort: str, number: int | None = None) -> list[ListedLocal]:
    """One page, from 1, or all of them. One query."""
    which = slice(None) if number is None else slice((number - 1) * PAGE, number * PAGE)
    listed = found.order_by(*SORTS.get(sort, SORTS["name"])).values_list(*COLUMNS)
    return [ListedLocal._make(row) for row in listed[which]]


def merge_facts(actor: Actor, local: Establishment, into: Establishment, *, at: datetime) -> MergeFacts:
    """What decides whether these two can be merged. Two queries."""
    return MergeFacts(
        local_name=local.organisation.name,
        is_local=local.local_id is not None and local.urn is None,
        local_is_closed=local.status == CLOSED,
        entry_name=into.organisation.name,
        entry_has_urn=into.urn is not None,
        entry_is_closed=into.status == CLOSED,
        entry_in_own_area=access.allows(actor, "establishments.merge_local_setting", into),
        audits_not_finished=_audits_not_finished(local),
    )


def why_not(actor: Actor, local: Establishment, into: Establishment, *, at: datetime) -> str:
    """Why these two cannot be merged now; empty where they can."""
    return rules.why_not_to_merge(merge_facts(actor, local, into, at=at))


def _audits_not_finished(local: Establishment) -> int:
    """Returns in an open audit that are not accepted yet.

    Tables of the contexts above are reached by the names of their relations, as foreign keys are.
    """
    waiting = Q(audit_returns__cycle__state="open") & ~Q(audit_returns__state="accepted")
    return Establishment.objects.filter(waiting, pk=local.pk).values("audit_returns").count()


@dataclass(frozen=True)
class MergePreview:
    """What a merge would move and what it would leave, counted."""

    people: int
    posts: int
    audit_returns: int
    is_named: bool


def merge_preview(actor: Actor, local: Establishment, *, at: datetime) -> MergePreview:
    """What is there now, as far as the actor may see. Three queries."""
    held = account_queries.roles_at(actor, local.pk, at=at)
    kept = Establishment.objects.filter(pk=local.pk).aggregate(
        returns=Count("audit_returns", distinct=True),
        namings=Count("namings", filter=Q(namings__ended_on=None), distinct=True),
    )
    return MergePreview(
        people=len({row.person_id for row in held}),
        posts=len(queries.posts_at(local.pk, at.date())),
        audit_returns=kept["returns"],
        is_named=kept["namings"] > 0,
    )


def by_urn(urn: str) -> Establishment:
    """The register's entry with this URN; raises `NotFound` with what to do."""
    plain = urn.strip()
    found = None
    if plain.isascii() and plain.isdigit() and len(plain) == 6:
        related = Establishment.objects.select_related("organisation", "trust__organisation", "local_authority")
        found = related.filter(urn=int(plain)).first()
    else:
        raise NotFound("A URN is six digits, such as 108141. Look it up in Get Information about Schools.")
    if found is None:
        raise NotFound("The register has no setting with this URN yet. It comes with the next import of the register.")
    return found


def local_setting(establishment_id: int) -> Establishment:
    """One setting without a URN; raises `NotFound`."""
    found = queries.establishment(establishment_id)
    if found.local_id is None:
        raise NotFound()
    return found


def trust_meant_by(said: str) -> int:
    """The id of the open trust with this name or group number; raises `NotFound` with names that are near."""
    plain = said.strip()
    every = Trust.objects.filter(organisation__closed_on=None)
    exact = list(
        every.filter(Q(organisation__name__iexact=plain) | Q(group_uid=plain)).values_list("pk", flat=True)[:2]
    )
    if len(exact) == 1:
        return exact[0]
    if exact:
        raise NotFound("More than one trust has this name. Type its group number (UID) from the register instead.")
    names = {pk: sort_name(name) for pk, name in every.values_list("pk", "organisation__name")}
    near = near_names.closest(sort_name(plain), names, limit=3)
    called = sorted(every.filter(pk__in=near).values_list("organisation__name", flat=True))
    hint = f" Near it: {'; '.join(called)}." if called else " Leave it empty if the setting is in no trust."
    raise NotFound(f"The register has no open trust called “{plain[:60]}”.{hint}")
