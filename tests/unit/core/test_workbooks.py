"""Workbooks: text stays text, names fit, the same sheets are the same file."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from openpyxl import load_workbook

from concordat.core.documents.paper import DEMO
from concordat.core.documents.sheet import Sheet
from concordat.core.documents.workbook import workbook

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("https://example.org")', "https://example.org"]


def test_nothing_is_a_formula_a_link_or_a_number_that_was_typed() -> None:
    made = workbook(title="Results", as_of=AT, sheets=[Sheet("A", RISKY, [RISKY, ["007", 7, 0.5, None]], ["=note"])])
    sheet = load_workbook(io.BytesIO(made))["A"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert all(cell.hyperlink is None for cell in cells)
    assert sheet["A1"].value == "'=note"
    assert sheet["A3"].value == "'=1+1"
    assert [cell.value for cell in sheet[4]][:4] == ["007", 7, 0.5, None]


def test_a_workbook_of_a_demonstration_says_so_on_every_sheet(settings: Any) -> None:
    settings.CONCORDAT_DEMO = True
    made = workbook(title="T", as_of=AT, sheets=[Sheet("A", ["a"], [["b"]], ["note"]), Sheet("B", ["a"], [])])
    book = load_workbook(io.BytesIO(made))
    assert [sheet["A1"].value for sheet in book] == [DEMO, DEMO]
    assert [cell.value for (cell,) in book["A"].iter_rows()] == [DEMO, "note", "a", "b"]


def test_names_are_made_to_fit_and_stay_apart() -> None:
    names = ["All / of: [it]?", "All   of   it", "x" * 40, "x" * 41, "'quoted'", ""]
    made = workbook(title="Results", as_of=AT, sheets=[Sheet(name, ["a"], []) for name in names])
    found = load_workbook(io.BytesIO(made)).sheetnames
    assert len(found) == len(names)
    assert all(0 < len(name) <= 31 for name in found)


def test_the_same_sheets_are_the_same_file_whenever_it_is_made() -> None:
    sheets = [Sheet("A", ["a"], [["b"]])]
    assert workbook(title="T", as_of=AT, sheets=sheets) == workbook(title="T", as_of=AT, sheets=sheets)


def test_letters_that_a_workbook_cannot_hold_are_left_out_and_long_text_is_cut() -> None:
    made = workbook(title="T", as_of=AT, sheets=[Sheet("A", ["a"], [["bell \x07 😀 مرحبا"], ["x" * 40_000]])])
    sheet = load_workbook(io.BytesIO(made))["A"]
    assert sheet["A2"].value == "bell  😀 مرحبا"
    assert len(str(sheet["A3"].value)) == 32_000
