"""The table of what carries, proved over everything that could be: nothing claimed is wrong, nothing certain is missed.

The universe: three expectations of the bank and one thing outside it that a question may ask without a tag. Each is in
place to a degree of 0 to 3; only 3 is in place. A reading turns the degrees of what a question asks into a rating.
All scales agree on green. They differ on red ("nothing is in place" or "something is not") and on the degree where
amber begins. Where two questions have the same scale descriptor both are read alike, else each in any way.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import chain, combinations, product

import pytest

from concordat.lib.crosswalk import Certainty, Colour, Question, Relation, Scale, TagState, carry, covers
from concordat.lib.crosswalk import relation_between as related

BANK, OUTSIDE = ("a", "b", "c"), "x"
EVERYTHING = (*BANK, OUTSIDE)
IN_PLACE = 3
ASSIGNMENTS = [dict(zip(EVERYTHING, degrees, strict=True)) for degrees in product(range(IN_PLACE + 1), repeat=4)]
READINGS = tuple(product(("nothing", "something"), (1, 2)))
RATINGS = (Colour.GREEN, Colour.AMBER, Colour.RED)
Content = frozenset[str]


def rating(content: Content, degrees: dict[str, int], reading: tuple[str, int]) -> Colour:
    """What a setting answers that knows how far each thing is in place and reads the scale like this."""
    red_means, amber_from = reading
    found = [degrees[each] for each in content]
    if all(degree == IN_PLACE for degree in found):
        return Colour.GREEN
    low = [degree < amber_from for degree in found]
    return Colour.RED if (all(low) if red_means == "nothing" else any(low)) else Colour.AMBER


def subsets(of: Iterable[str]) -> list[Content]:
    names = tuple(of)
    return [frozenset(each) for each in chain.from_iterable(combinations(names, n) for n in range(len(names) + 1))]


TAGS = [each for each in subsets(BANK) if each]
CONTENTS = [each for each in subsets(EVERYTHING) if each]


@cache
def ratings(content: Content, reading: tuple[str, int]) -> tuple[Colour, ...]:
    return tuple(rating(content, degrees, reading) for degrees in ASSIGNMENTS)


@cache
def outcomes(source: Content, target: Content, alike: bool) -> frozenset[tuple[Colour, Colour]]:
    """Every pair of ratings that can be, over all assignments and readings."""
    return frozenset(
        pair
        for one, other in product(READINGS, READINGS)
        if one == other or not alike
        for pair in zip(ratings(source, one), ratings(target, other), strict=True)
    )


def contents(tags: Content, complete: bool) -> list[Content]:
    """What a question may ask in truth: its tags, and where they are not complete anything more."""
    return [tags] if complete else [each for each in CONTENTS if tags <= each]


def asked(name: str, tags: Content, complete: bool, descriptor: str, state: TagState = TagState.AGREED) -> Question:
    scale = Scale(descriptor, (("g", Colour.GREEN), ("a", Colour.AMBER), ("r", Colour.RED)), "g")
    return Question(name, tags, scale, state, complete=complete)


def certain(possible: set[Colour]) -> Certainty:
    """The most that can be said of a rating that is one of these."""
    if len(possible) == 1:
        return Certainty(possible.pop())
    return Certainty.UNKNOWN if Colour.GREEN in possible else Certainty.NOT_GREEN


@cache
def truth(source: Content, target: Content, known: tuple[bool, bool], alike: bool) -> dict[Colour, Certainty]:
    """By brute force, what the source's rating makes certain about the target."""
    hidden = product(contents(source, known[0]), contents(target, known[1]))
    pairs = frozenset().union(*(outcomes(one, other, alike) for one, other in hidden))
    return {colour: certain({other for one, other in pairs if one is colour}) for colour in RATINGS}


CASES = list(product(TAGS, TAGS, product((False, True), repeat=2), (False, True)))


@pytest.mark.slow
def test_every_certainty_holds_and_none_is_missed() -> None:
    """For every pair of tag sets, complete or not, same descriptor or not, and every rating: exactly what is true."""
    for source, target, known, alike in CASES:
        one = asked("S", source, known[0], "words")
        other = asked("T", target, known[1], "words" if alike else "other words")
        said = {colour: carry(one, other, colour) for colour in RATINGS}
        assert said == truth(source, target, known, alike), (source, target, known, alike)


