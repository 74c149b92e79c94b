"""What data validation lets a cell take: a list written out, a list that stands in cells, a length.

Excel 2010 and later keep a list that stands in another sheet in an extension (`x14:dataValidation`), with the areas
in `xm:sqref` and the list in `xm:f`; both kinds are read.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from concordat.lib.filled_files.elements import Element
from concordat.lib.filled_files.grids import LONGEST, Allowed, Area, Spot, area_of

MOST_CHOICES = 200
UNREADABLE = "This cell takes only what a formula of the file allows."
OTHER = "This cell takes only numbers, days or times."
_ELSEWHERE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(.+)")


@dataclass(frozen=True)
class Lists:
    """What lists are made of: the texts of every sheet, and names for areas."""

    texts: Mapping[str, Mapping[Spot, str]]
    names: Mapping[str, str]

    def allowed(self, sheet: str, root: Element) -> Iterator[Allowed]:
        """What each validation of a sheet allows, and where."""
        for one in root.every("dataValidation"):
            said = one.attributes.get("sqref", "") or " ".join(each.text for each in one.every("sqref"))
            areas = tuple(area for reference in said.split() if (area := area_of(reference)) is not None)
            kind = one.attributes.get("type", "none")
            if not areas or kind == "none":
                continue
            if kind == "list":
                choices = self.choices(sheet, _formula(one, "formula1"))
                yield Allowed(areas, choices, "" if choices else UNREADABLE)
            elif kind == "textLength":
                yield _length(one, areas)
            else:
                yield Allowed(areas, why_not=UNREADABLE if kind == "custom" else OTHER)

    def choices(self, sheet: str, formula: str, *, depth: int = 0) -> tuple[str, ...]:
        """The words of a list; nothing where the formula is none that says them plainly."""
        said = formula.strip().removeprefix("=")
        if len(said) > 1 and said.startswith('"') and said.endswith('"'):
            words = next(csv.reader([said[1:-1].replace('""', "\0")]), [])
            return _clean(word.replace("\0", '"') for word in words)
        elsewhere = _ELSEWHERE.fullmatch(said)
        if elsewhere is not None:
            sheet = (elsewhere[1] or elsewhere[2]).replace("''", "'")
            said = elsewhere[3]
        area = area_of(said)
        if area is not None:
            return self._standing(sheet, area)
        if said.lower() in self.names and depth < 3:
            return self.choices(sheet, self.names[said.lower()], depth=depth + 1)
        return ()

    def _standing(self, sheet: str, area: Area) -> tuple[str, ...]:
        texts = self.texts.get(sheet, {})
        return _clean(texts[spot] for spot in sorted(texts) if area.holds(spot))


def _formula(validation: Element, name: str) -> str:
    found = validation.first(name)
    if found is None:
        return ""
    inner = found.first("f")
    return inner.text if inner is not None else found.text


def _length(validation: Element, areas: tuple[Area, ...]) -> Allowed:
    """Only how long a text may be at most is kept to; a rule that we cannot read takes no answer of ours."""
    how = validation.attributes.get("operator", "between")
    bound = _formula(validation, "formula2" if how == "between" else "formula1").strip()
    least = _formula(validation, "formula1").strip() if how == "between" else "0"
    if not (bound.isdigit() and least in ("0", "1")) or how not in ("between", "lessThan", "lessThanOrEqual"):
        return Allowed(areas, why_not=UNREADABLE)
    return Allowed(areas, most=min(LONGEST, int(bound) - (how == "lessThan")))


def _clean(words: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))[:MOST_CHOICES]
