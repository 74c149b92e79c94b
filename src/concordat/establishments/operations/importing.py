"""The import of the register: each batch a transaction of its own, so that an interrupted run can be repeated."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from concordat.accounts import operations as account_operations
from concordat.accounts.operations import BodyToKeep
from concordat.accounts.vocabulary import OrganisationKind
from concordat.core import journal
from concordat.core.actor import Actor, acting_as
from concordat.establishments import access
from concordat.establishments.kinds import kind_of
from concordat.establishments.models import (
    Establishment,
    RegisterImport,
    Trust,
)
from concordat.establishments.operations.authorities import authority_ids, load_local_authorities
from concordat.establishments.operations.linking import join_outside_links, keep_links
from concordat.establishments.operations.recording import record_added, record_changed
from concordat.establishments.register.extracts import (
    Group,
    Reject,
    Row,
    read_extract,
    read_groups,
    read_links,
    sort_name,
)

BATCH = 2_000
IMPORTER = Actor.system_named("establishments.register_import")
Tell = Callable[[int], None]
FACTS = {
    "la_code": ("local_authority_id", "dfe_number"),
    "number": ("dfe_number",),
    "type_code": ("type_code", "type_name", "type_group"),
    "phase": ("phase",),
    "status": ("status",),
    "lowest_age": ("lowest_age",),
    "highest_age": ("highest_age",),
    "boarders": ("boarding",),
    "gender": ("gender",),
    "religious_character": ("religious_character",),
    "capacity": ("capacity",),
    "pupils": ("pupils",),
    "trust_uid": ("trust_id",),
    "ukprn": ("ukprn",),
    "street": ("street",),
    "town": ("town",),
    "postcode": ("postcode",),
    "easting": ("easting", "northing"),
    "northing": ("easting", "northing"),
    "website": ("website",),
    "telephone": ("telephone",),
}


@dataclass(frozen=True)
class ImportCounts:
    """What a run did; the command's last line."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    closed: int = 0
    rejected: int = 0
    rejects_file: str = ""

    def plus(self, **more: int) -> ImportCounts:
        """These counts and more."""
        return replace(self, **{name: getattr(self, name) + count for name, count in more.items()})


def import_register(
    *,
    file: Path,
    links: Path | None,
    groups: Path | None,
    rejects_file: Path,
    at: datetime,
    by: Actor = IMPORTER,
    tell: Tell = lambda done: None,
) -> ImportCounts:
    """Make the register equal to the extract; says what changed. Opens its own transactions, one a batch.

    Settings that the file does not mention stay as they are: extracts are often of one area. A second run
    of the same file changes nothing. Raises `ExtractProblem` for a file that cannot be read at all.
    """
    access.require(by, "establishments.import_register")
    digest = _digest(file)
    with acting_as(by):
        run = RegisterImport(file_digest=digest, started_at=at)
        with journal.entry("establishments.register.import_started", by=by, at=at, about=run):
            run.save(force_insert=True)
        load_local_authorities(by=by, at=at)
    if groups is not None:
        _import_groups(groups, by)
    counts = _import_rows(file, run, rejects_file, by, tell)
    _import_links(links, by)
    with acting_as(by):
        run.ended_at = at
        for name, value in asdict(counts).items():
            if name != "rejects_file":
                setattr(run, name, value)
        with journal.entry("establishments.register.imported", by=by, at=at, about=run, details=asdict(counts)):
            run.save()
    return counts


def _import_rows(file: Path, run: RegisterImport, rejects_file: Path, by: Actor, tell: Tell) -> ImportCounts:
    counts = ImportCounts(rejects_file=str(rejects_file))
    with rejects_file.open("w", newline="", encoding="utf-8") as rejected:
        writer = csv.writer(rejected)
        writer.writerow(["row", "urn", "reason"])
        for batch in _batches(read_extract(file)):
            taken = [row for row in batch if isinstance(row, Row)]
            refused = [row for row in batch if isinstance(row, Reject)]
            writer.writerows([row.line, row.urn, row.reason] for row in refused)
            with acting_as(by):
                counts = _keep(taken, run, counts, by)
            counts = counts.plus(rows=len(batch), rejected=len(refused))
            tell(counts.rows)
    return counts


def _keep(rows: list[Row], run: RegisterImport, counts: ImportCounts, by: Actor) -> ImportCounts:
    areas = authority_ids(rows, by)
    trusts = _trusts(rows, by)
    known = {
        found.urn: found
        for found in Establishment.objects.select_related(
            "organisation", "trust__organisation", "local_authority"
        ).filter(urn__in=[row.urn for row in rows])
    }
    new = [row for row in rows if row.urn not in known]
    changed = [row for row in rows if row.urn in known and known[row.urn].register_digest != _row_digest(row)]
    ids = _bodies(new, changed, known, by)
    made = [_establishment(row, ids[row.urn], areas, trusts) for row in new]
    made += [_kept(_establishment(row, ids[row.urn], areas, trusts), known[row.urn], row) for row in changed]
    Establishment.objects.bulk_create(made[: len(new)], batch_size=BATCH)
    record_added(made[: len(new)], run)
    if changed:
        fields = [field.name for field in Establishment._meta.concrete_fields if not field.primary_key]
        Establishment.objects.bulk_update(made[len(new) :], fields, batch_size=500)
        record_changed([known[row.urn] for row in changed], run)
    closed = sum(row.status == "Closed" and known[row.urn].status != "Closed" for row in changed)
    return counts.plus(
        created=len(new), updated=len(changed), unchanged=len(rows) - len(new) - len(changed), closed=closed
    )


