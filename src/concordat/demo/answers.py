"""Believable answers: chosen by a counter, never by chance, so that the demo is the same every time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from concordat.demo.phrases import AGENCIES, AIMS, AREAS, EVIDENCE, WORDS
from concordat.lib.form_logic import Facts, Form, Option, Part, PartKind, Question, clean_value, evaluate

DAYS = "2026-02-"
Values = dict[str, dict[str, Any]]
Staff = Sequence[tuple[str, str]]


class CannotAnswer(RuntimeError):
    """A question that the demo finds no complete answer for: the demo must be taught it."""


def whole(form: Form, facts: Facts, *, seed: int, confidence: str, staff: Staff) -> Values:
    """A complete set of answers; every confidence question says `confidence`, people are the `staff` (role, name)."""
    given: Values = {}
    for place, question in enumerate(form.questions.values()):
        if question.is_answered_here:
            given[question.code] = answer(question, seed=seed + place, confidence=confidence, staff=staff, so_far=given)
    found = evaluate(form, facts, given)
    left = [problem.question for problem in found.problems]
    if left:
        raise CannotAnswer(f"no complete answer for {', '.join(left)}")
    return {code: value for code, value in given.items() if found.questions[code].relevant}


def answer(question: Question, *, seed: int, confidence: str, staff: Staff, so_far: Values) -> dict[str, Any]:
    """A complete answer to one question."""
    choice = question.choice_part
    chosen = _choose(question, choice, seed=seed, confidence=confidence).value if choice else ""
    value = {
        part.name: _one(part, seed, chosen) for part in question.parts if part.is_answered_here and part is not choice
    }
    rows = _known_rows(question, seed, staff, so_far)
    if rows:
        value["rows"] = rows
    if choice:
        value[choice.name] = chosen
    return clean_value(question, value).answer


def _one(part: Part, seed: int, chosen: str) -> Any:
    if part.kind is PartKind.text:
        needed = part.needed or chosen in part.needed_when
        return EVIDENCE[seed % len(EVIDENCE)] if needed else None
    if part.all_for and part.all_for == chosen:
        return [option.value for option in part.options]
    return _part(part, seed)


def _choose(question: Question, part: Part, *, seed: int, confidence: str) -> Option:
    by_value = {option.value: option for option in part.options}
    if confidence in by_value:
        return by_value[confidence]
    wanted = "red" if seed % 29 == 7 else "amber" if seed % 5 == 3 else "green"
    if question.kind == "confirm":
        wanted = "yes"
    if wanted in by_value:
        return by_value[wanted]
    return part.options[seed % len(part.options)] if part.options else Option("", "")


def _part(part: Part, seed: int) -> Any:
    if part.kind in (PartKind.choices, PartKind.ticks):
        options = part.options[:-1] or part.options  # the last is often "none" or "other"
        return list(dict.fromkeys(options[(seed + step) % len(options)].value for step in (0, 3)))
    if part.kind is PartKind.number:
        return max(part.least or 0, min(12 + seed % 60, part.most if part.most is not None else 90))
    if part.kind is PartKind.percent:
        return 80 + seed % 21
    if part.kind is PartKind.date:
        return _day(seed)
    if part.kind is PartKind.consent:
        return "yes"
    if part.kind is PartKind.table:
        return _rows(part, seed)
    return None


def _day(seed: int) -> str:
    return f"{DAYS}{seed % 28 + 1:02d}"


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
        return column.options[seed % 2].value if column.options else ""
    if column.kind is PartKind.text:
        return WORDS.get(column.name, "As agreed with the partnership")
    return _part(column, seed)


def _known_rows(question: Question, seed: int, staff: Staff, so_far: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of the tables that say something about the setting itself."""
    if question.kind == "people-table":
        return [{"role": role, "name": name, "last_trained": _day(seed)} for role, name in staff]
    if question.kind == "date-table":
        return [
            {"name": name, "role": role, "last_dsl_training": _day(seed), "last_yearly_refresher": _day(seed + 9)}
            for role, name in staff
            if "safeguarding lead" in role
        ]
    if question.kind == "authority list":
        area = AREAS[seed % len(AREAS)]
        return [{"local_authority": area, "who_we_call": AGENCIES, "telephone_or_e_mail": "front-door@area.example"}]
    if question.kind == "action-table":
        return _actions(seed, so_far) or [_action("", seed)]
    return []


def _actions(seed: int, so_far: Mapping[str, Any]) -> list[dict[str, Any]]:
    wanting = [code for code, value in so_far.items() if value.get("choice") in ("amber", "red")]
    return [_action(code, seed + place) for place, code in enumerate(wanting[:6])]


def _action(code: str, seed: int) -> dict[str, Any]:
    return {
        "what_will_be_done": AIMS[seed % len(AIMS)],
        "question": code,
        "who": ("Designated safeguarding lead", "Headteacher", "Board lead for safeguarding")[seed % 3],
        "by_when": f"2027-0{seed % 6 + 1}-15",
    }
