"""One map of permissions: each names the ways to have it, each way a list of predicates.

A context declares its part in `access.py`; nothing here knows roles or tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from concordat.core.actor import Actor
from concordat.core.problems import NotAllowed
from concordat.core.strength import StepUpFirst, Strength


def _possible(_actor: Actor) -> bool:
    return True


@dataclass(frozen=True)
class Predicate:
    """A claim about an actor and a thing; `possible` asks whether it could hold for anything at all."""

    says: str
    holds: Callable[[Actor, Any], bool]
    possible: Callable[[Actor], bool] = _possible


Way = Sequence[Predicate]
_MAP: dict[str, Sequence[Way]] = {}
_STRENGTH: dict[str, Strength] = {}


class UnknownPermission(LookupError):
    """A permission that no context declares: a mistake in the code, never a refusal."""


def declare(permissions: Mapping[str, Sequence[Way]], *, strength: Mapping[str, Strength] | None = None) -> None:
    """Add a context's permissions to the map, with the strength of those that take more or less than most."""
    for name, ways in permissions.items():
        if name in _MAP and _MAP[name] is not ways:
            raise ValueError(f"permission {name} is declared twice")
        _MAP[name] = ways
    unknown = set(strength or {}) - set(permissions)
    if unknown:
        raise ValueError(f"a strength for what is not declared here: {', '.join(sorted(unknown))}")
    _STRENGTH.update(strength or {})


def strength(name: str) -> Strength:
    """What a session must have shown for a permission."""
    ways(name)
    return _STRENGTH.get(name, Strength.organisational)


def names() -> frozenset[str]:
    """Every permission there is."""
    return frozenset(_MAP)


def ways(name: str) -> Sequence[Way]:
    """The ways to have a permission."""
    try:
        return _MAP[name]
    except KeyError:
        raise UnknownPermission(name) from None


def allows(actor: Actor, name: str, thing: Any = None) -> bool:
    """Yes or no, for buttons and lists."""
    return any(all(predicate.holds(actor, thing) for predicate in way) for way in ways(name))


def require(actor: Actor, name: str, thing: Any = None) -> None:
    """Raise `NotAllowed` with who may, unless the actor has one of the ways; `StepUpFirst` in too weak a session."""
    if not allows(actor, name, thing):
        raise NotAllowed(refusal(name))
    require_strength(actor, name)


def allows_somewhere(actor: Actor, name: str) -> bool:
    """Whether this permission is possible for the actor on anything at all: for menus and page guards."""
    return any(all(predicate.possible(actor) for predicate in way) for way in ways(name))


def require_somewhere(actor: Actor, name: str) -> None:
    """Raise `NotAllowed` where no way is possible for the actor on anything; `StepUpFirst` in too weak a session."""
    if not allows_somewhere(actor, name):
        raise NotAllowed(refusal(name))
    require_strength(actor, name)


def require_strength(actor: Actor, name: str) -> None:
    """Raise `StepUpFirst` where the session has shown less than this permission takes."""
    if actor.strength < strength(name):
        raise StepUpFirst()


def refusal(name: str) -> str:
    """Who may do it, in words."""
    who = " or ".join(dict.fromkeys(way[0].says for way in ways(name) if way))
    return f"Your role does not include this. It is for {who}." if who else "Nobody may do this."


def _signed_in(actor: Actor, _thing: Any) -> bool:
    return actor.is_signed_in


signed_in = Predicate("anybody who is signed in", _signed_in, lambda actor: actor.is_signed_in)


def system(name: str) -> Predicate:
    """A named part of the system."""
    return Predicate(
        f"the system ({name})", lambda actor, _thing: actor.system == name, lambda actor: actor.system == name
    )


def role(*roles: str, says: str, at: Callable[[Any], int | None] | None = None) -> Predicate:
    """One of these roles, held at the organisation that `at` finds in the thing (anywhere where `at` is None)."""

    def holds(actor: Actor, thing: Any) -> bool:
        if at is None:
            return actor.holds(*roles)
        place = at(thing)
        return place is not None and place in actor.organisations(*roles)

    return Predicate(says, holds, lambda actor: actor.holds(*roles))
