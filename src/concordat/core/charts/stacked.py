"""Stacked bars across the page: how answers divide, one bar a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from concordat.core.charts import drawing
from concordat.core.charts.figure import Chart, ChartTable, Series
from concordat.core.charts.shades import pattern

_WIDE_ENOUGH = 14
HIDDEN = "Hidden, too few"


@dataclass(frozen=True)
class Bar:
    """A group and how many gave each answer, in the order of the series; None where it is too small."""

    label: str
    counts: tuple[int, ...] | None


def stacked_bars(*, name: str, title: str, description: str, series: Sequence[Series], bars: Sequence[Bar]) -> Chart:
    """A bar for every group, each as long as the page, divided by answers."""
    for bar in bars:
        if bar.counts is not None and (len(bar.counts) != len(series) or min(bar.counts, default=0) < 0):
            raise ValueError("a bar has one count, zero or more, for each series")
    chart_id = drawing.identity(name)
    shades = drawing.shaded(chart_id, series)
    body: list[str] = []
    y = 0.0
    for bar in bars:
        for line in drawing.label_lines(bar.label):
            y += drawing.LINE
            body.append(drawing.text_at("0", y - 5, line, weight="700"))
        body.extend(_segments(bar, [identity for identity, _ in shades], y))
        y += drawing.BAR + 14
    return Chart(
        title=title,
        description=description,
        svg=drawing.picture(chart_id, title, description, y, [pattern(i, s) for i, s in shades], body),
        legend=drawing.legend(series, shades),
        table=_table(title, series, bars),
    )


def _segments(bar: Bar, fills: Sequence[str], y: float) -> list[str]:
    total = sum(bar.counts or ())
    if bar.counts is None or not total:
        note = HIDDEN if bar.counts is None else "No answers yet"
        return [drawing.rectangle(0, y, 100, drawing.BAR, "none"), drawing.text_at("2%", y + 22, note)]
    drawn: list[str] = []
    numbers: list[str] = []
    left = 0.0
    for count, fill in zip(bar.counts, fills, strict=True):
        width = 100 * count / total
        if count:
            drawn.append(drawing.rectangle(left, y, width, drawing.BAR, f"url(#{fill})"))
        if width >= _WIDE_ENOUGH:
            numbers.append(_number(left + width / 2, y, f"{int(width + 0.5)}%"))
        left += width
    return drawn + numbers


def _number(middle: float, y: float, figure: str) -> str:
    x = drawing.share(middle)
    return (
        f'<svg x="{x}" y="{y + 6:g}" overflow="visible">'
        '<rect x="-20" y="0" width="40" height="22" rx="3" fill="#ffffff"/>'
        f"{drawing.text_at('0', 17, figure, weight='700', anchor='middle')}</svg>"
    )


def _table(title: str, series: Sequence[Series], bars: Sequence[Bar]) -> ChartTable:
    rows = tuple((bar.label, *_figures(bar, len(series))) for bar in bars)
    return ChartTable(caption=title, headers=("", *(one.label for one in series), "All answers"), rows=rows)


def _figures(bar: Bar, columns: int) -> list[str]:
    if bar.counts is None:
        return ["hidden"] * (columns + 1)
    total = sum(bar.counts)
    return [f"{count} ({100 * count / total:.1f}%)" if total else "0" for count in bar.counts] + [str(total)]
