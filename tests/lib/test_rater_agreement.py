"""Weighted kappa against a published table, against scikit-learn, and against what must hold of any ratings."""

from __future__ import annotations

import warnings
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from concordat.lib.rater_agreement import UnknownRating, Weights, weighted_kappa

RAG = ["green", "amber", "red"]
SKIN = ["terrible", "poor", "marginal", "clear"]
# Two dermatologists and 88 patients: SAS/STAT User's Guide, the FREQ procedure, "Agreement Study".
DERMATOLOGISTS = [[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]
PAIRS = st.lists(st.tuples(st.sampled_from(RAG), st.sampled_from(RAG)), min_size=1, max_size=60)


def pairs_of(table: list[list[int]], scale: list[str]) -> list[tuple[str, str]]:
    cells = product(range(len(scale)), repeat=2)
    return [(scale[row], scale[column]) for row, column in cells for _ in range(table[row][column])]


def test_the_published_study_of_two_dermatologists() -> None:
    found = weighted_kappa(pairs_of(DERMATOLOGISTS, SKIN), SKIN)
    assert (found.pairs, found.same) == (88, 45)
    assert found.kappa == pytest.approx(0.5082, abs=0.00005)
    assert found.standard_error == pytest.approx(0.0655, abs=0.00005)
    assert found.interval == pytest.approx((0.3798, 0.6366), abs=0.0001)


@pytest.mark.parametrize("weights", list(Weights))
@given(pairs=PAIRS)
def test_it_is_what_scikit_learn_finds(weights: Weights, pairs: list[tuple[str, str]]) -> None:
    found = weighted_kappa(pairs, RAG, weights=weights)
    first, second = ([RAG.index(one) for one in side] for side in zip(*pairs, strict=True))
    if found.kappa is None:
        assert len(set(first)) == len(set(second)) == 1
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = cohen_kappa_score(first, second, labels=range(len(RAG)), weights=str(weights))
    assert found.kappa == pytest.approx(theirs, abs=1e-9)


@given(pairs=PAIRS)
def test_it_does_not_matter_who_is_named_first_nor_which_end_is_good(pairs: list[tuple[str, str]]) -> None:
    here = weighted_kappa(pairs, RAG)
    there = weighted_kappa([(second, first) for first, second in pairs], RAG)
    upside_down = weighted_kappa(pairs, RAG[::-1])
    for other in (there, upside_down):
        assert (here.kappa is None) == (other.kappa is None)
        if here.kappa is not None:
            assert here.kappa == pytest.approx(other.kappa)
            assert here.standard_error == pytest.approx(other.standard_error, abs=1e-7)


@given(ratings=st.lists(st.sampled_from(RAG), min_size=2, max_size=40))
def test_those_who_agree_on_everything_have_one(ratings: list[str]) -> None:
    found = weighted_kappa([(one, one) for one in ratings], RAG)
    if len(set(ratings)) == 1:
        assert found.kappa is None
        assert found.interval is None
    else:
        assert found.kappa == pytest.approx(1)
        assert found.share_same == 1
        assert (found.standard_error, found.interval) == (None, None)  # so few could have differed and did not


def test_two_who_never_waver_show_no_spread_and_so_no_interval() -> None:
    found = weighted_kappa([("green", "amber")] * 20, RAG)
    assert (found.kappa, found.standard_error, found.interval) == (0.0, None, None)


def test_nobody_agrees_about_nothing() -> None:
    found = weighted_kappa([], RAG)
    assert (found.pairs, found.kappa, found.interval, found.share_same) == (0, None, None, 0.0)


def test_a_near_miss_costs_less_than_a_far_one() -> None:
    agree = [("green", "green"), ("red", "red"), ("amber", "amber")] * 5
    near, far = ([*agree, ("green", other)] for other in ("amber", "red"))
    assert (weighted_kappa(near, RAG).kappa or 0) > (weighted_kappa(far, RAG).kappa or 0)


@pytest.mark.parametrize("scale", [["green"], ["green", "green"], ["amber", "red"]])
def test_a_rating_off_the_scale_is_refused(scale: list[str]) -> None:
    with pytest.raises(UnknownRating):
        weighted_kappa([("green", "red")], scale)
