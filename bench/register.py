"""The import of a made-up register of England's size, with links and groups."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from pathlib import Path

from bench.databases import clone
from concordat.core.clock import now
from concordat.establishments.operations import import_register
from tests.factories import extracts

ROWS = 20_185


def measure(folder: Path) -> Iterator[tuple[str, float, str, float]]:
    """Seconds and the most memory this process has needed."""
    file = extracts.write(folder / "england.csv", [extracts.row(number) for number in range(ROWS)])
    links = folder / "links.csv"
    lines = [f"{100_000 + n},{100_001 + n},Successor,01-09-2020" for n in range(0, ROWS - 1)]
    links.write_text("URN,LinkURN,LinkType,LinkEstablishedDate\n" + "\n".join(lines))
    groups = folder / "groups.csv"
    groups.write_text("Group UID,Group Name\n" + "\n".join(f"{n},Invented Trust {n}" for n in range(7_000)))
    with clone("bench_register"):
        start = time.perf_counter()
        counts = import_register(file=file, links=links, groups=groups, rejects_file=folder / "rejects.csv", at=now())
        yield "register.import_england.seconds", time.perf_counter() - start, "s", 20
        assert counts.created == ROWS
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield "register.import_england.memory_mb", peak, "MB", 500
