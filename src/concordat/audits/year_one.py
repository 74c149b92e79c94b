"""Last year's spreadsheet: what each column means, and what each row says of which setting. Pure.

A partnership has one row a setting, with headings of its own: results, an action, a training date, the lead's
address. Nothing is guessed in silence: each column's meaning is shown and can be changed before anything is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from concordat.lib.contact_list import Finder

MOST_COLUMNS = 60
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%d/%m/%y", "%Y-%m-%d %H:%M:%S")


class Meaning(StrEnum):
    """What a column holds."""

    ignore = "ignore"
    setting = "setting"
    urn = "urn"
    result = "result"
    action = "action"
    action_due = "action_due"
    trained_on = "trained_on"
    name = "name"
    email = "email"
    role = "role"


MEANING_NAMES = {
    Meaning.ignore: "Leave out",
    Meaning.setting: "Name of the setting",
    Meaning.urn: "URN or other number",
    Meaning.result: "A result of last year",
    Meaning.action: "An action",
    Meaning.action_due: "When the action is due",
    Meaning.trained_on: "When the lead was trained",
    Meaning.name: "Name of a contact",
    Meaning.email: "Mail address of a contact",
    Meaning.role: "Post of a contact",
}
ONCE = frozenset(Meaning) - {Meaning.ignore, Meaning.result}
WORDS: tuple[tuple[Meaning, str], ...] = (
    (Meaning.urn, r"\burn\b|\bdfe\b|establishment number"),
    (Meaning.trained_on, r"train"),
    (Meaning.action_due, r"(action|due|complet).*(date|by|when)|\bdue\b|deadline|by when"),
    (Meaning.action, r"\baction"),
    (Meaning.email, r"e-?mail"),
    (Meaning.role, r"\brole\b|\bpost\b|job title|position"),
    (Meaning.name, r"\b(dsl|lead|contact|person)\b"),
    (Meaning.setting, r"school|setting|establishment|college|provider|nursery|\bname\b"),
)


@dataclass(frozen=True)
class Said:
    """One thing that last year's sheet says of a setting."""

    kind: Meaning
    label: str
    text: str
    due_on: date | None = None


@dataclass(frozen=True)
class Row:
    """A row: which setting it means, or why none, and what it says; `problems` are cells that could not be read."""

    number: int
    named: str
    establishment_id: int | None
    why: str
    said: tuple[Said, ...]
    contact: Mapping[str, str]
    problems: tuple[str, ...]


def guess(headings: Sequence[str]) -> list[Meaning]:
    """What each column seems to hold; what is not known is taken for a result, and an empty heading is left out."""
    found: list[Meaning] = []
    for heading in headings:
        said = heading.lower().strip()
        meaning = (
            next((one for one, words in WORDS if re.search(words, said)), Meaning.result) if said else Meaning.ignore
        )
        found.append(Meaning.ignore if meaning in ONCE and meaning in found else meaning)
    return found


def why_not(meanings: Sequence[Meaning]) -> str:
    """What is wrong with the meanings chosen; empty where nothing is."""
    if Meaning.setting not in meanings and Meaning.urn not in meanings:
        return "Say which column names the setting, or holds its URN."
    twice = [one for one in ONCE if list(meanings).count(one) > 1]
    if twice:
        return f"Two columns cannot both be “{MEANING_NAMES[sorted(twice)[0]]}”."
    if Meaning.action_due in meanings and Meaning.action not in meanings:
        return "A column says when an action is due, but none says the action."
    if not {Meaning.result, Meaning.action, Meaning.trained_on, Meaning.email} & set(meanings):
        return "Choose at least one column to bring in."
    return ""


def read_row(
    number: int,
    cells: Sequence[str],
    headings: Sequence[str],
    meanings: Sequence[Meaning],
    finder: Finder,
    *,
    today: date,
) -> Row:
    """What one row says."""
    by_meaning = {
        meaning: cells[place].strip() if place < len(cells) else ""
        for place, meaning in enumerate(meanings)
        if meaning in ONCE
    }
    named, urn = by_meaning.get(Meaning.setting, ""), by_meaning.get(Meaning.urn, "")
    found = finder.find(name=named, number=urn.removesuffix(".0"))
    said = [
        Said(Meaning.result, headings[place][:200], cells[place].strip()[:500])
        for place, meaning in enumerate(meanings)
        if meaning is Meaning.result and place < len(cells) and cells[place].strip()
    ]
    problems: list[str] = []
    due, wrong_due = _day(by_meaning.get(Meaning.action_due, ""))
    if by_meaning.get(Meaning.action):
        said.append(Said(Meaning.action, "Action", by_meaning[Meaning.action][:500], due))
    trained, wrong_trained = _day(by_meaning.get(Meaning.trained_on, ""))
    if trained is not None and trained > today:
        trained, wrong_trained = None, by_meaning[Meaning.trained_on]
    if trained is not None:
        said.append(Said(Meaning.trained_on, "Lead trained", trained.isoformat()))
    problems += [f"“{wrong}” is no day that can be read" for wrong in (wrong_due, wrong_trained) if wrong]
    contact = {str(one): by_meaning.get(one, "") for one in (Meaning.name, Meaning.email, Meaning.role)}
    place = found.place
    return Row(number, named or urn, place.id if place else None, found.why, tuple(said), contact, tuple(problems))


def _day(text: str) -> tuple[date | None, str]:
    """The day, and the text where it is none."""
    if not text.strip():
        return None, ""
    for form in DAYS:
        try:
            return datetime.strptime(text.strip(), form).date(), ""
        except ValueError:
            continue
    return None, text.strip()[:40]
