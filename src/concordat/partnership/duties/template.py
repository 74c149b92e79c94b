"""The words that a statement of duties begins with: dated data, each duty with its place in the law or guidance (N-02).

`data/duty_templates.csv` names the versions, `data/duties/<version>.csv` has the rows. A row that no lawyer has checked
has no day in `checked_on`. Which kind a type of setting is, is data too.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from concordat.partnership.rules import EVERY

FOLDER = Path(__file__).parents[1] / "data"
OTHER = "other"


@dataclass(frozen=True)
class DutyRow:
    """One duty of one kind of setting."""

    kind: str
    words: str
    document: str
    written_for: str
    reference: str
    checked_on: date | None

    @property
    def line(self) -> str:
        """As the statement says it."""
        return f"- {self.words} ({self.document}, {self.reference}; written for {self.written_for})"


@dataclass(frozen=True)
class Template:
    """One version of the words to begin with."""

    version: int
    dated: date
    status: str
    opening: str
    closing: str
    rows: tuple[DutyRow, ...]

    @property
    def unchecked(self) -> int:
        """How many duties nobody has checked against the law."""
        return sum(row.checked_on is None for row in self.rows)

    def texts(self) -> dict[str, str]:
        """The words for every setting and for each kind, to be edited."""
        lists = {kind: "\n".join(row.line for row in self.rows if row.kind == kind) for kind in kind_names()}
        every = "\n\n".join((self.opening, lists[EVERY], self.closing))
        return lists | {EVERY: every}


@cache
def templates() -> tuple[Template, ...]:
    """Every version, the oldest first."""
    found = (
        Template(
            int(row["version"]),
            date.fromisoformat(row["dated"]),
            row["status"],
            row["opening"],
            row["closing"],
            _rows(row["version"]),
        )
        for row in _read("duty_templates.csv")
    )
    return tuple(sorted(found, key=lambda one: one.version))


def newest() -> Template:
    """The version that new statements begin with."""
    return templates()[-1]


def of_version(version: int) -> Template | None:
    """The version that a statement began with."""
    return next((one for one in templates() if one.version == version), None)


@cache
def kind_names() -> dict[str, str]:
    """Every kind of setting by its code, the part for all of them first."""
    return {row["code"]: row["name"] for row in _read("duty_kinds.csv")}


def kind_of(type_code: str) -> str:
    """Which duties a type of the register has besides those of all; the last kind where the data does not know it."""
    return _kinds().get(type_code, OTHER)


@cache
def _kinds() -> dict[str, str]:
    return {code: row["code"] for row in _read("duty_kinds.csv") for code in row["type_codes"].split(";") if code}


def _rows(version: str) -> tuple[DutyRow, ...]:
    return tuple(
        DutyRow(
            row["kind"],
            row["duty"],
            row["document"],
            row["written_for"],
            row["reference"],
            date.fromisoformat(row["checked_on"]) if row["checked_on"] else None,
        )
        for row in _read(f"duties/{version}.csv")
    )


def _read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
