"""What comes out of an audit: the receipt, the return, the results, as papers and workbooks."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import documents, operations, queries
from concordat.audits.analysis.results import CycleResult, results
from concordat.audits.models import AuditCycle, AuditReturn
from concordat.audits.presenters import analysis as pages_say
from concordat.audits.presenters import papers, workbooks
from concordat.core.actor import acting_as
from concordat.core.documents.pdf import pdf
from concordat.core.documents.workbook import workbook
from concordat.questionnaires import queries as questionnaire_queries
from tests.accessible_pdf import require_accessible, tags_of, text_of
from tests.factories import audits
from tests.world import ASH, BEECH, DAISY, NORTHERN, NOW, World, look_up

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
HOSTILE = "=1+1 #panic() $x$ ] @all \\ 😀 مرحبا"


@pytest.fixture
def world(db: None) -> Any:
    """Ids of the world's people and places."""
    with acting_as(FOUNDER):
        return look_up()


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def papers_of(world: World, found: AuditReturn) -> tuple[bytes, bytes]:
    """Receipt and return as the DSL gets them."""
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        receipt = documents._receipt_pdf(dsl, found.pk, "") if found.receipt else b""
        return receipt, documents._return_pdf(dsl, found.pk, "")


def test_the_return_says_who_where_what_under_which_words_and_when(world: World) -> None:
    audits.opened(world)
    found = audits.submitted(world, ASH)
    _, made = papers_of(world, found)
    reader = require_accessible(made, title=f"Return: {ASH}")
    said = squeezed(text_of(made))
    with acting_as(world.actor(Role.dsl, ASH)):
        form, values = queries.form_of(found), queries.values_of(queries.answers_of(found))
        digest, number = found.form_version.digest, found.form_version.number
        signed = queries.sign_offs_of(found)
        plan = [
            row["what_will_be_done"] for value in values.values() for row in value.get("rows", []) if "question" in row
        ]
    for expected in (
        NORTHERN, ASH, "School safeguarding audit, 2026 to 2027", str(found.receipt), form.title, digest,
        f"version {number}",
        "Submitted 2 November 2026, 09:04", "Keeping children safe in education (20", "in force from",
        "headteacher of Ash Primary School, 2 November 2026, 09:02",
        "governor of Ash Primary School, 2 November 2026, 09:03",
        audits.STATEMENT, signed[0].answers_digest, "Page 1 of",
    ):  # fmt: skip
        assert squeezed(expected) in said, expected
    for question in form.questions.values():
        if question.is_answered_here:
            assert squeezed(question.text) in said, question.code
    assert plan
    for action in plan:
        assert squeezed(action) in said
    root: Any = reader.trailer["/Root"]
    headings = [tag for tag in tags_of(root["/StructTreeRoot"]) if tag.startswith("/H")]
    assert headings == ["/H1"] * (len(form.shown_sections) + 1)


def test_a_return_in_progress_says_what_is_not_answered_and_who_has_not_signed(world: World) -> None:
    audits.opened(world)
    _, made = papers_of(world, audits.return_of(world, ASH))
    said = text_of(made)
    assert "Not answered" in said
    assert "Nobody has signed yet." in said
    assert "not submitted" in said


def test_the_receipt_has_its_number_and_the_signatures(world: World) -> None:
    audits.opened(world)
    found = audits.submitted(world, ASH)
    made, _ = papers_of(world, found)
    require_accessible(made, title=f"Receipt: {ASH}")
    said = squeezed(text_of(made))
    for expected in (str(found.receipt), NORTHERN, "headteacher of Ash Primary School, 2 November 2026, 09:02"):
        assert squeezed(expected) in said


def test_hostile_answers_come_out_as_they_were_typed(world: World) -> None:
    audits.opened(world)
    found, dsl = audits.return_of(world, ASH), world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        posted = {"A1.1": operations.Posted({"choice": "green", "note": HOSTILE})}
        operations.save_section(audit_return=found, posted=posted, by=dsl, at=NOW)
    _, made = papers_of(world, audits.return_of(world, ASH))
    assert squeezed("=1+1 #panic() $x$ ] @all \\ [grinning face]") in squeezed(text_of(made))


