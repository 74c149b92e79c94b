"""What an answer makes certain about each expectation by itself is what `carry` says of a question of that one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from concordat.lib.crosswalk import Certainty, Colour, Question, Scale, TagState, carry, singles

SCALE = Scale("rag", (("g", Colour.GREEN), ("a", Colour.AMBER), ("r", Colour.RED)), "g")
NAMES = ("a", "b", "c", "d")
TAGS = st.frozensets(st.sampled_from(NAMES), min_size=1)
COLOURS = st.sampled_from([Colour.GREEN, Colour.AMBER, Colour.RED])


def question(tags: frozenset[str], *, complete: bool, state: TagState = TagState.AGREED) -> Question:
    return Question("Q", tags, SCALE, state, complete=complete)


@given(TAGS, st.booleans(), COLOURS)
def test_each_expectation_is_a_target_of_its_own(tags: frozenset[str], complete: bool, colour: Colour) -> None:
    found = singles(question(tags, complete=complete), colour)
    for name in NAMES:
        said = carry(question(tags, complete=complete), question(frozenset({name}), complete=True), colour)
        assert (name in found.in_place) is (said is Certainty.GREEN)
        assert (name in found.missing) is said.excludes_green


@given(TAGS, st.frozensets(st.sampled_from(NAMES)), st.sampled_from([Colour.AMBER, Colour.RED]))
def test_ticks_say_which_part_is_missing(tags: frozenset[str], ticks: frozenset[str], colour: Colour) -> None:
    found = singles(question(tags, complete=False), colour, not_in_place=ticks)
    assert found.missing == tags & ticks
    assert found.in_place == tags - ticks


@given(TAGS, st.sampled_from([TagState.DRAFT, TagState.DISPUTED]), COLOURS)
def test_tags_that_two_have_not_agreed_say_nothing(tags: frozenset[str], state: TagState, colour: Colour) -> None:
    found = singles(question(tags, complete=False, state=state), colour)
    assert not found.in_place
    assert not found.missing


def test_what_does_not_apply_says_nothing() -> None:
    found = singles(question(frozenset({"a"}), complete=True), Colour.NOT_APPLICABLE)
    assert not found.in_place
    assert not found.missing
