"""The key that signs this installation's packs: Ed25519, in the key folder, outside the database and its backups."""

from __future__ import annotations

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from concordat.core.secret_files import declared

NAME = "answer-packs-signing.pem"


def signing_key() -> Ed25519PrivateKey:
    """The signing key; made once, readable by the serving user only, in custody like every other."""
    key = serialization.load_pem_private_key(_content(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("the key for answer packs is not an Ed25519 key")
    return key


def public_key() -> Ed25519PublicKey:
    """The half that another installation is told."""
    return signing_key().public_key()


def _made() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


_content = declared(NAME, _made)
