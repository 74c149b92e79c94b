"""Figures that need a hidden cell say nothing, and noise keeps away from what is published exactly."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from concordat.lib.safe_statistics import Symbol
from concordat.lib.safe_statistics.exploring import PublishedExactly, noisy, respondent_keys, rounded
from concordat.lib.safe_statistics.figures import Share, bars, change, flagged, mean, ranks, share
from concordat.lib.safe_statistics.values import Cell

HIDDEN = Symbol.hidden


def test_a_share_has_wilsons_interval() -> None:
    """Newcombe 1998, table I: 81 of 263 is 0.3080, from 0.2553 to 0.3662."""
    found = share(81, 263)
    assert isinstance(found, Share)
    assert found.low == pytest.approx(25.53, abs=0.01)
    assert found.high == pytest.approx(36.62, abs=0.01)


def test_a_change_has_newcombes_interval() -> None:
    """Newcombe 1998b, table II, example (a): 56/70 - 48/80 is 0.2000, from 0.0524 to 0.3339."""
    found = change(56, 70, 48, 80)
    assert isinstance(found, Share)
    assert found.per_cent == pytest.approx(20.0)
    assert found.low == pytest.approx(5.24, abs=0.01)
    assert found.high == pytest.approx(33.39, abs=0.01)


@pytest.mark.parametrize("place", range(4))
def test_no_figure_is_made_with_a_hidden_cell(place: int) -> None:
    given: list[Cell] = [5, 30, 8, 40]
    given[place] = HIDDEN
    assert change(*given) is HIDDEN
    assert mean(given, [1, 2, 3, 4]) is HIDDEN
    assert bars(given, 100)[place] is HIDDEN
    if place < 2:
        assert share(given[0], given[1]) is HIDDEN


def test_no_figure_differs_between_worlds_that_a_release_cannot_tell_apart() -> None:
    """Whatever the hidden counts are, every figure is the same: so none of them betrays one."""
    said = []
    for one, other in product(range(5), repeat=2):
        true = [one, other, 30, 12]
        shown: list[Cell] = [HIDDEN if count < 5 else count for count in true]
        shares = {str(number): share(cell, 60) for number, cell in enumerate(shown)}
        said.append(
            (
                mean(shown, [1, 2, 3, 4]),
                bars(shown, 1.0),
                ranks(shares),
                [flagged(each, 30) for each in shares.values()],
            )
        )
    assert all(each == said[0] for each in said)
    assert said[0][2]["2"] is Symbol.not_available


def test_figures_of_shown_cells() -> None:
    assert mean([10, 20, 10], [1, 2, 3]) == 2
    assert mean([10, Symbol.not_applicable, 10], [1, 2, 3]) == 2
    assert bars([5, 10], 100) == [50, 100]
    assert share(0, 0) is Symbol.not_applicable
    placed = ranks({"Ash": share(10, 40), "Beech": share(20, 40), "Cedar": share(10, 40)})
    assert placed == {"Ash": 2, "Beech": 1, "Cedar": 2}
    assert flagged(share(30, 40), 50) is True
    assert flagged(share(22, 40), 50) is False


def test_rounding_goes_to_the_nearest_five() -> None:
    counts = np.array([0, 1, 2, 3, 4, 5, 7, 8, 12, 13])
    nothing = np.zeros(len(counts), dtype=np.bool_)
    assert rounded(counts, nothing).tolist() == [0, 0, 0, 5, 5, 5, 5, 10, 10, 15]


def test_noise_is_the_same_for_the_same_children_and_small() -> None:
    keys = respondent_keys(np.arange(40), b"a secret of sixteen bytes and more")
    groups = np.array([keys[:n].sum(dtype=np.uint64) for n in range(40)])
    counts, nothing = np.arange(40), np.zeros(40, dtype=np.bool_)
    first = noisy(counts, groups, nothing)
    assert (noisy(counts, groups, nothing) == first).all()
    assert first[0] == 0
    assert set((first - counts).tolist()) == {-2, -1, 0, 1, 2}
    other = respondent_keys(np.arange(40), b"another secret of sixteen bytes")
    assert (noisy(counts, np.array([other[:n].sum(dtype=np.uint64) for n in range(40)]), nothing) != first).any()


def test_a_cell_published_exactly_is_neither_rounded_nor_made_noisy() -> None:
    counts, one = np.array([7, 12]), np.array([False, True])
    with pytest.raises(PublishedExactly, match="1 of these cells"):
        rounded(counts, one)
    with pytest.raises(PublishedExactly):
        noisy(counts, np.array([1, 2], dtype=np.uint64), one)
    with pytest.raises(ValueError, match="16 bytes"):
        respondent_keys(counts, b"short")
