"""The cells of an XLSForm workbook as text, each row with its number; hostile workbooks are refused first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from concordat.core import uploaded_workbooks
from concordat.core.uploaded_workbooks import cell_text
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
    found = uploaded_workbooks.sheets(content, rows=_ROWS_LIMIT, columns=COLUMNS_LIMIT)
    return _workbook({title.strip().lower(): rows for title, rows in found.items()})


def _workbook(found: dict[str, list[tuple[Any, ...]]]) -> Workbook:
    problems: list[RowProblem] = []
    sheets: dict[str, tuple[SheetRow, ...]] = {}
    columns: dict[str, tuple[str, ...]] = {}
    if "survey" not in found:
        raise FormProblems([RowProblem(0, "There is no sheet called “survey”. Start from a form that we exported.")])
    for name in ("survey", "choices", "settings", "guidance"):
        rows = found.get(name, [])
        header = [cell_text(value).strip() for value in rows[0]] if rows else []
        columns[name] = tuple(header)
        sheets[name] = tuple(_sheet_rows(name, header, rows[1:], problems))
    if problems:
        raise FormProblems(problems)
    return Workbook(**sheets, columns=columns)


def _sheet_rows(
    name: str, header: Sequence[str], rows: Sequence[tuple[Any, ...]], problems: list[RowProblem]
) -> Iterable[SheetRow]:
    for number, values in enumerate(rows, start=2):
        cells = {column: cell_text(value) for column, value in zip(header, values, strict=False) if column}
        cells = {column: cell for column, cell in cells.items() if cell}
        if not cells:
            continue
        said = require_still(number, cells)
        problems.extend(RowProblem(row.row, f"In the sheet {name}: {row.sentence}") for row in said)
        yield SheetRow(number, cells)
