"""Who is on duty, who is away, and what a post's form shows first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from concordat.establishments.duty import next_on_duty
from concordat.establishments.models import Absence, StaffPost
from concordat.establishments.notices import DutyDesk, as_duty
from concordat.establishments.presenters.settings import day


@dataclass(frozen=True)
class AbsenceRow:
    """Days away."""

    says: str
    withdraw_href: str


def known_of(held: StaffPost) -> dict[str, Any]:
    """What the form about a post shows first; weekdays that were only described in words are ticked."""
    ticked = as_duty(held).weekdays if held.person_id else frozenset()
    return {
        "mailbox": held.mailbox,
        "weekdays": [str(number) for number in sorted(ticked)],
        "covered_by": held.covered_by_id,
        "working_days": held.working_days,
        "cover": held.cover,
        "trained_on": held.trained_on,
    }


def on_duty(held: list[StaffPost], desk: DutyDesk, today: date) -> str:
    """Who is on duty today, or next, in a sentence; names only that the reader may see."""
    names = {row.person_id: row.person.name for row in held if row.person is not None}
    names |= {row.covered_by_id: row.covered_by.name for row in held if row.covered_by is not None}
    duty = next_on_duty(desk.posts, desk.away, today)
    if duty is None:
        return "Nobody is on duty in the next four weeks."
    said = " and ".join(names.get(person, "somebody who covers") for person in duty.people)
    return (
        f"On duty today: {said}" if duty.day == today else f"Nobody is on duty today. Next, on {day(duty.day)}: {said}"
    )


def absences(found: list[Absence], held: StaffPost, people: list[tuple[int, str]]) -> list[AbsenceRow]:
    """Days away, each in a line."""
    names = dict(people)
    return [
        AbsenceRow(
            f"{_span(row.from_on, row.until_on)}"
            + (f", {names.get(row.covered_by_id, 'somebody else')} covers" if row.covered_by_id else ""),
            reverse("establishments:withdraw_absence", args=[held.pk, row.pk]),
        )
        for row in found
    ]


def _span(first: date, last: date) -> str:
    return day(first) if first == last else f"{day(first)} to {day(last)}"
