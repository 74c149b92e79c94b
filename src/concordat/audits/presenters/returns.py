"""The setting's side: my returns, the task list, what comes next and who does it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from concordat.audits import access, queries
from concordat.audits.models import AuditReturn, SignOff
from concordat.audits.presenters.states import StateTag, tag
from concordat.audits.vocabulary import AWAITED, ReturnState, SignatureKind
from concordat.core.actor import Actor
from concordat.lib.form_logic import SCREENING_PREFIX, Evaluation, Form, Question, SectionState


@dataclass(frozen=True)
class Task:
    """A line of a task list."""

    title: str
    href: str
    hint: str
    state: StateTag


@dataclass(frozen=True)
class NextStep:
    """The one thing to do now: a button for those who may, a sentence for the others."""

    title: str
    text: str
    href: str = ""
    button: str = ""


def day(value: date) -> str:
    """A date in words: 18 December 2026."""
    return f"{value.day} {value:%B %Y}"


def section_task(audit_return: AuditReturn, section: SectionState) -> Task:
    """A section in the task list."""
    named = _accepted_for(audit_return, section)
    if named:
        href = reverse("audits:section", args=[audit_return.pk, section.code])
        return Task(section.title, href, f"From {named}: not asked", StateTag("Accepted", "turquoise"))
    if section.complete:
        state = StateTag("Done", "")
    elif section.started:
        state = StateTag("In progress", "light-blue")
    else:
        state = StateTag("Not started", "blue")
    counted = f"{section.answered} of {section.needed} answered" if section.needed else "Nothing needed here"
    return Task(section.title, reverse("audits:section", args=[audit_return.pk, section.code]), counted, state)


def _accepted_for(audit_return: AuditReturn, section: SectionState) -> str:
    """The outside audit that stands for a section; nothing where the section still asks something."""
    if not audit_return.accepted or section.needed:
        return ""
    asked = queries.form_of(audit_return).section(section.code)
    codes = (question.code for question in asked.questions) if asked else ()
    return next((str(audit_return.accepted[code]) for code in codes if code in audit_return.accepted), "")


def left_to_do(audit_return: AuditReturn, form: Form, section: SectionState) -> dict[str, Any]:
    """A section with what is left to do in it, each as a way there."""
    there = reverse("audits:section", args=[audit_return.pk, section.code]) + "?check=1"
    return {
        "title": section.title,
        "href": there,
        "problems": [
            {
                "question": question_named(form.questions[problem.question]),
                "href": f"{there}#{problem.question}",
                "says": "" if problem.kind == "unanswered" else problem.sentence,
            }
            for problem in section.problems
        ],
    }


def question_named(question: Question) -> str:
    """A question as people know it: its code and text; a first question about the setting has no code to show."""
    return question.text if question.code.startswith(SCREENING_PREFIX) else f"{question.code} {question.text}"


def question_choices(form: Form) -> list[tuple[str, str]]:
    """Every question to choose from."""
    return [(question.code, question_named(question)[:90]) for question in form.questions.values()]


STEPS: dict[ReturnState, tuple[str, str, str, str, str]] = {
    # state: permission, title, what for those who may, whom the others wait for, route and button
    ReturnState.dsl_complete: (
        "audits.sign_as_head",
        "The head signs",
        "Read the answers, then sign the declaration.",
        "The head or principal signs next.",
        "audits:sign_head|Read and sign",
    ),
    ReturnState.head_signed: (
        "audits.record_board_minute",
        "The board signs",
        "The chair signs, or you record the meeting that approved the return.",
        "The chair of governors or board lead signs next.",
        "audits:sign_board|Sign for the board",
    ),
    ReturnState.board_signed: (
        "audits.submit_return",
        "Submit to the partnership",
        "Everything is signed. Hand the return in.",
        "The designated safeguarding lead submits the return next.",
        "audits:submit|Submit the return",
    ),
}


def next_step(actor: Actor, audit_return: AuditReturn, found: Evaluation) -> NextStep:
    """What happens now, seen by this person."""
    state = ReturnState(audit_return.state)
    args = [audit_return.pk]
    if state in STEPS:
        permission, title, mine, theirs, where = STEPS[state]
        route, _, button = where.partition("|")
        if access.allows(actor, permission, audit_return):
            return NextStep(title, mine, reverse(route, args=args), button)
        return NextStep(title, theirs)
    if state is ReturnState.queried:
        return NextStep("The partnership asks a question", "Answer the question below. You can correct answers too.")
    if state in (ReturnState.submitted, ReturnState.replied):
        return NextStep(
            "With the partnership", "The return has been received. You will hear what the partnership found."
        )
    if state is ReturnState.accepted:
        return NextStep("Accepted", "The partnership has read the return and has no further question.")
    if state is ReturnState.exempt:
        return NextStep("Nothing to do", "The partnership has made your setting exempt from this audit.")
    if state is ReturnState.not_returned:
        return NextStep("Recorded as not returned", "If you can answer after all, tell the partnership.")
    return _while_answering(actor, audit_return, found)


def _while_answering(actor: Actor, audit_return: AuditReturn, found: Evaluation) -> NextStep:
    left = len(found.problems)
    if left == 0:
        if access.allows(actor, "audits.complete_return", audit_return):
            href = reverse("audits:finish", args=[audit_return.pk])
            return NextStep(
                "Finish the answers", "Every question is answered.", href, "Finish and ask the head to sign"
            )
        return NextStep("Every question is answered", "The designated safeguarding lead finishes the return next.")
    first = next((section for section in found.sections if not section.complete), found.sections[0])
    href = reverse("audits:section", args=[audit_return.pk, first.code])
    button = "Go on answering" if audit_return.answered else "Start answering"
    return NextStep(f"{left} left to do", f"Next: {first.title}.", href, button)


KINDS = {
    SignatureKind.head: "Head or principal",
    SignatureKind.chair: "Chair of governors or board lead",
    SignatureKind.board_minute: "The board, at a meeting",
}


@dataclass(frozen=True)
class SignatureLine:
    """A signature as the page says it."""

    key: str
    lines: tuple[str, ...]


def signature(signed: SignOff) -> SignatureLine:
    """Who signed, when, and which meeting approved it."""
    lines = [f"{signed.signed_name}, {day(signed.signed_at.date())}"]
    if signed.meeting_on is not None:
        lines.append(f"Meeting of {day(signed.meeting_on)}, minute {signed.minute_number}")
    if signed.review_by is not None:
        lines.append(f"The board reviews the action plan by {day(signed.review_by)}")
    return SignatureLine(KINDS[SignatureKind(signed.kind)], tuple(lines))


@dataclass(frozen=True)
class MyReturn:
    """One return in the list of a person's returns."""

    setting: str
    title: str
    partnership: str
    href: str
    tag: StateTag
    progress: str
    due: str
    is_overdue: bool


