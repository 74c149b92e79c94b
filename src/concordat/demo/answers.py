"""Believable answers: chosen by a counter, never by chance, so that the demo is the same every time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from concordat.audits.vocabulary import LEVEL_SCALE
from concordat.demo.phrases import AGENCIES, AIMS, AREAS, EVIDENCE, REASONS, WORDS
from concordat.lib.form_logic import Facts, Form, Option, Part, PartKind, Question, clean_value, evaluate

Values = dict[str, dict[str, Any]]


class CannotAnswer(RuntimeError):
    """A question that the demo finds no complete answer for: the demo must be taught it."""


@dataclass(frozen=True)
class Setting:
    """Who answers: how confident they say they are, the staff as role and name, the day on which they answer.

    `shows` is whether they mostly say what shows that something is in place; `level` where they stand in a toolkit.
    """

    confidence: str
    staff: Sequence[tuple[str, str]]
    on: date
    shows: bool = False
    level: int = 0

    def day(self, seed: int) -> str:
        """A day of the months before."""
        return (self.on - timedelta(days=20 + 7 * (seed % 30))).isoformat()

    def later(self, seed: int) -> str:
        """A day of the months after."""
        return (self.on + timedelta(days=60 + 14 * (seed % 9))).isoformat()


def whole(form: Form, facts: Facts, setting: Setting, *, seed: int) -> Values:
    """A complete set of answers."""
    given: Values = {}
    for place, question in enumerate(form.questions.values()):
        if question.is_answered_here:
            given[question.code] = answer(question, setting, seed=seed + place, so_far=given)
    found = evaluate(form, facts, given)
    left = [problem.question for problem in found.problems]
    if left:
        raise CannotAnswer(f"no complete answer for {', '.join(left)}")
    return {code: value for code, value in given.items() if found.questions[code].relevant}


def answer(question: Question, setting: Setting, *, seed: int, so_far: Values) -> dict[str, Any]:
    """A complete answer to one question."""
    choice = question.choice_part
    chosen = _choose(question, choice, seed, setting).value if choice else ""
    value = {
        part.name: _one(part, setting, seed, chosen)
        for part in question.parts
        if part.is_answered_here and part is not choice
    }
    rows = _known_rows(question, setting, seed, so_far)
    if rows:
        value["rows"] = rows
    if choice:
        value[choice.name] = chosen
    return clean_value(question, value).answer


def _one(part: Part, setting: Setting, seed: int, chosen: str) -> Any:
    if part.kind is PartKind.text and chosen == "somewhat":
        return REASONS[seed % len(REASONS)].text
    if part.kind is PartKind.text:
        shown = setting.shows and chosen == "green" and seed % 4 != 0
        needed = part.needed or chosen in part.needed_when or shown
        return EVIDENCE[seed % len(EVIDENCE)] if needed else None
    if part.all_for and part.all_for == chosen:
        return [option.value for option in part.options]
    return _part(part, setting, seed)


def _choose(question: Question, part: Part, seed: int, setting: Setting) -> Option:
    by_value = {option.value: option for option in part.options}
    if setting.confidence in by_value:
        return by_value[setting.confidence]
    level = str(min(4, max(1, setting.level + seed % 3 - 1)))
    if question.scale == LEVEL_SCALE and setting.level and level in by_value:
        return by_value[level]
    wanted = "red" if seed % 29 == 7 else "amber" if seed % 5 == 3 else "green"
    if question.kind == "confirm":
        wanted = "yes"
    if wanted in by_value:
        return by_value[wanted]
    return part.options[seed % len(part.options)] if part.options else Option("", "")


def _part(part: Part, setting: Setting, seed: int) -> Any:
    if part.kind in (PartKind.choices, PartKind.ticks):
        options = part.options[:-1] or part.options  # the last is often "none" or "other"
        return list(dict.fromkeys(options[(seed + step) % len(options)].value for step in (0, 3)))
    if part.kind is PartKind.number:
        return max(part.least or 0, min(12 + seed % 60, part.most if part.most is not None else 90))
    if part.kind is PartKind.percent:
        return 80 + seed % 21
    if part.kind is PartKind.date:
        return setting.day(seed)
    if part.kind is PartKind.consent:
        return "yes"
    if part.kind is PartKind.table:
        return _rows(part, setting, seed)
    return None


def _rows(part: Part, setting: Setting, seed: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for place, given in enumerate(part.rows or (Option("", ""),)):
        row: dict[str, Any] = {"row": given.value} if part.rows else {}
        for column in part.columns:
            row[column.name] = _cell(column, setting, seed + place)
        rows.append(row)
    return rows


def _cell(column: Part, setting: Setting, seed: int) -> Any:
    if column.kind is PartKind.choice:
        return column.options[seed % 2].value if column.options else ""
    if column.kind is PartKind.text:
        return WORDS.get(column.name, "As agreed with the partnership")
    return _part(column, setting, seed)


def _known_rows(question: Question, setting: Setting, seed: int, so_far: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of the tables that say something about the setting itself."""
    if question.kind == "people-table":
        return [{"role": role, "name": name, "last_trained": setting.day(seed)} for role, name in setting.staff]
    if question.kind == "date-table":
        return [
            {
                "name": name,
                "role": role,
                "last_dsl_training": setting.day(seed),
                "last_yearly_refresher": setting.day(seed + 9),
            }
            for role, name in setting.staff
            if "safeguarding lead" in role
        ]
    if question.kind == "authority list":
        area = AREAS[seed % len(AREAS)]
        return [{"local_authority": area, "who_we_call": AGENCIES, "telephone_or_e_mail": "front-door@area.example"}]
    if question.kind == "action-table":
        return _actions(setting, seed, so_far) or [_action("", setting, seed)]
    return []


def _actions(setting: Setting, seed: int, so_far: Mapping[str, Any]) -> list[dict[str, Any]]:
    wanting = [code for code, value in so_far.items() if value.get("choice") in ("amber", "red")]
    return [_action(code, setting, seed + place) for place, code in enumerate(wanting[:6])]


def _action(code: str, setting: Setting, seed: int) -> dict[str, Any]:
    return {
        "what_will_be_done": AIMS[seed % len(AIMS)],
        "question": code,
        "who": ("Designated safeguarding lead", "Headteacher", "Board lead for safeguarding")[seed % 3],
        "by_when": setting.later(seed),
    }
