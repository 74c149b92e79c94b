"""An answer to every question of any form, at one value where its scale has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from concordat.lib.form_logic import Form, Part, PartKind, Question


def whole(form: Form, level: str, otherwise: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """An answer to every question that is answered on its page."""
    return {
        code: value
        for code, question in form.questions.items()
        if question.is_answered_here and (value := _value(question, otherwise.get(code, level)))
    }


def _value(question: Question, level: str) -> dict[str, Any]:
    return {part.name: _part(part, level) for part in question.parts if part.is_answered_here}


def _part(part: Part, level: str) -> Any:
    if part.kind is PartKind.choice:
        return level if part.option(level) else part.options[-1].value
    if part.kind in (PartKind.choices, PartKind.ticks):
        return [option.value for option in part.options]
    if part.kind is PartKind.table:
        rows = part.rows or (None,)
        every = [{column.name: _part(column, level) for column in part.columns} for _ in rows]
        return [{"row": option.value, **row} if option else row for option, row in zip(rows, every, strict=True)]
    plain = {PartKind.number: 3, PartKind.percent: 60, PartKind.date: "2026-09-01", PartKind.consent: "yes"}
    return plain.get(part.kind, "Said")
