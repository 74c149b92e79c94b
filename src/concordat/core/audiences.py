"""Lists of settings that the office can write to: each context says which lists it has and whom they hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from concordat.core.actor import Actor
from concordat.core.permissions import allows_somewhere

PERMISSION = "communications.write_message"


@dataclass(frozen=True)
class Addressee:
    """A setting of a list; `address` where the list names the person to write to itself."""

    organisation_id: int
    address: str = ""


@dataclass(frozen=True)
class Audience:
    """A list by its name in addresses, its title in words, and whom it holds for an actor and a query."""

    name: str
    title: str
    find: Callable[[Actor, QueryDict], list[Addressee]]


_AUDIENCES: dict[str, Audience] = {}


def declare(*audiences: Audience) -> None:
    """Add a context's lists."""
    _AUDIENCES.update({one.name: one for one in audiences})


def named(name: str) -> Audience | None:
    """The list of this name."""
    return _AUDIENCES.get(name)


def write_href(actor: Actor, name: str, query: QueryDict, more: Mapping[str, str] | None = None) -> str:
    """Where the office writes to everybody on a list, narrowed as it is shown; empty for others."""
    if not allows_somewhere(actor, PERMISSION):
        return ""
    asked = query.copy()
    for unneeded in ("page", "sort"):
        asked.pop(unneeded, None)
    asked["list"] = name
    for key, value in (more or {}).items():
        asked[key] = value
    return f"{reverse('communications:write')}?{asked.urlencode()}"
