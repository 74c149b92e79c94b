"""Files that would do harm are refused with one sentence, before anybody reads them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from concordat.lib.form_logic import FormProblems
from concordat.questionnaires import files, library, sheets, xlsform
from tests.factories.hostile_files import damaged_zip, parts_of

SOUND = xlsform.form_to_xlsform(library.form("short-provider-return"))


def rebuilt(change: Callable[[dict[str, bytes]], object], source: bytes = SOUND) -> bytes:
    """The workbook with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def without_workbook(parts: dict[str, bytes]) -> None:
    del parts["xl/workbook.xml"]


def with_part(name: str, content: bytes) -> bytes:
    return rebuilt(lambda parts: parts.update({name: content}))


def with_formula() -> bytes:
    book: Any = Workbook()
    book.worksheets[0].title = "survey"
    book.worksheets[0].append(["type", "name", "label"])
    book.worksheets[0].append(["text", "q", '=HYPERLINK("http://somewhere.example","Click")'])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def with_entities() -> bytes:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
    return with_part("xl/workbook.xml", bomb)


def with_entities_in_utf16() -> bytes:
    bomb = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16")
    return with_part("xl/workbook.xml", bomb)


def with_outside_link() -> bytes:
    rels = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        b'Type="x" Target="http://somewhere.example/" TargetMode="External"/></Relationships>'
    )
    return with_part("xl/worksheets/_rels/sheet1.xml.rels", rels)


def lying_about_its_size() -> bytes:
    """A part that unpacks to 30 MB and declares 1,000 bytes."""
    content = with_part("xl/media/notes.txt", b"0" * 30_000_000)
    place = content.rindex(b"PK\x01\x02" + b"\x14\x03")
    while b"xl/media/notes.txt" not in content[place : place + 80]:
        place = content.rindex(b"PK\x01\x02", 0, place)
    return content[: place + 24] + (1000).to_bytes(4, "little") + content[place + 28 :]


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb": (
        lambda: with_part("xl/media/zero.txt", b"0" * 60_000_000),
        "unpacks to far more than is needed",
    ),
    "small bomb": (
        lambda: with_part("xl/media/zero.txt", b"0" * 3_000_000),
        "unpacks to far more than is needed",
    ),
    "liar": (lying_about_its_size, "damaged"),
    "many parts": (
        lambda: rebuilt(lambda parts: parts.update({f"xl/p{n}.txt": b"x" for n in range(300)})),
        "unpacks to far more",
    ),
    "formula": (with_formula, "Cell C2 of this workbook holds a formula. Paste values only."),
    "entities": (with_entities, "XML entities"),
    "entities in UTF-16": (with_entities_in_utf16, "XML entities"),
    "outside link": (with_outside_link, "links to other files or pages"),
    "outside workbook": (
        lambda: with_part("xl/externalLinks/externalLink1.xml", b"<x/>"),
        "links to other files",
    ),
    "macros": (lambda: with_part("xl/vbaProject.bin", b"x"), "contains macros"),
    "embedded": (lambda: with_part("xl/embeddings/oleObject1.xlsx", b"x"), "contains other files"),
    "climbing name": (
        lambda: with_part("../../etc/cron.d/x", b"x"),
        "not a workbook as spreadsheets write them",
    ),
    "broken xml": (lambda: with_part("xl/workbook.xml", b"<workbook>"), "damaged"),
    "no workbook inside": (
        lambda: rebuilt(without_workbook),
        "not an Excel workbook",
    ),
    "not a zip": (lambda: b"type,name,label\n", "not an Excel workbook"),
    "cut off": (lambda: SOUND[: len(SOUND) // 2], "not an Excel workbook"),
    "old Excel": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 2000, "not an Excel workbook"),
    "does not unpack": (lambda: damaged_zip(parts_of(SOUND)), "damaged"),
    "does not unpack from LZMA": (lambda: damaged_zip(parts_of(SOUND), zipfile.ZIP_LZMA), "damaged"),
    "empty": (lambda: b"", "This file is empty"),
    "too large": (lambda: b"PK" + b"0" * files.SIZE_LIMIT, "a form has 5 MB at most"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_with_a_sentence(name: str) -> None:
    make, said = HOSTILE[name]
    with pytest.raises(files.RefusedFile) as refused:
        xlsform.form_from_xlsform(make())
    assert said in refused.value.sentence
    assert refused.value.sentence.count("\n") == 0


def test_the_same_workbook_unharmed_is_taken() -> None:
    assert xlsform.form_from_xlsform(rebuilt(lambda parts: None)) == library.form("short-provider-return")


def test_200_megabytes_are_refused_before_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = tmp_path / "form.xlsx"
    with large.open("wb") as file:
        file.truncate(200 * 1024 * 1024)

    def read_bytes(_path: Path) -> bytes:
        raise AssertionError("the file was read")

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    with pytest.raises(files.RefusedFile, match="This file has 200 MB"):
        files.read(large)


def test_text_that_begins_like_a_formula_is_named() -> None:
    book: Any = Workbook()
    book.worksheets[0].title = "survey"
    book.worksheets[0].append(["type", "name", "label"])
    book.worksheets[0].append(["text", "q", "@SUM(1)"])
    made = io.BytesIO()
    book.save(made)
    with pytest.raises(FormProblems) as found:
        xlsform.form_from_xlsform(made.getvalue())
    assert found.value.problems[0].row == 2
    assert "begins like a formula" in found.value.problems[0].sentence


HEADER = b"id,section,text,type\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEADER + "A1,A,Caf\u00e9,text\n".encode("cp1252"), "Line 2 of this CSV file is not UTF-8"),
        ((HEADER + b"A1,A,What,text\n").decode().encode("utf-16"), "not a CSV file in UTF-8"),
        (HEADER + b"A1,A,Wh\x00at,text\n", "not a CSV file in UTF-8"),
        (HEADER + b"A1,A,What,text\n" * 2001, "2,000 rows at most"),
        (b"", "This file is empty"),
    ],
)
def test_a_csv_that_is_none_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(files.RefusedFile) as refused:
        sheets.form_from_csv(content, code="f", title="F")
    assert said in refused.value.sentence


@pytest.mark.parametrize(
    ("content", "row", "said"),
    [
        (HEADER + b"A1,A,=1+1,text\n", 2, "begins like a formula"),
        (HEADER + b'A1,A,"What,text\n', 2, "not a CSV row"),
        (HEADER + b'A1,A,"' + b"x" * 140_000 + b'",text\n', 2, "not a CSV row"),
        (HEADER + b"A1,A,Who, what,text\n", 2, "more cells than columns"),
        (b"id,section,text,colour\nA1,A,What,text\n", 1, "The column type is missing"),
        (b"id,section,text,type,type\nA1,A,What,text,text\n", 1, "The column type stands twice"),
    ],
)
def test_a_faulty_csv_says_where(content: bytes, row: int, said: str) -> None:
    with pytest.raises(FormProblems) as found:
        sheets.form_from_csv(content, code="f", title="F")
    assert any(problem.row == row and said in problem.sentence for problem in found.value.problems)


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    form = sheets.form_from_csv(b"\xef\xbb\xbf" + HEADER + b"A1,A,What?,text\n", code="f", title="F")
    assert list(form.questions) == ["A1"]
