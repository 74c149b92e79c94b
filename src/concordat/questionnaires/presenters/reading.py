"""Answers in words, for checking, printing and reading a return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from concordat.lib.form_logic import SCREENING_PREFIX, Evaluation, Form, Part, PartKind, Question, clean_value
from concordat.lib.form_logic.evaluation import Answers
from concordat.questionnaires.guidance import NOTHING_KNOWN, FormGuidance
from concordat.questionnaires.presenters.guidance import GuidanceLine, guidance_lines

_TAGS = {
    "green": "green",
    "amber": "yellow",
    "red": "red",
    "na": "grey",
    "very": "green",
    "somewhat": "yellow",
    "not_yet": "red",
    "strong": "green",
    "sound": "turquoise",
    "improve": "yellow",
    "at_risk": "red",
}
_COLOURS = ("green", "amber", "red")


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One line of an answer: a label (none for the main line), the words, the colour of a rating."""

    label: str
    text: str
    tag: str = ""
    tag_text: str = ""


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A question with its answer, or with the reason why it was not asked."""

    code: str
    text: str
    lines: tuple[AnswerLine, ...]
    why_not: str = ""
    notes: tuple[str, ...] = ()  # what a reader should know of the answer: where it comes from


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section of a return to read."""

    code: str
    title: str
    questions: tuple[ReadQuestion, ...]
    guidance: tuple[GuidanceLine, ...] = ()


def answers_in_words(question: Question, value: Any) -> list[AnswerLine]:
    """What was answered, line by line; an empty list where nothing was."""
    answer = clean_value(question, value).answer
    lines: list[AnswerLine] = []
    for part in question.parts:
        if part.name not in answer:
            continue
        if part.kind is PartKind.table:
            lines.extend(_row_line(part, number, row) for number, row in enumerate(answer[part.name], start=1))
        else:
            lines.append(_line(part, answer[part.name]))
    return lines


def return_to_read(
    form: Form,
    evaluation: Evaluation,
    answers: Answers,
    *,
    guidance: FormGuidance = NOTHING_KNOWN,
    notes: Mapping[str, tuple[str, ...]] | None = None,
) -> list[ReadSection]:
    """Every section with every question, answered or not, and its guidance: print with `questionnaires/return.html`.

    `notes` stand below the answers to the questions they are about.
    """
    return [
        ReadSection(
            section.code,
            section.title,
            tuple(
                _read(
                    question,
                    answers.get(question.code),
                    evaluation.questions[question.code].why_not,
                    (notes or {}).get(question.code, ()),
                )
                for question in section.questions
                if question.is_answered_here
            ),
            guidance_lines(section.questions, guidance),
        )
        for section in form.shown_sections
    ]


def _read(question: Question, value: Any, why_not: str, notes: tuple[str, ...]) -> ReadQuestion:
    """A question that does not concern the setting shows why, even where an answer is still kept."""
    code = "" if question.code.startswith(SCREENING_PREFIX) else question.code
    lines = () if why_not else tuple(answers_in_words(question, value))
    return ReadQuestion(code, question.text, lines, why_not, () if why_not else notes)


def _line(part: Part, value: Any) -> AnswerLine:
    tag = _TAGS.get(value, "") if part.kind is PartKind.choice and part.scale else ""
    tag_text = str(value).capitalize() if tag and value in _COLOURS else ""
    return AnswerLine(part.label, _words(part, value), tag, tag_text)


def _words(part: Part, value: Any) -> str:
    if part.kind is PartKind.choice:
        option = part.option(value)
        return option.label if option else str(value)
    if part.kind in (PartKind.choices, PartKind.ticks):
        return "; ".join(option.label for option in part.options if option.value in value)
    if part.kind is PartKind.consent:
        return "Yes" if value == "yes" else "No"
    if part.kind is PartKind.date:
        on = date.fromisoformat(value)
        return f"{on.day} {on:%B %Y}"
    if part.kind is PartKind.percent:
        return f"{value}%"
    return str(value)


def _row_line(part: Part, number: int, row: Mapping[str, Any]) -> AnswerLine:
    given = next((option.label for option in part.rows if option.value == row.get("row")), "")
    said = [(column, _words(column, row[column.name])) for column in part.columns if column.name in row]
    if len(part.columns) == 1:
        text = "; ".join(words for _, words in said)
    else:
        text = "; ".join(f"{column.label}: {words}" if column.label else words for column, words in said)
    return AnswerLine(given or f"{number}", text)
