"""Which place a row means: by number, by name, by a name with slips of the pen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

SURE = 90.0  # of 100: below it a name is only near
APART = 4.0  # a near name must beat the next one by so much
_SAME = (
    (r"\bc ?of ?e\b|\bce\b|\bchurch of england\b", "cofe"),
    (r"\bsaint\b", "st"),
    (r"\bpri\b|\bprim\b", "primary"),
    (r"\bsch\b", "school"),
    (r"\binf\b", "infant"),
    (r"\bjnr\b|\bjun\b", "junior"),
    (r"\bsec\b", "secondary"),
    (r"\bacad\b", "academy"),
    (r"\brc\b", "catholic"),
    (r"\bthe\b", ""),
    (r"\band\b", ""),
)


@dataclass(frozen=True)
class Place:
    """A place that a row may mean, with its numbers."""

    id: int
    name: str
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """The place, or why there is none and which names are near."""

    place: Place | None
    why: str = ""
    near: tuple[str, ...] = ()


class Finder:
    """Finds places; made once for a list, each row then costs a look-up or one pass over the names."""

    def __init__(self, places: Iterable[Place]) -> None:
        every = list(places)
        self._by_number = {number: place for place in every for number in place.numbers}
        self._by_name: dict[str, list[Place]] = {}
        for place in every:
            self._by_name.setdefault(plain(place.name), []).append(place)

    def find(self, *, name: str, number: str = "") -> Found:
        """The place of this number; without a number the place of this name."""
        if number:
            known = self._by_number.get(number.strip().upper())
            return Found(known) if known else Found(None, f"No setting of your area has the number {number}.")
        wanted = plain(name)
        if not wanted:
            return Found(None, "This row names no setting.")
        same = self._by_name.get(wanted, [])
        if len(same) == 1:
            return Found(same[0])
        if same:
            return Found(None, f"{len(same)} settings are called “{name}”. Give the URN.")
        return self._near(name, wanted)

    def _near(self, name: str, wanted: str) -> Found:
        found = process.extract(wanted, list(self._by_name), scorer=fuzz.token_sort_ratio, limit=3)
        near = tuple(self._by_name[key][0].name for key, score, _ in found if score > 60)
        if found and found[0][1] >= SURE and (len(found) == 1 or found[0][1] - found[1][1] >= APART):
            places = self._by_name[found[0][0]]
            if len(places) == 1:
                return Found(places[0])
        asks = f" Did you mean {' or '.join(f'“{one}”' for one in near)}?" if near else ""
        return Found(None, f"No setting of your area is called “{name}”.{asks}", near)


def plain(name: str) -> str:
    """A name without case, accents, punctuation and the usual abbreviations."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("'", "")
    text = re.sub(r"[^a-z0-9 ]+", " ", text)
    for pattern, same in _SAME:
        text = re.sub(pattern, same, text)
    return " ".join(text.split())
