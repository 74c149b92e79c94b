"""What a check says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How it stands: a warning does not stop the work, a failure does."""

    ok = "OK"
    warn = "WARN"
    fail = "FAIL"


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, how it stands, what to do."""

    check: str
    health: Health
    sentence: str
    remedy: str = ""
