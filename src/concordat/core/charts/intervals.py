"""Bars with intervals: a percentage of each group with the range it may really lie in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from concordat.core.charts import drawing
from concordat.core.charts.figure import Chart, ChartTable, Series
from concordat.core.charts.shades import INK, pattern
from concordat.core.charts.stacked import HIDDEN

_BAR = 20


@dataclass(frozen=True)
class Measure:
    """How many of how many, and the interval in percent that a statistics function gave for it."""

    count: int
    out_of: int
    low: float
    high: float

    def __post_init__(self) -> None:
        if not (0 <= self.count <= self.out_of and 0 <= self.low <= self.high <= 100):
            raise ValueError("a measure counts part of a whole, and its interval lies between 0 and 100")

    @property
    def percent(self) -> float:
        """The share in percent."""
        return 100 * self.count / self.out_of if self.out_of else 0.0

    @property
    def says(self) -> str:
        """The figure in words."""
        if not self.out_of:
            return "no answers yet"
        return f"{self.percent:.1f}% (from {self.low:.0f}% to {self.high:.0f}%)"


@dataclass(frozen=True)
class Group:
    """A group with one measure for each series; None where the group is too small to show."""

    label: str
    measures: tuple[Measure | None, ...]


def bars_with_intervals(
    *, name: str, title: str, description: str, series: Sequence[Series], groups: Sequence[Group]
) -> Chart:
    """For each group a bar a series on a scale from 0 to 100, with its interval as a whisker."""
    if any(len(group.measures) != len(series) for group in groups):
        raise ValueError("a group has one measure for each series")
    chart_id = drawing.identity(name)
    shades = drawing.shaded(chart_id, series)
    body: list[str] = []
    y = 0.0
    for group in groups:
        for line in drawing.label_lines(group.label):
            y += drawing.LINE
            body.append(drawing.text_at("0", y - 5, line, weight="700"))
        for one, measure, (fill, _) in zip(series, group.measures, shades, strict=True):
            body.extend(_measured(one, measure, fill, y))
            y += drawing.LINE + _BAR + 6
        y += 10
    body.extend(_axis(y))
    return Chart(
        title=title,
        description=description,
        svg=drawing.picture(chart_id, title, description, y + 26, [pattern(i, s) for i, s in shades], body),
        legend=drawing.legend(series, shades),
        table=_table(title, series, groups),
    )


def _measured(series: Series, measure: Measure | None, fill: str, y: float) -> list[str]:
    says = HIDDEN.lower() if measure is None else measure.says
    lines = [drawing.text_at("0", y + 16, f"{series.label}: {says}")]
    if measure is None or not measure.out_of:
        return lines
    top = y + drawing.LINE
    middle = f"{top + _BAR / 2:g}"
    low, high = drawing.share(measure.low), drawing.share(measure.high)
    whisker = f'<line x1="{low}" x2="{high}" y1="{middle}" y2="{middle}" stroke="{INK}" stroke-width="2"/>'
    halo = f'<line x1="{low}" x2="{high}" y1="{middle}" y2="{middle}" stroke="#ffffff" stroke-width="6"/>'
    ends = "".join(
        f'<line x1="{x}" x2="{x}" y1="{top + 3:g}" y2="{top + _BAR - 3:g}" stroke="{INK}" stroke-width="2"/>'
        for x in (low, high)
    )
    bar = drawing.rectangle(0, top, measure.percent, _BAR, f"url(#{fill})")
    return [*lines, bar, halo, whisker, ends]


def _axis(y: float) -> list[str]:
    line = f'<line x1="0" x2="100%" y1="{y:g}" y2="{y:g}" stroke="{INK}" stroke-width="1"/>'
    anchors = {0: "start", 25: "middle", 50: "middle", 75: "middle", 100: "end"}
    return [
        line,
        *(drawing.text_at(f"{at}%", y + 20, f"{at}%", anchor=anchor) for at, anchor in anchors.items()),
    ]


def _table(title: str, series: Sequence[Series], groups: Sequence[Group]) -> ChartTable:
    rows = tuple(
        (group.label, one.label, *_figures(measure))
        for group in groups
        for one, measure in zip(series, group.measures, strict=True)
    )
    return ChartTable(caption=title, headers=("", "Answer", "Count", "Out of", "Percent", "From", "To"), rows=rows)


def _figures(measure: Measure | None) -> tuple[str, ...]:
    if measure is None:
        return ("hidden",) * 5
    if not measure.out_of:
        return ("0", "0", "", "", "")
    return (
        str(measure.count),
        str(measure.out_of),
        f"{measure.percent:.1f}%",
        f"{measure.low:.1f}%",
        f"{measure.high:.1f}%",
    )
