"""A document of the pack as a paper: tables become words with what they say, which read well aloud."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from concordat.core.documents.paper import Facts, Heading, Paper, Paragraph, Piece
from concordat.lib import plain_markdown
from concordat.lib.plain_markdown import Block, plain

AUTHOR = "Concordat"


def paper(markdown: str, *, at: datetime) -> Paper:
    """The same text as a paper."""
    first, *rest = plain_markdown.parse(markdown)
    pieces = tuple(piece for block in rest for piece in _pieces(block))
    return Paper(first.text, "", AUTHOR, at, f"{first.text}: draft", pieces)


def _pieces(block: Block) -> Iterator[Piece]:
    if block.kind == "heading":
        yield Heading(block.text, 1 if block.level == 2 else 2)
    elif block.kind == "paragraph":
        yield Paragraph(block.text)
    elif block.kind == "table":
        yield Facts([(row[0] or "About", _row(block.header, row)) for row in block.rows])
    else:
        yield Paragraph("\n".join(f"• {plain(item)}" for item in block.items))


def _row(header: tuple[str, ...], row: tuple[str, ...]) -> list[str]:
    named = zip(header[1:], row[1:], strict=False)
    return [f"{name}: {cell}" if name else cell for name, cell in named] or [""]
