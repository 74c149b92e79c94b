"""What is hidden together is at least the threshold of different settings, or everything is hidden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.core.small_groups import hidden_groups, hidden_sets

GROUPS = st.dictionaries(st.sampled_from("abcdefgh"), st.frozensets(st.integers(0, 9)), max_size=8)


def test_the_same_settings_in_two_groups_are_counted_once() -> None:
    groups = {"training": {1, 2}, "staffing": {1, 2}, "audit": {1, 2, 3}, "policy": {1, 2, 3}}
    assert hidden_sets(groups, 3) == {"training", "staffing", "audit"}
    assert hidden_groups({name: len(those) for name, those in groups.items()}, 3) == {"training", "staffing"}


@given(groups=GROUPS, threshold=st.integers(1, 8))
def test_nothing_hidden_can_be_worked_out_of_the_whole(groups: dict[str, frozenset[int]], threshold: int) -> None:
    hidden = hidden_sets(groups, threshold)
    assert all(name in hidden for name, those in groups.items() if 0 < len(those) < threshold)
    if hidden:
        together = frozenset().union(*(groups[name] for name in hidden))
        everything = {name for name, those in groups.items() if those} == hidden
        assert everything or (len(together) >= threshold and len(hidden) > 1)


def test_a_threshold_is_at_least_one() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        hidden_sets({}, 0)
