"""A section to answer: what the page prints, ready for one plain template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from concordat.lib.form_logic import SCREENING_PREFIX, Evaluation, Form, PartKind, Problem, Question, typed_value
from concordat.lib.form_logic.evaluation import Answers
from concordat.questionnaires.guidance import NOTHING_KNOWN, FormGuidance
from concordat.questionnaires.presenters.fields import Field, Rows, part_view
from concordat.questionnaires.presenters.guidance import GuidanceLine, guidance_lines, rests_on
from concordat.questionnaires.presenters.why import reasons

Shown = Mapping[str, Sequence[tuple[str, str]]]
_LEVELS = {"must": "Must", "should": "Should", "good": "Good practice", "opinion": "Your view"}


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question on the page; a question about the setting itself shows no code."""

    id: str
    code: str
    text: str
    about: str
    hint: str
    error: str
    parts: tuple[Field | Rows, ...]
    shown: tuple[tuple[str, str], ...]
    signatures: tuple[str, ...]
    why: tuple[str, ...] = ()
    beside: object = None  # what the page that asks has to say beside it, for the template that it names


@dataclass(frozen=True, slots=True)
class NotAsked:
    """A question that does not concern the setting, and why."""

    code: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class PageError:
    """A line of the error summary."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class SectionPage:
    """A section's page, for `questionnaires/section.html`; its errors are for the page's error summary."""

    code: str
    title: str
    questions: tuple[QuestionView, ...]
    not_asked: tuple[NotAsked, ...]
    errors: tuple[PageError, ...]
    answered: int
    needed: int
    guidance: tuple[GuidanceLine, ...]


def section_page(
    form: Form,
    section_code: str,
    *,
    answers: Answers,
    evaluation: Evaluation,
    problems: Iterable[Problem] = (),
    typed: Mapping[str, list[str]] | None = None,
    blank_rows: Mapping[str, int] | None = None,
    shown: Shown | None = None,
    guidance: FormGuidance = NOTHING_KNOWN,
    beside: Mapping[str, object] | None = None,
) -> SectionPage:
    """The page of one section.

    `problems` are those to show now; `typed` is a post that could not be kept as it is and is shown again;
    `blank_rows` says how many empty rows a question's table gets; `shown` are facts held, to be confirmed;
    `guidance` says which editions the form rests on; `beside` is shown by the page's own `beside_template`.
    """
    section = form.section(section_code)
    if section is None:
        raise LookupError(section_code)
    errors = {problem.field: problem.sentence for problem in reversed(list(problems))}
    asked: list[QuestionView] = []
    not_asked: list[NotAsked] = []
    for question in section.questions:
        state = evaluation.questions[question.code]
        if state.why_not:
            not_asked.append(NotAsked(question.code, question.text, state.why_not))
            continue
        value = typed_value(question, typed) if typed is not None else answers.get(question.code)
        answer = value if isinstance(value, Mapping) else {}
        blank = (blank_rows or {}).get(question.code, 0)
        held = (shown or {}).get(question.code, ())
        view = _question(question, answer, errors, blank, held, _about(form, question, guidance))
        asked.append(replace(view, beside=(beside or {}).get(question.code)))
    summary = tuple(PageError(f"{_name(problem)}{problem.sentence}", f"#{problem.field}") for problem in problems)
    counted = evaluation.section(section_code)
    return SectionPage(
        code=section.code,
        title=section.title,
        questions=tuple(asked),
        not_asked=tuple(not_asked),
        errors=summary,
        answered=counted.answered if counted else 0,
        needed=counted.needed if counted else 0,
        guidance=guidance_lines(section.questions, guidance),
    )


def _name(problem: Problem) -> str:
    return "" if problem.question in problem.sentence else f"{problem.question}: "


def _question(
    question: Question,
    answer: Mapping[str, object],
    errors: Mapping[str, str],
    blank: int,
    shown: Sequence[tuple[str, str]],
    about: str,
) -> QuestionView:
    here = [part for part in question.parts if part.is_answered_here]
    return QuestionView(
        id=question.code,
        code="" if question.code.startswith(SCREENING_PREFIX) else question.code,
        text=question.text,
        about=about,
        hint=question.hint,
        error=errors.get(question.code, ""),
        parts=tuple(part_view(question, part, answer, errors, blank) for part in here),
        shown=tuple(shown),
        signatures=tuple(part.label for part in question.parts if part.kind is PartKind.signature),
        why=reasons(question),
    )


def _about(form: Form, question: Question, guidance: FormGuidance) -> str:
    """One line: how binding it is, what it rests on, what to have at hand, who may know."""
    named = rests_on(form, question, guidance)
    pieces = [
        _LEVELS.get(question.level, ""),
        f"{named[:1].upper()}{named[1:]}",
        f"Evidence: {question.evidence}" if question.evidence and question.level != "opinion" else "",
    ]
    return " · ".join(piece for piece in pieces if piece)
