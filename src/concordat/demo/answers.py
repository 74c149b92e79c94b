"""Believable answers: chosen by a counter, never by chance, so that the demo is the same every time."""

from __future__ import annotations

from typing import Any

from concordat.lib.form_logic import Facts, Form, Option, Part, PartKind, Question, clean_value, evaluate

DAYS = "2026-02-"


class CannotAnswer(RuntimeError):
    """A question that the demo finds no complete answer for: the demo must be taught it."""


def whole(form: Form, facts: Facts, *, seed: int, confidence: str) -> dict[str, dict[str, Any]]:
    """A complete set of answers; every confidence question says `confidence`."""
    given: dict[str, dict[str, Any]] = {}
    for place, question in enumerate(form.questions.values()):
        if question.is_answered_here:
            given[question.code] = answer(question, seed=seed + place, confidence=confidence)
    found = evaluate(form, facts, given)
    left = [problem.question for problem in found.problems]
    if left:
        raise CannotAnswer(f"no complete answer for {', '.join(left)}")
    return {code: value for code, value in given.items() if found.questions[code].relevant}


def answer(question: Question, *, seed: int, confidence: str) -> dict[str, Any]:
    """A complete answer to one question."""
    choice = question.choice_part
    chosen = _choose(choice, seed=seed, confidence=confidence).value if choice else ""
    value = {
        part.name: _one(part, seed, chosen) for part in question.parts if part.is_answered_here and part is not choice
    }
    if choice:
        value[choice.name] = chosen
    return clean_value(question, value).answer


def _one(part: Part, seed: int, chosen: str) -> Any:
    if part.kind is PartKind.text:
        needed = part.needed or chosen in part.needed_when
        return "Seen this year; invented for the demonstration." if needed else None
    if part.all_for and part.all_for == chosen:
        return [option.value for option in part.options]
    return _part(part, seed)


def _choose(part: Part, *, seed: int, confidence: str) -> Option:
    by_value = {option.value: option for option in part.options}
    if confidence in by_value:
        return by_value[confidence]
    wanted = "red" if seed % 29 == 7 else "amber" if seed % 5 == 3 else "green"
    if wanted in by_value:
        return by_value[wanted]
    return part.options[seed % len(part.options)] if part.options else Option("", "")


def _part(part: Part, seed: int) -> Any:
    if part.kind in (PartKind.choices, PartKind.ticks):
        keep = [option.value for place, option in enumerate(part.options) if (seed + place) % 3 == 0]
        return keep or [option.value for option in part.options[:1]]
    if part.kind is PartKind.number:
        return max(part.least or 0, min(seed % 20, part.most if part.most is not None else 20))
    if part.kind is PartKind.percent:
        return 80 + seed % 21
    if part.kind is PartKind.date:
        return f"{DAYS}{seed % 28 + 1:02d}"
    if part.kind is PartKind.consent:
        return "yes"
    if part.kind is PartKind.table:
        return _rows(part, seed)
    return None


def _rows(part: Part, seed: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for place, given in enumerate(part.rows or (Option("", ""),)):
        row: dict[str, Any] = {"row": given.value} if part.rows else {}
        for column in part.columns:
            row[column.name] = _cell(column, seed + place)
        rows.append(row)
    return rows


def _cell(column: Part, seed: int) -> Any:
    if column.kind is PartKind.choice:
        return column.options[seed % len(column.options)].value if column.options else ""
    if column.kind is PartKind.text:
        return "Invented for the demonstration"
    return _part(column, seed)
