"""What is installed is what was tested: every version pinned, every file known by its hash, no address inside."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.places import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
ADDRESS = re.compile(r"[a-z+]+://|--(extra-)?index-url|--find-links|\s-[fi]\s| @ |file:", re.IGNORECASE)


def pins(lock: Path) -> dict[str, str]:
    """The entries of a lock: name to everything said about it."""
    entries = re.split(r"\n(?=\S)", lock.read_text())
    return {re.split(r"[=\[ ;]", entry)[0]: entry for entry in entries if entry and not entry.startswith("#")}


def bare(requirement: str) -> str:
    """The normal form of a requirement's name."""
    return re.split(r"[<>=\[ ;~!]", requirement)[0].lower().replace("_", "-")


def test_there_are_locks_for_every_purpose() -> None:
    assert {lock.stem for lock in LOCKS} == {"run", "test", "docs", "uv", "node"}


@pytest.mark.parametrize("lock", [*LOCKS, ROOT / "package-lock.json"], ids=lambda lock: str(lock.name))
def test_a_lock_names_no_address(lock: Path) -> None:
    assert ADDRESS.findall(lock.read_text()) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.name))
def test_every_entry_has_one_version_and_hashes(lock: Path) -> None:
    for name, entry in pins(lock).items():
        assert re.match(rf"{re.escape(name)}(\[[a-z,]+\])?==[0-9][\w.+!]*", entry), entry
        assert "--hash=sha256:" in entry, name


def test_compiled_packages_are_known_for_more_than_one_machine() -> None:
    locked = pins(ROOT / "requirements" / "run.txt")
    for name in ("cryptography", "cffi", "pyyaml", "rapidfuzz", "granian", "psycopg-binary"):
        assert locked[name].count("--hash") > 5, name


def test_what_the_package_needs_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run = pins(ROOT / "requirements" / "run.txt")
    assert {bare(each) for each in project["project"]["dependencies"]} <= run.keys()
    for lock, groups in {"test": ("test", "check"), "docs": ("docs",)}.items():
        named = {bare(each) for group in groups for each in project["dependency-groups"][group]}
        assert named <= pins(ROOT / "requirements" / f"{lock}.txt").keys()


def test_locks_agree_on_versions() -> None:
    run = pins(ROOT / "requirements" / "run.txt")
    for other in ("test", "docs"):
        theirs = pins(ROOT / "requirements" / f"{other}.txt")
        for name in run:
            assert theirs[name].split()[0] == run[name].split()[0]


def test_packages_of_the_design_system_are_pinned_with_hashes() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all(re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", version) for version in wanted.values())
    for name, entry in locked.items():
        assert not name or entry["integrity"].startswith("sha512-")
        assert "resolved" not in entry


def test_every_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    listed = re.search(r"^dependencies = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    assert listed is not None
    for line in listed.group(1).splitlines():
        assert re.search(r'",\s+# \w+.* .+', line), line
