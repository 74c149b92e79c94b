"""Answers written into the table cells of a Word document: the runs of those cells change, every other byte stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from concordat.lib.filled_files.documents import Document, Place, shows_placeholder
from concordat.lib.filled_files.elements import Change, Element, escaped, inside, spliced
from concordat.lib.filled_files.grids import spot_of


def written(document: Document, answers: Mapping[str, str]) -> dict[str, bytes]:
    """The main part with these answers, by its name; the answers were looked at before."""
    content = document.package.part(document.part)
    changes: list[Change] = []
    for where, answer in answers.items():
        name, _, reference = where.rpartition("!")
        spot = spot_of(reference)
        assert spot is not None
        changes += _in_cell(document.tables[name][spot], content, answer)
    return {document.part: spliced(content, changes)} if changes else {}


def _in_cell(place: Place, content: bytes, answer: str) -> list[Change]:
    """The answer takes the place of the runs: the first run's look is kept, paragraphs and bookmarks stay."""
    control = place.control
    around = next((one for one in place.cell.every("sdt") if one is control), None) if control is not None else None
    room = _content(control) if control is not None and around is not None else place.cell
    runs = list(_runs(room))
    asks_only = control is not None and shows_placeholder(control)
    look = b"" if asks_only or not runs else _look(runs[0], content)
    prefix = place.cell.prefix
    run = _run(prefix, look, answer)
    changes = [Change(one.start, one.end, b"") for one in runs]
    if asks_only and control is not None:
        changes += _no_placeholder(control)
    if runs:
        changes[0] = Change(runs[0].start, runs[0].end, run)
        return changes
    line = next(room.every("p"), None)
    if line is not None:
        return [*changes, inside(content, line, run)]
    return [*changes, inside(content, room, run)]  # an empty control inside of a line


def _content(control: Element) -> Element:
    found = control.first("sdtContent")
    assert found is not None
    return found


def _no_placeholder(control: Element) -> Iterator[Change]:
    about = control.first("sdtPr")
    return (Change(one.start, one.end, b"") for one in (about.every("showingPlcHdr") if about is not None else ()))


def _runs(element: Element) -> Iterator[Element]:
    for one in element.children:
        if one.name == "r":
            yield one
        elif one.name not in ("del", "moveFrom", "sdtPr", "pPr", "tcPr"):
            yield from _runs(one)


def _look(run: Element, content: bytes) -> bytes:
    found = run.first("rPr")
    return content[found.start : found.end] if found is not None else b""


def _run(prefix: str, look: bytes, answer: str) -> bytes:
    lines = escaped(answer).split("\n")
    said = f"<{prefix}br/>".join(f'<{prefix}t xml:space="preserve">{line}</{prefix}t>' for line in lines)
    return f"<{prefix}r>".encode() + look + f"{said}</{prefix}r>".encode()
