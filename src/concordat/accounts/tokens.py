"""Secrets made with keys outside the database: the link of an invitation, the second factor.

An invitation's link is made from its id, so that the worker can write it into the mail without its being
stored anywhere; the table holds its hash.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from concordat.core import places

KEY = "invitations"
SECOND_FACTOR = "second-factor"


def token_for(invitation_id: int, nonce: str) -> str:
    """The secret of the link: 32 bytes from the key, the id and the moment of the invitation."""
    message = f"invitation|{invitation_id}|{nonce}".encode()
    digest = hmac.new(_key(), message, hashlib.sha256).digest()
    return f"{invitation_id}-{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def hash_of(token: str) -> bytes:
    """What the table keeps."""
    return hashlib.sha256(token.encode()).digest()


def second_factor_key() -> bytes:
    """The key for secrets of authenticator apps, as Fernet wants it."""
    return base64.urlsafe_b64encode(_key(SECOND_FACTOR))


def _key(name: str = KEY) -> bytes:
    path = places.keys() / name
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    """Written whole before it has its name, so that nobody reads a part of it; the first one stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(32))
    try:
        os.link(made, path)
    except FileExistsError:
        pass
    finally:
        made.unlink()
