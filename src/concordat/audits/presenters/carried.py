"""Where a carried answer comes from and why one differs: on the page, on paper and in files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from concordat.audits import queries
from concordat.audits.carrying.standing import carried_of, differences_of
from concordat.audits.models import AuditReturn, CarriedAnswer
from concordat.audits.outside_rules import NOT_ASKED
from concordat.audits.presenters.returns import day
from concordat.core import clock
from concordat.lib import form_logic
from concordat.questionnaires import presenters as forms_say

BY_RULE = {
    "equal": "asks the same",
    "superset": "asks all of this and more",
    "joint_cover": "together with others covers this",
    "ticked": "with what was ticked below it covers this",
    "subset": "is part of this",
}
CSV_HEADER = (
    "Section", "Question", "Text", "Answer", "Carried from", "Signed on", "Their question", "Rule", "Confirmed by",
    "Confirmed on", "Why it differs",
)  # fmt: skip


def csv_rows(audit_return: AuditReturn) -> Iterator[tuple[object, ...]]:
    """Every question with its answer; a carried one has a line for each of its sources. Three queries."""
    form = queries.form_of(audit_return)
    values = queries.values_of(queries.answers_of(audit_return))
    carried, reasons = carried_of(audit_return), differences_of(audit_return)
    for section in form.shown_sections:
        for question in section.questions:
            value = values.get(question.code, {})
            reason = reasons.get(question.code)
            why = reason.reason if reason is not None and reason.value == value.get("choice") else ""
            named = audit_return.accepted.get(question.code)
            said = NOT_ASKED.format(named) if named else in_words(question, value)
            about = (section.title, question.code, question.text, said)
            rows: Sequence[CarriedAnswer | None] = carried.get(question.code) or [None]
            for row in rows:
                yield (*about, *_cells(row), why)


def _cells(row: CarriedAnswer | None) -> tuple[object, ...]:
    if row is None:
        return ("",) * 6
    rule = BY_RULE.get(row.rule, row.rule)
    confirmed = clock.day_of(row.confirmed_at).isoformat()
    return (row.source_name, row.signed_on.isoformat(), row.source_question, rule, row.confirmed_name, confirmed)


def in_words(question: form_logic.Question, value: Mapping[str, Any]) -> str:
    """An answer in a line."""
    lines = forms_say.answers_in_words(question, value)
    return "; ".join(f"{line.tag_text} {line.text}".strip() for line in lines)


def provenance(row: CarriedAnswer) -> str:
    """Where a carried answer comes from and who confirmed it, in a sentence."""
    rule = BY_RULE.get(row.rule, "")
    whose = "From your return to" if row.source_trust_id is None else "From your trust:"
    if row.source_pack_id is not None:
        whose = "From the pack of your return elsewhere,"
    said = f"{row.source_question}{f', which {rule}' if rule else ''}"
    return (
        f"{whose} {row.source_name}, signed on {day(row.signed_on)}: {said}."
        f" Confirmed by {row.confirmed_name} on {day(clock.day_of(row.confirmed_at))}."
    )


def notes_of(audit_return: AuditReturn, values: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """What a reader of a whole return sees below an answer: where it comes from, why it differs. Two queries."""
    found = {code: tuple(provenance(row) for row in rows) for code, rows in carried_of(audit_return).items()}
    for code, one in differences_of(audit_return).items():
        if values.get(code, {}).get("choice") == one.value:
            said = f"Differs from a signed answer elsewhere. {one.against} The setting says why: {one.reason}"
            found[code] = (*found.get(code, ()), said)
    return found
