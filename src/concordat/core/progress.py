"""How far long work of the whole installation has come: one small file that the waiting page reads."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass

from concordat.core import places

BUILDING = "building"
READY = "ready"
FAILED = "failed"


@dataclass(frozen=True)
class Progress:
    """A state, how many of how many, and what is being done now, in words for the page."""

    state: str
    done: int = 0
    total: int = 1
    step: str = ""


def report(progress: Progress) -> None:
    """Replace the file in one step, so that a reader never meets half of it."""
    path = places.progress()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}")
    part.write_text(json.dumps(asdict(progress)))
    part.replace(path)


def current() -> Progress | None:
    """What was reported last; None where nothing is being built."""
    try:
        return Progress(**json.loads(places.progress().read_text()))
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError):
        return None
