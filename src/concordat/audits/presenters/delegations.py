"""Who has which section: for the lead on the return, for the colleague on the section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from concordat.audits.delegation_rules import suggested
from concordat.audits.handed import Colleague, is_out
from concordat.audits.models import AuditReturn, Delegation
from concordat.audits.presenters.returns import Task, day
from concordat.audits.presenters.states import StateTag
from concordat.core.clock import day_of
from concordat.lib.form_logic import Evaluation, Form, SectionState


@dataclass(frozen=True)
class Handed:
    """One section that is, or was until now, with a colleague."""

    id: int
    code: str
    title: str
    href: str
    who: str
    since: str
    by_when: str
    tag: StateTag
    says: str
    note: str
    said: str
    is_out: bool
    is_back: bool


def handed(row: Delegation, form: Form, *, today: date) -> Handed:
    """How it stands with this section, seen by the lead."""
    section = form.section(row.section)
    since, who = day(day_of(row.given_at)), row.person.name
    if row.done_at is not None:
        state, says = StateTag("Came back", "green"), f"{who} gave it back on {day(day_of(row.done_at))}."
    elif not is_out(row):
        state, says = StateTag("With you again", "grey"), f"{who} holds no role at your setting any more."
    elif row.wanted_on is not None and row.wanted_on < today:
        state, says = StateTag("Late", "red"), f"With {who} since {since}, wanted by {day(row.wanted_on)}."
    else:
        wanted = f", wanted by {day(row.wanted_on)}" if row.wanted_on else ""
        state, says = StateTag("With a colleague", "light-blue"), f"With {who} since {since}{wanted}."
    return Handed(
        id=row.pk,
        code=row.section,
        title=f"{row.section} {section.title}" if section else row.section,
        href=reverse("audits:section", args=[row.audit_return_id, row.section]),
        who=who,
        since=since,
        by_when=day(row.wanted_on) if row.wanted_on else "",
        tag=state,
        says=says,
        note=row.note,
        said=row.said,
        is_out=is_out(row),
        is_back=row.done_at is not None,
    )


def in_order(rows: Iterable[Delegation], form: Form, *, today: date) -> list[Handed]:
    """All of them, as the form has its sections."""
    places = {section.code: place for place, section in enumerate(form.shown_sections)}
    every = sorted(rows, key=lambda row: places.get(row.section, len(places)))
    return [handed(row, form, today=today) for row in every]


def with_holder(task: Task, row: Delegation | None, *, today: date, form: Form) -> Task:
    """A line of the task list that says who has the section."""
    if row is None:
        return task
    said = handed(row, form, today=today)
    return Task(task.title, task.href, f"{task.hint}. {said.says}", said.tag)


def my_section(row: Delegation, state: SectionState) -> Task:
    """A line for the colleague."""
    found = StateTag("All answered", "green") if state.complete else StateTag("To answer", "blue")
    wanted = f" · by {day(row.wanted_on)}" if row.wanted_on else ""
    counted = f"{state.answered} of {state.needed} answered" if state.needed else "Nothing needed here"
    title = f"{row.section} {state.title}"
    return Task(title, reverse("audits:section", args=[row.audit_return_id, row.section]), counted + wanted, found)


def my_sections(rows: Iterable[Delegation], found: Evaluation) -> list[Task]:
    """The colleague's list."""
    states = {state.code: state for state in found.sections}
    return [my_section(row, states[row.section]) for row in rows if row.section in states]


def choices(form: Form, current: Mapping[str, Delegation]) -> list[tuple[str, str]]:
    """Sections to choose from; one that somebody has says so."""
    found = []
    for section in form.shown_sections:
        row = current.get(section.code)
        has = f" (now with {row.person.name})" if row is not None and is_out(row) else ""
        found.append((section.code, f"{section.code} {section.title}{has}"))
    return found


def suggestions(
    audit_return: AuditReturn, form: Form, colleagues: Iterable[Colleague], current: Mapping[str, Delegation]
) -> list[dict[str, Any]]:
    """For each colleague the sections that the form means for such a role and that nobody has; as a link."""
    found = []
    for one in colleagues:
        codes = [code for code in suggested(form.shown_sections, one.roles) if code not in current]
        if codes and len(codes) < len(form.shown_sections) / 2:
            chosen = "&".join(f"section={code}" for code in codes)
            href = reverse("audits:delegate", args=[audit_return.pk]) + f"?person={one.id}&{chosen}"
            found.append({"who": one.said, "codes": ", ".join(codes), "href": href})
    return found


def typed(posted: Iterable[tuple[str, list[str]]]) -> list[tuple[str, str]]:
    """What somebody had typed into a section that is gone: question and words, to copy."""
    return [
        (name, "\n".join(values))
        for name, values in posted
        if "." in name and not name.endswith((".was", ".theirs", ".conflict")) and any(values)
    ]
