"""Secrets of this installation, each a file of the key folder, made once when first asked for."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from concordat.core import places


def secret_of(name: str, make: Callable[[], bytes]) -> bytes:
    """What the file of this name holds; made first where there is none.

    Written whole before it has its name, so that nobody ever reads a part of it; of two processes that make
    it at once, both get what the first one made. Raises `PermissionError` where this user may not read it.
    """
    path = places.keys() / name
    if not path.exists():
        keep(path, make())
    return path.read_bytes()


def keep(path: Path, content: bytes) -> bool:
    """Write a secret that is not there yet; says whether this call did it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(made, path)
    except FileExistsError:
        return False
    finally:
        made.unlink()
    return True
