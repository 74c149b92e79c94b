"""Secrets of this installation, each a file of the key folder, made once."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path

from concordat.core import places

MAKERS: dict[str, Callable[[], bytes]] = {}


class EmptySecret(RuntimeError):
    """The file of a secret has lost what it held."""


def declared(name: str, make: Callable[[], bytes]) -> Callable[[], bytes]:
    """A secret that the site needs sooner or later, so that one given into custody today is not missing tomorrow."""
    MAKERS[name] = make
    return partial(secret_of, name, make)


def make_missing() -> None:
    """Make every declared secret that is not there yet."""
    for name, make in MAKERS.items():
        secret_of(name, make)


def secret_of(name: str, make: Callable[[], bytes]) -> bytes:
    """What the file of this name holds; made first where there is none.

    Written whole before it has its name, so that nobody ever reads a part of it; of two processes that make
    it at once, both get what the first one made. Raises `PermissionError` where this user may not read it,
    and `EmptySecret` rather than work with nothing.
    """
    path = places.keys() / name
    if not path.exists():
        keep(path, make())
    content = path.read_bytes()
    if not content:
        raise EmptySecret(f"{path} is empty. Bring it back with `concordat keys import`.")
    return content


def keep(path: Path, content: bytes) -> bool:
    """Write a secret that is not there yet; says whether this call did it.

    It belongs to whoever the folder belongs to: root makes secrets too, and the site must read them.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            if os.geteuid() == 0:
                folder = path.parent.stat()
                os.fchown(file.fileno(), folder.st_uid, folder.st_gid)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(made, path)
    except FileExistsError:
        return False
    finally:
        made.unlink(missing_ok=True)
    return True
