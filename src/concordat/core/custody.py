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

from concordat.core import keys, notes, places
from concordat.core.backup import envelope
from concordat.core.journal import keys as journal_keys
from concordat.core.secret_files import keep, make_missing

KIND = "keys for two custodians"
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
CUSTODIANS = 2


class CustodyNotPossible(ValueError):
    """Keys that cannot be given into custody or taken out of it."""


def export(target: Path, *, custodians: Sequence[str], at: datetime) -> list[str]:
    """Write every secret of the key folder to a file that both custodians must open; gives the secrets' names.

    `custodians` are the fingerprints of two operators whose public halves the server keeps, or files with
    public halves. The file is readable by its owner only and never overwritten (`FileExistsError`).
    """
    chosen = _public_halves(custodians)
    if not (places.keys() / journal_keys.NAME).exists():
        raise CustodyNotPossible(f"No site has run with {places.home()} yet. Start it once, then export.")
    make_missing()
    found = {path.name: path.read_bytes() for path in sorted(places.keys().glob("*")) if _is_secret(path)}
    content = json.dumps({name: b64encode(value).decode() for name, value in found.items()}).encode()
    for name, key in chosen.items():
        content = _sealed(content, name, key, at)
    _write_new(target, content)
    notes.keep(notes.CUSTODY, at=at, keys=sorted(found), custodians=list(chosen))
    return sorted(found)


def not_in_custody() -> list[str]:
    """Names of the secrets that the newest such file does not hold yet."""
    given = notes.last(notes.CUSTODY)
    held = {path.name for path in places.keys().glob("*") if _is_secret(path)}
    return sorted(held - set(given[1].get("keys", ()) if given else ()))


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
    made_at = _when(content)
    for _ in range(CUSTODIANS):
        content = _opened(content, waiting)
    found = _secrets(content)
    aside = _set_aside(at)
    for name, value in found.items():
        keep(places.keys() / name, value)
    notes.keep(notes.CUSTODY, at=made_at, keys=sorted(found))
    return BroughtBack(sorted(found), aside)


def _public_halves(custodians: Sequence[str]) -> dict[str, X25519PublicKey]:
    if len(custodians) != CUSTODIANS:
        raise CustodyNotPossible("Name two different custodians.")
    known, chosen = keys.operators(), {}
    for custodian in custodians:
        if custodian in known:
            chosen[custodian] = known[custodian]
        elif Path(custodian).is_file():
            key = keys.public_key(Path(custodian))
            chosen[keys.fingerprint(key)] = key
        else:
            raise CustodyNotPossible(f"No operator {custodian} is known. `concordat keys list` shows who is.")
    if len(chosen) != CUSTODIANS:
        raise CustodyNotPossible("Name two different custodians.")
    return chosen


def _write_new(target: Path, content: bytes) -> None:
    """Whole or not at all; on a stick too, where no file has two names."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        target.unlink(missing_ok=True)
        raise


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
    _when(content)
    for name, key in list(waiting.items()):
        try:
            inner = b"".join(envelope.read(io.BytesIO(content), key, name=name))
        except envelope.NotForThisKey:
            continue
        del waiting[name]
        return inner
    raise CustodyNotPossible("Both custodians' keys are needed: the file was sealed to somebody else too.")


def _when(content: bytes) -> datetime:
    """When the file says that it was made; a file of another kind is refused."""
    about = envelope.about(io.BytesIO(content))
    if about.get("kind") != KIND:
        raise CustodyNotPossible("This file holds no keys for custodians; perhaps it is a backup.")
    try:
        return datetime.fromisoformat(about["made_at"])
    except (KeyError, TypeError, ValueError) as problem:
        raise envelope.Damaged("The file's header is damaged.") from problem


def _secrets(content: bytes) -> dict[str, bytes]:
    try:
        found = {str(name): b64decode(value, validate=True) for name, value in json.loads(content).items()}
    except (ValueError, AttributeError, TypeError) as problem:
        raise CustodyNotPossible("The file holds no list of secrets.") from problem
    strange = [name for name in found if FILE_NAME.fullmatch(name) is None]
    if strange:
        raise CustodyNotPossible("The file names a secret in a way that no version of Concordat does.")
    return found
