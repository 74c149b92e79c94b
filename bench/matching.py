"""Pairing invented counties (`tests.factories.schools_to_pair`): processor time, and the gain over greedy."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from concordat.lib.matching import Rules, solve
from concordat.lib.matching.candidates import candidates
from tests.factories.schools_to_pair import greedy_worth, schools_to_pair

SEEDS = range(1, 6)
BOUNDS = {270: 0.1, 600: 0.2}


def measure(folder: Path) -> Iterator[tuple[str, float, str, float]]:
    """The middle of five counties of each size; the least gain of them, pairs alone, without trios."""
    solve(schools_to_pair(20), Rules())  # loads what solves, once a process
    for number, bound in BOUNDS.items():
        took = []
        for seed in SEEDS:
            schools = schools_to_pair(number, seed=seed)
            start = time.process_time()
            solve(schools, Rules())
            took.append(time.process_time() - start)
        yield f"matching.schools_{number}.cpu_s", median(took), "s", bound
    yield "matching.gain_over_greedy.percent", min(map(_gain, SEEDS)), "%", 4


def _gain(seed: int) -> float:
    schools = schools_to_pair(270, seed=seed)
    greedy = greedy_worth(candidates(schools, Rules()))
    return 100 * (solve(schools, Rules(), trios=False).worth / greedy - 1)
