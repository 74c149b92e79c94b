"""What is sent is refused with a sentence or comes out without what could do harm; honest files come through."""

from __future__ import annotations

import io
import re
import time
import tracemalloc
import zipfile

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from PIL import Image

from concordat.lib.safe_files import FileKind, UnsafeFile, clean_name, made_safe
from tests.factories import hostile_files as hostile


def test_there_are_more_than_forty() -> None:
    assert len(hostile.REFUSED) + len(hostile.MADE_SAFE) >= 40
    assert len(hostile.REFUSED) >= 40


@pytest.mark.parametrize("case", sorted(hostile.REFUSED))
def test_it_is_refused_with_a_sentence(case: str) -> None:
    name, make = hostile.REFUSED[case]
    content, began = make(), time.perf_counter()
    with pytest.raises(UnsafeFile) as refused:
        made_safe(content, name)
    assert re.fullmatch(r"[A-Z].{20,260}\.", refused.value.sentence), refused.value.sentence
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize("case", sorted(hostile.MADE_SAFE))
def test_it_is_made_safe(case: str) -> None:
    name, make = hostile.MADE_SAFE[case]
    made = made_safe(make(), name)
    assert hostile.SECRET not in _unpacked(made.content, made.kind)
    assert re.fullmatch(r"[^<>:\"/\\|?*\x00-\x1f\u202e]{1,100}\.(pdf|docx|jpg|png)", made.name)
    assert made.name.count(".") == 1
    again = made_safe(made.content, made.name)
    assert (again.kind, again.was_stripped) == (made.kind, False)


def _unpacked(content: bytes, kind: FileKind) -> bytes:
    """Everything the file says, packed or not."""
    if kind is FileKind.pdf:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            out = io.BytesIO()
            pdf.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
            return out.getvalue() + content
    if kind is FileKind.docx:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return content + b"".join(archive.read(name) for name in archive.namelist())
    return content


def test_a_bomb_costs_no_more_memory_than_it_is_allowed() -> None:
    bomb = hostile.zip_bomb()
    tracemalloc.start()
    with pytest.raises(UnsafeFile):
        made_safe(bomb, "policy.docx")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2.5 * 200 * 1024 * 1024


def test_a_workbook_comes_through_with_its_numbers_and_links() -> None:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Name of course", "Day"])
    sheet.append(["Safeguarding refresher", 12])
    sheet["C1"].hyperlink = "https://example.org/course"
    book.save(out)
    made = made_safe(out.getvalue(), "Training matrix.xlsx")
    back = load_workbook(io.BytesIO(made.content)).active
    assert back is not None
    assert [cell.value for cell in back[2]][:2] == ["Safeguarding refresher", 12]
    assert made.name == "Training matrix.xlsx"


def test_a_pdf_keeps_its_pages_links_and_title() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        hostile.with_author(pdf)
        uri = pikepdf.Dictionary(S=pikepdf.Name("/URI"), URI="https://example.org/policy")
        hostile.with_note(hostile.note("Link", A=uri))(pdf)

    made = made_safe(hostile.pdf(change), "Child protection policy.pdf")
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert len(pdf.pages) == 1
        assert str(pdf.docinfo["/Title"]) == "Policy"
        assert "https://example.org/policy" in str(pdf.pages[0].obj["/Annots"][0]["/A"]["/URI"])
    assert not made.was_stripped


def test_a_picture_stays_the_same_picture_turned_upright() -> None:
    source = Image.new("RGB", (20, 10), (200, 10, 10))
    about, out = Image.Exif(), io.BytesIO()
    about[0x0112] = 6  # the camera lay on its side
    source.save(out, "JPEG", exif=about.tobytes(), quality=95)
    with Image.open(io.BytesIO(made_safe(out.getvalue(), "poster.jpeg").content)) as turned:
        assert turned.size == (10, 20)
        assert not turned.getexif()
    with Image.open(io.BytesIO(made_safe(hostile.picture(), "a.PNG").content)) as same:
        assert same.getpixel((3, 3)) == (20, 120, 110)


def test_plain_text_of_an_old_computer_becomes_utf8() -> None:
    assert made_safe("Minutes: £20 agreed".encode("cp1252"), "minutes.txt").content.decode() == "Minutes: £20 agreed"


@given(st.text(max_size=200), st.sampled_from(["pdf", "txt"]))
def test_any_name_becomes_one_that_is_safe_everywhere(name: str, ending: str) -> None:
    made = clean_name(name, ending)
    assert re.fullmatch(r"[^<>:\"/\\|?*\x00-\x1f\x7f]{1,100}\." + ending, made)
    assert made.count(".") == 1
    assert clean_name(made, ending) == made
    assert not made.startswith((" ", "-", "."))


@given(st.binary(max_size=400), st.sampled_from(["a.pdf", "a.txt", "a.png", "a.docx", "a.jpg"]))
def test_noise_is_refused_or_is_plain_text(noise: bytes, name: str) -> None:
    try:
        made = made_safe(noise, name)
    except UnsafeFile:
        return
    assert made.kind is FileKind.text
