"""What pyxform says about an XLSForm, in our words, with the row."""

from __future__ import annotations

import re

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from concordat.lib.form_logic import RowProblem
from concordat.questionnaires.xlsform.reading import SheetRow, Workbook


def xlsform_problems(workbook: Workbook) -> list[RowProblem]:
    """Errors and warnings of the XLSForm standard's own tool; none for a sound form."""
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
        return [_problem(str(wrong))]
    except Exception as wrong:  # pyxform lets some type errors through on odd forms
        return [_problem(str(wrong) or "The workbook is not a valid XLSForm.")]
    return [_problem(warning) for warning in warnings]


def _padded(rows: tuple[SheetRow, ...]) -> list[dict[str, str]]:
    """Rows in their places, empty ones kept, because pyxform counts them."""
    placed: list[dict[str, str]] = []
    for row in rows:
        placed.extend({} for _ in range(row.number - 2 - len(placed)))
        placed.append(dict(row.cells))
    return placed


def _problem(said: str) -> RowProblem:
    found = re.search(r"\[?row\s*:?\s*(\d+)\]?", said)
    sentence = re.sub(r"\s+", " ", re.sub(r"^\[row\s*:\s*\d+\]\s*", "", said)).strip()
    return RowProblem(int(found.group(1)) if found else 0, f"{sentence[:300].rstrip('.')}. Correct it and check again.")
