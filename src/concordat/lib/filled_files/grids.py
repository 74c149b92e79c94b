"""A sheet of a workbook, or a table of a Word document, as rows and columns with what each cell takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

LONGEST = 4000  # characters of an answer
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
Spot = tuple[int, int]  # row and column, from 1


@dataclass(frozen=True)
class Area:
    """Cells from one to another."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, spot: Spot) -> bool:
        """Whether a cell is in it."""
        return self.top <= spot[0] <= self.bottom and self.left <= spot[1] <= self.right


@dataclass(frozen=True)
class Allowed:
    """What cells take: one of a list, text of some length, or something else that is said why no answer fits."""

    areas: tuple[Area, ...]
    choices: tuple[str, ...] = ()
    why_not: str = ""
    most: int = LONGEST


@dataclass(frozen=True)
class Cell:
    """One cell: what stands there, which answers it takes (its own list, or any), and why it takes none."""

    place: str
    text: str
    choices: tuple[str, ...] = ()
    why_not: str = ""
    most: int = LONGEST

    def wrong_with(self, answer: str) -> str:
        """Why an answer is not taken here; nothing where it is."""
        if self.why_not:
            return self.why_not
        if self.choices and answer not in self.choices:
            return f"This cell takes only {', '.join(self.choices)}."
        if len(answer) > self.most:
            return f"This cell takes {self.most:,} characters at most."
        return "" if answer.strip() else "This is no answer."


@dataclass(frozen=True)
class Grid:
    """Cells by row and column. A cell that was never written is there all the same, and empty."""

    name: str
    texts: Mapping[Spot, str]
    allowed: tuple[Allowed, ...] = ()
    barred: Mapping[Spot, str] = field(default_factory=dict)
    barred_areas: tuple[tuple[Area, str], ...] = ()
    locked: frozenset[Spot] | None = None  # cells that somebody may write into; none where nothing is protected
    is_hidden: bool = False
    only_existing: bool = False  # a table of Word has no cells but those that stand there
    heading: str = ""  # what stands above a table

    @property
    def rows(self) -> int:
        """The last row in which something stands."""
        return max((row for row, _ in self.texts), default=0)

    @property
    def columns(self) -> int:
        """The last column in which something stands or may be answered."""
        named = [area.right for one in self.allowed for area in one.areas if area.right - area.left < 50]
        return min(60, max((column for _, column in self.texts), default=0) if not named else self._most(named))

    def _most(self, named: list[int]) -> int:
        return max([column for _, column in self.texts] + named)

    def at(self, spot: Spot) -> Cell:
        """One cell."""
        here = next((one for one in self.allowed if any(area.holds(spot) for area in one.areas)), None)
        why = self.barred.get(spot, "") or next((said for area, said in self.barred_areas if area.holds(spot)), "")
        if not why and self.locked is not None and spot not in self.locked:
            why = "This cell is locked: whoever made the file lets nobody write here."
        if not why and self.only_existing and spot not in self.texts:
            why = "There is no such cell."
        if not why and here is not None:
            why = here.why_not
        choices, most = (here.choices, here.most) if here is not None else ((), LONGEST)
        return Cell(place(self.name, spot), self.texts.get(spot, ""), choices, why, most)


@dataclass(frozen=True)
class Filled:
    """A file that can be filled: its kind, and its sheets or tables."""

    kind: str  # xlsx or docx
    grids: tuple[Grid, ...]

    def grid(self, name: str) -> Grid | None:
        """A sheet or table by its name."""
        return next((one for one in self.grids if one.name == name), None)

    def at(self, where: str) -> Cell | None:
        """A cell by its place, such as `Audit!C5` or `Table 2!B3`; nothing where there is no such place."""
        name, _, reference = where.rpartition("!")
        grid, spot = self.grid(name), spot_of(reference)
        return grid.at(spot) if grid is not None and spot is not None else None


def place(name: str, spot: Spot) -> str:
    """A cell as people call it."""
    return f"{name}!{letters(spot[1])}{spot[0]}"


def letters(column: int) -> str:
    """A column's letters: 1 is A, 27 is AA."""
    made = ""
    while column:
        column, rest = divmod(column - 1, 26)
        made = chr(65 + rest) + made
    return made


def column_of(said: str) -> int:
    """The number of a column by its letters; 0 for what is none."""
    found = 0
    for letter in said.strip().upper():
        if not "A" <= letter <= "Z":
            return 0
        found = found * 26 + ord(letter) - 64
    return found if len(said.strip()) <= 3 else 0


def spot_of(reference: str) -> Spot | None:
    """Row and column of `C5` or `$C$5`."""
    found = _REFERENCE.fullmatch(reference)
    return (int(found[2]), column_of(found[1])) if found else None


def area_of(reference: str) -> Area | None:
    """The area of `C5` or `C5:D9`."""
    first, _, last = reference.partition(":")
    top, bottom = spot_of(first), spot_of(last or first)
    if top is None or bottom is None:
        return None
    return Area(min(top[0], bottom[0]), min(top[1], bottom[1]), max(top[0], bottom[0]), max(top[1], bottom[1]))
