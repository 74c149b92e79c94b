"""Secrets made with keys outside the database: the link of an invitation, a mailed code, the second factor.

An invitation's link is made from its id, so that the worker can write it into the mail without its being
stored anywhere; the table holds its hash.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from concordat.core.secret_files import declared

KEY = "invitations"
SECOND_FACTOR = "second-factor"
MAILED_CODES, KEPT_FORMS = "mailed-codes", "kept-forms"
DIGITS = 6


def _made() -> bytes:
    return secrets.token_bytes(32)


_invitation_key = declared(KEY, _made)
_second_factor_key = declared(SECOND_FACTOR, _made)
_mailed_code_key = declared(MAILED_CODES, _made)
_kept_form_key = declared(KEPT_FORMS, _made)


def token_for(invitation_id: int, nonce: str) -> str:
    """The secret of the link: 32 bytes from the key, the id and the moment of the invitation."""
    message = f"invitation|{invitation_id}|{nonce}".encode()
    digest = hmac.new(_invitation_key(), message, hashlib.sha256).digest()
    return f"{invitation_id}-{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def hash_of(token: str) -> bytes:
    """What the table keeps."""
    return hashlib.sha256(token.encode()).digest()


def signing_token(nonce: str) -> str:
    """The secret of a link by which somebody signs one document."""
    digest = hmac.new(_invitation_key(), f"signing|{nonce}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def code_for(nonce: str) -> str:
    """The digits of a mailed code, so that the worker can write them into the mail without their being stored."""
    digest = hmac.new(_mailed_code_key(), f"code|{nonce}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest, 'big') % 10**DIGITS:0{DIGITS}d}"


def hash_of_code(nonce: str, typed: str) -> bytes:
    """What the table keeps of a code: under a key, for six digits alone are quickly tried out."""
    return hmac.new(_mailed_code_key(), f"hash|{nonce}|{typed}".encode(), hashlib.sha256).digest()


def kept_form_key() -> bytes:
    """The key for what was typed and not saved yet, as Fernet wants it."""
    return base64.urlsafe_b64encode(_kept_form_key())


def second_factor_key() -> bytes:
    """The key for secrets of authenticator apps, as Fernet wants it."""
    return base64.urlsafe_b64encode(_second_factor_key())
