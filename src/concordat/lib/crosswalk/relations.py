"""How two questions stand to each other, derived from their tags; nobody keeps tables from form to form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from enum import StrEnum
from typing import NamedTuple

from concordat.lib.crosswalk.questions import Form


class Relation(StrEnum):
    """What the first question's tags are to the second's."""

    EQUAL = "equal"
    SUPERSET = "superset"
    SUBSET = "subset"
    INTERSECTS = "intersects"
    NONE = "none"

    @property
    def converse(self) -> Relation:
        """The same seen from the other question."""
        return _CONVERSE.get(self, self)


Place = tuple[int, str]  # a question by the position of its form, and its id
_CONVERSE = {Relation.SUPERSET: Relation.SUBSET, Relation.SUBSET: Relation.SUPERSET}


class Link(NamedTuple):
    """Two questions of different forms that ask about something in common: form and question by their positions."""

    form: int
    question: str
    other_form: int
    other_question: str
    relation: Relation


def relation_between(first: Set[str], second: Set[str]) -> Relation:
    """The relation of two sets of tags. No tags, no relation: else everything would be a superset of them."""
    if first.isdisjoint(second):
        return Relation.NONE
    if first == second:
        return Relation.EQUAL
    if first >= second:
        return Relation.SUPERSET
    return Relation.SUBSET if first <= second else Relation.INTERSECTS


def links_between(forms: Sequence[Form]) -> list[Link]:
    """Every pair of questions of two different forms that is related, each pair once, the earlier form first.

    Questions with the same tags are grouped, so a relation is worked out once for a pair of tag sets, as bits.
    """
    groups = _groups(forms)
    masks = list(groups)
    holders = _holders(masks)
    related = [
        (groups[mask], groups[masks[other]], _relation_of_bits(mask, masks[other]))
        for number, mask in enumerate(masks)
        for other in sorted({other for bit in _bits(mask) for other in holders[bit] if other >= number})
    ]
    return [link for pair in related for links in _pairs(*pair) for link in links]


def _groups(forms: Sequence[Form]) -> dict[int, list[Place]]:
    """Questions by their tags as bits."""
    positions: dict[str, int] = {}
    groups: dict[int, list[Place]] = {}
    for number, form in enumerate(forms):
        for question in form.questions:
            mask = 0
            for tag in question.expectations:
                mask |= 1 << positions.setdefault(tag, len(positions))
            if mask:
                groups.setdefault(mask, []).append((number, question.id))
    return groups


def _holders(masks: Iterable[int]) -> dict[int, list[int]]:
    """For each bit the positions of the tag sets that hold it."""
    found: dict[int, list[int]] = {}
    for number, mask in enumerate(masks):
        for bit in _bits(mask):
            found.setdefault(bit, []).append(number)
    return found


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest
        mask ^= lowest


def _relation_of_bits(first: int, second: int) -> Relation:
    """Of two tag sets that share a tag."""
    if first == second:
        return Relation.EQUAL
    shared = first & second
    if shared == second:
        return Relation.SUPERSET
    return Relation.SUBSET if shared == first else Relation.INTERSECTS


def _pairs(first: Sequence[Place], second: Sequence[Place], relation: Relation) -> Iterator[list[Link]]:
    """Pairs of two groups, made as plainly as a named tuple can be, since there are hundreds of thousands."""
    converse, make = relation.converse, tuple.__new__
    for form, name in first:
        yield [
            make(Link, (form, name, other_form, other, relation)) for other_form, other in second if other_form > form
        ]
        if first is not second:
            yield [
                make(Link, (other_form, other, form, name, converse))
                for other_form, other in second
                if other_form < form
            ]
