"""Answers written into the cells of a workbook: the elements of those cells change, and every other byte stays.

An answer is text, or a plain number where it is one; it is never a formula. A workbook in which something is worked
out is marked to be worked out anew when it is opened, which is one attribute of its main part.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from concordat.lib.filled_files.elements import Change, Element, escaped, inside, quoted, spliced
from concordat.lib.filled_files.grids import Spot, spot_of
from concordat.lib.filled_files.workbooks import Sheet, Workbook, column_styles, reference, rows_of, style_of

NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,10})?")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_KEPT = ("s", "ph")  # what a cell keeps of its own: how it looks
BEFORE_CALCULATION = ("sheets", "functionGroups", "externalReferences", "definedNames")


def written(book: Workbook, answers: Mapping[str, str]) -> dict[str, bytes]:
    """The parts that change, by name; the answers were looked at before."""
    by_sheet: dict[str, dict[Spot, str]] = defaultdict(dict)
    for place, answer in answers.items():
        name, _, where = place.rpartition("!")
        spot = spot_of(where)
        assert spot is not None
        by_sheet[name][spot] = answer
    changed = {}
    for name, given in by_sheet.items():
        sheet = book.sheet(name)
        content = book.package.part(sheet.part)
        changed[sheet.part] = spliced(content, _changes(sheet, content, given))
    if changed and book.has_formulas:
        changed[book.part] = _worked_out_anew(book)
    return changed


def _changes(sheet: Sheet, content: bytes, given: Mapping[Spot, str]) -> list[Change]:
    data = sheet.root.first("sheetData")
    assert data is not None
    rows = {int(row.attributes["r"]): row for row in rows_of(sheet.root)}
    columns = column_styles(sheet.root)
    changes: list[Change] = []
    for number in sorted({row for row, _ in given}):
        here = {column: given[row, column] for row, column in sorted(given) if row == number}
        if number in rows:
            changes += _in_row(rows[number], content, here, columns)
        else:
            made = "".join(_cell(data.prefix, (number, column), said, columns) for column, said in here.items())
            row = f'<{data.prefix}row r="{number}">{made}</{data.prefix}row>'.encode()
            later = next((rows[one].start for one in sorted(rows) if one > number), None)
            changes.append(inside(content, data, row, at=later))
    return _joined(changes)


def _in_row(row: Element, content: bytes, given: Mapping[int, str], columns: Mapping[int, str]) -> list[Change]:
    cells = {column_in(cell): cell for cell in row.children if cell.name == "c"}
    number = int(row.attributes["r"])
    changes: list[Change] = []
    for column, said in given.items():
        there = cells.get(column)
        if there is not None:
            changes.append(Change(there.start, there.end, _again(there, said).encode()))
            continue
        made = _cell(row.prefix, (number, column), said, {column: style_of(row, columns, column)}).encode()
        later = next((cells[one].start for one in sorted(cells) if one > column), None)
        changes.append(inside(content, row, made, at=later))
    return changes


def column_in(cell: Element) -> int:
    """The column of a cell by its own reference."""
    spot = spot_of(cell.attributes["r"])
    assert spot is not None
    return spot[1]


def _joined(changes: list[Change]) -> list[Change]:
    """Changes that open the same empty element, or stand at one place, as one."""
    found: dict[tuple[int, int], Change] = {}
    for one in changes:
        there = found.get((one.start, one.end))
        if there is None:
            found[one.start, one.end] = one
        elif one.start == one.end:
            found[one.start, one.end] = Change(one.start, one.end, there.by + one.by)
        else:  # both opened <row/>: what is inside goes together
            opened, _, rest = there.by.rpartition(b"</")
            inner = one.by[one.by.index(b">") + 1 : one.by.rindex(b"</")]
            found[one.start, one.end] = Change(one.start, one.end, opened + inner + b"</" + rest)
    return list(found.values())


def _again(cell: Element, said: str) -> str:
    kept = "".join(f' {name}="{quoted(value)}"' for name, value in cell.attributes.items() if name in _KEPT)
    return _element(cell.raw_name, cell.prefix, cell.attributes["r"], kept, said)


def _cell(prefix: str, spot: Spot, said: str, columns: Mapping[int, str]) -> str:
    style = columns.get(spot[1], "0")
    kept = f' s="{style}"' if style != "0" else ""
    return _element(f"{prefix}c", prefix, reference(spot), kept, said)


def _element(name: str, prefix: str, where: str, kept: str, said: str) -> str:
    if NUMBER.fullmatch(said):
        return f'<{name} r="{where}"{kept}><{prefix}v>{said}</{prefix}v></{name}>'
    text = escaped(_LOOKS_ESCAPED.sub("_x005F_", said))
    inner = f'<{prefix}is><{prefix}t xml:space="preserve">{text}</{prefix}t></{prefix}is>'
    return f'<{name} r="{where}"{kept} t="inlineStr">{inner}</{name}>'


def _worked_out_anew(book: Workbook) -> bytes:
    """The main part, with the mark that formulas are worked out when the file is opened (section 18.2.2)."""
    content, root = book.package.part(book.part), book.package.tree(book.part)
    there = root.first("calcPr")
    if there is None:
        last = max((one.end for one in root.children if one.name in BEFORE_CALCULATION), default=root.inner_end)
        return spliced(content, [Change(last, last, f'<{root.prefix}calcPr fullCalcOnLoad="1"/>'.encode())])
    tag = content[there.start : there.inner]
    marked = re.sub(rb"\sfullCalcOnLoad\s*=\s*(\"[^\"]*\"|'[^']*')", b"", tag)
    close = b"/>" if there.is_empty else b">"
    made = marked[: -len(close)].rstrip() + b' fullCalcOnLoad="1"' + close
    return spliced(content, [Change(there.start, there.inner, made)])
