"""Hashes of a journal: a leaf an entry, a Merkle root a batch (RFC 6962, section 2.1), each batch chained."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

NO_ROOT = bytes(32)


def details_hash(salt: bytes, body: Any) -> bytes:
    """Salted hash of an entry's details, so that details can be destroyed without breaking the chain."""
    return hashlib.sha256(salt + canonical(body)).digest()


def leaf(
    *,
    entry_id: UUID,
    event: str,
    at: datetime,
    person_id: int | None,
    system: str | None,
    about_type: str,
    about_id: str,
    details: bytes,
) -> bytes:
    """Hash of one entry with every field that it has."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [str(entry_id), event, moment, person_id, system, about_type, about_id, details.hex()]
    return hashlib.sha256(b"\x00" + canonical(parts)).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Root over the leaves in their order; the empty batch has the hash of nothing."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        pairs = [level[index : index + 2] for index in range(0, len(level), 2)]
        level = [hashlib.sha256(b"\x01" + p[0] + p[1]).digest() if len(p) == 2 else p[0] for p in pairs]
    return level[0]


def batch_root(*, batch_id: int, sealed_at: datetime, previous: bytes, leaves: Sequence[bytes]) -> bytes:
    """Root of a batch, chained to the batch before it."""
    moment = sealed_at.astimezone(UTC).isoformat(timespec="microseconds").encode()
    head = f"{batch_id}|{len(leaves)}|".encode() + moment
    return hashlib.sha256(b"\x02" + previous + merkle_root(leaves) + head).digest()


def canonical(value: Any) -> bytes:
    """One text for one value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()
