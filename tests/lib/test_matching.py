"""Pairing schools: the best whole there is, within every limit, found again the same, with a reason for everybody."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from itertools import combinations
from typing import Any

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concordat.lib import matching
from concordat.lib.matching import Limit, Phases, Reason, Rules, School, UnknownDistance, pair
from concordat.lib.matching.candidates import candidates
from tests.factories.schools_to_pair import greedy_worth, schools_to_pair

EASY = Rules(max_metres=None, phases=Phases.all)
NAMES = {1: "Ash School", 2: "Birch School", 3: "Cedar School", 4: "Dogwood School"}
STANDARDS = {"online": "Online safety", "training": "Training", "attendance": "Attendance", "voice": "Pupil voice"}


def school(key: int, strengths: str = "", needs: str = "", **more: Any) -> School:
    return School(key, tuple(strengths.split()), tuple(needs.split()), **more)


@st.composite
def some_schools(draw: st.DrawFn) -> list[School]:
    found = []
    for key in range(draw(st.integers(0, 12))):
        names = draw(st.permutations(["a", "b", "c", "d", "e", "f"]))
        strengths = draw(st.integers(0, 3))
        needs = draw(st.integers(0, 3))
        found.append(
            School(
                key,
                strengths=tuple(names[:strengths]),
                needs=tuple(names[strengths : strengths + needs]),
                place=draw(st.none() | st.tuples(st.integers(-9_000, 9_000), st.integers(-9_000, 9_000))),
                district=draw(st.sampled_from(["", "ZZ1", "ZZ2"])),
                phases=draw(st.frozensets(st.sampled_from(["Primary", "Secondary"]))),
                trust=draw(st.none() | st.integers(1, 3)),
                capacity=draw(st.integers(0, 2)),
            )
        )
    return found


ALL_RULES = st.builds(
    Rules,
    max_metres=st.none() | st.integers(1, 12_000),
    unknown_distance=st.sampled_from(UnknownDistance),
    phases=st.sampled_from(Phases),
    other_trusts_only=st.booleans(),
    both_ways_only=st.booleans(),
)
SOME_PAIRS = st.frozensets(st.tuples(st.integers(0, 6), st.integers(7, 11)).map(lambda two: pair(*two)), max_size=8)


def every_permitted_pair(schools: list[School], rules: Rules, declined: Any, recent: Any) -> dict[frozenset[int], int]:
    """By looking at every two."""
    found = {}
    for one, other in combinations(schools, 2):
        points = matching.worth(one, other, rules, matching.metres_between(one, other))
        if points and not matching.broken(one, other, rules, declined=declined, recent=recent):
            found[pair(one.key, other.key)] = points
    return found


def best_by_networkx(permitted: dict[frozenset[int], int]) -> int:
    graph = networkx.Graph()
    graph.add_weighted_edges_from((*sorted(two), points) for two, points in permitted.items())
    return sum(graph[a][b]["weight"] for a, b in networkx.max_weight_matching(graph))


@settings(max_examples=80, deadline=None)
@given(some_schools(), ALL_RULES, SOME_PAIRS, SOME_PAIRS, st.integers())
def test_pairs_are_worth_as_much_as_an_independent_optimum(
    schools: list[School], rules: Rules, declined: Any, recent: Any, seed: int
) -> None:
    permitted = every_permitted_pair(schools, rules, declined, recent)
    solution = matching.solve(schools, rules, declined=declined, recent=recent, trios=False, seed=seed)
    assert solution.worth == best_by_networkx(permitted)


@settings(max_examples=80, deadline=None)
@given(some_schools(), ALL_RULES, SOME_PAIRS, SOME_PAIRS)
def test_every_limit_is_kept_and_everybody_is_somewhere_once(
    schools: list[School], rules: Rules, declined: Any, recent: Any
) -> None:
    solution = matching.solve(schools, rules, declined=declined, recent=recent)
    by_key = {one.key: one for one in schools}
    said = [key for group in solution.groups for key in group.members] + [one.key for one in solution.left_out]
    assert sorted(said) == sorted(by_key)
    for group in solution.groups:
        members = [by_key[key] for key in group.members]
        assert all(len(members) - 1 <= one.capacity for one in members)
        assert not group.although
        for one, other in combinations(members, 2):
            assert not matching.broken(one, other, rules, declined=declined, recent=recent)
        assert {gift.giver for gift in group.gifts} | {gift.taker for gift in group.gifts} == set(group.members)


@settings(max_examples=60, deadline=None)
@given(some_schools(), ALL_RULES, st.integers(0, 9), st.randoms(use_true_random=False))
def test_the_same_seed_gives_the_same_in_whatever_order(
    schools: list[School], rules: Rules, seed: int, chance: random.Random
) -> None:
    shuffled = chance.sample(schools, len(schools))
    assert matching.solve(shuffled, rules, seed=seed) == matching.solve(schools, rules, seed=seed)


@settings(max_examples=60, deadline=None)
@given(some_schools(), ALL_RULES)
def test_cells_miss_nothing(schools: list[School], rules: Rules) -> None:
    found = {pair(schools[a].key, schools[b].key): points for a, b, points in candidates(schools, rules)}
    assert found == every_permitted_pair(schools, rules, frozenset(), frozenset())


@settings(max_examples=60, deadline=None)
@given(some_schools(), ALL_RULES)
def test_locking_what_was_found_changes_nothing(schools: list[School], rules: Rules) -> None:
    first = matching.solve(schools, rules)
    again = matching.solve(schools, rules, locked=[group.members for group in first.groups])
    assert [(group.members, group.worth) for group in again.groups] == [
        (group.members, group.worth) for group in first.groups
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("number", "seed"), [(270, 1), (270, 2), (270, 3)])
def test_a_county_is_as_good_as_networkx_and_better_than_greedy(number: int, seed: int) -> None:
    schools = schools_to_pair(number, seed=seed)
    edges = candidates(schools, Rules())
    solution = matching.solve(schools, Rules(), trios=False)
    assert solution.worth == best_by_networkx({pair(a, b): points for a, b, points in edges})
    assert solution.worth >= 1.04 * greedy_worth(edges)


@pytest.mark.slow
def test_another_process_finds_the_same() -> None:
    code = (
        "from tests.factories.schools_to_pair import schools_to_pair; from concordat.lib import matching;"
        "print([g.members for g in matching.solve(schools_to_pair(270), matching.Rules(), seed=7).groups])"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    ]
    here = matching.solve(schools_to_pair(270), matching.Rules(), seed=7)
    assert {one.strip() for one in said} == {str([group.members for group in here.groups])}


def test_seeds_settle_ties() -> None:
    square = [school(key, "a b" if key % 2 else "c d", "c d" if key % 2 else "a b") for key in range(1, 9)]
    answers = [matching.solve(square, EASY, seed=seed) for seed in range(8)]
    assert len({tuple(group.members for group in one.groups) for one in answers}) > 1
    assert len({one.worth for one in answers}) == 1


def test_a_worked_example() -> None:
    """Ash's first need is Birch's first strength (6 + 3), Birch's second need Ash's second strength (4 + 2);
    both ways 4 more; 3 km of 15 are two points of nearness."""
    ash = school(1, "voice training", "online", place=(0, 0), phases=frozenset({"Primary"}))
    birch = school(2, "online", "attendance training", place=(0, 3_000), phases=frozenset({"Primary"}))
    solution = matching.solve([ash, birch], Rules())
    (group,) = solution.groups
    assert (group.members, group.worth, group.metres) == ((1, 2), 9 + 6 + 4 + 2, 3_000)
    assert matching.Words(NAMES, STANDARDS, Rules()).of_group(group) == [
        "Ash School is strong in “Training”, which Birch School needs.",
        "Birch School is strong in “Online safety”, which Ash School needs.",
        "3 km apart in a straight line.",
    ]


def test_the_whole_comes_before_the_best_pair() -> None:
    """Greedy takes 2-3, the best pair (22), and leaves 1 and 4 alone; 1-2 and 3-4 are worth 18 and 20."""
    schools = [school(1, "a", "c b"), school(2, "b", "d a"), school(3, "d", "b e"), school(4, "e", "d")]
    assert greedy_worth(candidates(schools, EASY)) == 22
    solution = matching.solve(schools, EASY)
    assert [(group.members, group.worth) for group in solution.groups] == [((1, 2), 18), ((3, 4), 20)]


def test_who_is_left_joins_a_pair_with_room() -> None:
    ash, birch, cedar = school(1, "a", "b"), school(2, "b", "a"), school(3, "", "a")
    (trio,) = matching.solve([ash, birch, cedar], EASY).groups
    assert trio.members == (1, 2, 3)
    assert [(gift.giver, gift.taker) for gift in trio.gifts] == [(1, 2), (2, 1), (1, 3)]
    full = matching.solve([ash, school(2, "b", "a", capacity=1), cedar], EASY)
    assert [group.members for group in full.groups] == [(1, 2)]
    assert [(one.key, one.reason) for one in full.left_out] == [(3, Reason.others_are_taken)]


@settings(max_examples=60, deadline=None)
@given(some_schools(), ALL_RULES)
def test_thirds_join_where_they_are_worth_most(schools: list[School], rules: Rules) -> None:
    by_key = {one.key: one for one in schools}
    pairs = matching.solve(schools, rules, trios=False)
    graph = networkx.Graph()
    for left in pairs.left_out:
        third = by_key[left.key]
        for number, group in enumerate(pairs.groups):
            two = [by_key[key] for key in group.members]
            points = sum(matching.worth(third, one, rules, matching.metres_between(third, one)) for one in two)
            room = all(one.capacity >= 2 for one in (third, *two))
            if points and room and not any(matching.broken(third, one, rules) for one in two):
                graph.add_edge(("school", left.key), ("pair", number), weight=points)
    best = sum(graph[a][b]["weight"] for a, b in networkx.max_weight_matching(graph))
    assert matching.solve(schools, rules).worth == pairs.worth + best


NEAR = {"place": (0, 0), "phases": frozenset({"Primary"})}


@pytest.mark.parametrize(
    ("other", "more", "reason", "words"),
    [
        (school(2, "b", "", **NEAR), {}, Reason.nobody_fits, "No school offers what it needs or needs what it offers."),
        (
            school(2, "a", "", place=(0, 18_400), phases=frozenset({"Primary"})),
            {},
            Reason.distance,
            "No school within 15 km offers what it needs or needs what it offers; the nearest that does is 18 km away.",
        ),
        (
            school(2, "a", "", district="ZZ9", phases=frozenset({"Primary"})),
            {},
            Reason.distance,
            "No school within 15 km offers what it needs or needs what it offers;"
            " how far away the others are is not known.",
        ),
        (
            school(2, "a", "", place=(0, 0), phases=frozenset({"Secondary"})),
            {},
            Reason.phase,
            "1 school fits within 15 km, but none of its own phase.",
        ),
        (
            school(2, "a", "", trust=5, **NEAR),
            {},
            Reason.trust,
            "1 school fits within 15 km, but only of its own trust.",
        ),
        (
            school(2, "a", "", **NEAR),
            {"recent": {pair(1, 2)}},
            Reason.recent,
            "1 school fits within 15 km, but only such as were its partner not long ago.",
        ),
        (
            school(2, "a", "", **NEAR),
            {"declined": {pair(1, 2)}},
            Reason.declined,
            "1 school fits within 15 km, but it declined them or they declined it.",
        ),
        (
            school(2, "a", "", capacity=0, **NEAR),
            {},
            Reason.others_have_no_room,
            "1 school fits within 15 km, but without room for a partner.",
        ),
    ],
    ids=lambda value: value.value if isinstance(value, Reason) else "",
)
def test_why_a_school_is_left(other: School, more: dict[str, Any], reason: Reason, words: str) -> None:
    ash = school(1, "", "a", trust=5, **NEAR)
    left = matching.solve([ash, other], Rules(), **more).left_out[0]
    assert (left.key, left.reason) == (1, reason)
    assert matching.Words(NAMES, STANDARDS, Rules()).of_left_out(left) == words


def test_a_school_that_says_nothing_or_has_no_room() -> None:
    left = matching.solve([school(1), school(2, "a", "b", capacity=0)], EASY).left_out
    assert [one.reason for one in left] == [Reason.says_nothing, Reason.no_room]
    words = matching.Words(NAMES, STANDARDS, EASY)
    assert [words.of_left_out(one) for one in left] == [
        "It named neither a strength nor a need.",
        "It has no room for a partner.",
    ]


def test_distance_that_nobody_knows() -> None:
    known, lost = school(1, "a", "b", place=(0, 0), district="ZZ1"), school(2, "b", "a", district="ZZ1")
    far = school(3, "b", "a", district="ZZ2")
    by_district = Rules(phases=Phases.all)
    (group,) = matching.solve([known, lost, far], by_district).groups
    assert (group.members, group.metres) == ((1, 2), None)
    assert matching.Words(NAMES, STANDARDS, by_district).of_group(group)[-1] == "How far apart they are is not known."
    refused = Rules(phases=Phases.all, unknown_distance=UnknownDistance.refuse)
    assert matching.solve([known, lost], refused).groups == ()
    allowed = Rules(phases=Phases.all, unknown_distance=UnknownDistance.allow)
    assert [group.members for group in matching.solve([known, far], allowed).groups] == [(1, 3)]


def test_a_locked_pair_stays_and_says_what_it_does_not_keep() -> None:
    ash, birch = school(1, "a", "b", place=(0, 0)), school(2, "b", "a", place=(0, 99_000))
    (group,) = matching.solve([ash, birch], Rules(), locked=[(2, 1)]).groups
    assert (group.locked, group.although) == (True, (Limit.distance, Limit.phase))
    assert matching.Words(NAMES, STANDARDS, Rules()).of_group(group)[-1] == (
        "Kept although they are further apart than the limit, or nobody knows how far"
        " and their phases are not those that should meet."
    )


@pytest.mark.parametrize(
    ("locked", "more"),
    [
        ([(1, 9)], {}),
        ([(1,)], {}),
        ([(1, 1)], {}),
        ([(1, 2), (2, 3)], {}),
        ([(1, 2, 3, 4)], {}),
        ([(1, 2)], {"declined": {pair(1, 2)}}),
        ([(1, 2, 4)], {}),
    ],
)
def test_locks_that_cannot_stand(locked: Any, more: Any) -> None:
    schools = [school(1, "a", "b"), school(2, "b", "a"), school(3, "a"), school(4, "a", capacity=1)]
    with pytest.raises(matching.LockNotPossible):
        matching.solve(schools, EASY, locked=locked, **more)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda: school(1, "a b c d"), matching.SaysTooMuch),
        (lambda: school(1, "a", "a"), matching.SaysTooMuch),
        (lambda: school(1, "a a"), matching.SaysTooMuch),
        (lambda: school(1, capacity=-1), matching.NotPossible),
        (lambda: Rules(max_metres=0), matching.NotPossible),
        (lambda: Rules(need_points=(3, 2, 0)), matching.NotPossible),
        (lambda: Rules(near_points=-1), matching.NotPossible),
        (lambda: matching.solve([school(1), school(1)], EASY), matching.TwiceTheSame),
    ],
)
def test_what_cannot_be_said(wrong: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        wrong()
