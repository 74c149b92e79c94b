"""The shades of a chart: each a colour and a pattern, told apart without colour and on a grey print."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

INK = "#14222b"


@dataclass(frozen=True)
class Shade:
    """A fill, and the marks drawn over it (empty: solid)."""

    fill: str
    marks: str = ""
    marks_colour: str = INK


_STRIPES = '<path d="M-2 10 10 -2M-2 2 2 -2M6 10 10 6" stroke="{c}" stroke-width="1.6"/>'
_DOTS = '<circle cx="2" cy="2" r="1.4" fill="{c}"/><circle cx="6" cy="6" r="1.4" fill="{c}"/>'
_CROSSES = '<path d="M0 0 8 8M8 0 0 8" stroke="{c}" stroke-width="1.4"/>'
_LINES = '<path d="M0 4h8" stroke="{c}" stroke-width="1.4"/>'

SHADES = MappingProxyType(
    {
        "green": Shade("#0f7a52"),
        "amber": Shade("#f2b134", _STRIPES, "#7a4a00"),
        "red": Shade("#b5252a", _CROSSES, "#ffffff"),
        "na": Shade("#e3e8ea", _DOTS, "#5a6870"),
        "very": Shade("#0b4f57"),
        "somewhat": Shade("#5fa3a8", _STRIPES, "#0b4f57"),
        "little": Shade("#c3dfe0", _DOTS, "#0b4f57"),
        "not_at_all": Shade("#f2b134", _CROSSES, "#7a4a00"),
        "unanswered": Shade("#ffffff", _LINES, "#8a959b"),
        "first": Shade("#0b4f57"),
        "second": Shade("#ffc857", _STRIPES, "#7a4a00"),
        "third": Shade("#8c7bc4", _DOTS, "#2d2260"),
        "fourth": Shade("#e3e8ea", _CROSSES, "#5a6870"),
    }
)


class UnknownShade(LookupError):
    """A shade that nobody drew: a mistake in a presenter."""


def shade_named(name: str) -> Shade:
    """The shade of this name."""
    try:
        return SHADES[name]
    except KeyError:
        raise UnknownShade(name) from None


def pattern(identity: str, shade: Shade) -> str:
    """An SVG pattern element that paints a shade."""
    return (
        f'<pattern id="{identity}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{shade.fill}"/>'
        f"{shade.marks.format(c=shade.marks_colour)}</pattern>"
    )
