"""A table as a workbook shows it: what is said, not how it is written (`workbook.py`, for the worker only)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Cell = str | int | float | None


@dataclass(frozen=True)
class Sheet:
    """A table on a sheet of its own; `notes` stand above it, `widths` are the columns' in letters."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()
    widths: Sequence[int] = field(default_factory=tuple)
