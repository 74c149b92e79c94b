"""Codes and links made with a key outside the database, so that what is printed or mailed is stored nowhere."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from concordat.core.secret_files import declared
from concordat.lib import claim_codes

KEY = "joining"


def _made() -> bytes:
    return secrets.token_bytes(32)


_key = declared(KEY, _made)


def code_for(claim_id: int, nonce: str) -> str:
    """The code that this letter shows."""
    return claim_codes.code_of(int.from_bytes(_digest(f"letter|{claim_id}|{nonce}"), "big"))


def token_for(request_id: int, nonce: str) -> str:
    """The secret of the link that proves a mailbox."""
    digest = base64.urlsafe_b64encode(_digest(f"request|{request_id}|{nonce}")).decode().rstrip("=")
    return f"{request_id}-{digest}"


def hash_of(secret: str) -> bytes:
    """What the table keeps: with the key, because a code is short enough to be tried out."""
    return _digest(f"hash|{secret}")


def _digest(message: str) -> bytes:
    return hmac.new(_key(), message.encode(), hashlib.sha256).digest()
