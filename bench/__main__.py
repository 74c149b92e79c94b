"""Runs every measurement in turn and writes the results with the bound each keeps (`reference`, `holds`).

Exit code 1 where a bound is missed, and the last lines say which. A busy machine misses some: measure again alone.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from bench.bounds import Result, missed
from tests import environment

RESULTS = Path(__file__).parent / "results" / "latest.json"


def main() -> int:
    """Measure everything on a cluster of its own; 1 where a bound is missed."""
    environment.CLUSTER.ensure_template()
    import django

    django.setup()
    from bench import crosswalk, forms, lists, matching, memory, pages, register, safe_statistics, upgrade

    results: list[Result] = []
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # the serving users pass through it
        measurements: list[Callable[[Path], Iterator[tuple[str, float, str, float]]]] = [
            crosswalk.measure,
            forms.measure,
            pages.measure,
            register.measure,
            lists.measure,
            matching.measure,
            memory.measure,
            safe_statistics.measure,
            upgrade.measure,
        ]
        for measure in measurements:
            for name, value, unit, reference in measure(Path(folder)):
                results.append(Result(name, round(value, 3), unit, reference))
                print(results[-1], flush=True)
    RESULTS.parent.mkdir(exist_ok=True)
    said = [{**asdict(result), "holds": result.holds, "is_kept": result.is_kept} for result in results]
    RESULTS.write_text(json.dumps({"results": said}, indent=2) + "\n")
    (environment.CLUSTER.folder / "over").touch()
    return verdict(results)


def verdict(results: list[Result]) -> int:
    """Say which bounds were missed, and give the exit code."""
    wrong = missed(results)
    for one in wrong:
        print(f"Missed: {one.name} is {one.value} {one.unit}, {one.holds} {one.reference} was promised.", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
