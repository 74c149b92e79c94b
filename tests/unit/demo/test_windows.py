"""The days of the demo's audits: this year's is open on any day of building, and both end on a school day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.demo.calendar import windows
from concordat.demo.term_dates import LATER, calendar, draft
from concordat.establishments.term_dates import read

DAYS = st.dates(date(2025, 1, 1), date(2032, 12, 31))


@pytest.mark.parametrize("area", LATER)
@given(today=DAYS)
def test_both_audits_end_on_a_school_day_and_this_year_s_is_open(area: str, today: date) -> None:
    school_days = calendar(area, today)
    last, this = windows(today, school_days)
    assert this.opens_on < today < this.closes_on <= today + timedelta(days=84)
    assert last.closes_on < this.opens_on
    assert all(school_days.is_school_day(one.closes_on) for one in (last, this))


@given(today=DAYS)
def test_a_draft_has_three_terms_a_year_says_that_it_is_invented_and_covers_the_days_around_today(today: date) -> None:
    for area in LATER:
        spans = read(draft(area, today))
        assert all(span.name.endswith("(invented)") for span in spans)
        terms = [span for span in spans if span.is_term]
        assert len(terms) == 3 * 6 and len(spans) == 7 * 6
        school_days = calendar(area, today)
        assert not school_days.is_school_day(date(today.year, 1, 1))
        a_year = sum(school_days.is_school_day(today + timedelta(days=day)) for day in range(365))
        assert 170 <= a_year <= 200
