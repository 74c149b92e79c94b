"""The journal's hashes."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from concordat.lib.hash_chain import batch_root, details_hash, leaf, merkle_root

ENTRY = {
    "entry_id": uuid.UUID(int=7),
    "event": "audits.return.submitted",
    "at": datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    "person_id": 5,
    "system": None,
    "about_type": "audits.auditreturn",
    "about_id": "12",
    "details": bytes(32),
}


def test_a_leaf_depends_on_every_field() -> None:
    changes = {
        "entry_id": uuid.UUID(int=8),
        "event": "audits.return.queried",
        "at": datetime(2026, 11, 23, 9, 0, 0, 1, tzinfo=UTC),
        "person_id": 6,
        "system": "x",
        "about_type": "audits.auditcycle",
        "about_id": "13",
        "details": bytes(31) + b"\x01",
    }
    same = leaf(**ENTRY)  # type: ignore[arg-type]
    assert len({same, *(leaf(**(ENTRY | {name: value})) for name, value in changes.items())}) == 9  # type: ignore[arg-type]


def test_the_same_moment_in_another_zone_is_the_same_leaf() -> None:
    there = ENTRY["at"].astimezone(timezone(timedelta(hours=1)))  # type: ignore[attr-defined]
    assert leaf(**(ENTRY | {"at": there})) == leaf(**ENTRY)  # type: ignore[arg-type]


def test_a_root_of_three_by_hand() -> None:
    a, b, c = (hashlib.sha256(bytes([n])).digest() for n in range(3))
    pair = hashlib.sha256(b"\x01" + a + b).digest()
    assert merkle_root([a, b, c]) == hashlib.sha256(b"\x01" + pair + c).digest()
    assert merkle_root([a]) == a


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40, unique=True), st.data())
def test_a_changed_missing_or_moved_leaf_changes_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    root = merkle_root(leaves)
    place = data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves[:place], bytes(32), *leaves[place + 1 :]]
    assert merkle_root(changed) != root or leaves[place] == bytes(32)
    if len(leaves) > 1:
        assert merkle_root([*leaves[:place], *leaves[place + 1 :]]) != root
        assert merkle_root(leaves[::-1]) != root


def test_batches_are_chained_and_details_salted() -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    first = batch_root(batch_id=1, sealed_at=at, previous=bytes(32), leaves=[bytes(32)])
    second = batch_root(batch_id=1, sealed_at=at, previous=first, leaves=[bytes(32)])
    assert first != second
    assert details_hash(b"a" * 16, {"x": 1}) != details_hash(b"b" * 16, {"x": 1})
    assert details_hash(b"a" * 16, {"x": 1, "y": 2}) == details_hash(b"a" * 16, {"y": 2, "x": 1})
