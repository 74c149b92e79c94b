"""When a local setting can be merged: one thing in the way at a time."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.establishments.rules import Gap, HeldPost, MergeFacts, gaps_of, is_training_due, why_not_to_merge

FINE = MergeFacts(
    local_name="Acorn Nursery",
    is_local=True,
    local_is_closed=False,
    entry_name="Acorn Nursery School",
    entry_has_urn=True,
    entry_is_closed=False,
    entry_in_own_area=True,
)


def test_nothing_in_the_way() -> None:
    assert why_not_to_merge(FINE) == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"is_local": False}, "Merge a local setting into one that has a URN."),
        ({"entry_has_urn": False}, "Merge a local setting into one that has a URN."),
        ({"local_is_closed": True}, "Acorn Nursery is closed, or has been merged already."),
        ({"entry_is_closed": True}, "Acorn Nursery School is closed."),
        ({"entry_in_own_area": False}, "Acorn Nursery School is registered outside your area."),
        ({"audits_not_finished": 1}, "Acorn Nursery has an audit that is not finished."),
    ],
)
def test_what_stands_in_the_way_is_said(change: dict[str, Any], said: str) -> None:
    assert why_not_to_merge(replace(FINE, **change)).startswith(said)


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("posts", "gaps"),
    [
        ([], (Gap.no_lead,)),
        ([HeldPost(False, TODAY, True)], (Gap.no_lead,)),
        ([HeldPost(True, None, False)], (Gap.training_unknown, Gap.no_cover)),
        ([HeldPost(True, date(2024, 11, 23), True)], (Gap.training_due,)),
        ([HeldPost(True, date(2024, 11, 24), True)], ()),
        ([HeldPost(True, TODAY, False), HeldPost(False, None, False)], ()),
        ([HeldPost(True, date(2020, 1, 1), False), HeldPost(True, TODAY, False)], ()),
    ],
)
def test_what_a_setting_lacks(posts: list[HeldPost], gaps: tuple[Gap, ...]) -> None:
    assert gaps_of(posts, today=TODAY) == gaps


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 1500))
def test_training_lasts_two_years_and_then_stays_due(trained: date, days: int) -> None:
    day = trained + timedelta(days=days)
    assert is_training_due(trained, day) == (days >= 731 or (days == 730 and not _leap_between(trained, day)))


def _leap_between(first: date, last: date) -> bool:
    years = [year for year in range(first.year, last.year + 1) if calendar.isleap(year)]
    return any(first < date(year, 2, 29) <= last for year in years)
