"""Counting answers that are packed into integers: one pass, whatever the number of questions.

Twenty-one answers of three bits lie in one integer. A comparison of the whole integer with one answer repeated leaves
one bit for each question that was answered so; spread apart, such bits are added up without touching each other, five
and more questions in one sum (Lamport 1975, "Multiple byte processing with full-word instructions"). DuckDB adds them
by group in one pass; nothing is ever turned into a row per answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
from numpy.typing import NDArray

from concordat.lib.safe_statistics.relations import Ints

WORD = 63  # bits of a signed integer that may be used


@dataclass(frozen=True)
class Packing:
    """How many questions, how many answers each (numbered from 1; 0 is no answer), and so how many bits each takes."""

    questions: int
    answers: int

    @property
    def bits(self) -> int:
        """Bits of one answer."""
        return max(3, self.answers.bit_length())

    @property
    def fields(self) -> int:
        """Answers in one integer."""
        return WORD // self.bits

    @property
    def words(self) -> int:
        """Integers of one respondent."""
        return -(-self.questions // self.fields)

    def pack(self, answers: NDArray[np.integer]) -> Ints:
        """From one row a respondent and one column a question to the integers."""
        if answers.shape[1] != self.questions or answers.min(initial=0) < 0 or answers.max(initial=0) > self.answers:
            raise ValueError(f"Expected {self.questions} answers from 0 to {self.answers}.")
        found = np.zeros((len(answers), self.words), dtype=np.int64)
        for question in range(self.questions):
            word, field = divmod(question, self.fields)
            found[:, word] |= answers[:, question].astype(np.int64) << (self.bits * field)
        return found


@dataclass(frozen=True)
class Cube:
    """Counts by group, still packed: `counts(question)` unfolds one question."""

    packing: Packing
    groups: dict[str, NDArray[np.generic]]
    bases: Ints
    width: int
    sums: dict[tuple[int, int, int], Ints]

    def counts(self, question: int) -> Ints:
        """For each group how many gave each answer; the first column is those who gave none."""
        word, field = divmod(question, self.packing.fields)
        place, phase = _place(self.packing, self.width, field)
        found = np.zeros((len(self.bases), self.packing.answers + 1), dtype=np.int64)
        for answer in range(1, self.packing.answers + 1):
            packed = self.sums[word, answer, phase]
            found[:, answer] = (packed >> (self.width * place)) & ((1 << self.width) - 1)
        found[:, 0] = self.bases - found.sum(axis=1)
        return found


def count_packed(
    connection: duckdb.DuckDBPyConnection, source: str, groups: Sequence[str], words: Sequence[str], packing: Packing
) -> Cube:
    """Count every answer to every question by group; `source` is a table, a view or a quoted file of the connection."""
    by = ", ".join(f'"{group}"' for group in groups)
    largest = connection.execute(
        f"select coalesce(max(n), 0) from (select count(*) as n from {source} group by {by})"
    ).fetchone()
    assert largest is not None
    width = _width(packing, int(largest[0]))
    names, sums = _sums(packing, width)
    matches = _matches(packing, words, by, source)
    found = connection.execute(
        f'select {by}, count(*)::bigint as "base of all", {", ".join(sums)} from ({matches}) group by {by}'
    ).fetchnumpy()
    packed = {name: np.asarray(found["_".join(("sum", *map(str, name)))], dtype=np.int64) for name in names}
    return Cube(packing, {each: found[each] for each in groups}, found["base of all"].astype(np.int64), width, packed)


def _width(packing: Packing, largest: int) -> int:
    """Bits that a sum of one question needs: enough for the largest group, in whole fields."""
    needed = max(1, largest.bit_length())
    return min(-(-needed // packing.bits) * packing.bits, WORD // packing.bits * packing.bits)


def _place(packing: Packing, width: int, field: int) -> tuple[int, int]:
    """Where a question is in the sums: which part of the sum, and how far the bits were shifted for it."""
    place, phase = divmod(field, width // packing.bits)
    return (place, phase) if place < WORD // width else (0, field)


def _ones(packing: Packing) -> int:
    return sum(1 << (packing.bits * field) for field in range(packing.fields))


def _matches(packing: Packing, words: Sequence[str], by: str, source: str) -> str:
    """One bit for each question whose answer is the one asked for."""
    ones = _ones(packing)
    differ, equal = [], []
    for word, name in enumerate(words):
        for answer in range(1, packing.answers + 1):
            differ.append(f'xor("{name}", {ones * answer}::bigint) as d_{word}_{answer}')
            bits = " | ".join(f"(d_{word}_{answer} >> {bit})" for bit in range(packing.bits))
            equal.append(f"xor(({bits}) & {ones}::bigint, {ones}::bigint) as e_{word}_{answer}")
    return f"select {by}, {', '.join(equal)} from (select {by}, {', '.join(differ)} from {source})"


def _sums(packing: Packing, width: int) -> tuple[list[tuple[int, int, int]], list[str]]:
    """The sums: for each integer and answer, and for each phase of fields that lie far enough apart."""
    phases = sorted({_place(packing, width, field)[1] for field in range(packing.fields)})
    spread = sum(1 << (width * place) for place in range(WORD // width))
    names, sums = [], []
    for word in range(packing.words):
        for answer in range(1, packing.answers + 1):
            for phase in phases:
                names.append((word, answer, phase))
                shifted = f"((e_{word}_{answer} >> {packing.bits * phase}) & {spread}::bigint)"
                sums.append(f"sum({shifted})::bigint as sum_{word}_{answer}_{phase}")
    return names, sums
