"""How hard a question is to read, by the formula of Kincaid and others (1975)."""

from __future__ import annotations

import pytest

from concordat.questionnaires.readability import readability


def test_a_worked_example() -> None:
    """Six words of one syllable: 0.39 x 6 + 11.8 x 1 - 15.59 is below nought."""
    found = readability("The cat sat on the mat.")
    assert (found.words, found.longest, found.grade, found.hints) == (6, 6, 0.0, ())


def test_the_formula() -> None:
    """Four words and eleven syllables: 0.39 x 4 + 11.8 x 11 / 4 - 15.59; one syllable is counted twice here."""
    found = readability("Safeguarding governors review policies.")
    assert found.words == 4
    assert found.grade == pytest.approx(0.39 * 4 + 11.8 * 11 / 4 - 15.59, abs=11.8 / 4 + 0.1)


def test_hints() -> None:
    long = "We ask that " + "each one of you and " * 6 + "all of us know it."
    assert "Make two of it" in readability(long).hints[0]
    hard = "Organisational accountability necessitates comprehensive multidisciplinary collaboration."
    assert "shorter words" in readability(hard).hints[-1]
    assert readability("").hints == () and readability("12 + 13").words == 0
