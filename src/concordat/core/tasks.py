"""What a context puts on somebody's first page: what to do, why, by when, in how many minutes and where."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Task:
    """Something to do: what, why, by when, where, and how long it takes.

    `kind` says what it is without any name, for mail and calendars. `minutes` is stated by a rule of the context.
    Where the line counts several things under one address, `parts` are their ids: what comes to it is news.
    """

    title: str
    why: str
    by_when: str
    href: str
    due: date
    overdue: bool = False
    kind: str = "Something to do"
    minutes: int = 5
    parts: tuple[object, ...] = ()

    @property
    def key(self) -> str:
        """The same task on another day has the same key; it says nothing to whoever reads it."""
        return _digest(f"{self.kind}|{self.href}")

    @property
    def keys(self) -> tuple[str, ...]:
        """A key for each part, so that each is told once; the task's own where it has none."""
        return tuple(_digest(f"{self.kind}|{self.href}|{part}") for part in self.parts) or (self.key,)

    def group(self, today: date) -> str:
        """Now, this week or later."""
        if self.overdue or self.due <= today:
            return "now"
        return "week" if self.due <= today + timedelta(days=7) else "later"


def _digest(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def in_order(tasks: list[Task]) -> list[Task]:
    """The nearest day first."""
    return sorted(tasks, key=lambda task: (task.due, task.title))
