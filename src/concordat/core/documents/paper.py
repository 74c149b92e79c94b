"""What a paper says, piece by piece, in plain text: no markup, so nothing that people typed can be any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from concordat.core.letterheads import Letterhead

DEMO = "DEMO: everybody in this is invented."


@dataclass(frozen=True)
class Heading:
    """A heading below the title: level 1 or 2."""

    text: str
    level: int = 1
    piece: ClassVar[str] = "heading"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; lines stay lines."""

    text: str
    piece: ClassVar[str] = "paragraph"


@dataclass(frozen=True)
class Facts:
    """Words with what they say, line by line."""

    rows: Sequence[tuple[str, Sequence[str]]]
    piece: ClassVar[str] = "facts"


@dataclass(frozen=True)
class Table:
    """A table with a caption and a row of headings; the first column is text, the others figures."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    piece: ClassVar[str] = "table"


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a page of its own: for letters that are printed together and sent apart."""

    piece: ClassVar[str] = "page"


Piece = Heading | Paragraph | Facts | Table | PageBreak


@dataclass(frozen=True)
class Paper:
    """A whole document. `as_of` is the time it speaks of and the file's only time: the same paper, the same bytes."""

    title: str
    subtitle: str
    author: str
    as_of: datetime
    footer: str
    pieces: Sequence[Piece] = field(default_factory=tuple)
    head: Letterhead | None = None

    def as_data(self) -> dict[str, Any]:
        """For the template: text and numbers only."""
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "author": self.author,
            "footer": self.footer,
            "head": _head(self.head) if self.head else None,
            "pieces": [{"piece": piece.piece, **asdict(piece)} for piece in self.pieces],
        }


def _head(head: Letterhead) -> dict[str, Any]:
    """The head in text; the logo's bytes go to the template apart."""
    numbers = "   ".join(f"{name}: {number}" for name, number in head.numbers)
    return {"name": head.name, "numbers": numbers, "logo_alt": head.logo_alt if head.logo else ""}
