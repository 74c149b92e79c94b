"""What documents say, outside of the database: one file each in a folder that only the app's user reads."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from uuid import UUID

from concordat.core import places


def keep(document_id: UUID, content: bytes) -> str:
    """Write the file whole before it has its name; gives its SHA-256."""
    folder = places.documents()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = folder / f"{document_id}.{os.getpid()}.part"
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    made.replace(folder / str(document_id))
    return hashlib.sha256(content).hexdigest()


def content_of(document_id: UUID, *, sha256: str) -> bytes | None:
    """What was written, byte for byte; none where it is gone or is something else by now."""
    try:
        content = (places.documents() / str(document_id)).read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None


def remove(document_id: UUID) -> None:
    """Delete the file, if it is there."""
    (places.documents() / str(document_id)).unlink(missing_ok=True)


def remove_all_but(kept: Iterable[UUID], *, older_than: float) -> int:
    """Delete files that no document has (a restored database, a killed worker); says how many."""
    names, removed = {str(one) for one in kept}, 0
    folder = places.documents()
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in names and path.stat().st_mtime < older_than:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
