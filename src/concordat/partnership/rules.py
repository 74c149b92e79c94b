"""When a setting's duties are signed, and by whom. Pure: facts and days are passed in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from concordat.partnership.vocabulary import SIGNER_NAMES, SignerKind, Standing

EVERY = "every"  # the part of a statement that all named settings have
LETTER_AFTER_DAYS = 28  # after publication, a setting that has not signed can be written to formally
LETTER_GIVES_DAYS = 14


def text_for(texts: Mapping[str, str], names: Mapping[str, str], kind: str) -> str:
    """The words that a setting of a kind reads and signs: those for every setting and its own, and no others."""
    parts = [(names[part], texts.get(part, "").strip()) for part in dict.fromkeys((EVERY, kind))]
    return "\n\n".join(f"## {name}\n\n{words}" for name, words in parts if words)


def digest_of_text(text: str) -> str:
    """The SHA-256 of words that are signed."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_statement(texts: Mapping[str, str], *, version: str) -> str:
    """The SHA-256 of a whole statement and the version of the arrangements that it is for."""
    said = json.dumps({"arrangements": version, "texts": dict(texts)}, sort_keys=True, ensure_ascii=False)
    return digest_of_text(said)


@dataclass(frozen=True)
class Steps:
    """What a setting has done so far; `signed` is under the statement in force, `earlier` under one before it."""

    opened: bool = False
    acknowledged: bool = False
    signed: frozenset[SignerKind] = frozenset()
    earlier: bool = False
    came_back: bool = False  # the last letter to one of its people


def standing(steps: Steps) -> Standing:
    """The one word for it, the furthest step first."""
    if steps.signed == frozenset(SignerKind):
        return Standing.signed
    if steps.signed:
        return Standing.signed_by_one
    if steps.earlier:
        return Standing.out_of_date
    if steps.acknowledged:
        return Standing.acknowledged
    if steps.opened:
        return Standing.opened
    return Standing.not_reached if steps.came_back else Standing.not_opened


def why_not_sign(kind: SignerKind, signed: Mapping[SignerKind, int], *, person_id: int) -> str:
    """Why this person may not sign as this, where the other signature is the same person's: two people sign."""
    other = next((one for one, who in signed.items() if one != kind and who == person_id), None)
    if other is None:
        return ""
    said = SIGNER_NAMES[other][0].lower() + SIGNER_NAMES[other][1:]
    return f"You have signed as {said}. Somebody else has to sign for the other office."


def is_letter_due(found: Standing, *, published_on: date, today: date) -> bool:
    """Whether the office may write formally: four weeks are over and not both have signed (B-03)."""
    return found is not Standing.signed and (today - published_on).days >= LETTER_AFTER_DAYS
