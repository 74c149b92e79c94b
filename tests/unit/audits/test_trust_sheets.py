"""A trust's own audit as a spreadsheet: what it says, and every fault with its row."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import pytest
from openpyxl import Workbook

from concordat.audits.trusts.files import MOST_ROWS, rows_of, text_of
from concordat.audits.trusts.sheets import TrustSheet, read_sheet
from concordat.core.uploaded_workbooks import RefusedFile
from concordat.lib.contact_list import Place
from tests.factories.hostile_files import zip_bomb

TODAY = date(2026, 11, 2)
SCHOOLS = [Place(7, "Beech Academy", ("100007",)), Place(8, "Cedar Academy", ("100008",))]


def read(*rows: Sequence[str]) -> TrustSheet:
    return read_sheet([(number, list(row)) for number, row in enumerate(rows, start=1)], SCHOOLS, today=TODAY)


def faults(*rows: Sequence[str]) -> list[str]:
    return [str(one) for one in read(*rows).problems]


def test_a_column_for_each_school_by_name_or_urn() -> None:
    found = read(
        ("No", "Section", "Question", "Beech Academy", "100008", "Evidence"),
        ("1.1", "Leadership", "A governor leads.", "Yes", "partly", "minutes"),
        ("1.2", "Policies", "The policy is current.", "", "Not in place.", ""),
        ("", "Leadership", "The board reads a report.", "N/A", "GREEN", ""),
        ("", "", "Signed by", "A. Invented", "B. Invented", ""),
        ("", "", "Signed on", "2026-10-01", "01/10/2026", ""),
        ("", "", "Board approved on", "2026-10-05", "", ""),
        ("", "", "Minute", "4", "", ""),
    )
    assert found.problems == ()
    assert [row.cells["id"] for row in found.rows] == ["Q1.1", "Q3", "Q1.2"]  # rows of a section together
    assert found.answers == {
        (7, "Q1.1"): "green",
        (8, "Q1.1"): "amber",
        (8, "Q1.2"): "red",
        (7, "Q3"): "na",
        (8, "Q3"): "green",
    }
    assert found.left_out == ("Evidence",)
    assert {school: (one.name, one.on, one.board_on) for school, one in found.signed.items()} == {
        7: ("A. Invented", date(2026, 10, 1), date(2026, 10, 5)),
        8: ("B. Invented", date(2026, 10, 1), None),
    }


def test_one_column_for_all_schools() -> None:
    found = read(("Question", "All schools"), ("A governor leads.", "In place"))
    assert (found.problems, found.answers, found.schools) == ((), {(None, "Q1"): "green"}, ((None, "all schools"),))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((), "empty"),
        ((("Question", "All schools"),), "no question"),
        ((("Text", "All schools"), ("x", "yes")), "Row 1: “Text” is no school of your trust"),
        ((("Question", "Elm School"), ("x", "yes")), "Row 1: “Elm School” is no school of your trust"),
        ((("Question", "Notes"), ("x", "yes")), "Row 1: No column holds answers"),
        ((("All schools",), ("yes",)), "Row 1: No column is headed “Question”"),
        ((("Question", "All schools", "Beech Academy"), ("x", "yes", "yes")), "Row 1: There is a column for all"),
        ((("Question", "Beech Academy", "100007"), ("x", "yes", "yes")), "Row 1: Beech Academy has two columns"),
        ((("Question", "Question", "All schools"), ("x", "x", "yes")), "Row 1: Two columns say the same"),
        ((("Question", "All schools"), ("x", "yes"), ("y", "mostly")), "Row 3: “mostly” for all schools is no answer"),
        ((("Question", "All schools"), ("x", "yes"), ("", "no")), "Row 3: This row has no question"),
        ((("Question", "All schools"), ("x" * 1001, "yes")), "Row 2: This question has more than 1000"),
        ((("Question", "All schools"), ("x", "yes"), ("Signed by", "A")), "Row 3: A signed, but no row"),
        (
            (("Question", "All schools"), ("x", "yes"), ("Signed by", "A"), ("Signed on", "2199-01-01")),
            "Row 4: “2199-01-01” is no day that has been",
        ),
        (
            (
                ("Question", "All schools"),
                ("x", "yes"),
                ("Signed by", "A"),
                ("Signed on", "2026-10-01"),
                ("Minute", "4"),
            ),
            "Row 3: Give the board's day together",
        ),
    ],
)
def test_every_fault_is_said_with_its_row(rows: Sequence[Sequence[str]], said: str) -> None:
    assert any(said in one for one in faults(*rows)), faults(*rows)


def test_a_hostile_or_endless_file_is_refused() -> None:
    book = Workbook()
    book.create_sheet("Audit")["A1"] = '=HYPERLINK("https://evil.example")'
    made = io.BytesIO()
    book.save(made)
    with pytest.raises(RefusedFile, match="formula"):
        text_of(made.getvalue())
    with pytest.raises(RefusedFile):
        text_of(zip_bomb())
    with pytest.raises(RefusedFile):
        text_of(b"PK\x03\x04 no workbook")
    with pytest.raises(RefusedFile):
        text_of(b"\xd0\xcf\x11\xe0 old")
    with pytest.raises(RefusedFile):
        text_of(b"Question\x00,All schools\n")
    with pytest.raises(RefusedFile):
        text_of(b"")
    with pytest.raises(RefusedFile, match="rows"):
        rows_of("\n".join(["Question,All schools", *["x,yes"] * MOST_ROWS]))


def test_a_csv_file_of_either_delimiter_is_read_with_its_row_numbers() -> None:
    for text in ("Question;All schools\n\nIs it so?;yes\n", 'Question,All schools\n\n"Is it so?",yes\n'):
        assert rows_of(text_of(text.encode())) == [(1, ["Question", "All schools"]), (3, ["Is it so?", "yes"])]
