"""Contrast as WCAG 2.2 counts it, and the nearest darker colour that can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.lib import contrast
from concordat.lib.contrast import STEPS, WHITE, Colour, NotAColour, nearest_darker, parse, ratio

PART = st.integers(0, 255)
COLOURS = st.builds(Colour, PART, PART, PART)


@pytest.mark.parametrize(
    ("colour", "on_white"),
    [("#000000", 21.0), ("#ffffff", 1.0), ("#777777", 4.48), ("#767676", 4.54), ("#ff0000", 4.0), ("#0000ff", 8.59)],
)
def test_ratios_that_are_known_from_the_guidelines_and_their_checkers(colour: str, on_white: float) -> None:
    assert ratio(parse(colour), WHITE) == pytest.approx(on_white, abs=0.005)


@given(COLOURS, COLOURS)
def test_the_ratio_is_the_same_both_ways_and_between_1_and_21(one: Colour, other: Colour) -> None:
    assert ratio(one, other) == ratio(other, one)
    assert 1 <= ratio(one, other) <= 21


@given(COLOURS)
def test_what_is_proposed_can_be_read_and_is_no_lighter(colour: Colour) -> None:
    proposed = nearest_darker(colour)
    assert contrast.can_be_read_on_white(proposed)
    parts = zip((proposed.red, proposed.green, proposed.blue), (colour.red, colour.green, colour.blue), strict=True)
    assert all(after <= before for after, before in parts)
    assert nearest_darker(proposed) == proposed


@given(COLOURS)
def test_nothing_lighter_on_the_way_to_black_can_be_read(colour: Colour) -> None:
    proposed = nearest_darker(colour)
    every = [colour.darkened(steps) for steps in range(STEPS, -1, -1)]
    assert next(one for one in every if contrast.can_be_read_on_white(one)) == proposed


@given(COLOURS)
def test_a_colour_is_read_as_it_is_written(colour: Colour) -> None:
    assert parse(str(colour)) == parse(str(colour)[1:].upper()) == colour


@pytest.mark.parametrize("written", ["", "#12", "red", "#12345g", "url(#a)", "#000000;}", "#1234567"])
def test_anything_else_is_no_colour(written: str) -> None:
    with pytest.raises(NotAColour):
        parse(written)
