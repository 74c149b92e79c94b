"""The secret of a calendar address: 32 random bytes, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """A secret that cannot be guessed; shown once."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> bytes:
    """What the table keeps."""
    return hashlib.sha256(f"calendar|{token}".encode()).digest()
