"""An encrypted backup opens with an operator's key, whole, or not at all."""

from __future__ import annotations

from io import BytesIO

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from concordat.core.backup import envelope
from concordat.core.keys import fingerprint

CHUNK = 64
MINE = X25519PrivateKey.generate()
COLLEAGUES = X25519PrivateKey.generate()
STRANGERS = X25519PrivateKey.generate()


@pytest.fixture(autouse=True, scope="module")
def small_chunks() -> object:
    before, envelope.CHUNK_BYTES = envelope.CHUNK_BYTES, CHUNK
    yield
    envelope.CHUNK_BYTES = before


def sealed(data: bytes) -> bytes:
    target = BytesIO()
    recipients = {fingerprint(key.public_key()): key.public_key() for key in (MINE, COLLEAGUES)}
    assert envelope.write(BytesIO(data), target, to=recipients, about={"made_at": "2026-09-01"}) == len(data)
    return target.getvalue()


def opened(data: bytes, key: X25519PrivateKey = MINE) -> bytes:
    return b"".join(envelope.read(BytesIO(data), key, name=fingerprint(key.public_key())))


@given(st.integers(0, 4 * CHUNK))
def test_each_operator_reads_what_was_written(size: int) -> None:
    data = bytes(number % 251 for number in range(size))
    assert opened(sealed(data)) == opened(sealed(data), COLLEAGUES) == data


def test_nothing_readable_is_in_the_file() -> None:
    assert b"Wakefield" not in sealed(b"Wakefield" * 50)


def test_a_stranger_is_refused() -> None:
    with pytest.raises(envelope.NotForThisKey):
        opened(sealed(b"x"), STRANGERS)


@pytest.mark.parametrize("lost", [1, envelope.TAG_BYTES, CHUNK + envelope.TAG_BYTES])
def test_a_file_that_was_cut_short_is_refused_at_every_boundary(lost: int) -> None:
    whole = sealed(b"y" * CHUNK * 3)
    assert opened(whole)
    with pytest.raises(envelope.Damaged):
        opened(whole[:-lost])


def test_chunks_cannot_change_places() -> None:
    whole = sealed(b"a" * CHUNK + b"b" * CHUNK + b"c" * CHUNK)
    each = CHUNK + envelope.TAG_BYTES
    head, first, second, last = (
        whole[: -3 * each],
        whole[-3 * each : -2 * each],
        whole[-2 * each : -each],
        whole[-each:],
    )
    with pytest.raises(envelope.Damaged):
        opened(head + second + first + last)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_one_changed_byte_anywhere_is_noticed(place: int, change: int) -> None:
    whole = bytearray(sealed(b"z" * CHUNK * 2))
    whole[place % len(whole)] ^= change
    with pytest.raises((envelope.Damaged, envelope.NotForThisKey)):
        opened(bytes(whole))


def test_a_file_of_another_kind_is_refused() -> None:
    with pytest.raises(envelope.Damaged, match="not written by Concordat"):
        opened(b"PGDMP....")
