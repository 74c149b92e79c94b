"""XML with the place of each element in its bytes, so that one can be changed and every other byte stays.

A parser that writes a tree anew loses what it does not know: prefixes, the order of attributes, extensions of newer
programs. Here nothing is written anew but the elements that an answer goes into.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from concordat.lib.filled_files.problems import UnfitFile

MOST_ELEMENTS = 250_000
BROKEN = "This file is damaged. Open it, save it anew and choose that file."
TOO_MANY = "This file holds far more cells than a form needs. Take out what is not a question or an answer."
_TAG = re.compile(rb"<(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>")
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class Element:
    """An element by its name without a prefix, and where it stands: the whole of it, and what is between its tags."""

    name: str
    raw_name: str  # as it is written, with its prefix
    attributes: Mapping[str, str]
    start: int
    inner: int
    is_empty: bool  # written <c/>: there is nothing between tags
    inner_end: int = 0
    end: int = 0
    text: str = ""
    children: list[Element] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        """What stands before the names of the same vocabulary, with its colon."""
        return self.raw_name[: -len(self.name)]

    def first(self, name: str) -> Element | None:
        """The first child of this name."""
        return next((one for one in self.children if one.name == name), None)

    def every(self, name: str) -> Iterator[Element]:
        """All of this name below, in order."""
        for one in self.children:
            if one.name == name:
                yield one
            yield from one.every(name)


def parsed(content: bytes) -> Element:
    """The root of a part. Raises `UnfitFile` for entities, other encodings, damage, and far too many elements."""
    reading = _Reading(content)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.XmlDeclHandler = reading.declared
    parser.StartDoctypeDeclHandler = reading.refused
    parser.EntityDeclHandler = reading.refused
    parser.StartElementHandler = lambda name, given: reading.begins(name, given, parser.CurrentByteIndex)
    parser.EndElementHandler = lambda name: reading.ends(parser.CurrentByteIndex)
    parser.CharacterDataHandler = reading.says
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise UnfitFile(BROKEN)
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, RecursionError) as wrong:
        raise UnfitFile(BROKEN) from wrong
    if reading.root is None:
        raise UnfitFile(BROKEN)
    return reading.root


class _Reading:
    def __init__(self, content: bytes) -> None:
        self.content, self.count = content, 0
        self.root: Element | None = None
        self.open: list[Element] = []

    def declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
            raise UnfitFile(BROKEN)

    def refused(self, *anything: object) -> None:
        raise UnfitFile("This file holds XML entities, which are never needed. Save it anew and choose that file.")

    def begins(self, name: str, given: dict[str, str], start: int) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS:
            raise UnfitFile(TOO_MANY)
        found = _TAG.match(self.content, start)
        if found is None or len(self.open) > 200:
            raise UnfitFile(BROKEN)
        tag = found.group()
        raw = re.split(rb"[\s/>]", tag[1:], maxsplit=1)[0].decode()
        attributes = {one.rpartition(" ")[2]: value for one, value in given.items()}
        made = Element(name.rpartition(" ")[2], raw, attributes, start, found.end(), tag.endswith(b"/>"))
        if self.open:
            self.open[-1].children.append(made)
        else:
            self.root = made
        self.open.append(made)

    def ends(self, place: int) -> None:
        one = self.open.pop()
        one.inner_end = one.inner if one.is_empty else place
        one.end = one.inner if one.is_empty else self.content.index(b">", place) + 1

    def says(self, text: str) -> None:
        self.open[-1].text += text


@dataclass(frozen=True)
class Change:
    """Bytes from one place to another become these."""

    start: int
    end: int
    by: bytes


def spliced(content: bytes, changes: Iterable[Change]) -> bytes:
    """The content with these changes, none of which overlaps another; those at one place in the order given."""
    made, here = [], 0
    for one in sorted(changes, key=lambda one: one.start):
        if one.start < here:
            raise ValueError("two changes overlap")
        made += [content[here : one.start], one.by]
        here = one.end
    return b"".join([*made, content[here:]])


def inside(content: bytes, element: Element, by: bytes, *, at: int | None = None) -> Change:
    """Something put into an element, at its end or `at` a place in it; an empty one is opened for it."""
    if not element.is_empty:
        place = element.inner_end if at is None else at
        return Change(place, place, by)
    tag = content[element.start : element.inner]
    opened = tag[:-2].rstrip() + b">" + by + f"</{element.raw_name}>".encode()
    return Change(element.start, element.inner, opened)


def escaped(text: str) -> str:
    """Text as it stands between tags; signs that XML has no place for are left out."""
    clean = _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    """The same as it stands between quotation marks."""
    return escaped(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
