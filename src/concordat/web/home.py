"""The first page: tasks from every context as Now, This week and Later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from concordat.audits.presenters.tasks import tasks as audit_tasks
from concordat.core.actor import Actor
from concordat.core.tasks import Task, in_order
from concordat.establishments.presenters.leads import tasks as establishment_tasks
from concordat.joining.presenters.tasks import tasks as joining_tasks
from concordat.partnership.presenters import tasks as partnership_tasks

TITLES = {"now": "Now", "week": "This week", "later": "Later"}


@dataclass(frozen=True)
class TaskGroup:
    """Tasks under one heading."""

    title: str
    tasks: tuple[Task, ...]
    empty: str = "Nothing here."


def home(actor: Actor, *, today: date) -> dict[str, Any]:
    """What `web/home.html` shows to this person."""
    found = in_order(
        [
            *audit_tasks(actor, today=today),
            *partnership_tasks(actor, today=today),
            *establishment_tasks(actor, today=today),
            *joining_tasks(actor, today=today),
        ]
    )
    groups = [TaskGroup(title, tuple(t for t in found if t.group(today) == code)) for code, title in TITLES.items()]
    return {
        "greeting": "What to do now",
        "summary": f"{len(found)} {'thing' if len(found) == 1 else 'things'} to do." if found else "",
        "groups": groups if found else [],
        "empty": {
            "title": "Nothing to do now",
            "next": "When your partnership opens an audit, or something waits for you, it appears here.",
        },
    }
