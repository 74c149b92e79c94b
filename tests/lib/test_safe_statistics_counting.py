"""Packed counting against counting one by one."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concordat.lib.safe_statistics.counting import Packing, count_packed
from concordat.lib.safe_statistics.relations import Ints


def counted(packing: Packing, school: Ints, answers: Ints) -> dict[int, Ints]:
    """For each school a table: questions down, answers across."""
    words = packing.pack(answers)
    names = [f"w{word}" for word in range(packing.words)]
    with duckdb.connect() as connection:
        connection.register("given", {"school": school, **{name: words[:, n] for n, name in enumerate(names)}})
        cube = count_packed(connection, "given", ["school"], names, packing)
    tables = np.stack([cube.counts(question) for question in range(packing.questions)], axis=1)
    return {int(each): table for each, table in zip(cube.groups["school"].tolist(), tables, strict=True)}


@pytest.mark.slow
@settings(max_examples=12)
@given(st.integers(1, 45), st.integers(1, 15), st.integers(0, 2**32 - 1))
def test_packed_counts_are_the_counts(questions: int, answers: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    packing = Packing(questions, answers)
    school = random.integers(0, 4, 60)
    given_answers = random.integers(0, answers + 1, (60, questions))
    for number, table in counted(packing, school, given_answers).items():
        for question in range(questions):
            expected = np.bincount(given_answers[school == number, question], minlength=answers + 1)
            assert table[question].tolist() == expected.tolist()


@pytest.mark.parametrize("pupils", [1, 7, 8, 63, 64, 4095, 4096, 70_000])
def test_a_large_group_does_not_overflow_into_its_neighbour(pupils: int) -> None:
    packing = Packing(22, 5)
    answers = np.full((pupils, 22), 5, dtype=np.int64)
    answers[:, 3] = 0
    table = counted(packing, np.zeros(pupils, dtype=np.int64), answers)[0]
    assert (table[:, 5] == np.where(np.arange(22) == 3, 0, pupils)).all()
    assert table.sum() == 22 * pupils


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0 to 5"):
        Packing(2, 5).pack(np.array([[1, 6]]))
    with pytest.raises(ValueError, match="Expected 2"):
        Packing(2, 5).pack(np.array([[1]]))
