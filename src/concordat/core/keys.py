"""Keys of operators: the private half leaves with its operator, the server keeps the public half.

A backup is encrypted to every public half that the server keeps, and holds no key itself.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from concordat.core import places


class NotAKey(ValueError):
    """The file holds no key of an operator."""


def new_operator(private_file: Path) -> str:
    """Make a key pair: the private half goes to this file and nowhere else; gives the fingerprint.

    Raises `FileExistsError` rather than overwrite a key.
    """
    key = X25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with os.fdopen(os.open(private_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    name = fingerprint(key.public_key())
    folder = places.backup_recipients()
    folder.mkdir(parents=True, exist_ok=True)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (folder / f"{name}.pem").write_bytes(public)
    return name


def operators() -> dict[str, X25519PublicKey]:
    """The public halves that the server keeps, by fingerprint."""
    found = map(public_key, sorted(places.backup_recipients().glob("*.pem")))
    return {fingerprint(key): key for key in found}


def public_key(path: Path) -> X25519PublicKey:
    """An operator's public half."""
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except ValueError as problem:
        raise NotAKey(f"{path} is not the public half of an operator's key.") from problem
    if not isinstance(key, X25519PublicKey):
        raise NotAKey(f"{path} is a key of another kind.")
    return key


def private_key(path: Path) -> X25519PrivateKey:
    """An operator's private half."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as problem:
        raise NotAKey(f"{path} is not the private half of an operator's key.") from problem
    if not isinstance(key, X25519PrivateKey):
        raise NotAKey(f"{path} is a key of another kind.")
    return key


def fingerprint(key: X25519PublicKey) -> str:
    """Sixteen letters that name a key."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]
