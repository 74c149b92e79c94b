"""A form as one CSV file: one question a row, columns found by their names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

from concordat.lib.form_logic import COLUMNS, Form, FormProblems, Row, RowProblem, build_form, cells_of
from concordat.lib.form_logic.building import NEEDED_COLUMNS
from concordat.questionnaires import files, library

ROWS_LIMIT = 2000
_ACTS = ("=", "@", "+", "-", "\t", "\r")
_A_NUMBER = re.compile(r"-\d+([.,]\d+)?")


def form_from_csv(content: bytes, *, code: str, title: str) -> Form:
    """The form in a CSV file; raises `RefusedFile` or `FormProblems` with row numbers."""
    rows = _rows(files.decode_csv(content))
    return build_form(
        rows,
        code=code,
        title=title,
        scales=library.scales(),
        codes=library.codes(),
        expectations=frozenset(library.expectations()),
    )


def form_to_csv(form: Form) -> str:
    """The CSV file of a form: what `form_from_csv` reads."""
    made = io.StringIO()
    writer = csv.DictWriter(made, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for section in form.sections:
        for question in section.questions:
            writer.writerow(cells_of(section, question))
    return made.getvalue()


def require_still(row: int, cells: Mapping[str, str]) -> list[RowProblem]:
    """Problems of cells that a spreadsheet would run instead of show; a number below nought is only a number."""
    return [
        RowProblem(row, f"The cell in column {column} begins like a formula. Begin it with a word.")
        for column, cell in cells.items()
        if cell.startswith(_ACTS) and not _A_NUMBER.fullmatch(cell)
    ]


def _rows(text: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    problems: list[RowProblem] = []
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        problems.extend(_about_header(header))
        if problems:
            raise FormProblems(problems)
        for number, cells in enumerate(reader, start=2):
            if any(cell.strip() for cell in cells):
                row = Row(number, dict(zip(header, cells, strict=False)))
                if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
                    problems.append(RowProblem(number, "There are more cells than columns. Put the text in quotes."))
                problems.extend(require_still(number, row.cells))
                rows.append(row)
            if len(rows) > ROWS_LIMIT:
                raise files.RefusedFile(f"A form has {ROWS_LIMIT:,} rows at most. Split it into several forms.")
    except csv.Error:
        problems.append(
            RowProblem(reader.line_num, "This is not a CSV row: a quotation mark or comma is out of place.")
        )
    if problems:
        raise FormProblems(problems)
    return rows


def _about_header(header: list[str]) -> list[RowProblem]:
    missing = [name for name in NEEDED_COLUMNS if name not in header]
    said = [f"The column {name} is missing. Add it to the first row." for name in missing]
    said.extend(
        f"The column “{name}” is not known. Use: {', '.join(COLUMNS)}."
        for name in dict.fromkeys(header)
        if name and name not in COLUMNS
    )
    said.extend(f"The column {name} stands twice. Remove one." for name in COLUMNS if header.count(name) > 1)
    return [RowProblem(1, sentence) for sentence in said]
