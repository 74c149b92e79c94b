"""The rows of a file that a trust sends: a workbook within the bounds of `core.uploaded_workbooks`, or CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Any

from concordat.core import uploaded_workbooks
from concordat.core.uploaded_workbooks import RefusedFile
from concordat.questionnaires import files

MOST_ROWS = 400
MOST_COLUMNS = 100
MOST_CHARACTERS = 1_000_000
Rows = list[tuple[int, list[str]]]


def text_of(content: bytes) -> str:
    """The file as rows of text with tabs between cells, numbered as the spreadsheet numbers them.

    Raises `RefusedFile` for what is not harmless, not a table or too long.
    """
    if not uploaded_workbooks.is_workbook(content):
        if content[:4] == b"\xd0\xcf\x11\xe0":
            raise RefusedFile("This is a workbook of an old kind, or locked with a password. Save it as .xlsx without.")
        return _tabbed(_cells(files.decode_csv(content)))
    found = uploaded_workbooks.sheets(content, rows=MOST_ROWS, columns=MOST_COLUMNS)
    return _tabbed([[uploaded_workbooks.cell_text(cell) for cell in row] for row in _fullest(found)])


def rows_of(text: str) -> Rows:
    """The rows that hold something, each with its number; raises `RefusedFile` for too many."""
    if len(text) > MOST_CHARACTERS:
        raise RefusedFile("This file is too long for an audit. Take out what is not a question or an answer.")
    rows = [(number, cells) for number, cells in enumerate(_cells(text), start=1) if any(cells)]
    if len(rows) > MOST_ROWS:
        raise RefusedFile(f"This file has more than {MOST_ROWS} rows. Split it into several audits.")
    return rows


def _fullest(found: dict[str, list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    """The sheet with the most cells that hold something: people keep notes in others."""
    return max(found.values(), key=lambda rows: sum(cell is not None for row in rows for cell in row), default=[])


def _cells(text: str) -> list[list[str]]:
    clean = text.lstrip("\ufeff").replace("\x00", "")
    first = clean.partition("\n")[0]
    delimiter = Counter({sign: first.count(sign) for sign in ("\t", ";", ",")}).most_common(1)[0][0]
    try:
        every = list(csv.reader(io.StringIO(clean, newline=""), delimiter=delimiter))
    except csv.Error:
        raise RefusedFile(
            "A cell of this file is far too long. Take out what is not a question or an answer."
        ) from None
    return [[" ".join(cell.split()) for cell in row[:MOST_COLUMNS]] for row in every]


def _tabbed(rows: list[list[str]]) -> str:
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter="\t", lineterminator="\n")
    for row in rows:
        writer.writerow([" ".join(cell.split()) for cell in row])
    return lines.getvalue()
