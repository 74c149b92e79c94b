"""What a context puts on somebody's first page: what to do, why, by when and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Task:
    """Something to do: what, why, by when, where."""

    title: str
    why: str
    by_when: str
    href: str
    due: date
    overdue: bool = False

    def group(self, today: date) -> str:
        """Now, this week or later."""
        if self.overdue or self.due <= today:
            return "now"
        return "week" if self.due <= today + timedelta(days=7) else "later"


def in_order(tasks: list[Task]) -> list[Task]:
    """The nearest day first."""
    return sorted(tasks, key=lambda task: (task.due, task.title))
