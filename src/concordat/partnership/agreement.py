"""The agreement that settings accept when they join: versions that come with the project, the newest in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from concordat.lib import plain_markdown
from concordat.lib.plain_markdown import Block

FOLDER = Path(__file__).parent / "data" / "agreement"


@dataclass(frozen=True)
class Agreement:
    """One version, which never changes once a setting has accepted it."""

    version: int
    dated: date
    title: str
    body: str

    @property
    def blocks(self) -> list[Block]:
        """For a page."""
        return plain_markdown.parse(self.body)


@cache
def versions() -> tuple[Agreement, ...]:
    """Every version, the oldest first."""
    return tuple(sorted((_read(file) for file in FOLDER.glob("*.md")), key=lambda one: one.version))


def current() -> Agreement:
    """The version that is asked for now."""
    return versions()[-1]


def _read(file: Path) -> Agreement:
    title, version, dated, *body = file.read_text(encoding="utf-8").splitlines()
    return Agreement(
        version=int(version.removeprefix("version: ")),
        dated=date.fromisoformat(dated.removeprefix("dated: ")),
        title=title.removeprefix("# "),
        body="\n".join(body).strip(),
    )
