"""The fields of one part of an answer, as plain values that a template only has to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from concordat.lib.form_logic import Option, Part, PartKind, Question

WORDY_TABLES = ("action-table", "action-review", "finding-table")  # their first column wants a sentence
RATED_BY_COLOUR = ("green", "amber", "red")


@dataclass(frozen=True, slots=True)
class Item:
    """One option to choose."""

    id: str
    value: str
    label: str
    hint: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in; `shape` names the template's branch."""

    shape: str
    name: str
    label: str = ""
    value: str = ""
    hint: str = ""
    error: str = ""
    items: tuple[Item, ...] = ()
    summary: str = ""  # text that opens the field where it is folded away
    is_open: bool = False
    unit: str = ""
    pieces: tuple[tuple[str, str, str], ...] = ()  # parts of a date: name, label, value


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, as a group of fields."""

    label: str
    fields: tuple[Field, ...]
    remove: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: rows that are given, or rows that can be added without JavaScript."""

    question: str
    rows: tuple[Row, ...]
    width: str
    can_add: bool
    shape: str = field(default="rows")


def part_view(
    question: Question, part: Part, answer: Mapping[str, Any], errors: Mapping[str, str], blank: int
) -> Field | Rows:
    """The fields of one part of a question."""
    if part.kind is PartKind.table:
        return _rows(question, part, answer.get(part.name) or [], errors, blank)
    name = f"{question.code}.{part.name}"
    value = answer.get(part.name)
    error = errors.get(name, "")
    if part.kind in (PartKind.choice, PartKind.consent):
        return Field("radios", name, part.label, error=error, items=_items(question, part, name, [value]))
    if part.kind in (PartKind.choices, PartKind.ticks):
        chosen = value if isinstance(value, list) else []
        hint = f"Choose up to {part.most}." if part.most else "Choose all that apply."
        return Field("checkboxes", name, part.label, hint=hint, error=error, items=_items(question, part, name, chosen))
    if part.kind is PartKind.date:
        return Field("date", name, part.label, error=error, pieces=_pieces(name, value))
    if part.kind in (PartKind.number, PartKind.percent):
        return Field("number", name, part.label, _said(value), error=error, unit=part.unit, hint=_when(question, part))
    if part.name == "note":
        return _note(question, part, name, _said(value), error)
    return Field("textarea", name, part.label, _said(value), error=error)


def _note(question: Question, part: Part, name: str, value: str, error: str) -> Field:
    """A note is folded away until it is wanted, unless the best answer cannot be given without it."""
    choice = question.choice_part
    options = choice.options if choice else ()
    first_needs = bool(options) and options[0].value in part.needed_when
    hint = " ".join(
        f"“{_short(option)}”: {option.prompt[0].lower()}{option.prompt[1:]}."
        for option in options
        if option.prompt and (first_needs or option.value in part.needed_when)
    )
    label = part.label if part.label != "Note" else f"Note on {question.code}"
    summary = "" if first_needs else ("Add a note" if part.label == "Note" else part.label)
    return Field("textarea", name, label, value, hint, error, summary=summary, is_open=bool(value or error))


def _short(option: Option) -> str:
    return option.label.split(",")[0].split(":")[0]


def _when(question: Question, part: Part) -> str:
    choice = question.choice_part
    if not part.needed_when or choice is None:
        return ""
    return " ".join(f"For “{_short(option)}”." for option in choice.options if option.value in part.needed_when)


def _items(question: Question, part: Part, name: str, chosen: Sequence[Any]) -> tuple[Item, ...]:
    options = part.options or (Option("yes", "Yes"), Option("no", "No"))
    said = question.descriptors if part is question.choice_part else {}
    items = []
    for number, option in enumerate(options):
        hint = said.get(option.value, "")
        if hint and part.scale == "rag":
            hint = f"{option.value.capitalize()} means: {hint}"
        label = option.label
        if part.scale == "rag" and option.value in RATED_BY_COLOUR:
            label = f"{option.value.capitalize()}: {label[0].lower()}{label[1:]}"
        place = name if number == 0 else f"{name}-{number + 1}"
        items.append(Item(place, option.value, label, hint, option.value in chosen))
    return tuple(items)


def _pieces(name: str, value: Any) -> tuple[tuple[str, str, str], ...]:
    text = _said(value)
    found = text.split("-") if "-" in text else list(reversed(text.split("/")))
    year, month, day = found if len(found) == 3 else ("", "", text)
    return (
        (f"{name}.day", "Day", day.lstrip("0")),
        (f"{name}.month", "Month", month.lstrip("0")),
        (f"{name}.year", "Year", year),
    )


def _said(value: Any) -> str:
    return "" if value is None or isinstance(value, (list, Mapping)) else str(value)


def _rows(question: Question, part: Part, value: Sequence[Any], errors: Mapping[str, str], blank: int) -> Rows:
    width = {1: "full", 2: "one-half", 3: "one-third"}.get(len(part.columns), "one-quarter")
    if part.rows:
        held = {row.get("row"): row for row in value}
        rows = [
            _row(question, part, place, held.get(option.value, {}), errors, option.label)
            for place, option in enumerate(part.rows)
        ]
        return Rows(question.code, tuple(rows), width, can_add=False)
    single = part.most == 1
    shown = [*value, *({} for _ in range(max(blank, 0 if value else 1)))]
    if single:
        shown = shown[:1]
    rows = [
        _row(question, part, place, row, errors, "" if single else f"Row {place + 1}")
        for place, row in enumerate(shown)
    ]
    return Rows(question.code, tuple(rows), width, can_add=not single)


def _row(
    question: Question, part: Part, place: int, row: Mapping[str, Any], errors: Mapping[str, str], label: str
) -> Row:
    prefix = f"{question.code}.{place}"
    cells = tuple(_cell(column, f"{prefix}.{column.name}", row.get(column.name), errors) for column in part.columns)
    if question.kind in WORDY_TABLES:
        cells = (replace(cells[0], shape="textarea"), *cells[1:])
    remove = prefix if row and not part.rows and part.most != 1 else ""
    return Row(label, cells, remove, errors.get(prefix, ""))


def _cell(column: Part, name: str, value: Any, errors: Mapping[str, str]) -> Field:
    label = column.label if column.needed or not column.label else f"{column.label} (optional)"
    label = label or {"choice": "Answer", "note": "Note"}.get(column.name, column.name)
    error = errors.get(name, "")
    if column.kind in (PartKind.choice, PartKind.consent):
        options = column.options or (Option("yes", "Yes"), Option("no", "No"))
        items = tuple(Item("", option.value, option.label, "", option.value == value) for option in options)
        return Field("select", name, label, error=error, items=items)
    if column.kind is PartKind.date:
        text = _said(value)
        day_first = "/".join(piece.lstrip("0") for piece in reversed(text.split("-"))) if "-" in text else text
        return Field("input", name, label, day_first, "For example 27/3/2026", error)
    return Field("input", name, label, _said(value), error=error)
