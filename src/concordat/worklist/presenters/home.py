"""The first page: tasks from every context as Now, This week and Later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from concordat.core.actor import Actor
from concordat.core.permissions import allows_somewhere
from concordat.core.tasks import Task
from concordat.worklist import collecting
from concordat.worklist.rules import said_minutes

TITLES = {"now": "Now", "week": "This week", "later": "Later"}


@dataclass(frozen=True)
class ShownTask:
    """A task in words."""

    title: str
    why: str
    by_when: str
    href: str
    overdue: bool
    minutes: str


@dataclass(frozen=True)
class TaskGroup:
    """Tasks under one heading."""

    title: str
    tasks: tuple[ShownTask, ...]
    empty: str = "Nothing here."


def home(actor: Actor, *, today: date) -> dict[str, Any]:
    """What `web/home.html` shows to this person."""
    found = collecting.tasks_of(actor, today=today)
    return {
        "greeting": "What to do now",
        "has_duties": allows_somewhere(actor, "worklist.tick_duties"),
        "summary": _summary(found, today),
        "groups": [_group(code, title, found, today) for code, title in TITLES.items()] if found else [],
        "empty": {"title": "Nothing to do now", "next": "" if found else _next(actor, today)},
    }


def _summary(found: Sequence[Task], today: date) -> str:
    if not found:
        return ""
    things = f"{len(found)} {'thing' if len(found) == 1 else 'things'} to do."
    minutes = sum(task.minutes for task in found if task.group(today) == "now")
    return f"{things} What is due now takes {said_minutes(minutes)}." if minutes else things


def _group(code: str, title: str, found: Sequence[Task], today: date) -> TaskGroup:
    here = tuple(_shown(task) for task in found if task.group(today) == code)
    following = [task.due for task in found if task.due > today and task.group(today) != code]
    coming = min(following, default=None)
    empty = f"Nothing here. The next day is {coming.day} {coming:%B %Y}." if coming and code != "later" else "Nothing."
    return TaskGroup(title, here, empty)


def _shown(task: Task) -> ShownTask:
    return ShownTask(task.title, task.why, task.by_when, task.href, task.overdue, said_minutes(task.minutes))


def _next(actor: Actor, today: date) -> str:
    known = collecting.next_known(actor, today=today)
    if known is None:
        return "When your partnership opens an audit, or something waits for you, it appears here."
    day, what = known
    return f"What comes next: {what} on {day.day} {day:%B %Y}."
