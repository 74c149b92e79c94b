"""Names found although they were typed with slips."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.lib import near_names

NAMES = {
    1: "wakefield cathedral primary school",
    2: "cathedral academy",
    3: "st marys catholic school",
    4: "highfield infant school",
    5: "wakefield college",
}
WORDS = st.text(alphabet="abcdefgh", min_size=5, max_size=10)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("wakefeild cathedral", [1]),
        ("cathedral", [2, 1]),
        ("catedral acadmey", [2]),
        ("st marys", [3]),
        ("hihgfield", [4]),
        ("wakef", [5, 1]),
        ("sr marys", []),
        ("zebra", []),
        ("", []),
    ],
)
def test_worked_examples(typed: str, found: list[int]) -> None:
    assert near_names.closest(typed, NAMES) == found


def test_no_more_than_asked_for() -> None:
    assert near_names.closest("school", NAMES, limit=2) == [4, 3]


@given(st.lists(WORDS, min_size=1, max_size=3))
def test_a_name_finds_itself_first(words: list[str]) -> None:
    name = " ".join(words)
    assert near_names.closest(name, {"other": name + " annexe", "same": name})[0] == "same"


@given(WORDS, st.integers(0, 8))
def test_two_letters_swapped_are_forgiven(word: str, place: int) -> None:
    at = place % (len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert near_names.closest(swapped, {1: word}) == [1]
