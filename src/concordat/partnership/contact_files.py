"""A list of contacts as a file: CSV in the usual encodings, or the sheet of a workbook that holds the addresses."""

from __future__ import annotations

import csv
import io
from typing import Any

from concordat.core import uploaded_workbooks
from concordat.core.uploaded_workbooks import RefusedFile
from concordat.lib.contact_list import MOST_CHARACTERS, MOST_ROWS

ROWS = MOST_ROWS + 1  # with the headings


def text_of(content: bytes) -> str:
    """The file as it would have been pasted, with the rows numbered as the spreadsheet numbers them.

    Raises `RefusedFile` for a workbook that is not harmless, and for what is far larger than a list.
    """
    if uploaded_workbooks.is_workbook(content):
        return _as_pasted(_sheet(uploaded_workbooks.sheets(content, rows=ROWS, columns=40)))
    if len(content) > MOST_CHARACTERS:
        raise RefusedFile("This file is too large for a list of contacts. Choose one under 1 MB.")
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise RefusedFile("This is a workbook of an old kind, or locked with a password. Save it as .xlsx without one.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _sheet(found: dict[str, list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    """The sheet with the most cells that hold an address; people keep lists of changes and notes in others."""
    return max(found.values(), key=_addresses, default=[])


def _addresses(rows: list[tuple[Any, ...]]) -> int:
    return sum("@" in value for row in rows for value in row if isinstance(value, str))


def _as_pasted(rows: list[tuple[Any, ...]]) -> str:
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter="\t", lineterminator="\n")
    for row in rows:
        said = [" ".join(uploaded_workbooks.cell_text(value).split()) for value in row]
        while said and not said[-1]:
            said.pop()
        writer.writerow(said)
    return lines.getvalue()
