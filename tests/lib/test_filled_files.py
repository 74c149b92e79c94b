"""A form of another body is filled where its answers belong, and nothing else of it changes."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation

from concordat.lib.filled_files import UnfitAnswer, UnfitFile, fill, propose, questions_in, read
from concordat.lib.filled_files.parts import Package
from concordat.lib.filled_files.workbooks import opened
from concordat.lib.safe_files import made_safe
from tests.factories import body_files, hostile_files
from tests.factories.body_files import QUESTIONS, packed, parts, with_part, workbook

SHEET = "xl/worksheets/sheet1.xml"
WRITABLE = ("Audit!D4", "Audit!D5", "Audit!D6", "Audit!D7", "About!A9", "About!D2", "About!C2", "About!B7")
said = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=50).filter(str.strip)
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def cells(content: bytes) -> dict[str, Any]:
    """Every cell by its place, with what it says and how it looks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl drops what it does not know, and says so
        book = load_workbook(io.BytesIO(content))
    return {
        f"{sheet.title}!{cell.coordinate}": (cell.value, cell.data_type, cell.style_id)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None or cell.has_style
    }


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@settings(max_examples=15, deadline=None)
@given(st.dictionaries(st.sampled_from(WRITABLE), said, min_size=1))
def test_nothing_changes_but_the_cells_that_are_filled(answers: dict[str, str]) -> None:
    before, after = workbook(), fill(workbook(), answers)
    kept, now = parts(before), parts(after)
    assert list(kept) == list(now)
    touched = {"Audit": SHEET, "About": "xl/worksheets/sheet3.xml"}
    written = {touched[place.partition("!")[0]] for place in answers}
    assert {name for name in kept if kept[name] != now[name]} <= written | {"xl/workbook.xml"}
    then, here = cells(before), cells(after)
    assert {place: one for place, one in here.items() if place not in answers} == {
        place: one for place, one in then.items() if place not in answers
    }
    assert all(one[1] != "f" for place, one in here.items() if place in answers)
    again = read(after)
    assert {place: again.at(place).text for place in answers} == answers  # type: ignore[union-attr]
    assert fill(after, answers) == after


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(WRITABLE), said)
def test_every_byte_around_a_filled_cell_stays(place: str, answer: str) -> None:
    name = SHEET if place.startswith("Audit") else "xl/worksheets/sheet3.xml"
    once, twice = (parts(fill(workbook(), {place: text}))[name] for text in (answer, "something else"))
    where = place.partition("!")[2].encode()
    cell = re.compile(b'<c r="' + where + rb'"[^>]*>.*?</c>', re.DOTALL)
    assert cell.sub(b"", once) == cell.sub(b"", twice)
    if b'"' + where + b'"' in parts(workbook())[name]:
        assert cell.sub(b"", once) == cell.sub(b"", parts(workbook())[name])


