"""The checkout and the files in it that people write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "concordat"
FOLDERS = ("src", "tests", "tools", "docs", "bench", "requirements", "changelog.d", "deploy", ".ci")
BUILT = ("__pycache__", ".egg-info", "govuk-frontend.", "results")


def written_files(*folders: str) -> Iterator[Path]:
    """Every file that belongs to the checkout, or to some folders of it; nothing that is built."""
    if not folders:
        yield from (path for path in ROOT.iterdir() if path.is_file() and path.name != ".git")
    for folder in folders or FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and not any(mark in part for part in path.parts for mark in BUILT):
                yield path


def contexts() -> list[Path]:
    """The folders that hold a subject, from core up."""
    return sorted(path.parent for path in SOURCE.glob("*/apps.py"))


def contexts_with_tables() -> list[Path]:
    """Contexts that keep tables of their own."""
    return [path for path in contexts() if (path / "models.py").exists() or (path / "models").exists()]
