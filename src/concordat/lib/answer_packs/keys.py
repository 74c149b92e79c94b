"""Keys that sign packs (Ed25519, RFC 8032): how one is written, pasted, named and compared by telephone."""

from __future__ import annotations

import hashlib
import hmac

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from concordat.lib.answer_packs.refusals import NotAKey

LONGEST = 4_000
_SPOKEN, _GROUP = 32, 4  # 128 bits, in eight groups of four
_HEX = "0123456789abcdef"


def written(key: Ed25519PublicKey) -> str:
    """A public key as it is handed over: PEM, as every other program writes it."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def pasted(text: str) -> Ed25519PublicKey:
    """The public key in what was pasted, with whatever stands around it; raises `NotAKey`."""
    begin, end = "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"
    if "PRIVATE KEY" in text:
        raise NotAKey("This is the secret half of a key. Nobody may have it: tell whoever sent it, and delete it.")
    if len(text) > LONGEST or text.count(begin) != 1 or text.count(end) != 1:
        raise NotAKey(f"Paste one public key, from {begin} to {end}.")
    inner = text.partition(begin)[2].partition(end)[0]
    lines = "\n".join(line.strip() for line in inner.splitlines() if line.strip())
    try:
        key = serialization.load_pem_public_key(f"{begin}\n{lines}\n{end}\n".encode())
    except (ValueError, UnsupportedAlgorithm):
        raise NotAKey("This key is damaged or not whole. Copy it again, all lines of it.") from None
    if not isinstance(key, Ed25519PublicKey):
        raise NotAKey("This is a key of another kind. Ask for the key for answer packs.")
    return key


def fingerprint(key: Ed25519PublicKey) -> str:
    """What names a key: the SHA-256 of its 32 bytes."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()


def spoken(whole: str) -> str:
    """The first half of a fingerprint in groups of four, to be read out."""
    return " ".join(whole[place : place + _GROUP] for place in range(0, _SPOKEN, _GROUP))


def require_told(key: Ed25519PublicKey, told: str) -> None:
    """The fingerprint that somebody was told is this key's; whole, whatever its spaces, hyphens and case."""
    said = "".join(sign for sign in told.lower() if not sign.isspace() and sign not in "-\u2010\u2011\u2013.")
    if not said or any(sign not in _HEX for sign in said):
        raise NotAKey("A fingerprint has eight groups of four signs, of the digits and the letters a to f.")
    if len(said) != _SPOKEN:
        raise NotAKey(f"A fingerprint has {_SPOKEN} signs in eight groups; this has {len(said)}.")
    if not hmac.compare_digest(said, fingerprint(key)[:_SPOKEN]):
        raise NotAKey(
            "This fingerprint is not the key's. Ring again and compare group by group; if it still differs, this is"
            " not their key: do not use it."
        )
