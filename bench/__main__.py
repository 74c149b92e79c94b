"""Runs every measurement in turn and writes the results with the bound each should keep (`reference`)."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests import environment

RESULTS = Path(__file__).parent / "results" / "latest.json"


@dataclass(frozen=True)
class Result:
    """One figure and the bound it should keep."""

    name: str
    value: float
    unit: str
    reference: float


def main() -> None:
    """Measure everything on a cluster of its own."""
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
                print(f"{name:36} {value:10.3f} {unit:8} (bound {reference})", flush=True)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"results": [asdict(result) for result in results]}, indent=2) + "\n")
    (environment.CLUSTER.folder / "over").touch()


if __name__ == "__main__":
    main()
