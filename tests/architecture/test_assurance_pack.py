"""The assurance pack holds every table and claims nothing that no test or file shows."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from concordat.core import processing
from concordat.partnership import agreement
from concordat.web.assurance import evidence
from concordat.web.assurance.documents import MAKERS, documents
from tests.accessible_pdf import require_accessible, text_of
from tests.architecture.places import ROOT

DAY = date(2026, 11, 24)


@pytest.mark.parametrize("claim", sorted(set(evidence.claims())))
def test_what_is_named_as_showing_something_exists(claim: str) -> None:
    file, _, test = claim.partition("::")
    assert (ROOT / file).exists(), claim
    if test:
        assert f"def {test}(" in (ROOT / file).read_text(), claim


def test_every_answer_and_every_threat_names_what_shows_it() -> None:
    for row in [*evidence.facts("principles"), *evidence.facts("threats"), *evidence.facts("exit")]:
        assert row["shown_by"], row
    assert [row["number"] for row in evidence.facts("principles")] == list(range(1, 15))
    assert all(row["operator"] for row in evidence.facts("principles"))
    assert all(row["left"] for row in evidence.facts("threats"))


def test_every_table_is_in_assessment_schedule_and_record_and_every_context_has_controllers() -> None:
    made = documents(day=DAY)
    for row in processing.record():
        assert f"| {row.context}: {row.name} |" in made["impact-assessment"]
        assert f"| {row.context}: {row.name} | {row.whose} | {row.keep} |" in made["retention-schedule"]
        assert f"### {row.name}" in made["record-of-processing"]
        assert f"\n| {row.context} | " in made["controllers"]


def test_every_document_says_that_it_is_a_draft_and_of_when() -> None:
    for name, text in documents(day=DAY).items():
        assert "awai" in text, name
        if name not in ("record-of-processing", "agreement-of-joining"):
            assert "24 November 2026. Draft" in text


def test_versions_of_the_agreement_are_numbered_and_dated_in_order() -> None:
    found = agreement.versions()
    assert [one.version for one in found] == list(range(1, len(found) + 1))
    assert sorted(one.dated for one in found) == [one.dated for one in found]
    assert all(one.blocks for one in found)


def test_figures_of_the_sizing_are_those_of_the_progress_page() -> None:
    progress = (ROOT / "docs" / "progress.md").read_text()
    for row in evidence.facts("sizing"):
        assert re.findall(r"[\d,.]*\d", row["figure"])[0] in progress, row


@pytest.mark.slow
def test_the_command_writes_markdown_and_accessible_papers(tmp_path: Path) -> None:
    said = io.StringIO()
    call_command("assurance-pack", str(tmp_path / "pack"), stdout=said)
    assert f"{len(MAKERS)} documents" in said.getvalue()
    for name in MAKERS:
        text = (tmp_path / "pack" / f"{name}.md").read_text()
        made = (tmp_path / "pack" / f"{name}.pdf").read_bytes()
        title = text.splitlines()[0].removeprefix("# ")
        require_accessible(made, title=title)
        assert title in " ".join(text_of(made).split())
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("assurance-pack", str(tmp_path / "file" / "x"), stdout=said)