TABLE = {
    (Relation.EQUAL, True): (Certainty.GREEN, Certainty.AMBER, Certainty.RED),
    (Relation.EQUAL, False): (Certainty.GREEN, Certainty.NOT_GREEN, Certainty.NOT_GREEN),
    (Relation.SUPERSET, None): (Certainty.GREEN, Certainty.UNKNOWN, Certainty.UNKNOWN),
    (Relation.SUBSET, None): (Certainty.UNKNOWN, Certainty.NOT_GREEN, Certainty.NOT_GREEN),
    (Relation.INTERSECTS, None): (Certainty.UNKNOWN,) * 3,
    (Relation.NONE, None): (Certainty.UNKNOWN,) * 3,
}


def test_with_complete_tags_it_is_the_table_of_the_design() -> None:
    for source, target, alike in product(TAGS, TAGS, (False, True)):
        relation = related(source, target)
        one, other = asked("S", source, True, "words"), asked("T", target, True, "words" if alike else "other")
        row = TABLE[relation, alike if relation is Relation.EQUAL else None]
        assert tuple(carry(one, other, colour) for colour in RATINGS) == row


def test_completeness_of_the_wrong_side_is_not_enough() -> None:
    """What the proof says in three lines a reader can check."""
    ab, a = frozenset("ab"), frozenset("a")
    for known, green, red in [
        ((True, False), Certainty.UNKNOWN, Certainty.NOT_GREEN),
        ((False, True), Certainty.GREEN, Certainty.UNKNOWN),
    ]:
        one, other = asked("S", ab, known[0], "words"), asked("T", ab, known[1], "words")
        assert (carry(one, other, Colour.GREEN), carry(one, other, Colour.RED)) == (green, red)
    assert carry(asked("S", ab, True, "w"), asked("T", a, False, "w"), Colour.GREEN) is Certainty.UNKNOWN
    assert carry(asked("S", a, False, "w"), asked("T", ab, True, "w"), Colour.RED) is Certainty.UNKNOWN


@pytest.mark.parametrize("state", [TagState.DRAFT, TagState.DISPUTED])
def test_tags_that_are_not_agreed_make_nothing_certain(state: TagState) -> None:
    tags = frozenset("ab")
    for one, other in product((state, TagState.AGREED), repeat=2):
        if state in (one, other):
            source = asked("S", tags, one is TagState.AGREED, "w", one)
            target = asked("T", tags, other is TagState.AGREED, "w", other)
            assert all(carry(source, target, colour) is Certainty.UNKNOWN for colour in RATINGS)


@pytest.mark.slow
def test_joint_cover_is_sound_and_nothing_else_follows_from_greens() -> None:
    """Two green answers, complete or not: the target is certainly green exactly where it is complete and covered."""
    for first, second, target in product(TAGS, repeat=3):
        if first > second:
            continue
        for complete in (False, True):
            possible = all(
                rating(content, degrees, READINGS[0]) is Colour.GREEN
                for content in contents(target, complete)
                for degrees in ASSIGNMENTS
                if all(degrees[each] == IN_PLACE for each in first | second)
            )
            assert covers(asked("T", target, complete, "w"), [first, second]) == possible


@pytest.mark.slow
def test_ticks_below_an_amber_answer_say_no_more_than_is_true() -> None:
    """Whoever ticks exactly what is not in place: what stays unticked is in place, and a target with a tick is not."""
    for source, target, degrees in product(TAGS, TAGS, ASSIGNMENTS):
        ticked = frozenset(each for each in source if degrees[each] < IN_PLACE)
        for content in contents(target, False):
            if ticked & target:
                assert rating(content, degrees, READINGS[0]) is not Colour.GREEN
        if covers(asked("T", target, True, "w"), [source - ticked]):
            assert rating(target, degrees, READINGS[0]) is Colour.GREEN


def test_each_reading_of_red_is_needed() -> None:
    """The proof would be too kind with one reading: a red whole would settle its parts, or a red part its whole."""
    ab, a = frozenset("ab"), frozenset("a")
    nothing, something = READINGS[0], READINGS[2]
    whole_to_part = set(zip(ratings(ab, nothing), ratings(a, nothing), strict=True))
    part_to_whole = set(zip(ratings(a, something), ratings(ab, something), strict=True))
    assert {part for whole, part in whole_to_part if whole is Colour.RED} == {Colour.RED}
    assert {whole for part, whole in part_to_whole if part is Colour.RED} == {Colour.RED}
    assert {other for one, other in outcomes(ab, a, True) if one is Colour.RED} == set(RATINGS)
