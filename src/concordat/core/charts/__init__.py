"""Charts drawn on the server: SVG with a title, a description and a table that says the same in figures.

Widths are percentages and letters keep their size, so a chart reads at 320 px as well as on a wall. Colour
is never the only cue: every shade has its own pattern, and the table holds every figure.
"""

from __future__ import annotations

from concordat.core.charts.figure import Chart, ChartTable, LegendEntry, Series
from concordat.core.charts.intervals import Group, Measure, bars_with_intervals
from concordat.core.charts.shades import SHADES, Shade
from concordat.core.charts.stacked import Bar, stacked_bars

__all__ = [
    "SHADES",
    "Bar",
    "Chart",
    "ChartTable",
    "Group",
    "LegendEntry",
    "Measure",
    "Series",
    "Shade",
    "bars_with_intervals",
    "stacked_bars",
]
