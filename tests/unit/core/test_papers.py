"""Papers: what people typed stays text, every letter is shown or spelt, and the file is what PDF/UA asks for."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import page as page_validator
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from concordat.core.documents.paper import DEMO, Facts, Heading, Paper, Paragraph, Table
from concordat.core.documents.pdf import pdf
from tests.accessible_pdf import fonts_of, require_accessible, tags_of, text_of

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


@pytest.mark.parametrize("gone", ["/MarkInfo", "/StructTreeRoot", "/Metadata", "/Lang"])
def test_the_check_of_papers_sees_what_is_gone(gone: str) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(pdf(paper(Heading("Leadership")))))
    del writer.root_object[NameObject(gone)]
    broken = io.BytesIO()
    writer.write(broken)
    with pytest.raises((AssertionError, KeyError)):
        require_accessible(broken.getvalue(), title="A return")
    assert not page_validator.is_pdf_compliant_bytes(broken.getvalue(), profile="ua1")


def test_a_paper_of_a_demonstration_says_so_on_every_page(settings: Any) -> None:
    pieces = [Paragraph(f"Paragraph {number}") for number in range(120)]
    assert DEMO not in text_of(pdf(paper(*pieces)))
    settings.CONCORDAT_DEMO = True
    pages = PdfReader(io.BytesIO(pdf(paper(*pieces)))).pages
    assert all(DEMO in page.extract_text() for page in pages)


def test_pages_are_numbered() -> None:
    made = pdf(paper(*[Paragraph(f"Paragraph {number}") for number in range(120)]))
    pages = PdfReader(io.BytesIO(made)).pages
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page.extract_text()
        assert "A footer" in page.extract_text()
