"""How many questions a return asks and how many are answered: in all, and in each section that can be left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from concordat.audits import outside, queries
from concordat.audits.models import Answer, AuditReturn
from concordat.audits.outside_rules import EVERY
from concordat.lib import form_logic

Counts = dict[str, list[int]]


def questions_asked(audit_return: AuditReturn) -> int:
    """Those that must be answered; of all that the form asks, while nobody has begun."""
    every = queries.form_of(audit_return).questions.values()
    return audit_return.needed or sum(question.is_answered_here for question in every)


def by_section(audit_return: AuditReturn, values: Mapping[str, dict[str, Any]]) -> Counts:
    """Needed and answered of what each section asks that another audit can stand for, as if none stood for any.

    What was answered there before is looked up. One query where another audit stands for some of it.
    """
    aside = Answer.objects.filter(audit_return=audit_return, question__in=list(audit_return.accepted))
    kept = dict(aside.values_list("question", "value")) if audit_return.accepted else {}
    given = {question: value for question, value in {**values, **kept}.items() if value}
    form = queries.form_of(audit_return)
    states = form_logic.evaluate(form, queries.register_facts(audit_return), given).questions
    counted = {}
    for section in form.shown_sections:
        needed = [states[code] for code in outside.questions_of(section) if states[code].needed]
        counted[section.code] = [len(needed), sum(state.complete for state in needed)]
    return counted


def of_sections(audit_return: AuditReturn, sections: Iterable[str]) -> Counts:
    """The same of these sections, and of the whole return, as it stands; for whoever reads its answers."""
    values = queries.values_of(queries.answers_of(audit_return))
    found, every = queries.evaluate(audit_return, values), by_section(audit_return, values)
    return {code: every[code] for code in sections} | {EVERY: [found.needed, found.answered]}
