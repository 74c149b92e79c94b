"""Scores by area by hand: sums, denominators, halves."""

from __future__ import annotations

import pytest

from concordat.audits.analysis.levels import AreaScore, Score, _area, band_of, scores
from concordat.lib.form_logic import Form, Option, Row, Scale, build_form


def a_form() -> Form:
    scale = Scale("lvl4", tuple(Option(str(number), f"Level {number}") for number in (1, 2, 3, 4)))
    rows = [
        Row(number, {"id": f"B1.{number}", "section": "B1", "text": f"Question {number}", "type": kind, "area": area})
        for number, (kind, area) in enumerate([("lvl4", "CUL"), ("lvl4", "CUL"), ("lvl4", "SVH"), ("text", "SVH")], 1)
    ]
    return build_form(rows, code="toolkit", title="Toolkit", scales={"lvl4": scale})


def test_a_score_is_the_mean_of_what_was_answered_with_its_denominators() -> None:
    form = a_form()
    values = {"B1.1": {"choice": "2"}, "B1.2": {"choice": "3"}, "B1.4": {"text": "4"}}
    found = scores(form, values, form.questions)
    assert found == {"CUL": Score(5, 2, 2), "SVH": Score(0, 0, 1)}
    assert found["CUL"].mean == 2.5
    assert found["SVH"].mean is None
    assert scores(form, values, ["B1.2"]) == {"CUL": Score(3, 1, 1)}


def test_a_change_needs_both_times() -> None:
    assert AreaScore("CUL", "Culture", Score(6, 2, 2), Score(4, 2, 2), Score(6, 2, 2)).change == 1.0
    assert AreaScore("CUL", "Culture", Score(6, 2, 2)).change is None
    assert AreaScore("CUL", "Culture", Score(6, 2, 2), Score(), Score()).change is None


@pytest.mark.parametrize(("mean", "band"), [(1.0, 1), (1.5, 1), (1.51, 2), (2.5, 2), (3.49, 3), (3.6, 4), (4.0, 4)])
def test_halfway_is_not_rounded_up(mean: float, band: int) -> None:
    assert band_of(mean) == band


def test_an_area_of_few_settings_is_hidden_and_a_small_phase_takes_another_with_it() -> None:
    few = _area("CUL", "Culture", [("Primary", 2.0)] * 4, 9, 5)
    assert (few.mean, few.bands, few.groups, few.settings, few.of) == (None, {}, {}, 4, 9)
    means = [("Primary", 2.0)] * 8 + [("Secondary", 4.0)] * 6 + [("Special", 1.0)]
    shown = _area("CUL", "Culture", means, 20, 5)
    assert shown.mean == pytest.approx((16 + 24 + 1) / 15)
    assert shown.bands == {"Starting": 1, "Developing": 8, "Established": 0, "Embedded": 6}
    assert shown.groups == {"Primary": (2.0, 8), "Secondary": None, "Special": None}
