"""The one evaluation of a form: what concerns this setting, what is answered, what is still to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from concordat.lib.form_logic.cleaning import Problem, clean_value
from concordat.lib.form_logic.forms import Form, Part, PartKind, Question, Section
from concordat.lib.form_logic.screening import Facts, screened, why_not

Answers = Mapping[str, Any]
NOTHING_ELSEWHERE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class QuestionState:
    """How one question stands; `needed` is whether it counts in the section's denominator."""

    code: str
    why_not: str = ""
    needed: bool = False
    started: bool = False
    complete: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def relevant(self) -> bool:
        """Whether the question concerns this setting."""
        return not self.why_not


@dataclass(frozen=True)
class SectionState:
    """How a section stands: `answered` of `needed`; both count only questions that must be answered."""

    code: str
    title: str
    answered: int
    needed: int
    started: bool
    complete: bool
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Evaluation:
    """How a whole form stands."""

    questions: Mapping[str, QuestionState]
    sections: tuple[SectionState, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do."""
        return all(section.complete for section in self.sections)

    @property
    def answered(self) -> int:
        """Questions answered of those needed."""
        return sum(section.answered for section in self.sections)

    @property
    def needed(self) -> int:
        """Questions that must be answered."""
        return sum(section.needed for section in self.sections)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is left to do, in the form's order."""
        return tuple(problem for section in self.sections for problem in section.problems)

    def section(self, code: str) -> SectionState | None:
        """The state of one section."""
        return next((section for section in self.sections if section.code == code), None)


def evaluate(
    form: Form, facts: Facts, answers: Answers, *, elsewhere: Mapping[str, str] = NOTHING_ELSEWHERE
) -> Evaluation:
    """How the form stands for a setting with these facts and answers. Total: odd answers become problems.

    `elsewhere` are questions that are not asked here because something else stands for their answer, each with why.
    """
    known = screened(facts, answers)
    states: dict[str, QuestionState] = {}
    sections: list[SectionState] = []
    for section in form.shown_sections:
        for question in section.questions:
            states[question.code] = _state(
                question, known, answers.get(question.code), elsewhere.get(question.code, "")
            )
        sections.append(_section_state(section, states))
    return Evaluation(states, tuple(sections))


def _state(question: Question, facts: Facts, value: Any, elsewhere: str) -> QuestionState:
    reason = why_not(question, facts) or elsewhere
    if reason:
        return QuestionState(question.code, why_not=reason)
    if not question.is_answered_here:
        return QuestionState(question.code, complete=True)
    needed = question.required
    cleaned = clean_value(question, value)
    started = bool(cleaned.answer or cleaned.problems)
    problems = (*cleaned.problems, *_gaps(question, cleaned.answer, needed=needed))
    complete = not problems and (started or not needed)
    return QuestionState(question.code, "", needed, started, complete, problems)


def _section_state(section: Section, states: Mapping[str, QuestionState]) -> SectionState:
    here = [states[question.code] for question in section.questions]
    needed = [state for state in here if state.needed]
    problems = tuple(problem for state in here for problem in state.problems)
    return SectionState(
        code=section.code,
        title=section.title,
        answered=sum(state.complete for state in needed),
        needed=len(needed),
        started=any(state.started for state in here),
        complete=not problems,
        problems=problems,
    )


def _gaps(question: Question, answer: Mapping[str, Any], *, needed: bool) -> Iterator[Problem]:
    if not answer:
        if needed:
            yield Problem(question.code, _first_field(question), f"Answer question {question.code}.", "unanswered")
        return
    for field, sentence in _missing(question.parts, answer, question.code):
        yield Problem(question.code, field, sentence, "needs_more")


def _first_field(question: Question) -> str:
    first = next(part for part in question.parts if part.is_answered_here)
    return f"{question.code}.0.{first.columns[0].name}" if first.columns else f"{question.code}.{first.name}"


def _missing(parts: tuple[Part, ...], answer: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    choice = next((part for part in parts if part.kind is PartKind.choice), None)
    chosen = choice.option(answer.get(choice.name, "")) if choice else None
    value = chosen.value if chosen else ""
    for part in parts:
        if not part.is_answered_here:
            continue
        field = f"{prefix}.{part.name}"
        if part.kind is PartKind.table:
            yield from _missing_in_rows(part, answer.get(part.name, []), prefix)
        elif part.name not in answer and (part.needed or value in part.needed_when):
            yield field, _ask(part, chosen.prompt if chosen and value in part.needed_when else "")
        elif part.all_for and value == part.all_for and len(answer.get(part.name, [])) < len(part.options):
            yield (
                field,
                f"Tick every part, or do not choose “{value}”: it means that all of them are in place.",
            )


def _missing_in_rows(part: Part, rows: list[Any], prefix: str) -> Iterator[tuple[str, str]]:
    given = {row.get("row"): row for row in rows} if part.rows else {}
    for place, option in enumerate(part.rows):
        row = given.get(option.value, {})
        for field, sentence in _missing(part.columns, row, f"{prefix}.{place}"):
            if part.needed or row:
                yield field, f"{option.label}: {sentence[0].lower()}{sentence[1:]}"
    if part.rows:
        return
    if part.needed and not rows:
        yield f"{prefix}.0.{part.columns[0].name}", "Fill in at least one row."
    for place, row in enumerate(rows):
        for field, sentence in _missing(part.columns, row, f"{prefix}.{place}"):
            yield field, f"Row {place + 1}: {sentence[0].lower()}{sentence[1:]}"


def _ask(part: Part, prompt: str) -> str:
    if prompt:
        return f"{prompt}."
    name = f" “{part.label}”" if part.label else ""
    return {
        PartKind.choice: f"Choose an answer{name and ' for' + name}.",
        PartKind.choices: "Choose at least one.",
        PartKind.ticks: "Tick what is in place.",
        PartKind.consent: f"Choose yes or no{name and ' for' + name}.",
        PartKind.date: f"Give the date{name}.",
        PartKind.percent: f"Give the share{name} in per cent.",
        PartKind.number: f"Give the number{name}.",
    }.get(part.kind, f"Fill in{name}." if name else "Write your answer.")
