"""The tables of a Word document: what each cell says, which answers its content control takes, where text goes.

Sources: ECMA-376 part 1, sections 17.4 (tables) and 17.5.2 (content controls). A cell takes an answer as text or in
the one content control that stands in it. Tick boxes, fields, days and pictures take none: a person fills them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from concordat.lib.filled_files.elements import Element
from concordat.lib.filled_files.grids import Allowed, Area, Filled, Grid, Spot
from concordat.lib.filled_files.parts import Package

MERGED = "This cell is part of a merged cell. Choose the first cell of it."
PROTECTED = "This cell is locked: whoever made the file lets nobody write here."
HOLDS = "This cell holds a picture, a field, a tick box or a table. Fill it in Word."
LISTS = ("dropDownList", "comboBox")
NOT_TEXT = ("checkbox", "date", "picture", "docPartObj", "docPartList", "repeatingSection", "dataBinding", "group")
NO_ANSWER_IN = ("tbl", "drawing", "pict", "object", "fldChar", "fldSimple", "AlternateContent", "ins", "moveTo")


@dataclass(frozen=True)
class Place:
    """A cell of a table, and the content control in it that takes the answer."""

    cell: Element
    control: Element | None
    why_not: str = ""


@dataclass(frozen=True)
class Document:
    """A document that is open: its main part, and the cells of each table."""

    package: Package
    part: str
    tables: dict[str, dict[Spot, Place]]
    headings: dict[str, str]


def opened(package: Package, part: str) -> Document:
    """The document in a package; tables are numbered as they begin."""
    root = package.tree(part)
    is_form = _is_protected(package, part)
    tables: dict[str, dict[Spot, Place]] = {}
    headings, above = {}, ""
    for one in _tables_and_lines(root):
        if one.name == "p":
            above = text_of(one).strip() or above
            continue
        name = f"Table {len(tables) + 1}"
        tables[name], headings[name] = dict(_cells(one, is_form)), above if len(above) <= 150 else ""
    return Document(package, part, tables, headings)


def read_document(document: Document) -> Filled:
    """Its tables as grids."""
    return Filled("docx", tuple(_grid(document, name, cells) for name, cells in document.tables.items()))


def _grid(document: Document, name: str, cells: dict[Spot, Place]) -> Grid:
    allowed = []
    for (row, column), one in cells.items():
        choices = _choices(one.control) if one.control is not None else ()
        if choices:
            allowed.append(Allowed((Area(row, column, row, column),), choices))
    barred = {spot: one.why_not for spot, one in cells.items() if one.why_not}
    texts = {spot: _says(one) for spot, one in cells.items()}
    return Grid(name, texts, tuple(allowed), barred, only_existing=True, heading=document.headings[name])


def _tables_and_lines(element: Element) -> Iterator[Element]:
    """Tables, and paragraphs outside of them, in order; tables inside of cells after the table they stand in."""
    for one in element.children:
        if one.name == "tbl":
            yield one
            yield from (inner for inner in one.every("tbl"))
        elif one.name == "p":
            yield one
        else:
            yield from _tables_and_lines(one)


def _through(element: Element, name: str) -> Iterator[tuple[Element, Element | None]]:
    """Children of this name, also where a content control stands around them, and that control."""
    for one in element.children:
        if one.name == name:
            yield one, None
        elif one.name == "sdt":
            content = one.first("sdtContent")
            yield from (
                (child, one) for child in (content.children if content is not None else ()) if child.name == name
            )


def _cells(table: Element, is_form: bool) -> Iterator[tuple[Spot, Place]]:
    for row, (line, _) in enumerate(_through(table, "tr"), start=1):
        column = 1 + _number(line.first("trPr"), "gridBefore", 0)
        for cell, around in _through(line, "tc"):
            about = cell.first("tcPr")
            yield (row, column), _place(cell, about, around, is_form)
            column += _number(about, "gridSpan", 1)


def _place(cell: Element, about: Element | None, around: Element | None, is_form: bool) -> Place:
    merged = about.first("vMerge") if about is not None else None
    if merged is not None and merged.attributes.get("val", "continue") == "continue":
        return Place(cell, None, MERGED)
    inside = list(cell.every("sdt"))
    controls = [around] if around is not None else inside
    holds = any(next(cell.every(name), None) is not None for name in NO_ANSWER_IN)
    if holds or len(controls) > 1 or (around is not None and inside) or not any(True for _ in cell.every("p")):
        return Place(cell, None, HOLDS)
    control = controls[0] if controls else None
    if control is None:
        return Place(cell, None, PROTECTED if is_form else "")
    about_control = control.first("sdtPr")
    kinds = {one.name for one in about_control.children} if about_control is not None else set()
    lock = about_control.first("lock") if about_control is not None else None
    if lock is not None and lock.attributes.get("val") in ("contentLocked", "sdtContentLocked"):
        return Place(cell, control, PROTECTED)
    return Place(cell, control, HOLDS if kinds & set(NOT_TEXT) or control.first("sdtContent") is None else "")


def _number(about: Element | None, name: str, otherwise: int) -> int:
    found = about.first(name) if about is not None else None
    said = found.attributes.get("val", "") if found is not None else ""
    return min(int(said), 60) if said.isdigit() and len(said) < 4 else otherwise


def _choices(control: Element) -> tuple[str, ...]:
    """What a list of choices shows; the line that only asks to choose has no value."""
    about = control.first("sdtPr")
    lists = [one for name in LISTS for one in (about.every(name) if about is not None else ())]
    items = [item.attributes for one in lists for item in one.every("listItem") if item.attributes.get("value")]
    return tuple(dict.fromkeys(item.get("displayText") or item["value"] for item in items))


def shows_placeholder(control: Element) -> bool:
    """Whether what stands in a control only asks to write there."""
    about = control.first("sdtPr")
    return about is not None and about.first("showingPlcHdr") is not None


def _says(place: Place) -> str:
    if place.control is not None and shows_placeholder(place.control):
        return ""
    return text_of(place.cell).strip()


def text_of(element: Element) -> str:
    """What somebody reads in a cell or a line, without tables inside and without what was struck out."""
    made = []
    for one in element.children:
        if one.name == "t":
            made.append(one.text)
        elif one.name in ("br", "cr"):
            made.append("\n")
        elif one.name == "tab":
            made.append("\t")
        elif one.name not in ("tbl", "del", "moveFrom", "Fallback", "sdtPr", "pPr", "rPr", "tcPr"):
            said = text_of(one)
            made.append(said + "\n" if one.name == "p" else said)
    return "".join(made)


def _is_protected(package: Package, part: str) -> bool:
    """Whether only fields may be filled: a document that is protected as a form, or against every change."""
    for kind, name in package.related(part).values():
        found = next(package.tree(name).every("documentProtection"), None) if kind == "settings" else None
        if found is not None and found.attributes.get("enforcement") in ("1", "true", "on"):
            return found.attributes.get("edit") in ("forms", "readOnly", "comments")
    return False
