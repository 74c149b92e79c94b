"""The installation's secrets in one file that only two custodians together can open (four eyes).

The key folder is in no backup, so that whoever holds a backup and one operator's key holds no secret of
the site. This file is the other half of a recovery: the secrets, encrypted to the one custodian, and the
result encrypted to the other.
"""

from __future__ import annotations

import io
import json
import os
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from concordat.core import keys, places
from concordat.core.backup import envelope
from concordat.core.secret_files import keep

KIND = "keys for two custodians"
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
CUSTODIANS = 2


class CustodyNotPossible(ValueError):
    """Keys that cannot be given into custody or taken out of it."""


def export(target: Path, *, custodians: Sequence[str], at: datetime) -> list[str]:
    """Write every secret of the key folder to a file that both custodians must open; gives the secrets' names.

    `custodians` are the fingerprints of two operators whose public halves the server keeps. The file is
    readable by its owner only and never overwritten (`FileExistsError`).
    """
    known = keys.operators()
    if len(set(custodians)) != CUSTODIANS:
        raise CustodyNotPossible("Name two different custodians.")
    missing = [name for name in custodians if name not in known]
    if missing:
        raise CustodyNotPossible(f"No operator {missing[0]} is known. `concordat keys list` shows who is.")
    found = {path.name: path.read_bytes() for path in sorted(places.keys().glob("*")) if _is_secret(path)}
    if not found:
        raise CustodyNotPossible("The key folder holds no secret yet. Start the site once, then export.")
    content = json.dumps({name: b64encode(value).decode() for name, value in found.items()}).encode()
    for name in reversed(custodians):
        content = _sealed(content, name, known[name], at)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    return sorted(found)


@dataclass(frozen=True)
class BroughtBack:
    """The secrets that are in the key folder now, and where those are that stood there before."""

    names: list[str]
    set_aside: Path | None


def bring_back(source: Path, *, key_files: Sequence[Path], at: datetime) -> BroughtBack:
    """Put the secrets of such a file into the key folder; what stands there is set aside, never overwritten.

    `key_files` are the private halves of both custodians, in any order. Run it while the site is stopped.
    """
    waiting = {keys.fingerprint(key.public_key()): key for key in map(keys.private_key, key_files)}
    content = source.read_bytes()
    for _ in range(CUSTODIANS):
        content = _opened(content, waiting)
    found = _secrets(content)
    aside = _set_aside(at)
    for name, value in found.items():
        keep(places.keys() / name, value)
        _give_to_owner_of_folder(places.keys() / name)
    return BroughtBack(sorted(found), aside)


def _set_aside(at: datetime) -> Path | None:
    held = sorted(places.keys().iterdir()) if places.keys().exists() else []
    if not held:
        return None
    folder = places.keys() / f"before-{at:%Y%m%dT%H%M%S%fZ}"
    folder.mkdir(mode=0o700)
    for path in held:
        if path.is_file():
            path.rename(folder / path.name)
    return folder


def _is_secret(path: Path) -> bool:
    return path.is_file() and FILE_NAME.fullmatch(path.name) is not None


def _sealed(content: bytes, name: str, key: X25519PublicKey, at: datetime) -> bytes:
    target = io.BytesIO()
    about = {"kind": KIND, "made_at": at.isoformat()}
    envelope.write(io.BytesIO(content), target, to={name: key}, about=about)
    return target.getvalue()


def _opened(content: bytes, waiting: dict[str, X25519PrivateKey]) -> bytes:
    """One layer less, with whichever of the keys fits; each key opens one layer."""
    if envelope.about(io.BytesIO(content)).get("kind") != KIND:
        raise CustodyNotPossible("This file holds no keys for custodians; perhaps it is a backup.")
    for name, key in list(waiting.items()):
        try:
            inner = b"".join(envelope.read(io.BytesIO(content), key, name=name))
        except envelope.NotForThisKey:
            continue
        del waiting[name]
        return inner
    raise CustodyNotPossible("Both custodians' keys are needed: the file was sealed to somebody else too.")


def _secrets(content: bytes) -> dict[str, bytes]:
    try:
        found = {str(name): b64decode(value, validate=True) for name, value in json.loads(content).items()}
    except (ValueError, AttributeError, TypeError) as problem:
        raise CustodyNotPossible("The file holds no list of secrets.") from problem
    strange = [name for name in found if FILE_NAME.fullmatch(name) is None]
    if strange:
        raise CustodyNotPossible("The file names a secret in a way that no version of Concordat does.")
    return found


def _give_to_owner_of_folder(path: Path) -> None:
    folder = path.parent.stat()
    if os.geteuid() == 0:
        os.chown(path, folder.st_uid, folder.st_gid)
