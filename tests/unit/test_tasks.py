"""What comes now, this week and later on somebody's first page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from concordat.core.tasks import Task, in_order

TODAY = date(2026, 11, 23)


def task(days: int, *, title: str = "Answer", overdue: bool = False) -> Task:
    return Task(title, "why", "by when", "/", TODAY + timedelta(days=days), overdue)


@pytest.mark.parametrize(("days", "group"), [(-30, "now"), (0, "now"), (1, "week"), (7, "week"), (8, "later")])
def test_the_day_decides_the_group(days: int, group: str) -> None:
    assert task(days).group(TODAY) == group


def test_what_is_overdue_is_for_now_whatever_its_day() -> None:
    assert task(20, overdue=True).group(TODAY) == "now"


def test_the_nearest_day_comes_first_then_the_title() -> None:
    given = [task(3, title="B"), task(1, title="C"), task(3, title="A")]
    assert [(one.title, one.due) for one in in_order(given)] == [
        ("C", TODAY + timedelta(days=1)),
        ("A", TODAY + timedelta(days=3)),
        ("B", TODAY + timedelta(days=3)),
    ]


def test_a_task_of_several_things_has_a_key_for_each() -> None:
    one = task(0)
    assert one.keys == (one.key,)
    first, second = (Task("t", "", "", "/", TODAY, parts=parts) for parts in ((1, 2), (2, 3)))
    assert first.key == second.key == one.key  # the same line of a calendar
    assert len({*first.keys, *second.keys}) == 3
    assert set(first.keys) & set(second.keys)