def _bodies(new: list[Row], changed: list[Row], known: dict[int | None, Establishment], by: Actor) -> dict[int, int]:
    every = [*new, *changed]
    bodies = [
        BodyToKeep(
            id=known[row.urn].pk if row.urn in known else None,
            kind=OrganisationKind.establishment,
            name=row.name,
            opened_on=_date_of("opened_on", row, known),
            closed_on=_date_of("closed_on", row, known),
        )
        for row in every
    ]
    kept = zip(every, account_operations.keep_bodies(bodies=bodies, by=by), strict=True)
    return {row.urn: id_ for row, id_ in kept}


def _establishment(row: Row, id_: int, areas: dict[str, int], trusts: dict[str, int]) -> Establishment:
    return Establishment(
        organisation_id=id_,
        urn=row.urn,
        ukprn=row.ukprn,
        dfe_number=row.dfe_number,
        sort_name=sort_name(row.name),
        type_code=row.type_code,
        type_name=row.type_name or kind_of(row.type_code).name,
        type_group=kind_of(row.type_code).group,
        phase=row.phase,
        lowest_age=row.lowest_age,
        highest_age=row.highest_age,
        status=row.status,
        local_authority_id=areas.get(row.la_code),
        trust_id=trusts.get(row.trust_uid),
        town=row.town,
        street=row.street,
        postcode=row.postcode,
        easting=row.easting,
        northing=row.northing,
        website=row.website,
        telephone=row.telephone,
        capacity=row.capacity,
        pupils=row.pupils,
        boarding=row.boarding,
        gender=row.gender,
        religious_character=row.religious_character,
        register_digest=_row_digest(row),
    )


def _kept(now: Establishment, before: Establishment, row: Row) -> Establishment:
    """What the file has no column for stays as it was."""
    for column, facts in FACTS.items():
        if column not in row.columns:
            for fact in facts:
                setattr(now, fact, getattr(before, fact))
    return now


def _date_of(column: str, row: Row, known: dict[int | None, Establishment]) -> date | None:
    if column not in row.columns and row.urn in known:
        before: date | None = getattr(known[row.urn].organisation, column)
        return before
    found: date | None = getattr(row, column)
    return found


def _trusts(rows: Iterable[Row], by: Actor) -> dict[str, int]:
    wanted = {row.trust_uid: row.trust_name for row in rows if row.trust_uid and row.trust_name}
    groups = [Group(uid, "", name, "", "", None, None) for uid, name in wanted.items()]
    return _keep_groups(groups, by, update=False)


def _keep_groups(groups: list[Group], by: Actor, *, update: bool) -> dict[str, int]:
    there = {
        trust.group_uid: trust
        for trust in Trust.objects.select_related("organisation").filter(group_uid__in=[group.uid for group in groups])
    }
    known = {uid: trust.organisation_id for uid, trust in there.items()}
    wanted = [group for group in groups if group.uid not in there or (update and _differs(group, there[group.uid]))]
    bodies = [
        BodyToKeep(known.get(group.uid), OrganisationKind.trust, group.name, group.opened_on, group.closed_on)
        for group in wanted
    ]
    ids = account_operations.keep_bodies(bodies=bodies, by=by)
    kept = [
        Trust(
            organisation_id=id_,
            group_uid=group.uid,
            group_id=group.group_id,
            group_type=group.group_type,
            status=group.status,
        )
        for group, id_ in zip(wanted, ids, strict=True)
    ]
    Trust.objects.bulk_create([trust for trust in kept if trust.group_uid not in known], batch_size=BATCH)
    if update:
        old = [trust for trust in kept if trust.group_uid in known]
        Trust.objects.bulk_update(old, ["group_id", "group_type", "status"], batch_size=500)
    return known | {trust.group_uid: trust.organisation_id for trust in kept}


def _differs(group: Group, there: Trust) -> bool:
    body = there.organisation
    before = (body.name, body.opened_on, body.closed_on, there.group_id, there.group_type, there.status)
    return before != (
        group.name,
        group.opened_on,
        group.closed_on,
        group.group_id,
        group.group_type,
        group.status,
    )


def _import_groups(path: Path, by: Actor) -> None:
    for batch in _batches(read_groups(path)):
        with acting_as(by):
            _keep_groups(batch, by, update=True)


def _import_links(path: Path | None, by: Actor) -> None:
    for batch in _batches(read_links(path)) if path is not None else ():
        with acting_as(by):
            keep_links(batch)
    with acting_as(by):
        join_outside_links()


def _batches(items: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(items, BATCH)):
        yield batch


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _row_digest(row: Row) -> str:
    return hashlib.sha256(repr(replace(row, line=0)).encode()).hexdigest()
