"""Which tables hold an organisation's data, which do not and why, and which papers go with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from concordat.core.actor import Actor


@dataclass(frozen=True)
class Owned:
    """How rows of a table are found: the lookup that leads to a setting's id, and to a partnership's."""

    setting: str = ""
    partnership: str = ""


@dataclass(frozen=True)
class Paper:
    """A file that is made for the archive: where it lies, what it is, and its content when its turn has come."""

    path: str
    what: str
    make: Callable[[], bytes]


Finder = Callable[[Actor, int], Iterator[Paper]]
Refusal = Callable[[Actor, int], str]
_OWNED: dict[str, Owned] = {}
_LEFT_OUT: dict[str, str] = {}
_PAPERS: dict[str, list[Finder]] = {"setting": [], "partnership": []}
_REFUSALS: dict[str, list[Refusal]] = {"setting": [], "partnership": []}


def declare(*, owned: Mapping[str, Owned], left_out: Mapping[str, str]) -> None:
    """Say of tables whose data they hold, or why they are not taken; each table once."""
    for name in (*owned, *left_out):
        if name in _OWNED or name in _LEFT_OUT:
            raise ValueError(f"{name} is declared twice")
    _OWNED.update(owned)
    _LEFT_OUT.update(left_out)


def papers_by(finder: Finder, *, of: str) -> None:
    """Add papers of every `setting` or `partnership`; `finder` gives them for an actor and an organisation."""
    _PAPERS[of].append(finder)


def refused_by(refusal: Refusal, *, of: str) -> None:
    """Say when an archive would lack something without saying so; `refusal` gives a sentence with what to do."""
    _REFUSALS[of].append(refusal)


def why_not(actor: Actor, organisation_id: int, *, of: str) -> str:
    """Why this person does not make the archive of an organisation now; empty where nothing stands against it."""
    _load()
    return next((why for one in _REFUSALS[of] if (why := one(actor, organisation_id))), "")


def owned() -> Mapping[str, Owned]:
    """Every table with an organisation's data."""
    _load()
    return _OWNED


def left_out() -> Mapping[str, str]:
    """Every other table, with the reason."""
    _load()
    return _LEFT_OUT


def papers(of: str) -> list[Finder]:
    """Who gives papers of a setting or a partnership."""
    _load()
    return _PAPERS[of]


def _load() -> None:
    for config in apps.get_app_configs():
        name = f"{config.name}.owned"
        if config.name.startswith("concordat.") and find_spec(name) is not None:
            import_module(name)
