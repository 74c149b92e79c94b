"""A Word form of another body: its table cells and lists are filled, every other byte of it stays."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concordat.lib.filled_files import UnfitAnswer, UnfitFile, fill, propose, questions_in, read
from concordat.lib.safe_files import made_safe
from tests.factories.body_files import QUESTIONS, document, packed, parts, with_part

MAIN = "word/document.xml"
OPEN = ("Table 1!C2", "Table 1!C3", "Table 1!C5", "Table 1!C6", "Table 1!C7")
said = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=80).filter(str.strip)
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
WRITER = OFFICE is not None and (Path(OFFICE).resolve().parent / "libswlo.so").exists()


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(OPEN), said, min_size=1), st.sampled_from(["Met", "Not met"]))
def test_nothing_changes_but_the_cells_that_are_filled(answers: dict[str, str], choice: str) -> None:
    given_ = answers | {"Table 1!B2": choice}
    made = fill(document(), given_)
    before, after = parts(document()), parts(made)
    assert {name for name in before if before[name] != after[name]} == {MAIN} and list(before) == list(after)
    then, now = read(document()).grids[0], read(made).grids[0]
    assert {spot: text for spot, text in now.texts.items() if now.at(spot).place not in given_} == {
        spot: text for spot, text in then.texts.items() if then.at(spot).place not in given_
    }
    for place, answer in given_.items():
        cell = read(made).at(place)
        assert cell is not None and cell.text == answer.strip()
    run = re.compile(rb"<w:r>(<w:rPr>.*?</w:rPr>)?<w:t[^>]*>[^<]*</w:t></w:r>|<w:showingPlcHdr/>")
    assert run.sub(b"", after[MAIN]) == run.sub(b"", before[MAIN])


def test_the_look_of_a_cell_stays_and_the_words_that_asked_go() -> None:
    made = parts(fill(document(), {"Table 1!C6": "New words", "Table 1!B2": "Met", "Table 1!C2": "one\ntwo"}))[MAIN]
    assert b'<w:r><w:rPr><w:i/></w:rPr><w:t xml:space="preserve">New words</w:t></w:r>' in made
    assert made.count(b"<w:showingPlcHdr/>") == len(QUESTIONS) - 1
    assert b'<w:sdtContent><w:p><w:r><w:t xml:space="preserve">Met</w:t></w:r></w:p></w:sdtContent>' in made
    assert b"<w:br/>" in made and b"Old words" not in made


@pytest.mark.parametrize(
    ("place", "answer", "why"),
    [
        ("Table 1!B2", "Perhaps", "takes only Met, Partly met, Not met"),
        ("Table 1!B6", "yes", "tick box"),
        ("Table 1!B7", "yes", "no such cell"),  # the first cell of the row spans two columns
        ("Table 2!A1", "yes", "no such cell"),
    ],
)
def test_a_cell_takes_what_it_takes(place: str, answer: str, why: str) -> None:
    with pytest.raises(UnfitAnswer, match=why):
        fill(document(), {place: answer})


def test_the_columns_are_found_and_the_questions_read() -> None:
    grid = read(made_safe(document(), "audit.docx").content).grids[0]
    layout = propose(grid)
    assert layout is not None
    assert (layout.question, layout.answer, layout.comment, layout.first) == (1, 2, 3, 2)
    found = questions_in(grid, layout)
    assert [one.text for one in found] == list(QUESTIONS)
    assert {one.section for one in found} == {"Leadership and governance"}
    assert found[0].choices == ("Met", "Partly met", "Not met") and found[0].comment == "Table 1!C2"


def test_a_locked_form_and_bound_or_locked_controls_are_left_alone() -> None:
    def with_control(kind: bytes) -> bytes:
        return with_part(document(), MAIN, lambda part: part.replace(b"<w:showingPlcHdr/>", kind))

    for kind in (b'<w:lock w:val="contentLocked"/>', b'<w:dataBinding w:xpath="/a"/>', b"<w:date/>"):
        with pytest.raises(UnfitAnswer):
            fill(with_control(kind), {"Table 1!B2": "Met"})
    for wrong in (b"<!DOCTYPE x><w:document", b"<w:document <"):
        with pytest.raises(UnfitFile):
            read(packed(parts(document()) | {MAIN: parts(document())[MAIN].replace(b"<w:document", wrong, 1)}))


@pytest.mark.slow
@pytest.mark.skipif(not WRITER, reason="needs LibreOffice Writer, which this machine does not have")
def test_a_word_processor_opens_what_was_filled(tmp_path: Path) -> None:
    made = fill(document(), {"Table 1!B2": "Met", "Table 1!C2": "Seen & agreed <today>"})
    (tmp_path / "filled.docx").write_bytes(made)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "txt:Text", "--outdir", str(tmp_path), "filled.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    shown = (tmp_path / "filled.txt").read_text(errors="replace")
    assert QUESTIONS[0] in shown and "Met" in shown and "Seen & agreed <today>" in shown
