"""Sealing: every second the worker chains and signs what is not sealed yet."""

from __future__ import annotations

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from concordat.core.actor import Actor
from concordat.core.models import JournalBatch, JournalEntry, JournalSeal
from concordat.lib.hash_chain import NO_ROOT, batch_root, leaf

SEALER = Actor.system_named("core.journal_sealer")
MOST = 5_000


def leaf_of(entry: JournalEntry) -> bytes:
    """The leaf of an entry as it stands in the table now."""
    return leaf(
        entry_id=entry.id,
        event=entry.event,
        at=entry.at,
        person_id=entry.person_id,
        system=entry.system,
        about_type=entry.about_type,
        about_id=entry.about_id,
        details=bytes(entry.details_hash),
    )


def seal(*, at: datetime, key: Ed25519PrivateKey) -> int:
    """Seal what waits and say how many; run inside `acting_as(SEALER)`. Two sealers wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('concordat.journal'))")
    waiting = list(JournalEntry.objects.filter(seal=None).order_by("at", "id")[:MOST])
    if not waiting:
        return 0
    last = JournalBatch.objects.order_by("-id").first()
    number = last.id + 1 if last else 1
    previous = bytes(last.root) if last else NO_ROOT
    leaves = [leaf_of(entry) for entry in waiting]
    root = batch_root(batch_id=number, sealed_at=at, previous=previous, leaves=leaves)
    batch = JournalBatch(
        id=number,
        sealed_at=at,
        entries=len(leaves),
        previous_root=previous,
        root=root,
        signature=key.sign(root),
    )
    batch.save(force_insert=True)
    JournalSeal.objects.bulk_create(
        JournalSeal(entry_id=entry.id, batch_id=number, position=place, leaf=hashed)
        for place, (entry, hashed) in enumerate(zip(waiting, leaves, strict=True))
    )
    return len(waiting)
