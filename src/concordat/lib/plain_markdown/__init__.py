"""A little of Markdown, read into blocks: headings, paragraphs, lists and tables; bold words and links inside.

For texts that come with the project (help, statements, the assurance pack). It never gives markup: whoever shows
the blocks escapes their text. Everything that is not one of these few forms is a paragraph of plain words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ITEM = re.compile(r"(?:[-*]|(\d+)\.) +(.*)")
_INLINE = re.compile(r"\*\*(?P<bold>[^*]+)\*\*|`(?P<code>[^`]+)`|\[(?P<text>[^\]]+)\]\((?P<href>[^)\s]+)\)")
_SAFE_HREF = re.compile(r"(?:/[^/\\]|/$|https://|mailto:|#)")


@dataclass(frozen=True)
class Span:
    """Words of one kind; `href` only where it leads to this site, to https, or to a mailbox."""

    text: str
    bold: bool = False
    href: str = ""


@dataclass(frozen=True)
class Block:
    """One piece of a text. `kind` is heading, paragraph, bullets, numbers or table."""

    kind: str
    spans: tuple[Span, ...] = ()
    level: int = 0
    items: tuple[tuple[Span, ...], ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        """The words of a heading or a paragraph without their kinds."""
        return plain(self.spans)


def plain(spans: tuple[Span, ...]) -> str:
    """The words alone."""
    return "".join(span.text for span in spans)


def parse(text: str) -> list[Block]:
    """The blocks of a text, in order."""
    return [_block(lines) for lines in _groups(text)]


def spans_of(text: str) -> tuple[Span, ...]:
    """Bold words, links and the rest of a line."""
    found, at = [], 0
    for match in _INLINE.finditer(text):
        if match.start() > at:
            found.append(Span(text[at : match.start()]))
        found.append(_span(match))
        at = match.end()
    if at < len(text):
        found.append(Span(text[at:]))
    return tuple(found)


def _span(match: re.Match[str]) -> Span:
    if match["bold"]:
        return Span(match["bold"], bold=True)
    if match["code"]:
        return Span(match["code"])
    return Span(match["text"], href=match["href"] if _SAFE_HREF.match(match["href"]) else "")


def _groups(text: str) -> Iterator[list[str]]:
    """Lines that belong together: a heading alone, else what stands between empty lines."""
    group: list[str] = []
    for line in [*text.splitlines(), ""]:
        line = line.strip()
        if line.startswith("#") or not line:
            if group:
                yield group
            group = []
            if line:
                yield [line]
        else:
            group.append(line)


def _block(lines: list[str]) -> Block:
    first = lines[0]
    hashes = len(first) - len(first.lstrip("#"))
    if hashes and first[hashes : hashes + 1] == " ":
        return Block("heading", spans_of(first[hashes:].strip()), level=hashes)
    if first.startswith("|") and len(lines) > 1 and set(lines[1]) <= set("|-: "):
        return Block("table", header=_cells(first), rows=tuple(_cells(line) for line in lines[2:]))
    match = _ITEM.match(first)
    if match is not None:
        kind = "numbers" if match[1] else "bullets"
        return Block(kind, items=tuple(spans_of(item) for item in _items(lines)))
    return Block("paragraph", spans_of(" ".join(lines)))


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        match = _ITEM.match(line)
        if match is not None or not items:
            items.append(match[2] if match else line)
        else:
            items[-1] += f" {line}"
    return items


def _cells(line: str) -> tuple[str, ...]:
    return tuple(plain(spans_of(cell.strip())) for cell in line.strip("|").split("|"))
