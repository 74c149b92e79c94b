"""`python -m bench` compares: each figure keeps its bound the way it holds, or the run ends with 1 and says which."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench.__main__ import verdict
from bench.bounds import AT_LEAST, Holds, Result, missed

BENCH = Path(__file__).parents[2] / "bench"
GAIN = "matching.gain_over_greedy.percent"


@pytest.mark.parametrize(
    ("name", "value", "bound", "kept"),
    [
        ("home.cpu_ms", 40.0, 40, True),
        ("home.cpu_ms", 40.001, 40, False),
        ("safe_statistics.full_cross.uncovered", 1, 0, False),
        (GAIN, 4.0, 4, True),
        (GAIN, 3.9, 4, False),
    ],
)
def test_a_bound_holds_one_way(
    name: str, value: float, bound: float, kept: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    result = Result(name, value, "", bound)
    assert result.is_kept is kept
    assert (missed([result]) == []) is kept
    assert verdict([result]) == (0 if kept else 1)
    assert (name in capsys.readouterr().out) is not kept


def test_what_is_named_as_a_gain_is_measured_and_nothing_else_sounds_like_one() -> None:
    measured = set(re.findall(r'yield "([a-z0-9_.]+)"', "".join(one.read_text() for one in BENCH.glob("*.py"))))
    assert measured >= AT_LEAST
    assert {name for name in measured if "gain" in name} == AT_LEAST
    assert Result(GAIN, 5, "%", 4).holds is Holds.at_least
