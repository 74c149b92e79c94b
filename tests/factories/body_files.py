"""Forms of an invented neighbouring council: a workbook with everything that must stay, made when a test runs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Picture
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image

from tests.factories import hostile_files

TITLE, BODY = "Safeguarding audit for schools", "Fairshire Council"
QUESTIONS = (
    "A named person leads on safeguarding",
    "Governors read the safeguarding report every year",
    "All staff know how to report a concern at once",
    "A second colleague covers when the lead is away",
)
EXTENDED = (
    '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
    ' uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations'
    ' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
    '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>\'Our lists\'!$B$1:$B$2</xm:f></x14:formula1>'
    "<xm:sqref>C8</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)


@cache
def workbook(questions: Sequence[str] = QUESTIONS, words: Sequence[str] = ("Yes", "Partly", "No")) -> bytes:
    """An audit on one sheet, its lists on a hidden one, a chart and a logo, a total that is worked out."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Audit"
    sheet["A1"] = TITLE
    sheet.merge_cells("A1:D1")
    sheet.append(["No", "Statement", "Response", "Evidence / comments"])
    sheet.append(["", "Leadership and governance"])
    sheet.merge_cells("B3:D3")
    for number, text in enumerate(questions, start=1):
        sheet.append([f"1.{number}", text])
    last = 3 + len(questions)
    sheet.cell(last + 1, 2, "Said in an extension of newer programs")
    sheet.cell(last + 2, 1, "Total")
    sheet.cell(last + 2, 3, f'=COUNTIF(C4:C{last},"Yes")')
    sheet.cell(4, 2).font = Font(bold=True, color="FF336699")
    sheet.cell(4, 3).fill = PatternFill("solid", "FFFFEE00")
    for row in range(4, last + 2):
        for column in (3, 4):
            sheet.cell(row, column).protection = Protection(locked=False)
    listed = DataValidation(type="list", formula1="Answers")
    listed.add(f"C4:C{last}")
    long = DataValidation(type="textLength", operator="lessThanOrEqual", formula1="50")
    long.add(f"D4:D{last}")
    sheet.add_data_validation(listed)
    sheet.add_data_validation(long)
    red = CellIsRule(operator="equal", formula=['"No"'], font=Font(color="FFAA0000"))  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add("C4:C9", red)
    sheet.protection.sheet = True
    sheet.protection.password = "invented"
    sheet.oddHeader.center.text = "In confidence"  # type: ignore[union-attr]
    sheet["B5"].comment = Comment("As the guidance says", "Fairshire")
    _lists(book, words)
    _pictures(book)
    out = io.BytesIO()
    book.save(out)
    return with_part(out.getvalue(), "xl/worksheets/sheet1.xml", _with_extension)


def _with_extension(sheet: bytes) -> bytes:
    """As Excel writes a list that stands in another sheet; attributes and comments that others would lose, too."""
    said = sheet.replace(b"<sheetData>", b"<!-- kept --><sheetData >", 1)
    at = said.rindex(b"<legacyDrawing")
    end = said.index(b"/>", at) + 2
    return said[:end] + EXTENDED.encode() + said[end:]


def _lists(book: Workbook, words: Sequence[str]) -> None:
    lists = book.create_sheet("Our lists")
    for number, word in enumerate(words, start=1):
        lists.cell(number, 1, word)
    lists["B1"], lists["B2"] = "Met", "Not met"
    lists.sheet_state = "hidden"
    book.defined_names["Answers"] = DefinedName("Answers", attr_text=f"'Our lists'!$A$1:$A${len(words)}")


def _pictures(book: Workbook) -> None:
    about = book.create_sheet("About")
    about.append(["Part", "Score"])
    about.append(["Leadership", "=Audit!C9"])
    chart = BarChart()
    chart.add_data(Reference(about, min_col=2, min_row=1, max_row=2), titles_from_data=True)
    about.add_chart(chart, "D4")
    logo = io.BytesIO()
    Image.new("RGB", (30, 20), (20, 120, 110)).save(logo, "PNG")
    about.add_image(Picture(logo), "D20")


def parts(content: bytes) -> dict[str, bytes]:
    """Every part of an Office file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same file with one part changed."""
    found = parts(content)
    return packed(found | {name: change(found[name])})


def packed(found: Mapping[str, bytes]) -> bytes:
    """These parts as a file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, value in found.items():
            made.writestr(name, value)
    return out.getvalue()


def _cell(inner: str, about: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/>{about}</w:tcPr>{inner}</w:tc>'


def _line(text: str, look: str = "") -> str:
    return (
        f"<w:p><w:r>{look}<w:t>{text}</w:t></w:r></w:p>" if text else '<w:p><w:pPr><w:jc w:val="left"/></w:pPr></w:p>'
    )


def chosen_from(words: Sequence[str]) -> str:
    """A list to choose from, as Word keeps it, with nothing chosen."""
    items = "".join(f'<w:listItem w:displayText="{word}" w:value="{word.lower()}"/>' for word in words)
    return (
        '<w:sdt><w:sdtPr><w:alias w:val="Answer"/><w:showingPlcHdr/><w:dropDownList>'
        f'<w:listItem w:value=""/>{items}</w:dropDownList></w:sdtPr><w:sdtContent><w:p><w:r>'
        '<w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>Choose an item.</w:t></w:r></w:p>'
        "</w:sdtContent></w:sdt>"
    )


@cache
def document(questions: Sequence[str] = QUESTIONS, words: Sequence[str] = ("Met", "Partly met", "Not met")) -> bytes:
    """The same audit in Word: a table with lists to choose from, a box for evidence, tick boxes that stay theirs."""
    head = "".join(_cell(_line(one, "<w:rPr><w:b/></w:rPr>")) for one in ("Standard", "Rating", "Evidence"))
    rows = f"<w:tr>{head}</w:tr>"
    for text in questions:
        rows += f"<w:tr>{_cell(_line(text))}{_cell(chosen_from(words))}{_cell(_line(''))}</w:tr>"
    tick = "<w:p><w:r><w:t>\u2610</w:t></w:r></w:p>"
    tick = f"<w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr><w:sdtContent>{tick}</w:sdtContent></w:sdt>"
    old = _line("Old words", "<w:rPr><w:i/></w:rPr>")
    rows += f"<w:tr>{_cell(_line('Tick this box yourself'))}{_cell(tick)}{_cell(old)}</w:tr>"
    across = _cell(_line("Over two columns of this table"), '<w:gridSpan w:val="2"/>')
    rows += f"<w:tr>{across}{_cell(_line(''))}</w:tr>"
    body = f"{_line('Leadership and governance')}<w:tbl><w:tblPr/>{rows}</w:tbl>{_line('Thank you.')}"
    main = (
        '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/'
        '2006/main" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">'
        f"<w:body>{body}<w:sectPr/></w:body></w:document>"
    )
    made = {
        "[Content_Types].xml": hostile_files.types(),
        "_rels/.rels": hostile_files.relations(("officeDocument", "word/document.xml", False)),
        "word/document.xml": main,
        "word/header1.xml": main.replace("document", "hdr"),
        "docProps/thumbnail.jpeg": "\xff picture",
    }
    return packed({name: value.encode() for name, value in made.items()})


def without_lists() -> bytes:
    """The same in Word with nothing to choose from: any words may stand in the cells."""
    control = re.compile(rb"<w:sdt><w:sdtPr><w:alias.*?</w:sdt>", re.DOTALL)
    return with_part(document(), "word/document.xml", lambda part: control.sub(b"<w:p/>", part))
