"""Verification: every leaf, batch, link and signature, and how long entries wait for a seal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from concordat.core.journal.sealing import leaf_of
from concordat.core.models import JournalBatch, JournalDetails, JournalEntry, JournalSeal
from concordat.lib.hash_chain import NO_ROOT, batch_root, details_hash

LONGEST_WAIT = timedelta(minutes=5)


@dataclass
class Verdict:
    """What verification found: counts, and one sentence a fault."""

    batches: int = 0
    entries: int = 0
    unsealed: int = 0
    faults: list[str] = field(default_factory=list)


def verify(*, at: datetime, key: Ed25519PublicKey) -> Verdict:
    """Check the whole journal; run as the owner or inside `acting_as(SEALER)`."""
    verdict = Verdict()
    previous, expected_id = NO_ROOT, 1
    for batch in JournalBatch.objects.order_by("id").iterator():
        if batch.id != expected_id:
            verdict.faults.append(f"Batch {expected_id} is missing.")
            expected_id = batch.id
        _verify_batch(batch, previous, key, verdict)
        previous, expected_id = bytes(batch.root), batch.id + 1
    _verify_details(verdict)
    waiting = JournalEntry.objects.filter(seal=None)
    verdict.unsealed = waiting.count()
    overdue = waiting.filter(at__lt=at - LONGEST_WAIT).count()
    if overdue:
        verdict.faults.append(f"{overdue} entries have waited over {LONGEST_WAIT} for a seal: is the worker running?")
    return verdict


def _verify_batch(batch: JournalBatch, previous: bytes, key: Ed25519PublicKey, verdict: Verdict) -> None:
    verdict.batches += 1
    seals = list(JournalSeal.objects.filter(batch=batch).order_by("position").select_related("entry"))
    verdict.entries += len(seals)
    for seal in seals:
        if leaf_of(seal.entry) != bytes(seal.leaf):
            verdict.faults.append(f"Entry {seal.entry_id} was changed after it was sealed.")
    if len(seals) != batch.entries:
        verdict.faults.append(f"Batch {batch.id} sealed {batch.entries} entries and has {len(seals)}.")
    if bytes(batch.previous_root) != previous:
        verdict.faults.append(f"Batch {batch.id} does not follow the batch before it.")
    leaves = [bytes(seal.leaf) for seal in seals]
    root = batch_root(batch_id=batch.id, sealed_at=batch.sealed_at, previous=previous, leaves=leaves)
    if root != bytes(batch.root):
        verdict.faults.append(f"Batch {batch.id} does not have the root that its entries give.")
    try:
        key.verify(bytes(batch.signature), bytes(batch.root))
    except InvalidSignature:
        verdict.faults.append(f"Batch {batch.id} is not signed with this journal's key.")


def _verify_details(verdict: Verdict) -> None:
    for details in JournalDetails.objects.select_related("entry").iterator():
        if details_hash(bytes(details.salt), details.body) != bytes(details.entry.details_hash):
            verdict.faults.append(f"The details of entry {details.entry_id} were changed.")
