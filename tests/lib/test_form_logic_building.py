"""Sheets that are no form yet: every fault is found at once, with its row and what to do."""

from __future__ import annotations

import pytest

from concordat.lib.form_logic import FormProblems, Option, Row, Scale, build_form

SCALES = {"rag": Scale("rag", (Option("green", "In place"), Option("red", "Not in place")))}


def problems_of(*sheet: dict[str, str]) -> list[tuple[int, str]]:
    rows = [
        Row(number, {"section": "A1", "text": "What?", "type": "text", **cells})
        for number, cells in enumerate(sheet, start=2)
    ]
    with pytest.raises(FormProblems) as found:
        build_form(rows, code="f", title="F", scales=SCALES, expectations=frozenset({"GOV-01"}))
    return [(problem.row, problem.sentence) for problem in found.value.problems]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"id": "1 A"}, "cannot be a question's id"),
        ({"id": "setting.boarding"}, "cannot be a question's id"),
        ({"id": "A1.1", "section": ""}, "The section needs a short code"),
        ({"id": "A1.1", "text": " "}, "The question has no text"),
        ({"id": "A1.1", "type": "-"}, "The type is empty"),
        ({"id": "A1.1", "type": "rag5"}, "The type “rag5” is not known. Use one of: rag4"),
        ({"id": "A1.1", "type": "multi"}, "Write what can be chosen in the column choices"),
        ({"id": "A1.1", "type": "multi", "choices": "One; One"}, "stands twice"),
        ({"id": "A1.1", "type": "table"}, "A table needs its columns"),
        ({"id": "A1.1", "type": "table", "columns": "Name"}, "needs a type. Write “Name: text”"),
        ({"id": "A1.1", "type": "table", "columns": "Name: colour"}, "The column type “colour” is not known"),
        ({"id": "A1.1", "type": "rag4 x3", "choices": "One; Two"}, "needs 3 names"),
        ({"id": "A1.1", "type": "rag4+rag4"}, "asks for the same thing twice"),
        ({"id": "A1.1", "level": "perhaps"}, "The level “perhaps” is not known"),
        ({"id": "A1.1", "applies_to": "moon"}, "“moon” in applies_to is not known"),
        ({"id": "A1.1", "required": "maybe"}, "takes yes or no"),
        ({"id": "A1.1", "expectations": "GOV-01 GOV-99"}, "The expectation GOV-99 is not in the bank"),
    ],
)
def test_a_fault_has_its_row_and_says_what_to_do(cells: dict[str, str], said: str) -> None:
    ((row, sentence),) = problems_of(cells)
    assert row == 2
    assert said in sentence


def test_all_faults_are_found_in_one_go() -> None:
    found = problems_of(
        {"id": "A1.1"},
        {"id": "A1.1"},
        {"id": "B1", "section": "B"},
        {"id": "A1.4"},
        {"id": "A1.5", "type": "x"},
    )
    assert [row for row, _ in found] == [3, 5, 6]
    assert "already used in row 2" in found[0][1]
    assert "Section A1 was left and comes again" in found[1][1]


def test_an_empty_sheet_is_no_form() -> None:
    assert problems_of() == [(0, "There is no question in this form. Write one question a row.")]
