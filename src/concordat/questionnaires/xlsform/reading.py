"""The cells of an XLSForm workbook as text, each row with its number; hostile workbooks are refused first."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook

from concordat.lib.form_logic import FormProblems, RowProblem
from concordat.questionnaires import files
from concordat.questionnaires.sheets import ROWS_LIMIT, require_still

COLUMNS_LIMIT = 100
_ROWS_LIMIT = ROWS_LIMIT * 5


@dataclass(frozen=True)
class SheetRow:
    """One row of a sheet: its number as the spreadsheet shows it, and its cells by column."""

    number: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        """The cell, or nothing."""
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Workbook:
    """The sheets that matter."""

    survey: tuple[SheetRow, ...]
    choices: tuple[SheetRow, ...]
    settings: tuple[SheetRow, ...]
    guidance: tuple[SheetRow, ...]
    columns: dict[str, tuple[str, ...]]


def read_workbook(content: bytes) -> Workbook:
    """The sheets of a workbook; raises `RefusedFile`, or `FormProblems` where cells cannot be taken."""
    files.require_size(len(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files.require_harmless_workbook(archive)
            if "xl/workbook.xml" not in archive.namelist():
                raise files.RefusedFile("This is not an Excel workbook. Save the form as .xlsx.")
    except zipfile.BadZipFile:
        raise files.RefusedFile("This is not an Excel workbook. Save the form as .xlsx.") from None
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        found = {sheet.title.strip().lower(): list(_rows(sheet)) for sheet in book.worksheets}
    except (files.RefusedFile, FormProblems):
        raise
    except Exception as wrong:  # openpyxl raises many kinds on damaged files
        raise files.RefusedFile("This workbook is damaged. Save it again and choose that file.") from wrong
    return _workbook(found)


def _rows(sheet: Any) -> Iterable[tuple[Any, ...]]:
    for number, row in enumerate(sheet.iter_rows(max_col=COLUMNS_LIMIT), start=1):
        if number > _ROWS_LIMIT:
            raise files.RefusedFile(f"A form has {_ROWS_LIMIT:,} rows at most. Split it into several forms.")
        yield tuple(cell.value for cell in row)


def _workbook(found: dict[str, list[tuple[Any, ...]]]) -> Workbook:
    problems: list[RowProblem] = []
    sheets: dict[str, tuple[SheetRow, ...]] = {}
    columns: dict[str, tuple[str, ...]] = {}
    if "survey" not in found:
        raise FormProblems([RowProblem(0, "There is no sheet called “survey”. Start from a form that we exported.")])
    for name in ("survey", "choices", "settings", "guidance"):
        rows = found.get(name, [])
        header = [_text(value).strip() for value in rows[0]] if rows else []
        columns[name] = tuple(header)
        sheets[name] = tuple(_sheet_rows(name, header, rows[1:], problems))
    if problems:
        raise FormProblems(problems)
    return Workbook(**sheets, columns=columns)


def _sheet_rows(
    name: str, header: Sequence[str], rows: Sequence[tuple[Any, ...]], problems: list[RowProblem]
) -> Iterable[SheetRow]:
    for number, values in enumerate(rows, start=2):
        cells = {column: _text(value) for column, value in zip(header, values, strict=False) if column}
        cells = {column: cell for column, cell in cells.items() if cell}
        if not cells:
            continue
        said = require_still(number, cells)
        problems.extend(RowProblem(row.row, f"In the sheet {name}: {row.sentence}") for row in said)
        yield SheetRow(number, cells)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
