"""How well two colours can be told apart, and the nearest darker one that can be read on white.

The relative luminance and the contrast ratio of the Web Content Accessibility Guidelines 2.2 (W3C
Recommendation of 5 October 2023, definitions "relative luminance" and "contrast ratio"). Text of ordinary
size needs 4.5 to 1 (success criterion 1.4.3, level AA). White on a colour and that colour on white have
the same ratio, so one number answers for buttons and for links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TEXT_RATIO = 4.5
STEPS = 1000
_WRITTEN = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")


class NotAColour(ValueError):
    """Something that is not written as a colour."""


@dataclass(frozen=True)
class Colour:
    """A colour of the sRGB space, each part from 0 to 255."""

    red: int
    green: int
    blue: int

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def luminance(self) -> float:
        """From 0 for black to 1 for white."""
        red, green, blue = (_linear(part / 255) for part in (self.red, self.green, self.blue))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def darkened(self, steps: int) -> Colour:
        """The same hue with `steps` of `STEPS` of its light left."""
        return Colour(*(round(part * steps / STEPS) for part in (self.red, self.green, self.blue)))


WHITE = Colour(255, 255, 255)


def parse(written: str) -> Colour:
    """`#0b5c66`, `0B5C66` or `#fff`. Raises `NotAColour`."""
    match = _WRITTEN.fullmatch(written.strip())
    if match is None:
        raise NotAColour(written)
    digits = match[1] if len(match[1]) == 6 else "".join(2 * digit for digit in match[1])
    return Colour(*(int(digits[at : at + 2], 16) for at in (0, 2, 4)))


def ratio(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black and white); the order does not matter."""
    darker, lighter = sorted((one.luminance, other.luminance))
    return (lighter + 0.05) / (darker + 0.05)


def can_be_read_on_white(colour: Colour) -> bool:
    """Whether text of this colour on white, and white text on it, can be read."""
    return ratio(colour, WHITE) >= TEXT_RATIO


def nearest_darker(colour: Colour) -> Colour:
    """The lightest colour of the same hue, no lighter than this one, that can be read on white."""
    if can_be_read_on_white(colour):
        return colour
    passes, fails = 0, STEPS  # black passes, and less light never lowers the ratio
    while fails - passes > 1:
        middle = (passes + fails) // 2
        if can_be_read_on_white(colour.darkened(middle)):
            passes = middle
        else:
            fails = middle
    return colour.darkened(passes)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
