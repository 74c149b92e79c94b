"""What contexts above the register put on the page of a setting: each says which steps it offers to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from concordat.core.actor import Actor


@dataclass(frozen=True)
class Link:
    """A step from the page of a setting."""

    text: str
    href: str


Offer = Callable[[Actor, int], list[Link]]
_OFFERS: dict[str, Offer] = {}


def declare(name: str, offer: Offer) -> None:
    """Add a context's steps; a name is declared once."""
    if name in _OFFERS:
        raise ValueError(f"links of {name} are declared twice")
    _OFFERS[name] = offer


def links_for(actor: Actor, establishment_id: int) -> list[Link]:
    """Every step that somebody has from there, context by context."""
    return [link for _, offer in sorted(_OFFERS.items()) for link in offer(actor, establishment_id)]