def test_the_same_return_is_the_same_file_whoever_asks(world: World) -> None:
    audits.opened(world)
    found = audits.submitted(world, ASH)
    _, first = papers_of(world, found)
    lead = world.actor(Role.education_safeguarding_lead, NORTHERN)
    with acting_as(lead):
        assert documents._return_pdf(lead, found.pk, "") == first


def counted(world: World, *, threshold: int, grouping: str = "phase") -> tuple[AuditCycle, CycleResult]:
    """Three returns of three settings, counted with a threshold; for use inside the lead's transaction."""
    lead = world.actor(Role.education_safeguarding_lead, NORTHERN)
    cycle = queries.cycles_of(lead).get()
    cycle.partnership.smallest_group = threshold
    return cycle, results(lead, cycle, grouping=grouping)


def rows_of(made: bytes, name: str) -> list[tuple[Any, ...]]:
    """The lines of a sheet below its heading."""
    every = list(load_workbook(io.BytesIO(made))[name].iter_rows(values_only=True))
    return every[every.index(pages_say.CSV_HEADER) + 1 :]


def as_page(cell: Any) -> str:
    return "" if cell is None else str(cell).lstrip("'")


@pytest.mark.parametrize("threshold", [1, 2, 5])
@pytest.mark.parametrize("grouping", ["phase", "scheme"])
def test_the_workbook_says_what_the_page_says_and_hides_what_it_hides(
    world: World, threshold: int, grouping: str
) -> None:
    audits.opened(world)
    for setting in (ASH, BEECH, DAISY):
        audits.submitted(world, setting)
    with acting_as(world.actor(Role.education_safeguarding_lead, NORTHERN)):
        cycle, found = counted(world, threshold=threshold, grouping=grouping)
        sheets = workbooks.analysis(cycle, found, as_of=NOW)
        page = [tuple(str(cell) for cell in row) for row in pages_say.csv_rows(found)]
        versions = sorted(set(cycle.forms.values_list("form_version_id", flat=True)))
        forms = [questionnaire_queries.form_of(version) for version in versions]
    made = workbook(title="Results", as_of=NOW, sheets=sheets)
    book = load_workbook(io.BytesIO(made))
    assert book.sheetnames[0] == "All questions"
    assert len(book.sheetnames) == 2 + sum(len(form.shown_sections) for form in forms)
    rows = rows_of(made, "All questions")
    shown = [tuple(as_page(cell) for cell in row) for row in rows]
    counted_rows = [row for row in shown if row[5] not in (workbooks.NOT_COUNTED, workbooks.NOBODY)]
    against = [tuple(as_page(cell) for cell in row) for row in rows_of(made, pages_say.AGAINST_EVIDENCE)]
    assert [_figures(row) for row in (*counted_rows, *against)] == [_figures(row) for row in page]
    assert {row[2] for row in against} == {"A1.5", "A9.12", "S13"}
    assert any(row[6] == "hidden" for row in shown) is (threshold > 1)
    asked = [(form.code, code) for form in forms for code in form.questions]
    assert list(dict.fromkeys((row[0], row[2]) for row in shown)) == asked
    assert [row for name in book.sheetnames[1:-1] for row in rows_of(made, name)] == rows
    assert all(cell.data_type != "f" for sheet in book for line in sheet.iter_rows() for cell in line)


def _figures(row: tuple[str, ...]) -> tuple[Any, ...]:
    """Texts as they are, figures as numbers, so that 50 and 50.0 are one."""
    return (*row[:6], *(float(cell) if cell.replace(".", "", 1).isdigit() else cell for cell in row[6:]))