ACTING = ["=1+1", "+44 1632 960000", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0", "_x0041_", "a\nb"]


@pytest.mark.parametrize("answer", ACTING)
def test_an_answer_is_never_a_formula(answer: str) -> None:
    made = fill(workbook(), {"Audit!D4": answer})
    found = cells(made)["Audit!D4"]
    assert found[0].replace("_x005F_", "_") == answer and found[1] in ("s", "inlineStr")
    assert parts(made)[SHEET].count(b"<f") == parts(workbook())[SHEET].count(b"<f")
    assert cells(fill(workbook(), {"Audit!D4": "12"}))["Audit!D4"][:2] == (12, "n")
    assert cells(fill(workbook(), {"Audit!D4": "012"}))["Audit!D4"][0] == "012"


@pytest.mark.parametrize(
    ("place", "answer", "why"),
    [
        ("Audit!C4", "Maybe", "takes only Yes, Partly, No"),
        ("Audit!C8", "Yes", "takes only Met, Not met"),  # a list in an extension of newer programs
        ("Audit!D4", "x" * 51, "50 characters"),
        ("Audit!C9", "3", "works out its own value"),
        ("Audit!B4", "Other words", "is locked"),
        ("Audit!C3", "Yes", "merged cell"),
        ("Audit!D4", "  ", "no answer"),
        ("Elsewhere!A1", "Yes", "no such cell"),
        ("Audit!nonsense", "Yes", "no such cell"),
    ],
)
def test_a_cell_takes_what_it_takes(place: str, answer: str, why: str) -> None:
    with pytest.raises(UnfitAnswer, match=why) as refused:
        fill(workbook(), {"Audit!C5": "Yes", place: answer})
    assert refused.value.place == place


def test_the_columns_are_found_and_the_questions_read() -> None:
    grid = read(made_safe(workbook(), "audit.xlsx").content).grids[0]
    layout = propose(grid)
    assert layout is not None
    assert (layout.question, layout.answer, layout.comment, layout.first, layout.last) == (2, 3, 4, 3, 8)
    found = questions_in(grid, layout)
    assert [one.text for one in found][:4] == list(QUESTIONS)
    assert {one.section for one in found} == {"Leadership and governance"}
    assert (found[0].question, found[0].answer, found[0].comment) == ("Audit!B4", "Audit!C4", "Audit!D4")
    assert found[0].choices == ("Yes", "Partly", "No") and found[4].choices == ("Met", "Not met")
    assert [propose(one) for one in read(workbook()).grids[1:]] == [None, None]  # its lists, its chart


def test_shared_texts_are_read_run_by_run() -> None:
    shared = (
        "<sst><si><t>Question</t></si>"
        "<si><r><t>Is a </t></r><r><rPr><b/></rPr><t>named</t></r><r><t> person there?</t></r>"
        "<rPh><t>never this</t></rPh></si></sst>"
    )
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>'

    def in_cells(sheet: bytes) -> bytes:
        return re.sub(rb"<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>".encode(), sheet)

    book = Workbook()
    assert book.active is not None
    book.active["A1"] = "x"
    relation = (
        b'<Relationship Id="own" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"'
        b' Target="/xl/sharedStrings.xml"/></Relationships>'
    )
    start = with_part(saved(book), "xl/_rels/workbook.xml.rels", lambda p: p.replace(b"</Relationships>", relation))
    start = packed(parts(with_part(start, SHEET, in_cells)) | {"xl/sharedStrings.xml": shared.encode()})
    found = read(start).grids[0]
    assert (found.texts[1, 1], found.texts[2, 1]) == ("Question", "Is a named person there?")
    assert parts(fill(start, {"Sheet!A1": "Other"}))["xl/sharedStrings.xml"] == shared.encode()


def test_lists_are_read_in_every_way_they_are_written() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Question", "Answer"])
    kinds: dict[str, tuple[Any, str]] = {
        "B2": ("list", '"Green,Amber,Red"'),
        "B3": ("list", "$D$1:$D$2"),
        "B4": ("list", "INDIRECT(D1)"),
        "B5": ("whole", "5"),
    }
    for where, (kind, formula) in kinds.items():
        rule = DataValidation(type=kind, formula1=formula, operator="greaterThan")
        rule.add(where)
        sheet.add_data_validation(rule)
    sheet["D1"], sheet["D2"] = "In place", 3
    found = read(saved(book)).grids[0]
    assert [found.at((row, 2)).choices for row in (2, 3)] == [("Green", "Amber", "Red"), ("In place", "3")]
    assert ["formula" in found.at((4, 2)).why_not, "numbers" in found.at((5, 2)).why_not] == [True, True]
    made = load_workbook(io.BytesIO(fill(saved(book), {"Sheet!B3": "3"})))
    assert made["Sheet"]["B3"].value == 3  # a number stays one, so that their totals add up


def test_totals_are_worked_out_anew_when_the_file_is_opened() -> None:
    def without(name: bytes) -> bytes:
        return with_part(workbook(), "xl/workbook.xml", lambda part: re.sub(rb"<calcPr[^>]*>", name, part))

    for before in (b"", b'<calcPr calcId="1"/>', b'<calcPr calcId="1" fullCalcOnLoad="0"></calcPr>'):
        made = parts(fill(without(before), {"Audit!C4": "Yes"}))["xl/workbook.xml"]
        assert made.count(b'fullCalcOnLoad="1"') == 1 and made.count(b"calcPr") in (1, 2)
        assert re.search(rb"</definedNames><calcPr[^>]*>", made)  # where the order of elements wants it


def test_cells_and_rows_that_were_never_written_stand_in_order() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["C3"] = "here"
    for start in (saved(book), with_part(saved(book), SHEET, _prefixed), with_part(saved(book), SHEET, _without_cells)):
        made = fill(start, {"Sheet!A5": "e", "Sheet!D3": "d", "Sheet!A3": "a", "Sheet!B1": "f", "Sheet!B3": "b"})
        sheet = load_workbook(io.BytesIO(made)).active
        assert sheet is not None
        assert [sheet[one].value for one in ("A3", "B3", "D3", "B1", "A5")] == ["a", "b", "d", "f", "e"]
        root = opened(Package(made), "xl/workbook.xml").sheets[0].root
        assert [row.attributes["r"] for row in root.every("row")] == ["1", "3", "5"]
        order = [cell.attributes["r"] for cell in root.every("c")]
        assert order == sorted(order, key=lambda one: (int(one[1:]), one[0]))


def _prefixed(sheet: bytes) -> bytes:
    """As some programs write it: every name with a prefix."""
    text = sheet.decode().replace('xmlns="', 'xmlns:x="')
    return re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", text).encode()


def _without_cells(sheet: bytes) -> bytes:
    return re.sub(rb"<sheetData>.*</sheetData>", b'<sheetData><row r="3"/></sheetData>', sheet)


def test_hostile_files_are_refused_with_a_sentence() -> None:
    entity = b'<!DOCTYPE x [<!ENTITY a "b">]>'
    cases = [
        b"",
        b"PK\x03\x04 and nothing more",
        hostile_files.pdf(),
        packed({"a.txt": b"x"}),
        with_part(workbook(), SHEET, lambda part: part.replace(b"<worksheet", entity + b"<worksheet", 1)),
        with_part(workbook(), SHEET, lambda part: part[:-40]),
        with_part(workbook(), SHEET, lambda part: part.decode().encode("utf-16")),
        with_part(workbook(), SHEET, lambda part: part.replace(b"</sheetData>", b" " * 11_000_000 + b"</sheetData>")),
        with_part(workbook(), SHEET, lambda part: part.replace(b"</sheetData>", b"<row/>" * 251_000 + b"</sheetData>")),
        with_part(workbook(), SHEET, lambda part: part.replace(b'<row r="4"', b"<row", 1)),
        packed({name: value for name, value in parts(workbook()).items() if name != SHEET}),
    ]
    for content in cases:
        with pytest.raises(UnfitFile) as refused:
            read(content)
        assert re.fullmatch(r"[A-Z].{20,200}\.", refused.value.sentence), refused.value.sentence


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice, which this machine does not have")
def test_a_spreadsheet_program_opens_what_was_filled(tmp_path: Path) -> None:
    made = fill(workbook(), {"Audit!C4": "Yes", "Audit!C5": "No", "Audit!D5": "=1+1 is no sum"})
    (tmp_path / "filled.xlsx").write_bytes(made)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), "filled.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    shown = (tmp_path / "filled.csv").read_text(errors="replace")
    assert f"{QUESTIONS[0]},Yes" in shown and f"{QUESTIONS[1]},No,=1+1 is no sum" in shown
    assert body_files.TITLE in shown
