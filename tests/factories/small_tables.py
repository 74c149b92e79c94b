"""Small invented tables, each of a kind that has caught other methods out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from concordat.lib.safe_statistics.description import Description, Dimension, Ints, Level, Margin, Route
from concordat.lib.safe_statistics.rule import Rule

KINDS = (
    "sparse",
    "small schools",
    "all or nothing",
    "hierarchy",
    "linked",
    "cyclic",
    "routed",
    "non-response",
    "sensitive",
)


@dataclass(frozen=True)
class SmallTable:
    """A description and the counts of everything crossed with everything."""

    description: Description
    tables: dict[Margin, Ints]


def small_table(kind: str, seed: int) -> SmallTable:
    """A table of this kind."""
    random = np.random.default_rng([KINDS.index(kind), seed])
    if kind == "routed":
        return _routed(random)
    schools = int(random.integers(3, 9))
    rare: dict[str, list[float]] = {"sparse": [0.75, 0.15, 0.07, 0.03], "all or nothing": [0.97, 0.01, 0.01, 0.01]}
    weights = rare.get(kind)
    lengths = random.integers(8, 30, schools) if kind == "small schools" else random.integers(15, 90, schools)
    answer = Dimension("answer", (Level("answer", tuple("abcd")),))
    if kind == "non-response":
        given = Level("given", ("answered", "not answered"))
        answer = Dimension("answer", (Level("answer", ("yes", "no", "unsure", "blank")), given), ((0, 0, 0, 1),))
    place, parents = Level("school", tuple(f"S{number}" for number in range(schools))), ()
    if kind in ("hierarchy", "linked"):
        districts = Level("district", ("east", "west"))
        dimension = Dimension("place", (place, districts), (tuple(number % 2 for number in range(schools)),))
    else:
        dimension = Dimension("place", (place,), parents)
    dimensions = (
        dimension,
        Dimension("year", (Level("year", ("7", "8", "9")),)),
        Dimension("sex", (Level("sex", ("girl", "boy")),)),
        answer,
    )
    known: dict[str, list[tuple[str, ...]]] = {
        "hierarchy": [("school", "year", "answer")],
        "linked": [("school", "year", "answer"), ("school", "sex", "answer")],
        "cyclic": [("school", "answer"), ("school", "sex"), ("sex", "answer")],
        "non-response": [("school", "sex", "answer")],
    }
    margins = known.get(kind, [("school", "year", "answer")])
    rule = Rule(threshold=10, sensitive=True, coalition=0) if kind == "sensitive" else Rule(coalition=seed % 2)
    whole = Description(dimensions, ((0, 0, 0, 0),), unit="place")
    zeros = ((("school", ("S0",)), ("year", ("9",))),)
    description = Description(dimensions, tuple(whole.margin(*each) for each in margins), rule, zeros, (), "place")
    table = np.zeros(whole.shape((0, 0, 0, 0)), dtype=np.int64)
    for school in range(schools):
        length = int(lengths[school])
        chances = np.array(weights) if weights else random.dirichlet([2.0, 1.0, 0.6, 0.3])
        years = random.integers(0, 2 if school == 0 else 3, length)
        answers = random.choice(4, length, p=np.roll(chances, int(random.integers(0, 4))))
        table[school] = counted(table.shape[1:], years, random.integers(0, 2, length), answers)
    return SmallTable(description, {(0, 0, 0, 0): table})


def counted(shape: tuple[int, ...], *codes: Ints) -> Ints:
    """How many have each combination of codes."""
    flat = np.ravel_multi_index(codes, shape)
    return np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape).astype(np.int64)


def _routed(random: np.random.Generator) -> SmallTable:
    """A question, and a follow-up for those who said yes."""
    schools = int(random.integers(3, 7))
    places = Dimension("place", (Level("school", tuple(f"S{number}" for number in range(schools))),))
    first = Dimension("bullied", (Level("bullied", ("yes", "no", "unsure")),))
    told = Level("told", ("a parent", "a teacher", "nobody", "was not asked"))
    second = Dimension("told", (told, Level("asked", ("asked", "not asked"))), ((0, 0, 0, 1),))
    route = Route("bullied", ("yes",), "told", "asked", "asked")
    base = Description((places, first, second), ((0, 0, 2), (0, 1, 0)), Rule(), (), (route,), "place")
    lengths = random.integers(12, 60, schools)
    one, two = np.zeros((schools, 3, 1), dtype=np.int64), np.zeros((schools, 1, 4), dtype=np.int64)
    for school, length in enumerate(lengths.tolist()):
        answers: Ints = random.choice(3, length, p=random.dirichlet([1.0, 2.0, 0.4]))
        follow: Ints = np.where(answers == 0, random.integers(0, 3, length), 3)
        one[school, :, 0], two[school, 0] = counted((3,), answers), counted((4,), follow)
    return SmallTable(base, {(0, 0, 2): one, (0, 1, 0): two})
