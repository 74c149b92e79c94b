"""How far a pool is: who is in it until when, what each has released, which tables there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from concordat.audits import access as audit_access
from concordat.audits.models import AuditCycle, Pool, PoolPart, PoolRelease, PoolTable
from concordat.audits.pooling import access
from concordat.audits.pooling.security import POOL_KEEPERS, POOL_READERS
from concordat.audits.vocabulary import CycleState
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.partnership import queries as partnership_queries
from concordat.partnership.queries import PartnershipBody


@dataclass(frozen=True)
class Part:
    """One partnership in a pool, and what of it waits for the next table."""

    part: PoolPart
    name: str
    waits: PoolRelease | None

    def is_in(self, day: date) -> bool:
        """Whether it has consented and its day is not over."""
        until = self.part.until_on
        return self.part.ended_at is None and until is not None and until >= day


@dataclass(frozen=True)
class Standing:
    """A pool, its partnerships by name, and the tables that are shown, the newest first."""

    pool: Pool
    parts: tuple[Part, ...]
    tables: tuple[PoolTable, ...]

    def own(self, partnerships: Iterable[int]) -> list[Part]:
        """The parts of some partnerships that have not ended."""
        those = set(partnerships)
        return [one for one in self.parts if one.part.partnership_id in those and one.part.ended_at is None]


def pools_of(actor: Actor) -> list[Standing]:
    """Every pool that the actor may see, the newest first. Five queries."""
    return [_standing(pool) for pool in _pools(actor).order_by("-made_at", "-pk")]


def pool_for(actor: Actor, pool_id: int) -> Standing:
    """One of them; raises `NotFound`. Five queries."""
    found = _pools(actor).filter(pk=pool_id).first()
    if found is None:
        raise NotFound()
    return _standing(found)


def part_for(actor: Actor, part_id: int) -> Part:
    """A partnership's part that has not ended; raises `NotFound`. Two queries."""
    parts = access.visible_parts(actor).select_related("pool", "partnership__organisation")
    found = parts.filter(pk=part_id, ended_at=None).first()
    if found is None:
        raise NotFound()
    waits = access.visible_releases(actor).filter(part=found, withdrawn_at=None, table=None).first()
    return Part(found, found.partnership.organisation.name, waits)


def table_for(actor: Actor, table_id: int) -> PoolTable:
    """A table that is shown to the actor; raises `NotFound`. One query."""
    found = access.visible_tables(actor).select_related("pool").filter(pk=table_id).first()
    if found is None:
        raise NotFound()
    return found


def _pools(actor: Actor) -> QuerySet[Pool]:
    parts = access.visible_parts(actor).select_related("partnership__organisation")
    releases = access.visible_releases(actor).filter(withdrawn_at=None, table=None)
    tables = access.visible_tables(actor).order_by("-made_at", "-pk")
    return (
        access.visible_pools(actor)
        .select_related("partnership__organisation")
        .prefetch_related(
            Prefetch("parts", parts.order_by("partnership__organisation__name", "-asked_at")),
            Prefetch("releases", releases),
            Prefetch("tables", tables),
        )
    )


def _standing(pool: Pool) -> Standing:
    waits = {one.part_id: one for one in pool.releases.all()}
    parts = tuple(Part(one, one.partnership.organisation.name, waits.get(one.pk)) for one in pool.parts.all())
    return Standing(pool, parts, tuple(pool.tables.all()))


def kept_by(actor: Actor) -> list[PartnershipBody]:
    """Partnerships in whose name the actor may begin, join and fill pools. One query."""
    return partnership_queries.partnerships_by_id(actor.organisations(*POOL_KEEPERS))


def read_by(actor: Actor) -> frozenset[int]:
    """Partnerships for which the actor reads pools."""
    return actor.organisations(*POOL_READERS)


def may_be_released(actor: Actor, partnership_id: int) -> list[AuditCycle]:
    """Closed audits of a partnership that are in no pool, the newest first. One query."""
    taken = access.visible_releases(actor).filter(withdrawn_at=None).values("cycle_id")
    found = audit_access.visible_cycles(actor).filter(
        partnership_id=partnership_id, state=CycleState.closed, pilot_of=None
    )
    return list(found.exclude(pk__in=taken).order_by("-closes_on", "-pk"))
