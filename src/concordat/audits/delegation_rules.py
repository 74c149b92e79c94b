"""Which colleague a section suits, and by when it may be wanted. Pure: days and facts are passed in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from concordat.accounts.vocabulary import Role
from concordat.lib.form_logic import Section
from concordat.lib.school_days import SchoolCalendar

# What a form's `answered_by` says, as the roles that people hold at a setting.
MEANT_FOR: dict[str, tuple[Role, ...]] = {
    "HT": (Role.headteacher,),
    "DSL": (Role.dsl, Role.deputy_dsl),
    "GOV": (Role.governor,),
    "SBM": (Role.school_business_manager,),
}


def suits(section: Section) -> tuple[Role, ...]:
    """Roles that the section's questions are meant for, the one with most questions first."""
    counted: Counter[Role] = Counter()
    for question in section.questions:
        for code in question.answered_by:
            counted.update(MEANT_FOR.get(code, ()))
    return tuple(role for role, _ in counted.most_common())


def suggested(sections: Iterable[Section], roles: Iterable[str]) -> list[str]:
    """Codes of the sections that somebody with these roles would be asked for, in the form's order.

    A section is suggested where the questions meant for these roles are a third of it at least.
    """
    held = set(roles)
    found = []
    for section in sections:
        asked = [question for question in section.questions if question.is_answered_here]
        meant = [one for one in asked if any(held & set(MEANT_FOR.get(code, ())) for code in one.answered_by)]
        if asked and len(meant) * 3 >= len(asked):
            found.append(section.code)
    return found


def why_not_by(day: date, *, today: date, opens_on: date, closes_on: date, calendar: SchoolCalendar) -> str:
    """Why a section cannot be wanted by this day, with what to do; empty where it can."""
    if today > closes_on:
        return "The last day of this return is over. Leave the day empty, and say in the note when you need it."
    first = max(today, opens_on)
    if not first <= day <= closes_on:
        return f"Give a day from {_said(first)} to {_said(closes_on)}, or none."
    if not calendar.is_school_day(day):
        before = calendar.step(day, -1)
        other = before if before >= first else calendar.step(day, 1)
        return f"This is no school day. Give a school day, such as {_said(other)}."
    return ""


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
