"""Ratings in colours: what a value of a scale says about whether something is in place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Colour(StrEnum):
    """What a rating says, whatever the words of its scale."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NOT_APPLICABLE = "not_applicable"


class ScaleProblem(ValueError):
    """A scale that cannot be used: a value twice, or an established value that is not green."""


class NotOnScale(ValueError):
    """A value that the scale of its question does not have."""


@dataclass(frozen=True)
class Scale:
    """The values of a scale and their colours.

    `descriptor` names the wording of the values: two questions mean the same by amber and by red only where
    their scales have the same descriptor. `established` is the green value that a carried answer gets: depth,
    such as "embedded" or "we can show its effect", never carries.
    """

    descriptor: str
    values: tuple[tuple[str, Colour], ...]
    established: str

    def __post_init__(self) -> None:
        if len(self._colours) != len(self.values):
            raise ScaleProblem(f"The scale {self.descriptor} has a value twice.")
        if self._colours.get(self.established) is not Colour.GREEN:
            raise ScaleProblem(f"The established value of the scale {self.descriptor} is not green.")

    @cached_property
    def _colours(self) -> dict[str, Colour]:
        return dict(self.values)

    def colour_of(self, value: str) -> Colour:
        """The colour of a value; raises `NotOnScale`."""
        if value not in self._colours:
            raise NotOnScale(f"The scale {self.descriptor} has no value {value!r}.")
        return self._colours[value]

    def value_of(self, colour: Colour) -> str | None:
        """The value that a carried colour becomes: the established one for green, else the only one, else none."""
        if colour is Colour.GREEN:
            return self.established
        found = [value for value, its in self.values if its is colour]
        return found[0] if len(found) == 1 else None
