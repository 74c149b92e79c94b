"""The encrypted file: a header that any of several keys opens, then chunks that cannot be cut, moved or dropped.

Suite 1: X25519 with a fresh key for each recipient, HKDF-SHA256 (RFC 5869), AES-256-GCM. The chunks follow
the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): a counter and a mark on the last one in
each nonce. The payload's key depends on the whole header, so a changed header opens nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"concordat-backup\n"
SUITE = "X25519-HKDF-SHA256-AES-256-GCM/1"
CHUNK_BYTES = 1024 * 1024
TAG_BYTES = 16
LONGEST_HEADER_BYTES = 1024 * 1024


class Damaged(ValueError):
    """The file is not whole, or not as it was written."""


class NotForThisKey(ValueError):
    """The file was not encrypted to this key."""


def write(source: BinaryIO, target: BinaryIO, *, to: Mapping[str, X25519PublicKey], about: Mapping[str, Any]) -> int:
    """Encrypt all of `source` to every key in `to`; gives the number of bytes read."""
    file_key = os.urandom(32)
    recipients = {name: _wrapped(file_key, key) for name, key in to.items()}
    header = json.dumps({"suite": SUITE, "about": dict(about), "recipients": recipients}, sort_keys=True).encode()
    target.write(MAGIC + len(header).to_bytes(4, "big") + header)
    cipher = AESGCM(_derived(file_key, salt=hashlib.sha256(header).digest(), info=b"payload"))
    total, count, chunk = 0, 0, source.read(CHUNK_BYTES)
    while True:
        following = source.read(CHUNK_BYTES)
        target.write(cipher.encrypt(_nonce(count, is_last=not following), chunk, None))
        total, count = total + len(chunk), count + 1
        if not following:
            return total
        chunk = following


def read(source: BinaryIO, key: X25519PrivateKey, *, name: str) -> Iterator[bytes]:
    """The decrypted chunks; `name` is the key's fingerprint. Raises `NotForThisKey` or `Damaged`."""
    header = _header(source)
    recipient = json.loads(header)["recipients"].get(name)
    if recipient is None:
        raise NotForThisKey("This file was not encrypted to this key.")
    cipher = AESGCM(_derived(_unwrapped(recipient, key), salt=hashlib.sha256(header).digest(), info=b"payload"))
    count, chunk = 0, source.read(CHUNK_BYTES + TAG_BYTES)
    while True:
        following = source.read(CHUNK_BYTES + TAG_BYTES)
        try:
            yield cipher.decrypt(_nonce(count, is_last=not following), chunk, None)
        except InvalidTag as problem:
            raise Damaged("The file is damaged, cut short or was changed.") from problem
        if not following:
            return
        count, chunk = count + 1, following


def about(source: BinaryIO) -> dict[str, Any]:
    """What the header says without any key: when it was made, by which version."""
    return dict(json.loads(_header(source))["about"])


def _header(source: BinaryIO) -> bytes:
    if source.read(len(MAGIC)) != MAGIC:
        raise Damaged("This file was not written by Concordat, or its beginning is damaged.")
    length = int.from_bytes(source.read(4), "big")
    header = source.read(length) if length <= LONGEST_HEADER_BYTES else b""
    try:
        if json.loads(header)["suite"] != SUITE:
            raise Damaged("This file was made in a way that this version does not know.")
    except (ValueError, KeyError, TypeError) as problem:
        raise Damaged("The file's header is damaged.") from problem
    return header


def _wrapped(file_key: bytes, key: X25519PublicKey) -> dict[str, str]:
    ephemeral = X25519PrivateKey.generate()
    public = ephemeral.public_key().public_bytes_raw()
    wrapping = _derived(ephemeral.exchange(key), salt=public + key.public_bytes_raw(), info=b"file key")
    sealed = AESGCM(wrapping).encrypt(bytes(12), file_key, SUITE.encode())
    return {"ephemeral": b64encode(public).decode(), "sealed": b64encode(sealed).decode()}


def _unwrapped(recipient: Mapping[str, str], key: X25519PrivateKey) -> bytes:
    try:
        public = b64decode(recipient["ephemeral"])
        shared = key.exchange(X25519PublicKey.from_public_bytes(public))
        wrapping = _derived(shared, salt=public + key.public_key().public_bytes_raw(), info=b"file key")
        return AESGCM(wrapping).decrypt(bytes(12), b64decode(recipient["sealed"]), SUITE.encode())
    except (InvalidTag, ValueError, KeyError) as problem:
        raise Damaged("The file's header is damaged.") from problem


def _derived(secret: bytes, *, salt: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), length=32, salt=salt, info=b"concordat backup " + info).derive(secret)


def _nonce(count: int, *, is_last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([is_last])
