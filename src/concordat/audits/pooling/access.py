"""Who may begin, join, fill and read pools; `security.py` says the same to the database."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from concordat.audits.models import Pool, PoolPart, PoolRelease, PoolReturn, PoolTable
from concordat.audits.pooling.security import POOL_KEEPERS, POOL_READERS, POOLER
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.clock import now
from concordat.core.permissions import role

require = permissions.require
allows = permissions.allows
SYSTEM = Actor.system_named(POOLER)


def _partnership(thing: Any) -> int:
    return int(thing.partnership_id)


keeps_pools = role(*POOL_KEEPERS, says="the partnership's office", at=_partnership)
sees_pools = role(*POOL_READERS, says="the partnership's team and its analyst")
pooler = permissions.system(POOLER)

PERMISSIONS = {
    "audits.see_pools": [[sees_pools]],
    "audits.keep_pool": [[keeps_pools]],
    "audits.make_pool_table": [[pooler]],
}
permissions.declare(PERMISSIONS)


def _mine(actor: Actor) -> Q:
    return Q(partnership_id__in=actor.organisations(*POOL_READERS))


def _pools(actor: Actor) -> QuerySet[PoolPart, Any]:
    return PoolPart.objects.filter(_mine(actor), ended_at=None).values("pool_id")


def visible_pools(actor: Actor) -> QuerySet[Pool]:
    """Pools that the actor's partnership began, is asked to join or is in."""
    if actor.system == POOLER:
        return Pool.objects.all()
    return Pool.objects.filter(_mine(actor) | Q(pk__in=_pools(actor)))


def visible_parts(actor: Actor) -> QuerySet[PoolPart]:
    """Who is asked, who is in and who left, of these pools; and one's own always."""
    if actor.system == POOLER:
        return PoolPart.objects.all()
    return PoolPart.objects.filter(_mine(actor) | Q(pool_id__in=_pools(actor)))


def visible_releases(actor: Actor) -> QuerySet[PoolRelease]:
    """That something was released, by whom and how many returns: never what they say."""
    if actor.system == POOLER:
        return PoolRelease.objects.all()
    return PoolRelease.objects.filter(_mine(actor) | Q(pool_id__in=_pools(actor)))


def visible_tables(actor: Actor) -> QuerySet[PoolTable]:
    """Tables with results of the actor's partnership, while everybody whose results are in them is in the pool."""
    if actor.system == POOLER:
        return PoolTable.objects.all()
    stands = Q(part__ended_at__isnull=True, part__given_at__isnull=False, part__until_on__gte=now().date())
    left = PoolRelease.objects.filter(table__isnull=False).exclude(stands).values("table_id")
    mine = PoolRelease.objects.filter(_mine(actor), table__isnull=False).values("table_id")
    return PoolTable.objects.filter(pk__in=mine).exclude(pk__in=left)


def visible_pooled(actor: Actor) -> QuerySet[PoolReturn]:
    """What settings chose, on its way into a table: for no person."""
    return PoolReturn.objects.all() if actor.system == POOLER else PoolReturn.objects.none()


def waiting(releases: QuerySet[PoolRelease]) -> QuerySet[PoolRelease]:
    """Those that the next table takes: not taken back, in no table, of a partnership that is in the pool today."""
    return releases.filter(
        withdrawn_at=None,
        table=None,
        part__ended_at=None,
        part__given_at__isnull=False,
        part__until_on__gte=now().date(),
        part__pool_id=F("pool_id"),
    )
