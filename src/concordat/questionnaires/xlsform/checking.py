"""What pyxform says about an XLSForm, in our words, with the row."""

from __future__ import annotations

import re

from concordat.lib.form_logic import RowProblem
from concordat.questionnaires.xlsform.reading import SheetRow, Workbook


def xlsform_problems(workbook: Workbook) -> list[RowProblem]:
    """Errors and warnings of the XLSForm standard's own tool; none for a sound form.

    It is loaded when the first form comes, because it brings a reader of workbooks that no page needs.
    """
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    warnings: list[str] = []
    sheets = {
        "survey": _padded(workbook.survey),
        "choices": _padded(workbook.choices),
        "settings": [dict(row.cells) for row in workbook.settings],
    }
    headers = {f"{name}_header": [dict.fromkeys(filter(None, workbook.columns[name]))] for name in sheets}
    try:
        convert(
            xlsform={**sheets, **headers, "sheet_names": [*sheets, "guidance"]},
            warnings=warnings,
            validate=False,
        )
    except PyXFormError as wrong:
        return [_problem(str(wrong), workbook)]
    except Exception as wrong:  # pyxform lets some type errors through on odd forms
        return [_problem(str(wrong) or "The workbook is not a valid XLSForm.", workbook)]
    return [_problem(warning, workbook) for warning in warnings]


def _padded(rows: tuple[SheetRow, ...]) -> list[dict[str, str]]:
    """Rows in their places, empty ones kept, because pyxform counts them."""
    placed: list[dict[str, str]] = []
    for row in rows:
        placed.extend({} for _ in range(row.number - 2 - len(placed)))
        placed.append(dict(row.cells))
    return placed


def _problem(said: str, workbook: Workbook) -> RowProblem:
    found = re.search(r"\[?row\s*:?\s*(\d+)\]?", said)
    row = int(found.group(1)) if found else _row_of(said, workbook)
    sentence = re.sub(r"\s+", " ", re.sub(r"^\[row\s*:\s*\d+\]\s*", "", said)).strip()
    return RowProblem(row, f"{sentence[:300].rstrip('.')}. Correct it and check again.")


def _row_of(said: str, workbook: Workbook) -> int:
    """The first row with a word that the message quotes, where it names none itself."""
    quoted = re.findall(r"['\"]([^'\"]+)['\"]", said)
    rows = (row.number for word in quoted for row in workbook.survey if word in row.cells.values())
    return next(rows, 0)
