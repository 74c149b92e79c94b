"""Pools: begun for a purpose, joined until a day, filled with one closed audit each, counted once (D2-09).

Nothing that a setting said reaches another partnership: a release writes what settings chose where no person reads it,
the system counts it into a table with small groups hidden, and then it is destroyed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from concordat.audits.analysis.results import GROUPINGS, Chosen, chosen_in, group_of
from concordat.audits.checking import withheld
from concordat.audits.models import AuditCycle, Pool, PoolPart, PoolRelease, PoolReturn, PoolTable
from concordat.audits.pooling import access
from concordat.audits.pools import counted, standing
from concordat.audits.pools.corresponding import common_questions
from concordat.core import clock, jobs, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.establishments import queries as establishment_queries
from concordat.partnership import queries as partnership_queries

LEAST = 2


class PoolNotPossible(Problem):
    """Something about a pool that cannot be done so."""


def begin_pool(
    *, partnership_id: int, name: str, purpose: str, others: Iterable[int], until_on: date, by: Actor, at: datetime
) -> Pool:
    """Begin a pool for a purpose, be in it until a day, and ask others to join."""
    assert by.person_id is not None
    made = Pool(
        partnership_id=partnership_id, name=name.strip(), purpose=purpose.strip(), made_by_id=by.person_id, made_at=at
    )
    access.require(by, "audits.keep_pool", made)
    known = {one.id for one in partnership_queries.partnerships_by_id(others)} - {partnership_id}
    if not (made.name and made.purpose):
        raise PoolNotPossible("Give the pool a name, and say what the figures are for.")
    if not known:
        raise PoolNotPossible("Choose at least one other partnership.")
    with journal.entry("audits.pool.begun", by=by, at=at, about=made, details={"asked": sorted(known)}):
        made.save(force_insert=True)
        for one in [partnership_id, *sorted(known)]:
            _ask(made, one, by=by, at=at)
    own = PoolPart.objects.get(pool=made, partnership_id=partnership_id)
    join_pool(part=own, until_on=until_on, by=by, at=at)
    return made


def ask_into_pool(*, pool: Pool, partnership_id: int, by: Actor, at: datetime) -> PoolPart:
    """Ask one more partnership, or one that had left."""
    access.require(by, "audits.keep_pool", pool)
    if not partnership_queries.partnerships_by_id([partnership_id]):
        raise PoolNotPossible("Choose a partnership of the list.")
    with journal.entry("audits.pool.asked", by=by, at=at, about=pool, details={"partnership": partnership_id}):
        return _ask(pool, partnership_id, by=by, at=at)


def join_pool(*, part: PoolPart, until_on: date, by: Actor, at: datetime) -> PoolPart:
    """A partnership consents until a day, or to another day; it can take that back at any time."""
    access.require(by, "audits.keep_pool", part)
    if until_on <= clock.day_of(at):
        raise PoolNotPossible("Choose a day to come until which your results may be pooled.")
    with transaction.atomic():
        found = _locked(part)
        with journal.entry("audits.pool.joined", by=by, at=at, about=found, details={"until": until_on.isoformat()}):
            found.until_on, found.given_by_id, found.given_name, found.given_at = until_on, by.person_id, by.name, at
            found.save(update_fields=["until_on", "given_by", "given_name", "given_at"])
    return found


def leave_pool(*, part: PoolPart, by: Actor, at: datetime) -> PoolPart:
    """Decline, or take the consent back: tables with these results are shown to nobody any more."""
    access.require(by, "audits.keep_pool", part)
    with transaction.atomic():
        found = _locked(part)
        with journal.entry("audits.pool.left", by=by, at=at, about=found):
            PoolRelease.objects.filter(part=found, table=None, withdrawn_at=None).update(withdrawn_at=at)
            found.ended_by_id, found.ended_at = by.person_id, at
            found.save(update_fields=["ended_by", "ended_at"])
            jobs.defer("audits.forget_released", pool_id=found.pool_id)
    return found


def release_audit(*, part: PoolPart, cycle: AuditCycle, by: Actor, at: datetime) -> PoolRelease:
    """Put the results of a closed audit into the pool, as they are now."""
    access.require(by, "audits.keep_pool", part)
    assert by.person_id is not None
    with transaction.atomic():
        found = _locked(part)
        if found.given_at is None or found.until_on is None or found.until_on < clock.day_of(at):
            raise PoolNotPossible("Your partnership is not in this pool now. Join it first, until a day to come.")
        if cycle.pk not in {one.pk for one in standing.may_be_released(by, found.partnership_id)}:
            raise PoolNotPossible("Choose a closed audit of your partnership that is in no pool yet.")
        withheld.require_whole(by, cycle)
        chosen = chosen_in(by, cycle)
        if not chosen:
            raise PoolNotPossible("Nothing was handed in for this audit.")
        made = PoolRelease(
            part=found,
            pool_id=found.pool_id,
            partnership_id=found.partnership_id,
            cycle=cycle,
            title=f"{cycle.title}, {cycle.year}",
            returns=len(chosen),
            released_by_id=by.person_id,
            released_name=by.name,
            released_at=at,
        )
        try:
            with journal.entry("audits.pool.released", by=by, at=at, about=made, details={"returns": len(chosen)}):
                made.save(force_insert=True)
                PoolReturn.objects.bulk_create(_pooled(made, one) for one in chosen)
        except IntegrityError as clash:
            raise PoolNotPossible("You have released an audit already. Take it back to release another.") from clash
    return made


def take_back_release(*, release: PoolRelease, by: Actor, at: datetime) -> PoolRelease:
    """Take results back that are in no table yet."""
    access.require(by, "audits.keep_pool", release)
    with transaction.atomic():
        _locked(release.part)
        found = PoolRelease.objects.filter(pk=release.pk, table=None, withdrawn_at=None).first()
        if found is None:
            raise PoolNotPossible("These results are in a table already, or were taken back.")
        with journal.entry("audits.pool.taken_back", by=by, at=at, about=found):
            found.withdrawn_at = at
            found.save(update_fields=["withdrawn_at"])
            jobs.defer("audits.forget_released", pool_id=found.pool_id)
    return found


def ask_for_table(*, part: PoolPart, by: Actor, at: datetime) -> None:
    """Have the region counted, later and once: everybody who is in the pool has released an audit."""
    access.require(by, "audits.keep_pool", part)
    parts = [one for one in standing.pool_for(by, part.pool_id).parts if one.is_in(clock.day_of(at))]
    if part.pk not in {one.part.pk for one in parts}:
        raise PoolNotPossible("Your partnership is not in this pool now. Join it first, until a day to come.")
    if len(parts) < LEAST:
        raise PoolNotPossible("A table needs two partnerships in the pool.")
    if missing := [one.name for one in parts if one.waits is None]:
        raise PoolNotPossible(f"{' and '.join(missing)} still {'has' if len(missing) == 1 else 'have'} to release.")
    with journal.entry("audits.pool.table_asked", by=by, at=at, about=part.pool):
        jobs.defer("audits.make_pool_table", pool_id=part.pool_id)


def make_pool_table(*, pool_id: int, by: Actor, at: datetime) -> PoolTable | None:
    """Count what was released into a table, and destroy it. Nothing where it was counted or taken back meanwhile."""
    access.require(by, "audits.make_pool_table")
    with transaction.atomic():
        list(PoolPart.objects.select_for_update().filter(pool_id=pool_id).order_by("pk"))
        pool = Pool.objects.get(pk=pool_id)
        releases = list(access.waiting(PoolRelease.objects.filter(pool=pool)).order_by("partnership_id"))
        if len(releases) < LEAST:
            return None
        figures = _figures(releases, clock.day_of(at))
        made = PoolTable(pool=pool, figures=figures, made_at=at)
        with journal.entry("audits.pool.counted", by=by, at=at, about=pool, details={"areas": len(releases)}):
            made.save(force_insert=True)
            PoolRelease.objects.filter(pk__in=[one.pk for one in releases]).update(table=made)
            forget_released(pool_id=pool_id, by=by, at=at)
    return made


def forget_released(*, pool_id: int, by: Actor, at: datetime) -> int:
    """Destroy what settings chose where it was counted or taken back. Says of how many returns."""
    access.require(by, "audits.make_pool_table")
    over = PoolReturn.objects.filter(release__pool_id=pool_id).exclude(
        release__table__isnull=True, release__withdrawn_at__isnull=True
    )
    return over.delete()[0]


def _ask(pool: Pool, partnership_id: int, *, by: Actor, at: datetime) -> PoolPart:
    assert by.person_id is not None
    try:
        with transaction.atomic():
            return PoolPart.objects.create(
                pool=pool, partnership_id=partnership_id, asked_by_id=by.person_id, asked_at=at
            )
    except IntegrityError as clash:
        raise PoolNotPossible("This partnership is asked or in the pool already.") from clash


def _locked(part: PoolPart) -> PoolPart:
    """One after the other: whoever releases, leaves or counts waits for the one before."""
    found = PoolPart.objects.select_for_update(of=("self",)).filter(pk=part.pk, ended_at=None).first()
    if found is None:
        raise PoolNotPossible("Your partnership has left this pool. Ask whoever began it to ask you again.")
    return found


def _pooled(release: PoolRelease, one: Chosen) -> PoolReturn:
    row = one.row
    assert row.submitted_at is not None
    return PoolReturn(
        release=release,
        partnership_id=release.partnership_id,
        establishment_id=row.establishment_id,
        form_version_id=row.form_version_id,
        submitted_at=row.submitted_at,
        groups={name: group_of(row, name) for name in GROUPINGS},
        choices=dict(one.choices),
    )


def _figures(releases: list[PoolRelease], day: date) -> dict[str, object]:
    rows = PoolReturn.objects.filter(release__in=releases).order_by("establishment_id", "partnership_id")
    returns = [
        counted.Returned(
            one.partnership_id,
            one.establishment_id,
            one.form_version_id,
            one.submitted_at,
            one.groups,
            one.choices,
        )
        for one in rows
    ]
    settings = establishment_queries.briefs_of({one.establishment_id for one in returns})
    authority = {one.id: one.authority_id for one in settings}
    areas: list[counted.Area] = []
    versions: dict[int, frozenset[int]] = {}
    for one in releases:
        made = partnership_queries.partnership(one.partnership_id)
        here = set(partnership_queries.area_ids(made.pk, day))
        covers = {setting for setting, place in authority.items() if place in here}
        areas.append(counted.Area(made.pk, made.organisation.name, one.title, covers, made.smallest_group))
        versions[made.pk] = frozenset(r.form_version_id for r in returns if r.partnership_id == made.pk)
    common, left_out = common_questions(versions)
    return counted.figures(returns, areas, common, left_out=left_out)
