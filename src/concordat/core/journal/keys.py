"""The key that signs the journal: Ed25519, in the key folder, outside the database and its backups."""

from __future__ import annotations

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from concordat.core.secret_files import declared

NAME = "journal-signing.pem"


def signing_key() -> Ed25519PrivateKey:
    """The signing key; made once, readable by the serving user only."""
    key = serialization.load_pem_private_key(_content(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("the journal's key is not an Ed25519 key")
    return key


def _made() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


_content = declared(NAME, _made)
