"""What last year's sheet said of a setting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from concordat.audits.models import PastFact
from concordat.audits.presenters.returns import day
from concordat.audits.year_one import Meaning


@dataclass(frozen=True)
class PastLine:
    """One line: what was asked, what was said."""

    year: str
    label: str
    text: str


def lines(found: Iterable[PastFact]) -> list[PastLine]:
    """Each fact in words."""
    return [PastLine(one.year, one.label, _text(one)) for one in found]


def _text(one: PastFact) -> str:
    if one.kind == Meaning.trained_on:
        return day(date.fromisoformat(one.text))
    return one.text + (f" (due {day(one.due_on)})" if one.due_on else "")
