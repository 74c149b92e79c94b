"""Papers: what people typed stays text, every letter is shown or spelt, and the file is what PDF/UA asks for.

These are structural checks of what can be read from the file; they are not a run of a PDF/UA validator.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from concordat.core.documents.paper import Facts, Heading, Paper, Paragraph, Table
from concordat.core.documents.pdf import pdf

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
HOSTILE = [
    '#panic(1) #read("/etc/passwd") #sys.inputs',
    "$x^2$ and @reference and <label> and \\ and \\u{41}",
    "unbalanced ] ) } [ ( { and * _ ` ~ --- // /* */",
    "= not a heading\n- not a list\n+ not a list\n/ not: a term",
    'quotes " \' and {"json": [1]} \\" \\n',
    "https://example.org/#a",
]


def paper(*pieces: Any, title: str = "A return", subtitle: str = "Ash\nBeech") -> Paper:
    return Paper(title, subtitle, "A partnership", AT, "A footer", pieces)


def text_of(made: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


@pytest.mark.parametrize("said", HOSTILE)
def test_what_people_typed_is_text_wherever_it_stands(said: str) -> None:
    everywhere = [
        Heading(said),
        Paragraph(said),
        Facts([(said, [said, said])]),
        Table(said, [said, "n"], [[said, said]]),
    ]
    made = pdf(paper(*everywhere, title=said, subtitle=said))
    assert squeezed(text_of(made)).count(squeezed(said)) >= 9
    assert PdfReader(io.BytesIO(made)).metadata is not None


def test_an_answer_of_4000_letters_without_a_space_stays_on_the_page() -> None:
    made = pdf(paper(Paragraph("x" * 4000)))
    assert squeezed(text_of(made)).count("x") == 4000
    lines = [line for page in PdfReader(io.BytesIO(made)).pages for line in page.extract_text().splitlines()]
    assert max(len(line) for line in lines) < 130


def test_right_to_left_text_is_shown() -> None:
    fonts = fonts_of(PdfReader(io.BytesIO(pdf(paper(Paragraph("שלום and مرحبا"))))))
    assert any("DejaVu" in name for name in fonts)
    assert "[" not in text_of(pdf(paper(Paragraph("שלום and مرحبا"))))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("well done 😀", "well done [grinning face]"),
        ("👩‍👧", "[woman][girl]"),
        ("中", "[U+4E2D]"),
        ("é ü ł ŵ \u2013 “ ” £ €", "é ü ł ŵ \u2013 “ ” £ €"),
        ("bell \x07 null \x00 end", "bell null end"),
    ],
)
def test_a_letter_that_no_font_has_is_spelt_and_nothing_is_left_out(said: str, shown: str) -> None:
    assert squeezed(shown) in squeezed(text_of(pdf(paper(Paragraph(said)))))


def test_many_letters_that_no_font_has_are_spelt_in_one_go() -> None:
    said = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 300))
    assert text_of(pdf(paper(Paragraph(said)))).count("U+4E") >= 256


def test_the_same_paper_is_the_same_file_and_another_is_not() -> None:
    one = paper(Heading("Leadership"), Facts([("A1.1 Is it so?", ["Green"])]))
    assert pdf(one) == pdf(one)
    assert pdf(one) != pdf(paper(Heading("Leadership"), Facts([("A1.1 Is it so?", ["Red"])])))


def fonts_of(reader: PdfReader) -> dict[str, Any]:
    """Every font of every page, with its descriptor; type 0 fonts through their descendant."""
    found: dict[str, Any] = {}
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            described = font.get_object()
            for below in described.get("/DescendantFonts", [described]):
                found[str(below.get_object()["/BaseFont"])] = below.get_object()["/FontDescriptor"].get_object()
    return found


def tags_of(node: Any) -> list[str]:
    """The tags of the structure tree in reading order."""
    node = node.get_object()
    if not isinstance(node, DictionaryObject):
        return []
    kids = node.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    below = [tag for kid in kids for tag in tags_of(kid)]
    return ([str(node["/S"])] if "/S" in node else []) + below


def require_accessible(made: bytes, *, title: str) -> PdfReader:
    """What PDF/UA-1 (ISO 14289-1) asks for and can be read from the file's structure."""
    reader = PdfReader(io.BytesIO(made))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF object, not a bool
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert reader.metadata is not None
    assert reader.metadata.title == title
    described = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in described
    assert title.split()[0] in described
    for page in reader.pages:
        assert str(page["/Tabs"]) == "/S"
    descriptors = fonts_of(reader)
    assert descriptors
    for name, descriptor in descriptors.items():
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor), f"{name} is not embedded"
    assert tags_of(root["/StructTreeRoot"])[:1] == ["/Document"]
    return reader


def test_a_paper_has_what_pdf_ua_asks_for() -> None:
    table = Table("Settings", ["Answer", "Count"], [["Green", "3"], ["Amber", "2"]])
    made = pdf(paper(Heading("Leadership"), Facts([("A1.1", ["Green"])]), Heading("By phase", 2), table))
    reader = require_accessible(made, title="A return")
    tags = tags_of(reader.trailer["/Root"]["/StructTreeRoot"])  # type: ignore[index]
    assert [tag for tag in tags if tag.startswith("/H")] == ["/H1", "/H2"]
    assert tags[1] == "/Title"
    assert tags.count("/TH") == 2
    assert tags.count("/TD") == 4
    assert {"/Table", "/Caption", "/L", "/LI", "/Lbl", "/LBody", "/P"} <= set(tags)


def test_pages_are_numbered() -> None:
    made = pdf(paper(*[Paragraph(f"Paragraph {number}") for number in range(120)]))
    pages = PdfReader(io.BytesIO(made)).pages
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page.extract_text()
        assert "A footer" in page.extract_text()
