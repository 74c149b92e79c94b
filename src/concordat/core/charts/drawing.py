"""The few strokes that every chart is made of; whatever comes in as words is escaped here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import wrap
from xml.sax.saxutils import escape, quoteattr

from django.utils.safestring import SafeString, mark_safe

from concordat.core.charts.figure import LegendEntry, Series
from concordat.core.charts.shades import INK, Shade, pattern, shade_named

LABEL_WIDTH = 34
LINE = 22
BAR = 34
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_ID = re.compile(r"[^a-z0-9-]+")


def words(text: str) -> str:
    """Text for an SVG element."""
    return escape(_NOT_IN_XML.sub("\ufffd", text))


def identity(text: str) -> str:
    """A safe id made from whatever names the chart."""
    return "chart-" + (_NOT_IN_ID.sub("-", text.lower()).strip("-") or "0")


def share(number: float) -> str:
    """A position or width as a percentage."""
    return f"{number:.3f}".rstrip("0").rstrip(".") + "%"


def label_lines(label: str) -> list[str]:
    """A label broken so that it fits at 320 px."""
    return wrap(" ".join(label.split()), LABEL_WIDTH) or [""]


def text_at(x: str, y: float, text: str, *, weight: str = "400", anchor: str = "start") -> str:
    """A line of letters."""
    return (
        f'<text x="{x}" y="{y:g}" font-size="16" font-weight="{weight}" text-anchor="{anchor}"'
        f' fill="{INK}">{words(text)}</text>'
    )


def rectangle(x: float, y: float, width: float, height: float, fill: str, *, stroke: str = INK) -> str:
    """A box whose place across is in percent and whose place down is in pixels."""
    return (
        f'<rect x="{share(x)}" y="{y:g}" width="{share(width)}" height="{height:g}"'
        f' fill={quoteattr(fill)} stroke="{stroke}" stroke-width="1"/>'
    )


def shaded(name: str, series: Sequence[Series]) -> list[tuple[str, Shade]]:
    """The pattern's id and the shade of each series."""
    return [(f"{name}-{number}", shade_named(one.shade)) for number, one in enumerate(series)]


def legend(series: Sequence[Series], shades: Sequence[tuple[str, Shade]]) -> tuple[LegendEntry, ...]:
    """What each shade stands for."""
    return tuple(
        LegendEntry(one.label, swatch(f"{fill}-legend", shade))
        for one, (fill, shade) in zip(series, shades, strict=True)
    )


def swatch(name: str, shade: Shade) -> SafeString:
    """A small picture of a shade for the legend."""
    return mark_safe(  # noqa: S308 - no words from outside
        '<svg class="concordat-chart__swatch" width="24" height="18" aria-hidden="true" focusable="false">'
        f"<defs>{pattern(name, shade)}</defs>"
        f'<rect x=".5" y=".5" width="23" height="17" fill="url(#{name})" stroke="{INK}"/></svg>'
    )


def picture(
    name: str, title: str, description: str, height: float, definitions: Sequence[str], body: Sequence[str]
) -> SafeString:
    """The whole SVG, named and described for those who do not see it."""
    return mark_safe(  # noqa: S308 - every word went through `words`, every id through `identity`
        '<svg xmlns="http://www.w3.org/2000/svg" class="concordat-chart__svg" role="img" width="100%"'
        f' height="{height:g}" aria-labelledby="{name}-title {name}-desc"'
        ' font-family="Helvetica, Arial, sans-serif">'
        f'<title id="{name}-title">{words(title)}</title><desc id="{name}-desc">{words(description)}</desc>'
        f"<defs>{''.join(definitions)}</defs>{''.join(body)}</svg>"
    )
