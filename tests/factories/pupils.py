"""Invented pupils: schools of two phases in districts, year groups, sex, and answers to one question."""

from __future__ import annotations

import numpy as np

from concordat.lib.safe_statistics.description import Description, Dimension, Ints, Level, Margin
from concordat.lib.safe_statistics.polytope import Polytope
from concordat.lib.safe_statistics.rule import Rule

YEARS = ("4", "5", "6", "7", "8", "9", "10", "11")
SEXES = ("girl", "boy", "said neither")
PRIMARY, SECONDARY = range(3), range(3, 8)


class Pupils:
    """A population: for every pupil the number of school, year, sex and answer."""

    def __init__(self, schools: int = 160, pupils: int = 16_000, answers: int = 5, seed: int = 1) -> None:
        random = np.random.default_rng(seed)
        secondary = np.arange(schools) % 3 == 2
        weight = random.lognormal(0.0, 0.7, schools) * np.where(secondary, 2.5, 1.0)
        sizes = np.maximum(8, np.round(weight / weight.sum() * pupils)).astype(int)
        sizes[np.argmax(sizes)] += pupils - sizes.sum()
        self.secondary = secondary
        self.districts = [int(each) for each in np.arange(schools) * 7 // schools]
        self.school = np.repeat(np.arange(schools), sizes)
        first, count = np.where(secondary, 3, 0), np.where(secondary, 5, 3)
        self.year = first[self.school] + (random.random(pupils) * count[self.school]).astype(int)
        self.sex = random.choice(3, pupils, p=[0.48, 0.48, 0.04])
        self.schools, self.answers = schools, answers
        self._answer(random)

    def answer_again(self, seed: int) -> None:
        """The answers to another question."""
        self._answer(np.random.default_rng([seed, 60]))

    def _answer(self, random: np.random.Generator) -> None:
        usual = np.sort(random.dirichlet(np.full(self.answers, 1.2)))[::-1]
        local = np.array([random.dirichlet(usual * 25 + 0.05) for _ in range(self.schools)])
        drawn = random.random(len(self.school))[:, None] * 0.999999
        self.answer = np.minimum((local.cumsum(axis=1)[self.school] < drawn).sum(axis=1), self.answers - 1)

    def dimensions(self, areas: bool = True) -> tuple[Dimension, ...]:
        """School in district, year group, sex, answer."""
        schools = Level("school", tuple(f"S{number:03}" for number in range(self.schools)))
        districts = Level("district", tuple(f"D{number}" for number in range(max(self.districts) + 1)))
        places = (
            Dimension("place", (schools, districts), (tuple(self.districts),))
            if areas
            else Dimension("place", (schools,))
        )
        answers = tuple("abcdefgh"[: self.answers])
        return (
            places,
            Dimension("year", (Level("year", YEARS),)),
            Dimension("sex", (Level("sex", SEXES),)),
            Dimension("answer", (Level("answer", answers),)),
        )

    def description(self, *margins: tuple[str, ...], areas: bool = True, rule: Rule | None = None) -> Description:
        """These margins of these pupils; a year group that a phase lacks cannot be."""
        dimensions = self.dimensions(areas)
        names = dimensions[0].levels[0].categories
        first = tuple(name for name, later in zip(names, self.secondary, strict=True) if not later)
        later = tuple(name for name, later in zip(names, self.secondary, strict=True) if later)
        zeros = (
            (("school", first), ("year", tuple(YEARS[each] for each in SECONDARY))),
            (("school", later), ("year", tuple(YEARS[each] for each in PRIMARY))),
        )
        whole = Description(dimensions, ((0, 0, 0, 0),), rule or Rule(), zeros, (), "place")
        return Description(
            dimensions, tuple(whole.margin(*margin) for margin in margins), rule or Rule(), zeros, (), "place"
        )

    def values(self, polytope: Polytope) -> Ints:
        """The counts of a polytope's cells."""
        return polytope.values(self.tables(polytope.description))

    def tables(self, description: Description) -> dict[Margin, Ints]:
        """The full cross, from which everything adds up."""
        shape = description.shape((0, 0, 0, 0))
        table = np.zeros(shape, dtype=np.int64)
        np.add.at(table, (self.school, self.year, self.sex, self.answer), 1)
        return {(0, 0, 0, 0): table}
