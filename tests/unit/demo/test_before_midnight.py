"""The demonstration counts days back in UTC and in England: it stands on a moment at which both are the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from concordat.core.clock import day_of
from concordat.demo.building import before_midnight

MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@given(MOMENTS, st.integers(0, 400))
def test_days_counted_back_are_the_same_in_both(moment: datetime, days: int) -> None:
    kept = before_midnight(moment) - timedelta(days=days)
    assert day_of(kept) == kept.date()
    assert before_midnight(moment) <= moment
