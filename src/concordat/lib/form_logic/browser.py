"""From the fields of a browser's form to an answer's value.

Names are `<question>.<part>` (`A1.1.choice`, `A1.1.note`), in tables `<question>.<row>.<column>`
(`A3.3.0.name`); a date may come in three (`D5.1.date.day`, `.month`, `.year`) or in one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from concordat.lib.form_logic.cleaning import Cleaned, clean_value
from concordat.lib.form_logic.forms import ROW_LIMIT, Part, PartKind, Question

Raw = Mapping[str, list[str]]
_LISTS = (PartKind.choices, PartKind.ticks)


def clean_answer(question: Question, raw: Raw) -> Cleaned:
    """The answer in a browser's post; fields of other questions are left alone."""
    return clean_value(question, typed_value(question, raw))


def typed_value(question: Question, raw: Raw) -> dict[str, Any]:
    """What was typed, uncleaned, for showing again; rows left empty are dropped, the others move up."""
    value: dict[str, Any] = {}
    for part in question.parts:
        if part.kind is PartKind.table:
            rows = [_row(question, part, place, raw) for place in row_numbers(question, raw)]
            if filled := [row for row in rows if _says_something(row)]:
                value[part.name] = filled
        elif part.is_answered_here:
            found = _typed(part, f"{question.code}.{part.name}", raw)
            if found not in (None, "", []):
                value[part.name] = found
    return value


def row_numbers(question: Question, raw: Raw) -> list[int]:
    """The rows of a table that a post mentions."""
    prefix = f"{question.code}."
    found = {
        int(number)
        for name in raw
        if name.startswith(prefix)
        for number in [name[len(prefix) :].partition(".")[0]]
        if number.isascii() and number.isdigit() and len(number) < 4
    }
    return sorted(found)[: ROW_LIMIT + 1]


def without_row(question: Question, raw: Raw, place: int) -> dict[str, list[str]]:
    """The post without one row of a table: what “Remove this row” means."""
    prefix = f"{question.code}.{place}."
    return {name: values for name, values in raw.items() if not name.startswith(prefix)}


def _row(question: Question, part: Part, place: int, raw: Raw) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in part.columns:
        found = _typed(column, f"{question.code}.{place}.{column.name}", raw)
        if found not in (None, "", []):
            row[column.name] = found
    if row and part.rows and place < len(part.rows):
        row["row"] = part.rows[place].value
    return row


def _says_something(row: Mapping[str, Any]) -> bool:
    return any(not isinstance(value, str) or value.strip() for value in row.values())


def _typed(part: Part, name: str, raw: Raw) -> Any:
    if part.kind in _LISTS:
        return list(raw.get(name, []))
    if part.kind is PartKind.date and name not in raw:
        day, month, year = (_last(raw, f"{name}.{piece}").strip() for piece in ("day", "month", "year"))
        return f"{day}/{month}/{year}" if day or month or year else ""
    return _last(raw, name)


def _last(raw: Raw, name: str) -> str:
    values = raw.get(name) or [""]
    return values[-1]
