"""Whose name stands at the head of a letter or a document: a context above says it, by organisation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Letterhead:
    """What a body puts on what it sends: its name, where to answer, its numbers, its logo with words for it."""

    name: str
    reply_to: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    logo: bytes = b""
    logo_alt: str = ""

    @property
    def digest(self) -> str:
        """Changes whenever a document under this head would look different."""
        return hashlib.sha256(repr((self.name, self.numbers, self.logo, self.logo_alt)).encode()).hexdigest()


Finder = Callable[[int], Letterhead | None]
_FINDERS: list[Finder] = []


def register(finder: Finder) -> None:
    """Let a context say what stands at the head of letters to (or documents of) an organisation."""
    if finder not in _FINDERS:
        _FINDERS.append(finder)


def of(organisation_id: int | None) -> Letterhead | None:
    """The head for an organisation; none where no body, or more than one, could be meant."""
    if organisation_id is None:
        return None
    return next((found for finder in _FINDERS if (found := finder(organisation_id)) is not None), None)
