"""The letter: how many of which kind, and nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from concordat.core.tasks import Task
from concordat.worklist.rules import counted

SUBJECT = "What waits for you in Concordat"
TITLES = {"now": "Now", "week": "In the next seven days", "later": "Later"}


def lines_of(tasks: Sequence[Task], *, today: date) -> list[str]:
    """Everything that waits, by when."""
    lines = [f"{len(tasks)} {'thing waits' if len(tasks) == 1 else 'things wait'} for you."]
    for code, title in TITLES.items():
        kinds = [task.kind for task in tasks if task.group(today) == code]
        if kinds:
            lines.append(f"{title}: {'; '.join(counted(kinds))}.")
    return [*lines, *_closing()]


def lines_of_new(kinds: Sequence[str]) -> list[str]:
    """Only what is new."""
    return [f"New: {'; '.join(counted(kinds))}.", *_closing()]


def _closing() -> list[str]:
    return ["Sign in to see it.", "How often you get this letter is your choice: sign in and open “Notices”."]
