"""The walls between contexts: the contracts hold, have no exceptions, and know every context."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.places import ROOT, SOURCE, contexts, contexts_with_tables
from tools.new_context import NotAName, lay_out

LINT = Path(sys.executable).with_name("lint-imports")


def contracts() -> configparser.ConfigParser:
    """The contracts as written."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    return parser


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of a checkout."""
    surroundings = {**os.environ, "PYTHONPATH": str(root / "src")}
    command = [str(LINT), "--no-cache"]
    return subprocess.run(command, cwd=root, env=surroundings, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the checkout's sources and contracts."""
    shutil.copytree(SOURCE, tmp_path / "src" / "concordat", ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / ".importlinter", tmp_path / ".importlinter")
    return tmp_path


@pytest.mark.slow
def test_contracts_hold() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


def test_contracts_have_no_exceptions() -> None:
    assert "ignore_imports" not in (ROOT / ".importlinter").read_text()


def test_every_context_with_tables_keeps_them_to_itself() -> None:
    protected = {
        section["protected_modules"].strip() for section in contracts().values() if section.get("type") == "protected"
    }
    private = {f"concordat.{folder.name}.models" for folder in contexts_with_tables() if folder.name != "core"}
    assert private == protected


def test_every_context_has_the_same_inside() -> None:
    sliced = set(contracts()["importlinter:contract:slice"]["containers"].split())
    apart = {"concordat.core", "concordat.web", "concordat.demo"}
    assert {f"concordat.{folder.name}" for folder in contexts()} - apart == sliced


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("core/clock.py", "import concordat.audits.queries"),
        ("audits/rules.py", "import django.db"),
        ("audits/queries.py", "import concordat.establishments.models"),
    ],
)
def test_a_wrong_import_is_refused(copy: Path, module: str, forbidden: str) -> None:
    file = copy / "src" / "concordat" / module
    file.write_text(f"{file.read_text()}\n{forbidden}\n")
    result = lint(copy)
    assert result.returncode == 1, result.stdout
    assert "BROKEN" in result.stdout


@pytest.mark.slow
def test_a_new_context_waits_for_its_place_in_the_map(copy: Path) -> None:
    folder = lay_out("home_visits", copy)
    assert (folder / "README.md").exists()
    refused = lint(copy)
    assert refused.returncode == 1
    assert "home_visits" in refused.stdout
    contract = copy / ".importlinter"
    contract.write_text(contract.read_text().replace("(front_door) |", "home_visits | (front_door) |"))
    assert lint(copy).returncode == 0


@pytest.mark.parametrize("name", ["", "Visits", "2visits", "a visit", "../visits", "audits"])
def test_a_name_that_cannot_be_a_context_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "src" / "concordat" / "audits").mkdir(parents=True)
    with pytest.raises(NotAName):
        lay_out(name, tmp_path)
    assert [path.name for path in (tmp_path / "src" / "concordat").iterdir()] == ["audits"]
