"""The attacker and the suppression find out by different ways whether the children behind the tables say more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from concordat.lib.safe_statistics import Description, Dimension, Level
from concordat.lib.safe_statistics.attack.behind import says_more
from concordat.lib.safe_statistics.joins import missing_joins

LEVELS = (2, 1, 1, 1)  # of the place, which has schools and areas, and of three others


def described(margins: set[tuple[int, ...]]) -> Description:
    place = Dimension("place", (Level("school", ("S1", "S2", "S3")), Level("area", ("east", "west"))), ((0, 0, 1),))
    others = (Dimension(name, (Level(name, ("a", "b")),)) for name in ("year", "sex", "answer"))
    return Description((place, *others), tuple(sorted(margins)))


@given(st.sets(st.tuples(*(st.integers(0, top) for top in LEVELS)), min_size=1, max_size=5))
def test_two_algorithms_agree_on_every_set_of_margins(margins: set[tuple[int, ...]]) -> None:
    description = described(margins)
    assert says_more(description) is bool(missing_joins(description))


def test_three_pairs_say_more_and_two_do_not() -> None:
    pairs = [(0, 0, 1, 1), (0, 1, 0, 1), (2, 0, 0, 1)]
    assert says_more(described(set(pairs)))
    assert not says_more(described(set(pairs[:2])))
