"""The checkout stands by itself: no path of a machine, no file above another's height, no drawer for odds and ends."""

from __future__ import annotations

import re
import statistics

from tests.architecture.places import ROOT, SOURCE, contexts, written_files

# Put together here, so that this file does not hold what it looks for.
OUTSIDE = re.compile("|".join(("/" + "work/", r"\.\./" + "shared", "/" + "root/", "/" + r"home/\w", "/" + "opt/")))
DRAWERS = {"utils", "helpers", "common", "misc", "tools"}


def test_nothing_names_a_place_outside_the_checkout() -> None:
    found = []
    for path in written_files():
        if path.suffix in (".svg", ".png", ".xlsx"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if OUTSIDE.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    assert found == []


def test_files_are_one_subject_each() -> None:
    sizes = {
        path.relative_to(SOURCE): len(path.read_text().splitlines())
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts
    }
    assert {path: lines for path, lines in sizes.items() if lines > 400} == {}
    above = [path for path, lines in sizes.items() if lines > 300]
    assert len(above) <= len(sizes) / 50, above
    assert statistics.median(sizes.values()) <= 80


def test_no_drawers_for_odds_and_ends() -> None:
    assert [path for path in SOURCE.rglob("*") if path.stem in DRAWERS] == []


def test_nothing_listens_for_signals() -> None:
    pattern = re.compile(r"django\.(db\.models|core|dispatch|contrib\.auth)\S*signals|@receiver\b|import receiver")
    found = [path for path in SOURCE.rglob("*.py") if pattern.search(path.read_text())]
    assert found == []


def test_every_context_has_its_page() -> None:
    missing = [folder.name for folder in contexts() if not (folder / "README.md").exists()]
    assert missing == []
