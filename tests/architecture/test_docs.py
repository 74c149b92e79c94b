"""The documentation keeps up with the checkout."""

from __future__ import annotations

import re

import pytest

from tests.architecture.places import ROOT, SOURCE
from tools import diagrams

DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
PARTS = (
    "The house",
    "Supervisor and database",
    "Row security, actor, journal, handling",
    "People, first part",
    "Register",
    "Partnership, first part",
    "Questionnaires",
    "The audit cycle",
    "Analysis, first part",
    "Demo",
    "Journeys in a browser",
    "Contacts and invitations",
    "Sign-in that people accept",
    "Posts and cover",
    "Home",
    "The cycle's depth",
    "Year one",
    "What comes out",
    "Partnership's own face",
    "What a body needs to say yes",
    "Bank and crosswalk",
    "Answer once",
    "Form packs and builder",
    "Checking",
    "Pairing",
    "Safe statistics, the library",
    "Trusts",
    "Outside audits, toolkit, section 11",
    "Requests and burden",
    "What guidance asks",
    "Coding of notes",
    "Answer packs",
    "Forms of other bodies",
    "Pooled regional figures",
    "Initiatives",
)


def test_decisions_are_numbered_listed_and_whole() -> None:
    listed = re.findall(r"\]\((\d{4}-[a-z-]+\.md)\)", (DOCS / "decisions" / "index.md").read_text())
    assert listed == [path.name for path in DECISIONS]
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    for path in DECISIONS:
        headings = re.findall(r"^## (.+)$", path.read_text(), re.MULTILINE)
        assert headings == ["Context", "Choice", "Consequences", "What we set aside"], path.name


def test_progress_has_a_line_for_every_part() -> None:
    lines = (DOCS / "progress.md").read_text().splitlines()
    said = [line.split("|")[1].strip() for line in lines if line.startswith("| ") and "---" not in line][1:]
    assert said == list(PARTS)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/index.md", "docs/decisions/0012-set-up.md"])
def test_commands_in_the_documents_exist(page: str) -> None:
    named = set(re.findall(r"(?:^    |`)make ([a-z-]+)", (ROOT / page).read_text(), re.MULTILINE))
    assert named <= TARGETS


def test_diagrams_are_drawn_from_the_code() -> None:
    text = diagrams.PAGE.read_text()
    assert diagrams.drawn(text) == text, "run python -m tools.diagrams"
    assert "submitted --> queried: send back with a question" in text


def test_commands_of_the_program_exist() -> None:
    text = (DOCS / "operating.md").read_text()
    named = set(re.findall(r"`concordat ([a-z-]+)", text))
    ours = {path.stem for path in SOURCE.glob("*/management/commands/[a-z]*.py")}
    assert named <= ours


def test_links_between_pages_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *SOURCE.glob("*/README.md")]
    for page in pages:
        for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text()):
            if "://" not in link:
                assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_fragments_of_the_changelog_name_their_reader() -> None:
    readers = "schools|partnerships|operators|security"
    for path in (ROOT / "changelog.d").iterdir():
        if path.name != "README.md":
            assert re.fullmatch(rf"[a-z0-9-]+\.({readers})\.md", path.name), path.name
            assert len(path.read_text().strip().splitlines()) == 1


def test_every_subject_of_the_readme_is_a_folder() -> None:
    named = set(re.findall(r"src/concordat/(\w+) ", (ROOT / "README.md").read_text()))
    folders = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert named == folders
