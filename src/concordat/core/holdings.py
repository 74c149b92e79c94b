"""What somebody holds in a role, to be handed over when the person leaves; contexts register what they know of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from concordat.core.actor import Actor


class GoesTo(StrEnum):
    """Who has it afterwards."""

    successor = "successor"  # passed on when the successor takes over
    role = "role"  # belongs to the setting: whoever holds the role goes on with it
    lead = "lead"  # comes back to the designated safeguarding lead when the role ends
    keepers = "keepers"  # somebody has to see to it


@dataclass(frozen=True)
class Holding:
    """One thing on the list."""

    what: str
    detail: str
    goes_to: GoesTo
    href: str = ""


@dataclass(frozen=True)
class Leaver:
    """Whose things are asked for: a person in a role at an organisation."""

    person_id: int
    role: str
    organisation_id: int


Ask = Callable[[Actor, Leaver, datetime], list[Holding]]
_ASKED: dict[str, Ask] = {}


def register(name: str, ask: Ask) -> None:
    """Add a context's question; a name is registered once."""
    if name in _ASKED:
        raise ValueError(f"what people hold in {name} is registered twice")
    _ASKED[name] = ask


def held_by(actor: Actor, leaver: Leaver, *, at: datetime) -> list[Holding]:
    """Everything that the actor may see of what the leaver holds, context by context."""
    return [holding for _, ask in sorted(_ASKED.items()) for holding in ask(actor, leaver, at)]
