"""The attacker against brute force, against the certificate, and against patterns with holes in them."""

from __future__ import annotations

import numpy as np
import pytest

from concordat.lib.safe_statistics import (
    Description,
    Dimension,
    Level,
    Rule,
    Suppression,
    build,
    check,
    suppress,
)
from concordat.lib.safe_statistics.attack import Attack, brute_force, read_equations
from concordat.lib.safe_statistics.attack.brute_force import MOST_UNKNOWNS, components
from concordat.lib.safe_statistics.certificate import Certificate
from concordat.lib.safe_statistics.joint import Proof, Worlds, prove, prove_singly
from concordat.lib.safe_statistics.polytope import Bools, Polytope
from concordat.lib.safe_statistics.published import Key, Release
from concordat.lib.safe_statistics.relations import Ints
from concordat.lib.safe_statistics.release import drawn
from tests.factories.small_tables import KINDS, small_table

TABLES_OF_A_KIND = 23


class Case:
    """A small table with its suppression."""

    def __init__(self, kind: str, seed: int) -> None:
        table = small_table(kind, seed)
        self.rule: Rule = table.description.rule
        self.polytope: Polytope = build(table.description)
        self.x: Ints = self.polytope.values(table.tables)
        self.found: Suppression = suppress(self.polytope, self.x, seed=seed)
        self.keys = self.polytope.keys()

    def release(self, hidden: Bools | None = None) -> Release:
        return drawn(self.polytope, self.x, ~(self.found.hidden if hidden is None else hidden))

    def named(self, cells: Ints) -> list[Key]:
        return [self.keys[cell] for cell in cells]

    def protectable(self) -> Ints:
        return np.setdiff1d(np.nonzero(self.found.primary)[0], self.found.uncovered)

    def is_proved(self, hidden: Bools) -> bool:
        """Whether whole tables prove a pattern safe, without a word of the attacker's."""
        proof = Proof(self.protectable(), self.x, self.rule)
        worlds = Worlds(self.polytope, self.x, hidden | self.polytope.unseen, proof.cells)
        prove(worlds, proof, 1)
        prove_singly(worlds, proof, 1)
        shown = ~hidden & ~self.polytope.unseen
        made = Certificate.of(self.x, ~shown, proof.tables)
        return np.isin(check(self.polytope, self.x, shown, made).uncovered, self.found.uncovered).all().item()


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_two_hundred_tables_keep_the_rule_and_holes_are_found(kind: str) -> None:
    holes = 0
    for seed in range(TABLES_OF_A_KIND):
        case = Case(kind, seed)
        attack = Attack(case.release())
        assert attack.narrower(case.named(case.protectable()), case.rule.floor, case.rule.reach) == []
        finding = check(case.polytope, case.x, ~case.found.hidden & ~case.polytope.unseen, case.found.certificate)
        assert finding.uncovered.tolist() == case.found.uncovered.tolist()
        assert not finding.impossible
        holes += mutated(case, seed)
    assert holes > TABLES_OF_A_KIND / 3


def mutated(case: Case, seed: int) -> int:
    """Open one secondary cell: either the attacker finds a hole, or whole tables prove that there is none."""
    random = np.random.default_rng(seed)
    secondary = np.nonzero(case.found.secondary)[0]
    found = 0
    for cell in random.permutation(secondary)[:1]:
        hidden = case.found.hidden.copy()
        hidden[cell] = False
        attack = Attack(case.release(hidden))
        narrower = attack.narrower(case.named(case.protectable()), case.rule.floor, case.rule.reach)
        assert bool(narrower) != case.is_proved(hidden)
        found += bool(narrower)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_count_left_alone_in_a_sum_is_found_exactly(kind: str) -> None:
    case = Case(kind, 3)
    relations = case.polytope.relations
    planted = 0
    for cell in case.protectable()[:4]:
        if case.polytope.unseen.any():
            rows = relations.rows[(relations.columns == cell) & ~case.polytope.unseen[relations.columns]]
        else:
            rows = relations.rows[relations.columns == cell]
        row = next(each for each in rows if not case.polytope.unseen[relations.columns[relations.rows == each]].any())
        hidden = case.found.hidden.copy()
        hidden[relations.columns[relations.rows == row]] = False
        hidden[cell] = True
        exactly = Attack(case.release(hidden)).known_exactly()
        assert exactly[case.keys[cell]] == case.x[cell]
        planted += 1
    assert planted


@pytest.mark.slow
def test_brute_force_agrees_on_small_blocks() -> None:
    """Every whole table that agrees with a release, listed: each small count takes both ends among them."""
    compared = 0
    for seed in range(45):
        random = np.random.default_rng(seed)
        years, answers = int(random.integers(1, 4)), int(random.integers(2, 5))
        year = Dimension("year", (Level("year", tuple("789"[:years])),))
        answer = Dimension("answer", (Level("answer", tuple("abcd"[:answers])),))
        polytope = build(Description((year, answer), ((0, 0),), Rule(coalition=seed % 2)))
        x = polytope.values({(0, 0): random.geometric(0.3, (years, answers)) - 1})
        found = suppress(polytope, x, seed=seed)
        equations = read_equations(drawn(polytope, x, ~found.hidden))
        if not 0 < len(equations.unknowns) <= MOST_UNKNOWNS or len(found.uncovered):
            continue
        attack, keys = Attack(drawn(polytope, x, ~found.hidden)), polytope.keys()
        for part in components(equations):
            for key, (low, high) in brute_force(part).items():
                outer = attack.interval(key)
                assert (low, high) == outer
                small = found.primary[keys.index(key)]
                assert not small or (low <= 1 and high >= polytope.description.rule.reach)
        compared += 1
    assert compared > 20


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["linked", "non-response", "hierarchy"])
def test_where_margins_are_acyclic_the_children_behind_them_say_no_more(kind: str) -> None:
    case = Case(kind, 5)
    assert Attack(case.release(), everybody=True).intervals() == Attack(case.release()).intervals()


def test_where_margins_are_cyclic_the_children_behind_them_are_asked() -> None:
    case = Case("cyclic", 1)
    assert case.polytope.unseen.any()
    equations = read_equations(case.release())
    assert len(equations.unknowns) > equations.published


@pytest.mark.slow
def test_children_who_know_themselves_learn_no_more() -> None:
    """With c = 1 the rule holds against each child alone: their own cell in every table they are counted in."""
    tried = 0
    for seed in (1, 3, 5):
        case = Case("linked", seed)
        assert case.rule.coalition == 1
        described = case.polytope.description
        for cell in case.protectable()[::5]:
            margin, place = case.keys[cell]
            own = {key: 1 for key in case.keys if _contains(described.dimensions, margin, place, key)}
            attack = Attack(case.release(), knowing=own)
            assert attack.interval(case.keys[cell])[1] >= case.rule.threshold
            tried += 1
    assert tried > 20


def _contains(dimensions: tuple[object, ...], margin: tuple[int, ...], place: tuple[int, ...], key: Key) -> bool:
    """Whether a cell is a total over the given one."""
    for dimension, below, at, above, there in zip(dimensions, margin, place, *key, strict=True):
        if above < below or dimension.mapping(below, above)[at] != there:  # type: ignore[attr-defined]
            return False
    return True
