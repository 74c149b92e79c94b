"""Numbers out of what a browser sends: "²" is a digit to Python and no number, and a number can be forged too long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.audits import rules
from concordat.core.whole_numbers import whole_number


@pytest.mark.parametrize("forged", ["", " 1", "-1", "1.0", "²", "٣", "9" * 5000, "x", "1_000"])
def test_what_is_no_number_is_none(forged: str) -> None:
    assert whole_number(forged) is None
    assert not rules.receipt_is_genuine(forged)
    assert not rules.receipt_is_genuine("²" * 12)


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_a_number_is_what_it_says(number: int) -> None:
    assert whole_number(str(number)) == number


@given(st.text())
def test_whatever_comes_nothing_breaks(text: str) -> None:
    found = whole_number(text)
    assert found is None or text.lstrip("0") in (str(found), "")


def test_a_bound_is_kept() -> None:
    assert (whole_number("12345678", digits=8), whole_number("123456789", digits=8)) == (12345678, None)
