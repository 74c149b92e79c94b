"""A hundred workbooks with one fault each: every one is refused with the row and what to do, none breaks the reader."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl import load_workbook

from concordat.core.uploaded_workbooks import RefusedFile
from concordat.lib.form_logic import FormProblems
from concordat.questionnaires import library, xlsform

pytestmark = pytest.mark.slow
SOUND = xlsform.form_to_xlsform(library.form("short-provider-return"))
# A column of the sheet survey, and what somebody wrote into it by mistake.
FAULTS = (
    ("type", "nonsense"),
    ("name", "two words"),
    ("relevant", "${nowhere} = 'yes'"),
    ("constraint", "((("),
    ("bind::sg:expectations", "NOT-99"),
    ("bind::sg:level", "perhaps"),
    ("label", "=1+1"),
    ("required", "${nowhere}"),
    ("calculation", "${nowhere} + 1"),
    ("bind::sg:type", "rag9"),
)


def cells() -> Iterator[tuple[int, str, str]]:
    """Rows of questions and groups, each with a fault that is one there: a hundred of them."""
    sheet = load_workbook(io.BytesIO(SOUND))["survey"]
    headings = [cell.value for cell in sheet[1]]
    found = 0
    for row in range(2, sheet.max_row + 1):
        kind = str(sheet.cell(row, headings.index("type") + 1).value or "")
        if kind.startswith(("end", "note")):
            continue
        for column, wrong in FAULTS:
            if found == 100:
                return
            found += 1
            yield row, column, wrong


def changed(row: int, column: str, wrong: str) -> bytes:
    book: Any = load_workbook(io.BytesIO(SOUND))
    sheet = book["survey"]
    headings = [cell.value for cell in sheet[1]]
    if column not in headings:
        sheet.cell(1, len(headings) + 1).value = column
        headings.append(column)
    sheet.cell(row, headings.index(column) + 1).value = wrong
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


CASES = list(cells())


def test_there_are_a_hundred() -> None:
    assert len(CASES) == 100


@pytest.mark.parametrize(("row", "column", "wrong"), CASES)
def test_it_is_refused_with_its_row(row: int, column: str, wrong: str) -> None:
    with pytest.raises((FormProblems, RefusedFile)) as refused:
        xlsform.form_from_xlsform(changed(row, column, wrong))
    if isinstance(refused.value, RefusedFile):
        assert re.search(rf"Cell [A-Z]+{row} of this workbook", refused.value.sentence)
        return
    assert isinstance(refused.value, FormProblems)
    wrongs = refused.value.problems
    assert wrongs and all(one.sentence.endswith(".") for one in wrongs)
    assert any(one.row > 0 for one in wrongs), [str(one) for one in wrongs]
