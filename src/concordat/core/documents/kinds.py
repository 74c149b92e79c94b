"""The kinds of document there are: contexts register theirs by name, in `<context>/documents.py`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from concordat.core.actor import Actor
from concordat.core.problems import NotFound

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
ENDINGS = {PDF: "pdf", XLSX: "xlsx", ZIP: "zip"}
Tell = Callable[[str, int, int], None]  # what is being done now, how many of how many


@dataclass(frozen=True)
class About:
    """What a document is about, as the one who asks may see it.

    `basis` changes whenever the document would say something else: the same basis is the same document.
    """

    title: str
    file_name: str  # without ending
    back: str  # the page it was asked for on
    basis: str


def _only_by_fill(actor: Actor, about_id: int, variant: str) -> bytes:
    raise NotImplementedError("this kind is written by its `fill`")


@dataclass(frozen=True)
class Kind:
    """One kind of document.

    `about` raises `NotFound` or `NotAllowed` where the actor may not have it; it is asked when the document
    is asked for, made and fetched. `acting` gives, in a transaction, the person who asked with the roles held
    now. `make` gives the file; it imports what it needs itself, because only the worker calls it. A file that may
    be large is written by `fill` instead, piece by piece to a path; who took it, and when, is in the journal.
    """

    name: str
    content_type: str
    about: Callable[[Actor, int, str], About]
    acting: Callable[[int], AbstractContextManager[Actor]]
    make: Callable[[Actor, int, str], bytes] = _only_by_fill
    variants: tuple[str, ...] | None = ("",)  # None: any, and `about` raises `NotFound` for one that there is not

    fill: Callable[[Actor, int, str, Path, Tell], None] | None = None

    @property
    def is_large(self) -> bool:
        """Whether it is written piece by piece, and taking it is journaled."""
        return self.fill is not None

    @property
    def ending(self) -> str:
        """How the file's name ends."""
        return ENDINGS[self.content_type]


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; a name is registered once."""
    if kind.name in _KINDS:
        raise ValueError(f"the kind of document {kind.name} is registered twice")
    _KINDS[kind.name] = kind


def named(name: str) -> Kind:
    """The kind of this name; raises `NotFound`."""
    try:
        return _KINDS[name]
    except KeyError:
        raise NotFound() from None


def names() -> frozenset[str]:
    """Every kind of document."""
    return frozenset(_KINDS)
