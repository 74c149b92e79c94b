"""Kept files in a backup: a second file beside it, encrypted to the same operators.

The files inside stay encrypted under the site's own key as well: who opens the backup does not read them
until the site's keys are back, which takes two custodians.
"""

from __future__ import annotations

import os
import tarfile
import threading
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, BinaryIO, cast

from concordat.core import kept_files, keys
from concordat.core.backup import envelope


def beside(target: Path) -> Path:
    """Where the kept files of a backup lie."""
    return target.with_name(f"{target.name}.files")


def dump_files(target: Path, *, at: datetime) -> int:
    """Write the second file; gives the number of kept files. Run it after the database was dumped.

    What is kept meanwhile is in this file and not in the dump, which does no harm; the other way round would.
    """
    part = target.with_name(f"{target.name}.part")
    found = list(kept_files.every())
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            reading, writing = os.pipe()
            packer = threading.Thread(target=_pack, args=(found, os.fdopen(writing, "wb")))
            packer.start()
            with os.fdopen(reading, "rb") as stream:
                about = {"made_at": at.isoformat(), "version": version("concordat"), "holds": "kept files"}
                envelope.write(cast(BinaryIO, stream), file, to=keys.operators(), about=about)
            packer.join()
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return len(found)


def restore_files(source: Path, *, key_file: Path) -> int:
    """Put the kept files back; says how many. A name that is not ours is left out."""
    key = keys.private_key(key_file)
    name, count = keys.fingerprint(key.public_key()), 0
    with source.open("rb") as file:  # read it through once: nothing is put back from a damaged file
        for _ in envelope.read(file, key, name=name):
            pass
    with source.open("rb") as file:
        chunks = _Chunks(envelope.read(file, key, name=name))
        with tarfile.open(fileobj=cast(IO[bytes], chunks), mode="r|") as archive:
            for member in archive:
                stream = archive.extractfile(member) if member.isfile() else None
                if stream is not None and kept_files.NAME.fullmatch(member.name):
                    kept_files.put(member.name, stream.read())
                    count += 1
    return count


def _pack(found: list[Path], target: IO[bytes]) -> None:
    with target, tarfile.open(fileobj=target, mode="w|") as archive:
        for path in found:
            if path.exists():  # one that was removed meanwhile is in no row either
                archive.add(path, arcname=path.name, recursive=False)


class _Chunks:
    """A stream to read from, made of chunks."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._left = chunks, b""

    def read(self, size: int) -> bytes:
        while len(self._left) < size:
            following = next(self._chunks, None)
            if following is None:
                break
            self._left += following
        given, self._left = self._left[:size], self._left[size:]
        return given
