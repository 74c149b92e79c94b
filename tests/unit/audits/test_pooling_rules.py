"""Which return counts in a region, and what a region may be told: against brute force over every small table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concordat.audits.pooling import rules
from concordat.audits.pooling.rules import Answer, Figures
from concordat.core.small_groups import hidden_groups

THEN = datetime(2026, 7, 1, tzinfo=UTC)
NORTH, SOUTH, EAST = 1, 2, 3


def test_a_setting_counts_where_its_home_is_and_else_where_it_handed_in_last() -> None:
    both = {NORTH: THEN, SOUTH: THEN + timedelta(days=1)}
    assert rules.home_of({SOUTH: THEN}, [NORTH]) == SOUTH  # to one alone
    assert rules.home_of(both, [NORTH]) == NORTH
    assert rules.home_of(both, []) == SOUTH
    assert rules.home_of(both, [NORTH, SOUTH]) == SOUTH
    assert rules.home_of(dict.fromkeys((SOUTH, NORTH), THEN), []) == NORTH
    assert rules.home_of(both, [EAST, NORTH]) == NORTH  # it did not return to the third


def region(north: int, south: int, shared: int, *, at_north: int) -> tuple[frozenset[Answer], rules.Mapped]:
    """So many settings of one area alone and of both; of the shared ones `at_north` count there."""
    counted = {setting: NORTH for setting in range(north)}
    counted |= {100 + setting: SOUTH for setting in range(south)}
    counted |= {200 + one: NORTH if one < at_north else SOUTH for one in range(shared)}
    alone = {(setting, home) for setting, home in counted.items() if setting < 200}
    every = alone | {(setting, area) for setting in counted if setting >= 200 for area in (NORTH, SOUTH)}
    return frozenset(every), frozenset(counted.items())


def whole(answered: frozenset[Answer]) -> Figures:
    """What own pages show of all their settings."""
    return pages(answered, {setting: "all" for setting, _ in answered}, 5)


def test_an_area_is_hidden_where_its_own_page_tells_what_was_counted_elsewhere() -> None:
    answered, counted = region(20, 20, 12, at_north=6)
    assert rules.shown(answered, counted, (whole(answered),), 5).areas == {NORTH, SOUTH}
    for shared, at_north in ((12, 2), (12, 10)):
        answered, counted = region(20, 20, shared, at_north=at_north)
        found = rules.shown(answered, counted, (whole(answered),), 5)
        assert found.total, at_north  # of both together nothing follows
        assert not found.areas, at_north
    answered, counted = region(20, 20, 3, at_north=3)  # both own pages less the total would be these three
    assert rules.shown(answered, counted, (whole(answered),), 5) == rules.Shown(frozenset(), total=False)
    answered, counted = region(20, 20, 0, at_north=0)
    assert rules.shown(answered, counted, (whole(answered),), 5).areas == {NORTH, SOUTH}
    answered, counted = region(20, 3, 0, at_north=0)  # the total less the one would be the other
    assert rules.shown(answered, counted, (whole(answered),), 5).areas == frozenset()


def test_a_region_smaller_than_the_threshold_says_nothing() -> None:
    answered, counted = region(2, 2, 0, at_north=0)
    assert rules.shown(answered, counted, (whole(answered),), 5) == rules.Shown(frozenset(), total=False)


TABLES = st.lists(
    st.tuples(
        st.sets(st.sampled_from([NORTH, SOUTH, EAST]), min_size=1),
        st.sampled_from([NORTH, SOUTH, EAST]),
        st.sampled_from(["Primary", "Secondary", "Nursery"]),
    ),
    min_size=1,
    max_size=8,
)
Row = tuple[set[int], int, str]


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(rows=TABLES, threshold=st.integers(2, 4))
def test_nobody_works_out_what_few_settings_said(rows: list[Row], threshold: int) -> None:
    """Every set of fewer settings is tried, as sums of what this table and the own pages show."""
    answered = frozenset((place, area) for place, (areas, _, _) in enumerate(rows) for area in areas)
    counted = frozenset((place, home if home in areas else min(areas)) for place, (areas, home, _) in enumerate(rows))
    phases = {place: phase for place, (_, _, phase) in enumerate(rows)}
    own = tuple(pages(answered, groups, threshold) for groups in (phases, dict.fromkeys(phases, "all")))
    found = rules.shown(answered, counted, own, threshold)
    here = frozenset(one for one in answered if one in counted)
    columns = [frozenset(one for one in here if one[1] == area) for area in found.areas]
    figures = [one for one in (*([here] if found.total else []), *columns) if one]
    for each in own:
        for same in (False, True):
            assert not few(figures, list(each), threshold, same=same)
    if found.total and found.areas == {home for _, home in counted}:
        assert sum(map(len, columns)) == len(here)  # areas add up to the total


def pages(answered: frozenset[Answer], groups: dict[int, str], threshold: int) -> Figures:
    """What each partnership's own page shows: the whole, and the groups that are not hidden."""
    shown: set[frozenset[Answer]] = set()
    for area in {area for _, area in answered}:
        every = frozenset(one for one in answered if one[1] == area)
        parts = {name: frozenset(one for one in every if groups[one[0]] == name) for name in set(groups.values())}
        hidden = hidden_groups({name: len(those) for name, those in parts.items()}, threshold)
        shown |= {those for name, those in parts.items() if those and name not in hidden}
        if len(every) >= threshold:
            shown.add(every)
    return frozenset(shown)


def few(figures: list[frozenset[Answer]], own: list[frozenset[Answer]], threshold: int, *, same: bool) -> bool:
    """Whether some set of answers of fewer settings is a sum of these figures, and not of the own pages alone."""

    def label(one: Answer) -> Answer:
        return (one[0], 0) if same else one

    every = sorted({label(one) for figure in (*figures, *own) for one in figure})
    if not every or not figures:
        return False

    def matrix(those: list[frozenset[Answer]]) -> np.ndarray:
        return np.array([[one in {label(o) for o in figure} for one in every] for figure in those], dtype=float)

    both, alone = left_over(matrix([*figures, *own])), left_over(matrix(own) if own else np.zeros((1, len(every))))
    places = sorted({setting for setting, _ in every})
    return any(
        is_nothing(both[:, picked]) and not is_nothing(alone[:, picked])
        for size in range(1, threshold)
        for chosen in combinations(places, size)
        for picked in choices([place for place, one in enumerate(every) if one[0] in chosen])
    )


def choices(mine: list[int]) -> list[list[int]]:
    """Every set of some of these that is not empty."""
    return [list(picked) for some in range(1, len(mine) + 1) for picked in combinations(mine, some)]


def left_over(matrix: np.ndarray) -> np.ndarray:
    """What is orthogonal to every sum of the rows, by singular values: another way than the rule's own."""
    _, values, vectors = np.linalg.svd(matrix)
    rank = int((values > 1e-9).sum())
    return np.asarray(vectors[rank:])


def is_nothing(columns: np.ndarray) -> bool:
    """Whether the columns add up to nothing, so that their set is a sum of what is shown."""
    return bool(np.abs(columns.sum(axis=1)).sum() < 1e-7)


def test_the_null_space_is_one() -> None:
    rows = rules._null_rows([[Fraction(1), Fraction(1), Fraction(0)], [Fraction(0), Fraction(1), Fraction(1)]])
    assert [[int(value) for value in row] for row in rows] == [[1], [-1], [1]]
