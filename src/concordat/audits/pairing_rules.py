"""What a return suggests that a school offers and needs, and when what may be done with a round and a pair. Pure.

Pairing by strengths and needs follows the practice of Cornwall's and the Isles of Scilly's partnership (CX-COR-7).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from concordat.audits.vocabulary import IN_PLACE, NOT_MET
from concordat.lib.matching import MOST

BOTH_STAGES = {
    "All-through": frozenset({"Primary", "Secondary"}),
    "Middle deemed primary": frozenset({"Primary"}),
    "Middle deemed secondary": frozenset({"Secondary"}),
}
NO_PHASE = frozenset({"", "Not applicable"})


@dataclass(frozen=True)
class Rated:
    """One rated question of a return: its area, the rating, and whether its section says "very confident"."""

    area: str
    rating: str
    confident: bool


@dataclass(frozen=True)
class Standing:
    """How an area stands in a return: so many of so many in place."""

    in_place: int
    of: int
    red: int
    confident: bool


@dataclass(frozen=True)
class Offering:
    """Up to three strengths and three needs, the first counts most."""

    strengths: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def standings(rated: Iterable[Rated]) -> dict[str, Standing]:
    """Each area with how it stands, in the order in which the form asks."""
    by_area: dict[str, list[Rated]] = defaultdict(list)
    for one in rated:
        if one.area and (one.rating in IN_PLACE or one.rating in NOT_MET):
            by_area[one.area].append(one)
    return {
        area: Standing(
            in_place=sum(one.rating in IN_PLACE for one in found),
            of=len(found),
            red=sum(one.rating == "red" for one in found),
            confident=all(one.confident for one in found),
        )
        for area, found in by_area.items()
    }


def suggested(found: dict[str, Standing]) -> Offering:
    """Strengths: everything in place and very confident, most questions first. Needs: red before amber, most first."""
    strong = [area for area, one in found.items() if one.in_place == one.of and one.confident]
    weak = [area for area, one in found.items() if one.in_place < one.of]
    strong.sort(key=lambda area: -found[area].of)
    weak.sort(key=lambda area: (-found[area].red, found[area].in_place / found[area].of))
    return Offering(tuple(strong[:MOST]), tuple(weak[:MOST]))


def phases_of(phase: str, type_group: str) -> frozenset[str]:
    """The phases a setting belongs to; where the register names none, settings of its type are its like."""
    if phase in NO_PHASE:
        return frozenset({type_group}) if type_group else frozenset()
    return BOTH_STAGES.get(phase, frozenset({phase}))


class NotThisOffering(ValueError):
    """Strengths and needs that a school cannot offer so; `sentence` is what the page says."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def require_offering(strengths: Sequence[str], needs: Sequence[str], known: Iterable[str]) -> None:
    """Up to three of each, nothing twice, nothing both, and only standards that the audit asks about."""
    if len(strengths) > MOST or len(needs) > MOST:
        raise NotThisOffering(f"Choose up to {MOST} strengths and up to {MOST} needs.")
    if len({*strengths}) < len(strengths) or len({*needs}) < len(needs):
        raise NotThisOffering("Choose each standard once.")
    if {*strengths} & {*needs}:
        raise NotThisOffering("A standard is either a strength or a need, not both.")
    if not {*strengths, *needs} <= {*known}:
        raise NotThisOffering("Choose standards that this audit asks about.")


def is_active(*, accepted_by_all: bool, visited: bool, met: Iterable[bool | None]) -> bool:
    """A pair is active at one term when it was accepted and has met: a visit by then, or a school that says so."""
    return accepted_by_all and (visited or any(met))
