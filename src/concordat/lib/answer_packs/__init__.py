"""Answer packs: what a setting has signed in one installation, in a file that another one can rely on.

- `signed(pack, key)`: the file, one canonical JSON document with an Ed25519 signature under it.
- `opened(content, issuers)`: the pack in a file, by the keys that somebody has agreed to; any other file is refused
  with a sentence (`PackRefused`), and nothing of it is looked at before its signature holds.
- `require_fits(pack, urn=, at=, newest=)`: it is this setting's own, of no later moment, and no older one again.
- `holds(document, signature, key)`: whether what was kept of a pack is still what was signed.
- `keys`: a public key pasted and written (PEM), its fingerprint, and comparing what somebody was told.

A pack has no names of persons, no notes and no evidence. Days and keys are passed in.
"""

from concordat.lib.answer_packs import keys
from concordat.lib.answer_packs.contents import Answer, Expectation, Form, Pack, Scale, Signed, Value
from concordat.lib.answer_packs.plain_json import LARGEST, plain
from concordat.lib.answer_packs.reading import pack_of
from concordat.lib.answer_packs.refusals import (
    DoesNotFit,
    EndedIssuer,
    NotAKey,
    NotAPack,
    PackRefused,
    Tampered,
    UnknownIssuer,
)
from concordat.lib.answer_packs.signing import Issuer, Opened, holds, opened, require_fits, signed

__all__ = [
    "LARGEST",
    "Answer",
    "DoesNotFit",
    "EndedIssuer",
    "Expectation",
    "Form",
    "Issuer",
    "NotAKey",
    "NotAPack",
    "Opened",
    "Pack",
    "PackRefused",
    "Scale",
    "Signed",
    "Tampered",
    "UnknownIssuer",
    "Value",
    "holds",
    "keys",
    "opened",
    "pack_of",
    "plain",
    "require_fits",
    "signed",
]
