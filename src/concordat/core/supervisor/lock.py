"""One supervisor for each data folder; the second is told who is first."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from concordat.core.supervisor.options import Refused


@contextmanager
def only_one(home: Path, address: str) -> Iterator[None]:
    """Hold the data folder; the system frees it when this process ends, however it ends."""
    path = home / "serve.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            first = os.pread(descriptor, 500, 0).decode().strip()
            raise Refused(
                f"Concordat is already running on {home} ({first or 'just starting'}). "
                "Use that one, stop it first, or give this one another CONCORDAT_HOME."
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()}, {address}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
