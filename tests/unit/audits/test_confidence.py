"""Confidence against evidence: the four cells by hand, the rule of half, the report's figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.audits.analysis import confidence
from concordat.audits.analysis.counting import rounding_note, tally
from concordat.questionnaires import library

FORM = library.form("annual-school-audit")
SECTION = FORM.section("A9")
assert SECTION is not None
ASKED = next(question for question in SECTION.questions if confidence.asks_confidence(question))
RATED = [question.code for question in SECTION.questions if question.scale == "rag"]


def said(chosen: str, *, green: int, shown: int) -> dict[str, dict[str, str]]:
    """A section with so many questions green, of which so many say what shows it."""
    rated = {
        code: {"choice": "green", "note": "Plan of May" if place < shown else "  "}
        for place, code in enumerate(RATED[:green])
    }
    amber = {code: {"choice": "amber", "note": "We will train"} for code in RATED[green:]}
    return {ASKED.code: {"choice": chosen, "note": "We can show plans"}, **rated, **amber}


@pytest.mark.parametrize(
    ("chosen", "green", "shown", "expected"),
    [
        ("very", 8, 8, "confident_shown"),
        ("very", 8, 4, "confident_shown"),
        ("very", 8, 3, "confident_unshown"),
        ("very", 0, 0, "confident_unshown"),
        ("somewhat", 8, 4, "less_shown"),
        ("somewhat", 8, 0, "less_unshown"),
        ("not_yet", 1, 1, "less_shown"),
        ("not_yet", 0, 0, "less_unshown"),
    ],
)
def test_the_four_cells_by_hand(chosen: str, green: int, shown: int, expected: str) -> None:
    assert SECTION is not None
    assert confidence.cell(ASKED, SECTION, said(chosen, green=green, shown=shown)) == expected


def test_who_does_not_say_how_confident_it_is_is_in_no_cell() -> None:
    assert SECTION is not None
    assert confidence.cell(ASKED, SECTION, {}) is None


def test_what_is_said_of_an_amber_rating_shows_nothing() -> None:
    assert SECTION is not None
    values = {ASKED.code: {"choice": "very"}, RATED[0]: {"choice": "amber", "note": "We will"}}
    assert confidence.claims_of(SECTION, values) == []


def test_evidence_shows_as_well_as_words_do() -> None:
    assert SECTION is not None
    values = said("very", green=8, shown=2)
    assert confidence.cell(ASKED, SECTION, values, {RATED[2]}) == "confident_unshown"
    assert confidence.cell(ASKED, SECTION, values, {RATED[2], RATED[3]}) == "confident_shown"
    assert confidence.cell(ASKED, SECTION, values, {RATED[0], RATED[1], "A1.1", ""}) == "confident_unshown"


@given(st.lists(st.booleans(), max_size=30))
def test_one_more_thing_shown_never_takes_the_evidence_away(claims: list[bool]) -> None:
    before = confidence.has_something_to_show(claims)
    assert confidence.has_something_to_show([*claims, True]) >= before
    assert confidence.has_something_to_show([*claims, False]) <= before


def test_the_reports_figures_fall_into_the_square() -> None:
    """Wakefield: 95 of 160 very confident, 65 somewhat; of the 95 here 70 have something to show, of the 65, 13."""
    cells = ["confident_shown"] * 70 + ["confident_unshown"] * 25 + ["less_shown"] * 13 + ["less_unshown"] * 52
    counted = tally(cells, confidence.CELLS)
    assert [(share.count, share.of) for share in counted.shares] == [(70, 160), (25, 160), (13, 160), (52, 160)]
    first, second, third, fourth = (share.count for share in counted.shares)
    assert (first + second, third + fourth) == (95, 65)
    assert [round(share.percent, 1) for share in counted.shares] == [43.8, 15.6, 8.1, 32.5]
    assert rounding_note(counted.shares, 1) == ""  # the halves fall so that they come to 100.0


def test_the_note_says_to_which_side_the_parts_miss_a_hundred() -> None:
    """Where the report says almost 60% and over 40%, whole numbers are 59 and 41; three thirds miss it downwards."""
    confident = [("very", "Very"), ("somewhat", "Somewhat"), ("not_yet", "Not yet")]
    wakefield = tally(["very"] * 95 + ["somewhat"] * 65, confident)
    assert rounding_note(wakefield.shares) == ""
    more = tally(["very"] * 13 + ["somewhat"] * 13 + ["not_yet"] * 14, confident)
    assert [round(share.percent, 0) for share in more.shares] == [32.0, 32.0, 35.0]
    assert rounding_note(more.shares) == "Percentages are rounded: together they come to 99, less than 100."
    above = tally(["very"] * 107 + ["somewhat"] * 107 + ["not_yet"] * 86, confident)
    assert rounding_note(above.shares) == "Percentages are rounded: together they come to 101, more than 100."
