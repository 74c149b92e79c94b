"""Several questions of one round: none gives away what another hides, and each proves itself in shared worlds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from concordat.lib.safe_statistics import (
    Description,
    DescriptionProblem,
    Dimension,
    Level,
    Polytope,
    Rule,
    build,
    check,
)
from concordat.lib.safe_statistics.attack import Attack
from concordat.lib.safe_statistics.certificate import Certificate
from concordat.lib.safe_statistics.description import Margin
from concordat.lib.safe_statistics.published import Key, Release
from concordat.lib.safe_statistics.questions import (
    Bases,
    Question,
    bases_of,
    check_worlds,
    settle_bases,
    suppress_question,
)
from concordat.lib.safe_statistics.relations import Ints
from concordat.lib.safe_statistics.release import drawn
from tests.factories.small_tables import counted

QUESTIONS = 3


class Round:
    """Five schools in two districts, two of three year groups small, and three questions."""

    def __init__(self, seed: int, rules: tuple[Rule, ...] = (Rule(), Rule(), Rule())) -> None:
        random = np.random.default_rng(seed)
        self.school = np.repeat(np.arange(5), random.integers(25, 60, 5))
        self.year = random.choice(3, len(self.school), p=[0.8, 0.12, 0.08])
        self.answers = [
            random.choice(4, len(self.school), p=random.dirichlet([3, 2, 1, 0.5])) for _ in range(QUESTIONS)
        ]
        schools = Level("school", tuple("ABCDE"))
        place = Dimension("place", (schools, Level("district", ("east", "west"))), ((0, 0, 0, 1, 1),))
        self.shared = (place, Dimension("year", (Level("year", ("7", "8", "9")),)))
        self.polytopes: list[Polytope] = []
        self.x: list[Ints] = []
        for number, rule in enumerate(rules):
            described = Description((*self.shared, answer(number)), ((0, 0, 0),), rule, (), (), "place")
            self.polytopes.append(build(described))
            table = counted((5, 3, 4), self.school, self.year, self.answers[number])
            self.x.append(self.polytopes[-1].values({(0, 0, 0): table}))
        reach = max(rule.reach for rule in rules)
        tables: dict[Margin, Ints] = {(0, 0, 0): counted((5, 3, 4), self.school, self.year, self.answers[0])}
        self.bases: Bases = settle_bases(
            bases_of(self.polytopes[0].description, ("answer 0",)), tables, reach=reach, seed=seed
        )

    def suppressed(self) -> list[Question]:
        pairs = zip(self.polytopes, self.x, strict=True)
        return [suppress_question(polytope, x, self.bases, seed=n) for n, (polytope, x) in enumerate(pairs)]

    def together(self, found: list[Question]) -> Release:
        """All questions read side by side, as somebody does who has the whole report."""
        dimensions = (*self.shared, *(answer(number) for number in range(QUESTIONS)))
        margins = [(0, 0, *(int(other != number) for other in range(QUESTIONS))) for number in range(QUESTIONS)]
        cells = {}
        for number, question in enumerate(found):
            out = drawn(self.polytopes[number], self.x[number], ~question.suppression.hidden)
            cells.update({wide(key, number): cell for key, cell in out.cells.items()})
        return Release(Description(dimensions, tuple(margins), Rule(), (), (), "place"), cells)


def answer(number: int) -> Dimension:
    return Dimension(f"answer {number}", (Level(f"answer {number}", tuple("abcd")),))


def wide(key: Key, number: int) -> Key:
    """The cell of one question among the cells of all of them."""
    (place, year, level), (school, group, given) = key
    levels, places = [1] * QUESTIONS, [0] * QUESTIONS
    levels[number], places[number] = level, given
    return (place, year, *levels), (school, group, *places)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_all_questions_together_keep_the_rule(seed: int) -> None:
    given = Round(seed)
    found = given.suppressed()
    attack = Attack(given.together(found))
    tried = 0
    for number, question in enumerate(found):
        assert not len(question.suppression.uncovered)
        keys = given.polytopes[number].keys()
        small = [wide(keys[cell], number) for cell in np.nonzero(question.suppression.primary)[0]]
        assert attack.narrower(small, 1, 6) == []
        tried += len(small)
    bases = np.nonzero(given.bases.suppression.primary)[0]
    keys = given.polytopes[0].keys()
    base_keys = [wide(key, 0) for key in keys if key[0][2] == 1]
    assert attack.narrower([base_keys[cell] for cell in bases], 1, 6) == []
    assert tried > 20


@pytest.mark.slow
def test_every_table_belongs_to_a_world_and_is_possible() -> None:
    given = Round(2)
    for polytope, x, question in zip(given.polytopes, given.x, given.suppressed(), strict=True):
        assert check_worlds(polytope, x, given.bases, question)
        shown = ~question.suppression.hidden
        finding = check(polytope, x, shown, question.suppression.certificate)
        keys = polytope.keys()
        bases = {key for key in keys if key[0][2] == 1}
        assert not finding.impossible
        assert not len(finding.small_shown)
        assert all(keys[cell] in bases for cell in finding.uncovered)  # those are proved by the bases' own certificate
        tables = Certificate(question.suppression.certificate.moves[:1])
        one_world = Question(replace(question.suppression, certificate=tables), question.world[:1])
        assert not check_worlds(polytope, x, given.bases, one_world)
        other = (len(given.bases.worlds) - 1 - question.world[0],)
        assert not check_worlds(polytope, x, given.bases, replace(one_world, world=other))


@pytest.mark.slow
def test_a_sensitive_question_among_others_sets_the_reach_of_the_bases() -> None:
    sensitive = Rule(threshold=10, coalition=1, sensitive=True)
    given = Round(3, (Rule(), sensitive, Rule()))
    found = given.suppressed()
    attack = Attack(given.together(found))
    assert not len(found[1].suppression.uncovered)
    keys = given.polytopes[1].keys()
    small = [wide(keys[cell], 1) for cell in np.nonzero(found[1].suppression.primary)[0]]
    assert attack.narrower(small, 0, 11) == []


def test_questions_of_another_round_are_refused() -> None:
    given, other = Round(1), Round(2)
    with pytest.raises(DescriptionProblem, match="not those of its round"):
        suppress_question(other.polytopes[0], other.x[0], given.bases, seed=1)
    with pytest.raises(DescriptionProblem, match="no dimension answer 9"):
        bases_of(given.polytopes[0].description, ("answer 9",))
