"""Many organisations at once, for the import of the register: names and dates made equal to the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from concordat.accounts import access
from concordat.accounts.models import Organisation
from concordat.accounts.vocabulary import OrganisationKind
from concordat.core.actor import Actor

BATCH = 2_000


@dataclass(frozen=True)
class BodyToKeep:
    """An organisation as the register gives it; `id` is None for a new one."""

    id: int | None
    kind: OrganisationKind
    name: str
    opened_on: date | None = None
    closed_on: date | None = None


def keep_bodies(*, bodies: Sequence[BodyToKeep], by: Actor) -> list[int]:
    """Insert the new, update the others; their ids in the order given. The import journals the run."""
    access.require(by, "accounts.keep_bodies")
    rows = [
        Organisation(id=body.id, kind=body.kind, name=body.name, opened_on=body.opened_on, closed_on=body.closed_on)
        for body in bodies
    ]
    Organisation.objects.bulk_create([row for row in rows if row.pk is None], batch_size=BATCH)
    known = [row for row, body in zip(rows, bodies, strict=True) if body.id is not None]
    Organisation.objects.bulk_update(known, ["name", "opened_on", "closed_on"], batch_size=500)
    return [row.pk for row in rows]


def authorities_named(*, names: set[str], by: Actor) -> dict[str, int]:
    """Ids of the authorities that are known by these names."""
    access.require(by, "accounts.keep_bodies")
    found = Organisation.objects.filter(kind=OrganisationKind.local_authority, name__in=names, closed_on=None)
    return dict(found.values_list("name", "pk"))
