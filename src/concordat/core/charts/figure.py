"""What a chart hands to a page: drawing, legend, and the table of its figures."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class ChartTable:
    """The figures of a chart; the first column names the row."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Series:
    """One kind of answer and the shade it has in every bar."""

    label: str
    shade: str


@dataclass(frozen=True)
class LegendEntry:
    """One shade and what it stands for."""

    label: str
    swatch: SafeString


@dataclass(frozen=True)
class Chart:
    """A drawing with everything that a reader without it needs."""

    title: str
    description: str
    svg: SafeString
    legend: tuple[LegendEntry, ...]
    table: ChartTable
