"""Which expectations each part of guidance asks for, and since when an edition asks more of one; from the library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from concordat.questionnaires import library


@dataclass(frozen=True)
class Part:
    """A part of a document, as forms anchor questions in it."""

    code: str
    name: str
    expectations: frozenset[str]


@dataclass(frozen=True)
class Changed:
    """What an edition changed about an expectation, and from which day."""

    expectation: str
    edition: str
    from_on: date
    what: str
    document: str = ""  # the edition as pages name it


@cache
def parts() -> Mapping[str, Part]:
    """By code, every part of guidance that questions of the library rest on, in the order of the library."""
    asked: dict[str, set[str]] = defaultdict(set)
    for code in library.titles():
        for question in library.form(code).questions.values():
            for anchor in question.anchor_codes:
                asked[anchor].update(question.expectations)
    return {
        one.code: Part(one.code, one.meaning, frozenset(asked[one.code]))
        for one in library.codes()
        if one.kind == "anchor" and asked[one.code]
    }


@cache
def _changes() -> tuple[Changed, ...]:
    began = {row["code"]: row for row in library.guidance() if row["confirmed"] == "yes" and row["from_on"]}
    found = (
        Changed(
            row["expectation"],
            row["edition"],
            date.fromisoformat(began[row["edition"]]["from_on"]),
            row["what"],
            f"{began[row['edition']]['title']} {began[row['edition']]['edition']}",
        )
        for row in library.expectation_changes()
        if row["edition"] in began
    )
    return tuple(sorted(found, key=lambda one: (one.from_on, one.expectation)))


def changes(day: date) -> dict[str, Changed]:
    """By expectation, its latest change that is in force on a day."""
    return {one.expectation: one for one in _changes() if one.from_on <= day}