def test_every_question_is_in_the_workbook_before_anybody_has_returned(world: World) -> None:
    cycle = audits.opened(world)
    lead = world.actor(Role.education_safeguarding_lead, NORTHERN)
    with acting_as(lead):
        made = documents._analysis_xlsx(lead, cycle.pk, "phase")
        versions = set(cycle.forms.values_list("form_version_id", flat=True))
        questions = sum(len(questionnaire_queries.form_of(version).questions) for version in versions)
    rows = rows_of(made, "All questions")
    assert len(rows) == questions
    assert {row[5] for row in rows} == {workbooks.NOT_COUNTED, workbooks.NOBODY}


def test_confidence_against_evidence_is_what_a_hand_counts(world: World) -> None:
    """Ash is very confident and shows what it claims; Beech is as confident and shows nothing; Daisy is less so."""
    audits.opened(world)
    audits.answered(world, ASH, shows=True)
    audits.signed_and_submitted(world, ASH)
    audits.submitted(world, BEECH)
    audits.submitted(world, DAISY, confidence="somewhat")
    with acting_as(world.actor(Role.education_safeguarding_lead, NORTHERN)):
        _, found = counted(world, threshold=1)
        _, hidden = counted(world, threshold=5)
    square = {one.code: one for one in found.evidence}
    assert set(square) == {"A1.5", "A9.12", "S13"}
    overall = square["A9.12"].overall
    assert overall is not None
    assert [(share.option, share.count, share.of) for share in overall.shares] == [
        ("confident_shown", 1, 2), ("confident_unshown", 1, 2), ("less_shown", 0, 2), ("less_unshown", 0, 2),
    ]  # fmt: skip
    by_phase = {name: [share.count for share in one.shares] for name, one in square["A9.12"].groups.items() if one}
    assert by_phase == {"Primary": [1, 0, 0, 0], "Secondary": [0, 1, 0, 0]}
    short = square["S13"].overall
    assert short is not None
    assert [share.count for share in short.shares] == [0, 0, 0, 1]
    assert all(one.is_hidden and set(one.groups.values()) == {None} for one in hidden.evidence)


@pytest.mark.parametrize("threshold", [1, 5])
def test_the_paper_of_the_results_has_every_counted_question_and_hides_what_the_page_hides(
    world: World, threshold: int
) -> None:
    audits.opened(world)
    for setting in (ASH, BEECH, DAISY):
        audits.submitted(world, setting)
    with acting_as(world.actor(Role.education_safeguarding_lead, NORTHERN)):
        cycle, found = counted(world, threshold=threshold)
        made = pdf(papers.analysis(cycle, found, as_of=NOW))
    require_accessible(made, title="What the returns say: School safeguarding audit, 2026 to 2027")
    said = squeezed(text_of(made))
    for question in found.questions:
        assert squeezed(f"{question.code} {question.text}") in said
    hidden = sum(question.is_hidden for question in found.questions)
    assert {one.is_hidden for one in found.evidence} == {threshold > 1}
    assert said.count(squeezed(papers.TOO_FEW)) == hidden + sum(one.is_hidden for one in found.evidence)
    assert (squeezed("The one to worry about is confident with nothing to show") in said) is (threshold == 1)
    assert (hidden > 0) is (threshold > 1)
    assert ("100.0%" in said) is (threshold == 1)


def test_the_same_results_are_the_same_files(world: World) -> None:
    cycle = audits.opened(world)
    audits.submitted(world, ASH)
    lead = world.actor(Role.education_safeguarding_lead, NORTHERN)
    with acting_as(lead):
        for make in (documents._analysis_pdf, documents._analysis_xlsx):
            assert make(lead, cycle.pk, "phase") == make(lead, cycle.pk, "phase")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not on this machine")
def test_libreoffice_opens_the_workbook(world: World, tmp_path: Path) -> None:
    cycle = audits.opened(world)
    lead = world.actor(Role.education_safeguarding_lead, NORTHERN)
    with acting_as(lead):
        (tmp_path / "results.xlsx").write_bytes(documents._analysis_xlsx(lead, cycle.pk, "phase"))
    assert OFFICE is not None
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [OFFICE, profile, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), "results.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    assert "All settings" in (tmp_path / "results.csv").read_text(errors="replace")
