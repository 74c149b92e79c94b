"""Safe statistics on 16,000 invented pupils of 160 schools: CPU seconds, cells hidden, small counts left uncovered.

The bound of `hidden` is 1.10 times what the algebraic method hides, which only keeps small counts from being derived
exactly; for the linked margins it is the prototype's figure. CPU seconds are those of this process.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from bench.safe_statistics_baseline import algebraically_hidden
from concordat.lib.safe_statistics.attack import Attack
from concordat.lib.safe_statistics.blocks import suppress_blocks
from concordat.lib.safe_statistics.certificate import check
from concordat.lib.safe_statistics.counting import Packing, count_packed
from concordat.lib.safe_statistics.polytope import build
from concordat.lib.safe_statistics.questions import Bases, bases_of, check_worlds, settle_bases, suppress_question
from concordat.lib.safe_statistics.release import drawn
from concordat.lib.safe_statistics.rule import Rule
from concordat.lib.safe_statistics.suppression import suppress
from tests.factories.pupils import Pupils

LINKED = (("school", "year", "answer"), ("school", "sex", "answer"))
TABLES: dict[str, tuple[tuple[tuple[str, ...], ...], bool, tuple[float, float, float]]] = {
    # margins, with areas, and the goals: CPU seconds of hiding, with joint proof, hidden beside the algebraic method
    "school_answer": ((("school", "answer"),), True, (0.2, 0.4, 1.10)),
    "school_year_answer": ((("school", "year", "answer"),), True, (0.4, 2.5, 1.10)),
    "linked_margins": (LINKED, True, (1.0, 5.0, 0.0)),
    "full_cross": ((("school", "year", "sex", "answer"),), True, (2.7, 0.0, 1.10)),
}
LINKED_GOAL, SECONDS_OF_A_RELEASE, QUESTIONS = 3_583, 300, 60
COUNTED = (("16k", 16_000, 0.1), ("1m", 1_000_000, 1.0), ("9m", 9_000_000, 5.0))  # on one thread
Measured = Iterator[tuple[str, float, str, float]]


def measure(folder: Path) -> Measured:
    """Each table of the design, a release of sixty questions, and counting."""
    pupils = Pupils()
    for name, (margins, areas, goals) in TABLES.items():
        yield from _table(f"safe_statistics.{name}", pupils, margins, areas, goals)
    yield from _release()
    yield from _counting(folder)


def _table(
    name: str, pupils: Pupils, margins: tuple[tuple[str, ...], ...], areas: bool, goals: tuple[float, float, float]
) -> Measured:
    hiding, proving, times = goals
    rule = Rule(coalition=0)  # as the goals were measured: U >= 5
    start = time.process_time()
    description = pupils.description(*margins, areas=areas, rule=rule)
    polytope = build(description)
    x = pupils.values(polytope)
    pattern = suppress_blocks(polytope, x, rule, seed=1)
    yield f"{name}.cpu_s", time.process_time() - start, "s", hiding
    hidden, uncovered = int(pattern.hidden.sum()), int(pattern.unprotectable.sum())
    if proving:
        start = time.process_time()
        found = suppress(build(description), x, seed=1)
        yield f"{name}.proof_cpu_s", time.process_time() - start, "s", proving
        hidden, uncovered = int(found.hidden.sum()), len(found.uncovered)
        assert check(polytope, x, ~found.hidden, found.certificate).holds == (uncovered == 0)
    algebraic = algebraically_hidden(polytope, x, rule) if times else 0
    yield f"{name}.hidden", hidden, "cells", round(times * algebraic) if times else LINKED_GOAL
    yield f"{name}.uncovered", uncovered, "cells", 0


def _release() -> Measured:
    """Sixty questions of one round on two cores: suppressed, proved, attacked, and every certificate checked."""
    start = time.perf_counter()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as workers:
        found = list(workers.map(_question, range(QUESTIONS)))
    yield "safe_statistics.release_60.seconds", time.perf_counter() - start, "s", SECONDS_OF_A_RELEASE
    yield "safe_statistics.release_60.uncovered", sum(uncovered for uncovered, _ in found), "cells", 0
    yield "safe_statistics.release_60.narrower", sum(narrower for _, narrower in found), "cells", 0


_SETTLED: dict[str, tuple[Pupils, Bases]] = {}


def _question(number: int) -> tuple[int, int]:
    """Suppress and attack one question; each worker settles the bases once, from the same seed."""
    if not _SETTLED:
        pupils = Pupils()
        described = pupils.description(*LINKED)
        bases = settle_bases(
            bases_of(described, ("answer",)), pupils.tables(described), reach=described.rule.reach, seed=7
        )
        _SETTLED["round"] = (pupils, bases)
    pupils, bases = _SETTLED["round"]
    pupils.answer_again(number)
    polytope = build(pupils.description(*LINKED))
    x = pupils.values(polytope)
    question = suppress_question(polytope, x, bases, seed=number)
    assert check_worlds(polytope, x, bases, question)
    keys, rule = polytope.keys(), polytope.description.rule
    attack = Attack(drawn(polytope, x, ~question.suppression.hidden))
    small = [keys[cell] for cell in np.nonzero(question.suppression.primary)[0]]
    return len(question.suppression.uncovered), len(attack.narrower(small, rule.floor, rule.reach))


def _counting(folder: Path) -> Measured:
    """Sixty questions of five answers by school and year group, each size in a process of its own."""
    for name, pupils, bound in COUNTED:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as workers:
            made = workers.submit(_write_packed, folder / "packed.parquet", pupils)
            made.result()
            seconds, megabytes = workers.submit(_count_packed, folder / "packed.parquet").result()
        yield f"safe_statistics.count.{name}.cpu_s", seconds, "s", bound
        yield f"safe_statistics.count.{name}.mb", megabytes, "MB", 1024


def _write_packed(path: Path, pupils: int) -> None:
    """Respondents as they lie after the drains: school by school."""
    import duckdb

    random = np.random.default_rng(1)
    packing = Packing(QUESTIONS, 5)
    columns = {f"w{word}": np.zeros(pupils, dtype=np.int64) for word in range(packing.words)}
    for question in range(QUESTIONS):
        word, field = divmod(question, packing.fields)
        columns[f"w{word}"] |= random.integers(0, 6, pupils) << (packing.bits * field)
    columns["school"] = np.sort(random.integers(0, max(160, pupils // 375), pupils))
    columns["year"] = random.integers(0, 5, pupils)
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        connection.register("respondents", columns)
        connection.execute(f"copy respondents to '{path}' (format parquet)")


def _count_packed(path: Path) -> tuple[float, float]:
    """CPU seconds and the most memory of counting, in a fresh process."""
    import resource

    import duckdb

    packing = Packing(QUESTIONS, 5)
    start = time.process_time()
    with duckdb.connect(config={"threads": 1, "memory_limit": "700MB"}) as connection:
        connection.execute("set enable_progress_bar = false")
        names = [f"w{word}" for word in range(packing.words)]
        cube = count_packed(connection, f"'{path}'", ["school", "year"], names, packing)
    for question in range(QUESTIONS):
        cube.counts(question)
    seconds = time.process_time() - start
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as temporary:
        for name, value, unit, reference in measure(Path(temporary)):
            sys.stdout.write(f"{name:50} {value:10.2f} {unit:6} (bound {reference})\n")
            sys.stdout.flush()
