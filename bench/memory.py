"""Memory of the staff and learner sites together, after public pages were opened; no page of somebody signed in."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil

from tests.database.served import LEARNER, STAFF, serving

PAGES = 300
ADDRESSES = ("/account/login/", "/help/", "/glossary/", "/accessibility/")


def measure(folder: Path) -> Iterator[tuple[str, float, str, float]]:
    """Proportional set size of both sites with their masters."""
    with serving(folder) as served:
        for number in range(PAGES):
            address = f"http://localhost:{served.port}{ADDRESSES[number % len(ADDRESSES)]}"
            urllib.request.urlopen(address, timeout=10).read()
        pids = {*served.children(STAFF), *served.children(LEARNER)}
        total = 0
        for pid in pids:
            process = psutil.Process(pid)
            for one in [process, *process.children(recursive=True)]:
                total += one.memory_full_info().pss
        yield "web.memory_mb", total / 1_048_576, "MB", 350
