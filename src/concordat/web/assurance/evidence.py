"""The dated and checked facts that the documents are made from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


@cache
def facts(name: str) -> Any:
    """What a data file of this folder says."""
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def shown(row: dict[str, Any]) -> str:
    """The tests and files that show it, for a reader."""
    return "; ".join(row["shown_by"])


def claims() -> Sequence[str]:
    """Every test or file that the documents name."""
    rows = [*facts("principles"), *facts("threats"), *facts("exit")]
    return [*(place for row in rows for place in row["shown_by"]), *(row["measured_by"] for row in facts("sizing"))]
