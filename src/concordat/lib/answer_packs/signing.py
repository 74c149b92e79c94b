"""The file: a pack with its signature, made with a key and opened with the keys that somebody has agreed to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from concordat.lib.answer_packs import keys, plain_json
from concordat.lib.answer_packs.contents import Pack
from concordat.lib.answer_packs.fields import Fields
from concordat.lib.answer_packs.reading import pack_of
from concordat.lib.answer_packs.refusals import DoesNotFit, EndedIssuer, Tampered, UnknownIssuer
from concordat.lib.answer_packs.writing import document

CLOCKS_DIFFER = timedelta(minutes=10)
_SIGNED_AS = b"concordat answer pack 1\n"  # so that a signature under something else never fits a pack


@dataclass(frozen=True)
class Issuer:
    """A key that somebody has agreed to, by the name they gave it; ended on a day, nothing of it is taken any more."""

    name: str
    key: Ed25519PublicKey
    ended_on: date | None = None


@dataclass(frozen=True)
class Opened:
    """A pack whose signature holds, with what is kept of it: the document as it was signed, and a name for the file."""

    pack: Pack
    issuer: str
    signature: str
    digest: str
    document: dict[str, Any] = field(repr=False)


def signed(pack: Pack, key: Ed25519PrivateKey) -> bytes:
    """The file of a pack. Raises `NotAPack` where no reader would take it."""
    said = document(pack)
    pack_of(said)
    about = {"key": keys.fingerprint(key.public_key()), "value": key.sign(_to_sign(said)).hex()}
    return plain_json.written({"pack": said, "signature": about})


def opened(content: bytes, issuers: Mapping[str, Issuer]) -> Opened:
    """The pack in a file, by the keys agreed to under their fingerprints; raises `PackRefused` with one sentence.

    Of what is not signed by one of them nothing but the fingerprint is looked at.
    """
    file = plain_json.parsed(content)
    top = Fields(file, "The file", ("pack", "signature"))
    about = Fields(file["signature"], "The signature", ("key", "value"))
    named, value = about.hexadecimal("key", 64), about.hexadecimal("value", 128)
    if not isinstance(file["pack"], dict):
        raise top.wrong("pack")
    _require_signed(file["pack"], value, _issuer(named, issuers))
    return Opened(pack_of(file["pack"]), named, value, hashlib.sha256(content).hexdigest(), file["pack"])


def holds(said: Mapping[str, Any], signature: str, key: Ed25519PublicKey) -> bool:
    """Whether a document that was kept is still the one that was signed."""
    try:
        key.verify(bytes.fromhex(signature), _to_sign(said))
    except (InvalidSignature, ValueError):
        return False
    return True


def require_fits(pack: Pack, *, urn: int | None, at: datetime, newest: datetime | None = None) -> None:
    """The pack is this setting's own, of no later moment, and not older than `newest` of the same return here."""
    if urn is None:
        raise DoesNotFit("Your setting has no URN in the register, so no pack can be shown to be yours.")
    if pack.urn != urn:
        raise DoesNotFit(f"This pack is of the setting with URN {pack.urn}. Yours is {urn}. Nothing was taken from it.")
    if pack.made_at > at + CLOCKS_DIFFER:
        raise DoesNotFit("This pack says that it was made later than now. Ask for it again.")
    if newest is not None and pack.made_at < newest:
        raise DoesNotFit("A newer pack of the same return is here already. Nothing was taken from the older one.")


def _issuer(named: str, issuers: Mapping[str, Issuer]) -> Issuer:
    issuer = issuers.get(named)
    if issuer is None:
        raise UnknownIssuer(
            "This pack is signed by an installation that your partnership has not agreed to take packs from. Ask your"
            f" partnership's office. The fingerprint of its key is {keys.spoken(named)}."
        )
    if issuer.ended_on is not None:
        raise EndedIssuer(
            f"Your partnership takes no packs from {issuer.name} any more, since {issuer.ended_on:%-d %B %Y}."
            " Ask its office."
        )
    return issuer


def _require_signed(said: Mapping[str, Any], value: str, issuer: Issuer) -> None:
    if not holds(said, value, issuer.key):
        raise Tampered(
            f"This pack is not as {issuer.name} signed it: something was changed or damaged. Ask for the file again."
        )


def _to_sign(said: Mapping[str, Any]) -> bytes:
    return _SIGNED_AS + plain_json.written(said)
