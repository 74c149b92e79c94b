"""Everything that is asked of settings, whatever context it comes from: each context above adds its own.

An audit is an ask as much as a request is; a school's time is one thing. What is held already comes the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from concordat.core.actor import Actor
from concordat.requests.rules import Ask


@dataclass(frozen=True)
class Held:
    """How many of some settings have given a signed answer about an expectation within a span of time."""

    expectation: str
    settings: frozenset[int]
    where: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """What a context says: its asks whose last day lies in a span, and which of some settings hold signed answers.

    `asks(actor, partnership_ids, settings, first, last)` is for these partnerships, or for these settings whoever
    asks them where `partnership_ids` is None; the actor's own sight decides what is counted, and `unseen(actor)` says
    in a sentence what that leaves out.
    """

    asks: Callable[[Actor, frozenset[int] | None, frozenset[int] | None, date, date], list[Ask]]
    held: Callable[[Actor, frozenset[int], frozenset[str], date], list[Held]] | None = None
    unseen: Callable[[Actor], str] | None = None


_SOURCES: dict[str, Source] = {}


def declare(name: str, source: Source) -> None:
    """Add a context; a name is declared once."""
    if name in _SOURCES:
        raise ValueError(f"asks of {name} are declared twice")
    _SOURCES[name] = source


def asks_of_partnership(actor: Actor, partnership_id: int, first: date, last: date) -> list[Ask]:
    """What a partnership asks with a last day in the span, the earliest last day first."""
    only = frozenset({partnership_id})
    return _in_order(
        one for _, source in sorted(_SOURCES.items()) for one in source.asks(actor, only, None, first, last)
    )


def asks_of_settings(actor: Actor, settings: Iterable[int], first: date, last: date) -> list[Ask]:
    """What these settings are asked by every partnership, as far as the actor sees it."""
    only = frozenset(settings)
    if not only:
        return []
    return _in_order(
        one for _, source in sorted(_SOURCES.items()) for one in source.asks(actor, None, only, first, last)
    )


def unseen(actor: Actor) -> list[str]:
    """What a count leaves out for the actor, in sentences."""
    said = (source.unseen(actor) for _, source in sorted(_SOURCES.items()) if source.unseen is not None)
    return [sentence for sentence in said if sentence]


def held(actor: Actor, settings: frozenset[int], expectations: frozenset[str], since: date) -> dict[str, Held]:
    """By expectation, the settings that have answered about it since a day; without those that nobody answered."""
    found: dict[str, Held] = {}
    if not settings or not expectations:
        return found
    for _, source in sorted(_SOURCES.items()):
        for one in source.held(actor, settings, expectations, since) if source.held else ():
            before = found.get(one.expectation, Held(one.expectation, frozenset()))
            where = tuple(dict.fromkeys((*before.where, *one.where)))
            found[one.expectation] = Held(one.expectation, before.settings | one.settings, where)
    return found


def _in_order(asks: Iterable[Ask]) -> list[Ask]:
    return sorted(asks, key=lambda one: (one.due_on, one.title, one.key))
