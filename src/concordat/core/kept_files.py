"""Files that people give: outside of the database, each encrypted under a key of the site, named by a random id.

AES-256-GCM with a fresh nonce for each file; its id is authenticated with it, so that no file stands in for another.
Whoever takes the disk, or a backup with one operator's key, reads none of them without the site's keys.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from concordat.core import places
from concordat.core.secret_files import declared

MAGIC = b"concordat-file-1\n"
NONCE_BYTES = 12
NAME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_key = declared("kept-files.key", lambda: secrets.token_bytes(32))


class FileIsGone(RuntimeError):
    """The file is not there, or is not what was written."""


def keep(file_id: UUID, content: bytes) -> None:
    """Write it whole before it has its name; a file of that id is replaced."""
    nonce = os.urandom(NONCE_BYTES)
    put(str(file_id), MAGIC + nonce + AESGCM(_key()).encrypt(nonce, content, file_id.bytes))


def content_of(file_id: UUID) -> bytes:
    """What was kept, byte for byte. Raises `FileIsGone`."""
    try:
        sealed = (places.kept_files() / str(file_id)).read_bytes()
    except OSError as problem:
        raise FileIsGone from problem
    if not sealed.startswith(MAGIC):
        raise FileIsGone
    nonce, rest = sealed[len(MAGIC) :][:NONCE_BYTES], sealed[len(MAGIC) + NONCE_BYTES :]
    try:
        return AESGCM(_key()).decrypt(nonce, rest, file_id.bytes)
    except (InvalidTag, ValueError) as problem:
        raise FileIsGone from problem


def remove(file_id: UUID) -> None:
    """Delete the file, if it is there."""
    (places.kept_files() / str(file_id)).unlink(missing_ok=True)


def every() -> Iterator[Path]:
    """Every kept file, as it lies on the disk."""
    folder = places.kept_files()
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if NAME.fullmatch(path.name):
            yield path


def put(name: str, sealed: bytes) -> None:
    """A file as it lay on a disk before; only a name of ours is taken."""
    if not NAME.fullmatch(name):
        raise ValueError(name)
    folder = places.kept_files()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = folder / f"{name}.{os.getpid()}.part"
    try:
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            if os.geteuid() == 0:
                owner = folder.stat()
                os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        made.replace(folder / name)
    finally:
        made.unlink(missing_ok=True)
