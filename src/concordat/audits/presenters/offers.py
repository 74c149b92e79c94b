"""Answers that wait to be confirmed: by section for the officer, one by one for the setting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from concordat.audits.models import AuditReturn, OfferedAnswer
from concordat.audits.presenters.returns import Task, day, question_named
from concordat.audits.presenters.states import StateTag
from concordat.audits.queries import AnswerNow, form_of
from concordat.audits.vocabulary import OfferSource
from concordat.core import clock
from concordat.lib.form_logic import Form, Question
from concordat.questionnaires import presenters as forms_say


@dataclass(frozen=True)
class ToConfirm:
    """An offered answer beside the present one."""

    id: int
    title: str
    offered: str
    present: str
    was: str
    whence: str
    ticked: bool


def by_phone(offers: Iterable[OfferedAnswer]) -> dict[str, OfferedAnswer]:
    """What was taken down on the telephone, by question."""
    return {one.question: one for one in offers if one.source == OfferSource.phone}


def call(audit_return: AuditReturn, offers: Iterable[OfferedAnswer]) -> dict[str, Any]:
    """The sections of the form with how much of each was taken down."""
    taken = by_phone(offers)
    tasks = []
    for section in form_of(audit_return).shown_sections:
        count = sum(question.code in taken for question in section.questions)
        state = StateTag(f"{count} taken down", "light-blue") if count else StateTag("Nothing yet", "grey")
        href = reverse("audits:phone_section", args=[audit_return.pk, section.code])
        tasks.append(Task(section.title, href, "", state))
    return {"tasks": tasks, "count": len(taken)}


def to_confirm(form: Form, offers: Iterable[OfferedAnswer], answers: Mapping[str, AnswerNow]) -> list[ToConfirm]:
    """Each offer with the answer that stands; ticked beforehand where nothing stands."""
    lines = []
    for one in offers:
        question = form.questions.get(one.question)
        if question is None:
            continue
        now = answers.get(one.question)
        present = now.value if now else {}
        lines.append(
            ToConfirm(
                one.pk,
                question_named(question),
                _in_words(question, one.value),
                _in_words(question, present) if present else "",
                now.token if now else "",
                _whence(one),
                not present,
            )
        )
    return lines


def _whence(one: OfferedAnswer) -> str:
    on = day(clock.day_of(one.offered_at))
    if one.source == OfferSource.predecessor:
        return f"Written by {one.told_by}, which your setting follows; passed on {on}"
    if one.source == OfferSource.pilot:
        return f"Written in the pilot; passed on {on}"
    return f"{one.told_by}, on the telephone; written down by {one.offered_name}, {on}"


def _in_words(question: Question, value: Mapping[str, Any]) -> str:
    lines = forms_say.answers_in_words(question, value)
    return "\n".join(f"{line.tag_text} {line.text}".strip() for line in lines)
