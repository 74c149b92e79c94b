"""Which offers fit a need, and how well (D2-04): plain Python over facts.

An offer fits when it is about the same thing, for the setting's phase and in its area. It is about the same thing when
it names an expectation that the question asks for (closest), or the area of the question or of one of its
expectations. An offer that names no phase, or no area, is for every one. A setting whose phase the register does
not know or calls "Not applicable" (special schools, many independent schools) is left out by no phase.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

MOST_PROPOSED = 3
BY_EXPECTATION, BY_AREA, NOT_AT_ALL = 2, 1, 0

# The register's phases by the phases that offers name.
_PHASES: Mapping[str, frozenset[str]] = {
    "Nursery": frozenset({"Nursery"}),
    "Primary": frozenset({"Primary"}),
    "Middle deemed primary": frozenset({"Primary"}),
    "Middle deemed secondary": frozenset({"Secondary"}),
    "Secondary": frozenset({"Secondary"}),
    "16 plus": frozenset({"16 plus"}),
    "All-through": frozenset({"Nursery", "Primary", "Secondary", "16 plus"}),
}


@dataclass(frozen=True)
class Need:
    """Something that a setting said is not in place: the question, what it is about, and where."""

    question: str
    area: str = ""
    expectations: frozenset[str] = field(default=frozenset())
    phase: str = ""
    authority_id: int | None = None


@dataclass(frozen=True)
class OfferFacts:
    """What decides whether an offer fits; empty phases or authorities mean every one."""

    id: int
    standards: frozenset[str]
    phases: frozenset[str] = field(default=frozenset())
    authorities: frozenset[int] = field(default=frozenset())


def area_of(standard: str) -> str:
    """The area of an expectation: SVH of SVH-08; an area is its own."""
    return standard.partition("-")[0]


def closeness(need: Need, offer: OfferFacts) -> int:
    """How close an offer is to a need by what both are about."""
    if offer.standards & need.expectations:
        return BY_EXPECTATION
    areas = {need.area, *map(area_of, need.expectations)} - {""}
    return BY_AREA if areas & offer.standards else NOT_AT_ALL


def reaches(need: Need, offer: OfferFacts) -> bool:
    """Whether the offer is for the setting's phase and in its area."""
    phases = _PHASES.get(need.phase)
    fits_phase = not offer.phases or phases is None or bool(phases & offer.phases)
    return fits_phase and (not offer.authorities or need.authority_id in offer.authorities)


def proposed(need: Need, offers: Iterable[OfferFacts], *, most: int = MOST_PROPOSED) -> list[int]:
    """Ids of the offers to propose: the closest first, then the one that is about the least else, then the oldest."""
    fitting = [
        (-close, len(offer.standards), offer.id)
        for offer in offers
        if (close := closeness(need, offer)) and reaches(need, offer)
    ]
    return [offer_id for *_, offer_id in sorted(fitting)[:most]]


def without_offer(needs: Sequence[Need], offers: Sequence[OfferFacts]) -> list[Need]:
    """The needs that no offer fits, in their order."""
    return [need for need in needs if not proposed(need, offers, most=1)]


def why_not_offered(*, age_from: int | None, age_to: int | None, review_on: date, today: date) -> str:
    """What is wrong with an offer as it is written, with what to do; empty where nothing is."""
    if age_from is not None and age_to is not None and age_to < age_from:
        return "The oldest age is below the youngest. Mend one of them."
    if review_on <= today:
        return "Choose a day to come on which somebody looks whether this is still right."
    return ""


def is_review_due(review_on: date, today: date) -> bool:
    """Whether the day has come on which somebody was to look whether the offer still holds."""
    return review_on <= today
