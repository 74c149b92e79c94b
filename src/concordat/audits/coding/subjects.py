"""What can be coded in a cycle: a question on confidence or a rating, or all questions on confidence of a section."""

from __future__ import annotations

from dataclasses import dataclass

from concordat.audits import access
from concordat.audits.coding_rules import ANSWERS_READ
from concordat.audits.models import AuditCycle
from concordat.audits.vocabulary import CONFIDENCE_SCALE
from concordat.core.actor import Actor
from concordat.lib.form_logic import Form, Question
from concordat.questionnaires import queries as questionnaire_queries


@dataclass(frozen=True)
class Subject:
    """What is coded: its key, how pages name it, its questions, and which answers' notes are read."""

    key: str
    title: str
    questions: tuple[str, ...]
    answers: tuple[str, ...]


def subjects_of(actor: Actor, cycle: AuditCycle) -> dict[str, Subject]:
    """By key: questions on confidence first, then sections, then ratings. One query beside the frozen forms."""
    returns = access.visible_returns(actor).filter(cycle=cycle, submitted_at__isnull=False)
    versions = sorted(set(returns.values_list("form_version_id", flat=True)))
    confidence: dict[str, Subject] = {}
    sections: dict[str, Subject] = {}
    ratings: dict[str, Subject] = {}
    for form in map(questionnaire_queries.form_of, versions):
        confidence |= _of_questions(form, CONFIDENCE_SCALE)
        sections |= _of_sections(form)
        ratings |= {key: one for key, one in _of_questions(form).items() if key not in confidence}
    return confidence | sections | ratings


def _has_note(question: Question) -> bool:
    return question.scale in ANSWERS_READ and any(part.name == "note" for part in question.parts)


def _of_questions(form: Form, scale: str = "") -> dict[str, Subject]:
    return {
        f"q:{one.code}": Subject(f"q:{one.code}", f"{one.code} {one.text}", (one.code,), ANSWERS_READ[one.scale])
        for section in form.sections
        for one in section.questions
        if _has_note(one) and (not scale or one.scale == scale)
    }


def _of_sections(form: Form) -> dict[str, Subject]:
    """Sections that ask for confidence more than once."""
    found: dict[str, Subject] = {}
    for section in form.sections:
        asked = tuple(one.code for one in section.questions if _has_note(one) and one.scale == CONFIDENCE_SCALE)
        if len(asked) > 1:
            title = f"Every question on confidence of {section.code} {section.title}"
            found[f"s:{section.code}"] = Subject(f"s:{section.code}", title, asked, ANSWERS_READ[CONFIDENCE_SCALE])
    return found
