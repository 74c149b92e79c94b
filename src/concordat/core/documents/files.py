"""What documents say, outside of the database: one file each in a folder that only the app's user reads."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from concordat.core import places

PART = 1024 * 1024


@dataclass(frozen=True)
class Kept:
    """A file that was written: how large, and its SHA-256."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Progress:
    """How far the making of a file has come."""

    step: str
    done: int
    total: int


def keep(document_id: UUID, fill: Callable[[Path], None]) -> Kept:
    """Let `fill` write the file, whole before it has its name; nothing stays where that fails."""
    folder = places.documents()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = folder / f"{document_id}.{os.getpid()}.part"
    os.close(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        fill(made)
        with made.open("rb+") as file:
            os.fsync(file.fileno())
        kept = Kept(_digest_of(made), made.stat().st_size)
        made.replace(folder / str(document_id))
    finally:
        made.unlink(missing_ok=True)
        _progress_of(document_id).unlink(missing_ok=True)
    return kept


def opened(document_id: UUID, *, sha256: str) -> BinaryIO | None:
    """The file as it was written, open for reading; none where it is gone or is something else by now."""
    path = places.documents() / str(document_id)
    try:
        if _digest_of(path) != sha256:
            return None
        return path.open("rb")
    except OSError:
        return None


def _digest_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(PART):
            digest.update(part)
    return digest.hexdigest()


def tell(document_id: UUID, progress: Progress) -> None:
    """Say how far it is, for the page that waits; replaced in one step."""
    path = _progress_of(document_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(f".{os.getpid()}")
    part.write_text(json.dumps(asdict(progress)))
    part.replace(path)


def progress_of(document_id: UUID, *, told_since: float) -> Progress | None:
    """How far it is; none where nothing was told lately."""
    path = _progress_of(document_id)
    try:
        if path.stat().st_mtime < told_since:
            return None
        return Progress(**json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _progress_of(document_id: UUID) -> Path:
    return places.documents() / f"{document_id}.progress"


def remove(document_id: UUID) -> None:
    """Delete the file, if it is there."""
    (places.documents() / str(document_id)).unlink(missing_ok=True)
    _progress_of(document_id).unlink(missing_ok=True)


def remove_all_but(kept: Iterable[UUID], *, older_than: float) -> int:
    """Delete files that no document has (a restored database, a killed worker); says how many."""
    names, removed = {str(one) for one in kept}, 0
    folder = places.documents()
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in names and path.stat().st_mtime < older_than:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
