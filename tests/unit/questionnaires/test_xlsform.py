"""Forms as workbooks: there and back without loss, and errors that name the row."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from pyxform.xls2xform import convert

from concordat.lib.form_logic import Form, FormProblems
from concordat.questionnaires import library, sheets, xlsform

FORMS = sorted(library.titles())


def changed(form: Form, change: Callable[[Any], None]) -> bytes:
    """The form's workbook after somebody edited it."""
    book = load_workbook(io.BytesIO(xlsform.form_to_xlsform(form)))
    change(book)
    return saved(book)


def saved(book: Any) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def row_of(sheet: Any, name: str) -> int:
    return next(row for row in range(2, int(sheet.max_row) + 1) if sheet.cell(row, 2).value == name)


def column_of(sheet: Any, heading: str) -> int:
    return next(int(cell.column) for cell in sheet[1] if cell.value == heading)


def problems(content: bytes) -> list[tuple[int, str]]:
    with pytest.raises(FormProblems) as found:
        xlsform.form_from_xlsform(content)
    return [(problem.row, problem.sentence) for problem in found.value.problems]


@pytest.mark.parametrize("code", FORMS)
def test_a_form_comes_back_equal(code: str) -> None:
    form = library.form(code)
    workbook = xlsform.form_to_xlsform(form)
    again = xlsform.form_from_xlsform(workbook)
    assert again == form
    assert sheets.form_to_csv(again).encode() == (library.FOLDER / f"{code}.csv").read_bytes()
    assert xlsform.form_to_xlsform(again) == workbook


@pytest.mark.parametrize("code", FORMS)
def test_the_standard_tool_takes_it_without_a_warning(code: str) -> None:
    warnings: list[str] = []
    made = convert(xlsform=xlsform.form_to_xlsform(library.form(code)), warnings=warnings, file_type=".xlsx")
    assert warnings == []
    assert 'xmlns:sg="urn:concordat:safeguarding-form:1"' in made.xform
    for question in library.form(code).questions.values():
        if question.expectations:
            assert f'sg:expectations="{" ".join(question.expectations)}"' in made.xform


def test_relevance_stands_in_the_standards_own_words() -> None:
    made = convert(xlsform=xlsform.form_to_xlsform(library.form("annual-school-audit")), file_type=".xlsx").xform
    assert "relevant=\" /data/fact.boarding  != 'no'\"" in made
    assert "required=\" /data/A1/A1.1/A1.1.choice  = 'na'\"" in made


def test_the_wording_may_be_edited_in_the_workbook() -> None:
    def reword(book: Any) -> None:
        sheet = book["survey"]
        sheet.cell(row_of(sheet, "A1.1"), column_of(sheet, "label")).value = "Somebody on the board leads."

    form = xlsform.form_from_xlsform(changed(library.form("annual-school-audit"), reword))
    assert form.questions["A1.1"].text == "Somebody on the board leads."


def test_a_local_list_may_be_edited_in_the_workbook() -> None:
    def add(book: Any) -> None:
        book["choices"].append(["A9.12b.list", "space", "Space"])

    form = xlsform.form_from_xlsform(changed(library.form("annual-school-audit"), add))
    assert form.questions["A9.12b"].parts[0].options[-1].label == "Space"


def test_rows_that_do_not_fit_the_type_are_named() -> None:
    rows: list[int] = []

    def damage(book: Any) -> None:
        sheet = book["survey"]
        rows.append(row_of(sheet, "A1.1.choice"))
        sheet.cell(rows[0], column_of(sheet, "required")).value = None

    found = problems(changed(library.form("annual-school-audit"), damage))
    assert found == [(rows[0], "The cell required does not fit the type “rag4”. Write “yes”.")]


def test_an_unknown_type_is_named_by_its_row() -> None:
    def damage(book: Any) -> None:
        sheet = book["survey"]
        sheet.cell(row_of(sheet, "S2"), column_of(sheet, "bind::sg:type")).value = "rag9"

    ((row, sentence),) = problems(changed(library.form("short-provider-return"), damage))
    assert row == 7
    assert sentence.startswith("The type “rag9” is not known. Use one of:")


def test_what_the_standard_refuses_has_its_row_too() -> None:
    def damage(book: Any) -> None:
        sheet = book["survey"]
        sheet.cell(row_of(sheet, "S2.choice"), column_of(sheet, "type")).value = "select_one nowhere"

    ((row, sentence),) = problems(changed(library.form("short-provider-return"), damage))
    assert row == 8
    assert "nowhere" in sentence


def test_an_expectation_outside_the_bank_is_named() -> None:
    def damage(book: Any) -> None:
        sheet = book["survey"]
        sheet.cell(row_of(sheet, "S1"), column_of(sheet, "bind::sg:expectations")).value = "DSL-01 ZZZ-99"

    ((row, sentence),) = problems(changed(library.form("short-provider-return"), damage))
    assert (row, sentence.partition(".")[0]) == (3, "The expectation ZZZ-99 is not in the bank")


def somebody_elses() -> Workbook:
    """A plain XLSForm, written without our columns."""
    book = Workbook()
    survey = book.worksheets[0]
    survey.title = "survey"
    for row in (
        ["type", "name", "label", "hint", "required"],
        ["begin group", "people", "People", None, None],
        ["select_one yesno", "lead", "Is there a lead?", "Any lead", "yes"],
        ["select_multiple days", "days", "Open on which days?", None, None],
        ["begin repeat", "team", "Who is in the team?", None, None],
        ["text", "team.who", "Who", None, "yes"],
        ["date", "team.since", "Since", None, None],
        ["end repeat", None, None, None, None],
        ["end group", None, None, None, None],
        ["integer", "places", "How many places?", None, None],
    ):
        survey.append(row)
    choices = book.create_sheet("choices")
    for row in (
        ["list_name", "name", "label"],
        ["yesno", "y", "Yes"],
        ["yesno", "n", "No"],
        ["days", "mon", "Monday"],
        ["days", "tue", "Tuesday"],
    ):
        choices.append(row)
    book.create_sheet("settings").append(["form_title", "form_id"])
    book["settings"].append(["A local form", "local-form"])
    return book


def test_a_plain_xlsform_of_somebody_else_is_taken() -> None:
    form = xlsform.form_from_xlsform(saved(somebody_elses()))
    assert (form.code, form.title) == ("local-form", "A local form")
    assert [(section.title, [q.code for q in section.questions]) for section in form.sections] == [
        ("People", ["lead", "days", "team"]),
        ("Questions", ["places"]),
    ]
    assert {q.code: (q.kind, q.choices, q.columns, q.required) for q in form.questions.values()} == {
        "lead": ("pick", "y=Yes; n=No", "", True),
        "days": ("multi", "mon=Monday; tue=Tuesday", "", False),
        "team": ("table", "", "Who: text; Since: date?", False),
        "places": ("number", "", "", False),
    }
    assert xlsform.form_from_xlsform(xlsform.form_to_xlsform(form)) == form


def test_what_a_form_has_no_place_for_is_never_dropped_in_silence() -> None:
    book = somebody_elses()
    book["survey"].cell(1, 6).value = "relevant"
    book["survey"].cell(4, 6).value = "${lead} = 'y'"
    assert problems(saved(book)) == [(4, "The column relevant cannot be kept here. Empty it, or ask in words.")]