def my_return(audit_return: AuditReturn, *, today: date) -> MyReturn:
    """A return as the list shows it."""
    cycle = audit_return.cycle
    needed = audit_return.needed
    progress = f"{audit_return.answered} of {needed} answered" if needed else "Nothing answered yet"
    is_out = audit_return.state in AWAITED and cycle.state == "open"
    return MyReturn(
        setting=audit_return.establishment.organisation.name,
        title=f"{cycle.title}, {cycle.year}",
        partnership=cycle.partnership.organisation.name,
        href=reverse("audits:return", args=[audit_return.pk]),
        tag=tag(audit_return.state),
        progress=progress if is_out else (audit_return.receipt or ""),
        due=f"Due by {day(audit_return.due_on)}" if is_out else "",
        is_overdue=is_out and today > audit_return.due_on,
    )


def asked_twice(every: Iterable[AuditReturn]) -> list[dict[str, str]]:
    """Settings of which more than one open audit asks, with the way to the list of all that is asked."""
    counted: dict[int, list[AuditReturn]] = {}
    for one in every:
        if one.cycle.state == "open" and one.cycle.pilot_of_id is None and one.state in AWAITED:
            counted.setdefault(one.establishment_id, []).append(one)
    return [
        {
            "text": f"All that is asked of {rows[0].establishment.organisation.name} ({len(rows)})",
            "href": reverse("audits:together", args=[setting]),
        }
        for setting, rows in counted.items()
        if len(rows) > 1
    ]


def own_settings(every: Iterable[AuditReturn], own: Collection[int]) -> list[dict[str, str]]:
    """The actor's own settings, each with the way to what the area offers it."""
    names = {one.establishment_id: one.establishment.organisation.name for one in every if one.establishment_id in own}
    return [
        {"text": f"What the area offers that {name} could join", "href": reverse("audits:our_initiatives", args=[pk])}
        for pk, name in names.items()
    ]


def minutes(count: int) -> str:
    """A length of time in words."""
    hours, left = divmod(count, 60)
    told = [f"{hours} hour{'' if hours == 1 else 's'}"] if hours else []
    return " and ".join([*told, f"{left} minutes"] if left or not told else told)
