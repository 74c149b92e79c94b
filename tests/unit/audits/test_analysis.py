"""Counting: hand tallies, intervals from the literature, and groups too small to show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.audits.analysis.counting import rounding_note, tally, wilson
from concordat.core.small_groups import hidden_groups

CONFIDENCE = [("very", "Very confident"), ("somewhat", "Somewhat confident"), ("not_yet", "Not yet confident")]


def test_the_reports_figures_for_wakefield() -> None:
    counted = tally(["very"] * 95 + ["somewhat"] * 65, CONFIDENCE)
    assert [share.count for share in counted.shares] == [95, 65, 0]
    assert [round(share.percent, 1) for share in counted.shares] == [59.4, 40.6, 0.0]
    assert counted.asked == counted.answered == 160


def test_a_hand_tally_of_twenty_returns() -> None:
    chosen = ["very"] * 7 + ["somewhat"] * 9 + ["not_yet"] * 2 + [None] * 2
    counted = tally(chosen, CONFIDENCE)
    assert [(share.count, share.of) for share in counted.shares] == [(7, 18), (9, 18), (2, 18)]
    assert counted.not_answered == 2


def test_an_answer_that_the_question_does_not_offer_is_an_error() -> None:
    with pytest.raises(ValueError, match="does not offer"):
        tally(["perhaps"], CONFIDENCE)


def test_wilson_against_published_values() -> None:
    # Newcombe (1998), table I, method 3: 81/263 and 15/148 and 0/20 and 1/29.
    for count, of, low, high in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ]:
        found = wilson(count, of)
        assert found == pytest.approx((low, high), abs=0.0001)


@given(count=st.integers(0, 500), more=st.integers(0, 500))
def test_an_interval_holds_its_share(count: int, more: int) -> None:
    low, high = wilson(count, count + more)
    assert 0 <= low <= high <= 1
    if count + more:
        assert low - 1e-12 <= count / (count + more) <= high + 1e-12


def test_rounded_parts_that_exceed_a_hundred_are_explained() -> None:
    counted = tally(["very"] * 1 + ["somewhat"] * 1 + ["not_yet"] * 1, CONFIDENCE)
    assert rounding_note(counted.shares) != ""
    assert rounding_note(tally(["very"], CONFIDENCE).shares) == ""


def test_one_small_group_takes_another_with_it() -> None:
    assert hidden_groups({"primary": 110, "secondary": 18, "nursery": 3}, 5) == {"nursery", "secondary"}
    assert hidden_groups({"primary": 110, "secondary": 18}, 5) == frozenset()


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 40), max_size=8), st.integers(1, 12))
def test_what_is_hidden_cannot_be_worked_out_from_the_total(sizes: dict[str, int], threshold: int) -> None:
    hidden = hidden_groups(sizes, threshold)
    for name, size in sizes.items():
        if 0 < size < threshold:
            assert name in hidden
    shown = [name for name, size in sizes.items() if size and name not in hidden]
    if hidden and shown:
        assert len(hidden) > 1
        assert sum(sizes[name] for name in hidden) >= threshold
