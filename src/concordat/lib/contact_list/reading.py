"""Rows out of pasted text or a CSV file: tab, comma or semicolon, headings in many words or none."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

MOST_ROWS = 2000
MOST_CHARACTERS = 1_000_000
DELIMITERS = "\t,;|"
HEADINGS = {
    "setting": ("school", "setting", "establishment", "organisation", "college", "provider", "nursery", "site"),
    "urn": ("urn", "urn number", "school urn", "local id"),
    "email": ("email", "e mail", "mail", "email address", "e mail address", "work email"),
    "first": ("first name", "forename", "given name"),
    "last": ("last name", "surname", "family name"),
    "name": ("name", "contact", "contact name", "full name", "person", "dsl name", "lead name"),
    "role": ("role", "position", "job title", "post", "title"),
}
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
_URN = re.compile(r"\d{6}|L-\d+")


class NoList(ValueError):
    """Text that holds no contacts; the sentence says what to paste."""


@dataclass(frozen=True)
class Contact:
    """One row as it was given; `row` counts from 1 with the headings, as a spreadsheet does."""

    row: int
    setting: str
    urn: str
    name: str
    email: str
    role: str


def read(text: str) -> list[Contact]:
    """The contacts of a text. Raises `NoList` for too much, for no table, and where no column holds addresses."""
    rows = rows_of(text)
    columns = _by_headings(rows[0][1])
    body = rows[1:] if columns else rows
    columns = columns or _by_content([cells for _, cells in rows])
    if "email" not in columns:
        raise NoList("No column holds mail addresses. Give the column the heading “Email”.")
    if "setting" not in columns and "urn" not in columns:
        raise NoList("No column says which setting. Give a column the heading “School” or “URN”.")
    return [_contact(number, cells, columns) for number, cells in body]


def rows_of(text: str) -> list[tuple[int, list[str]]]:
    """The rows of a table as text, each with its number. Raises `NoList` for too much and for none."""
    if len(text) > MOST_CHARACTERS:
        raise NoList("This is too long for one list. Take fewer rows at a time.")
    rows = _rows(text.lstrip("\ufeff").replace("\x00", ""))
    if not rows:
        raise NoList("There are no rows here. Paste the list with one contact a row.")
    if len(rows) > MOST_ROWS + 1:
        raise NoList(f"There are more than {MOST_ROWS:,} rows. Paste fewer at a time.")
    return rows


def _rows(text: str) -> list[tuple[int, list[str]]]:
    delimiter = _delimiter(text)
    found = []
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
        said = [" ".join(cell.split())[:300] for cell in cells]
        if any(said):
            found.append((number, said))
    return found


def _delimiter(text: str) -> str:
    """The one that stands most often in the first rows that hold any."""
    counted = Counter(sign for line in text.splitlines()[:20] for sign in line if sign in DELIMITERS)
    return "\t" if counted["\t"] else max(DELIMITERS, key=lambda sign: counted[sign]) if counted else ","


def _by_headings(cells: list[str]) -> dict[str, int]:
    """Columns by their headings; none where the first row is no row of headings."""
    if any(_MAIL.fullmatch(cell) for cell in cells):
        return {}
    found: dict[str, int] = {}
    plain = [re.sub(r"[^a-z0-9 ]+", " ", cell.lower()).split() for cell in cells]
    for wanted, words in HEADINGS.items():
        exact = [place for place, said in enumerate(plain) if " ".join(said) in words]
        loose = [place for place, said in enumerate(plain) if set(said) & set(words) and place not in found.values()]
        for place in exact + loose:
            if wanted not in found and place not in found.values():
                found[wanted] = place
    return found if "email" in found else {}


def _by_content(rows: list[list[str]]) -> dict[str, int]:
    """Columns by what stands in them: addresses, numbers, then the longest words for the setting."""
    width = max(len(cells) for cells in rows)
    columns = [[cells[place] if place < len(cells) else "" for cells in rows] for place in range(width)]
    found: dict[str, int] = {}
    for wanted, pattern in (("email", _MAIL), ("urn", _URN)):
        share = [sum(bool(pattern.fullmatch(cell)) for cell in column) / len(rows) for column in columns]
        best = max(range(width), key=lambda place: share[place])
        if share[best] > 0.5:
            found[wanted] = best
    left = [place for place in range(width) if place not in found.values()]
    left.sort(key=lambda place: -sum(len(cell) for cell in columns[place]))
    for wanted, place in zip(("setting", "name", "role"), left, strict=False):
        found[wanted] = place
    return found


def _contact(number: int, cells: list[str], columns: dict[str, int]) -> Contact:
    def cell(wanted: str) -> str:
        place = columns.get(wanted)
        return cells[place] if place is not None and place < len(cells) else ""

    name = cell("name") or " ".join(part for part in (cell("first"), cell("last")) if part)
    email = cell("email").removeprefix("mailto:").strip("<>;, ")
    return Contact(number, cell("setting"), cell("urn"), name, email, cell("role"))
