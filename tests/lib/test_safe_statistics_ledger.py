"""Two releases, and what follows from both: differences, a late class of one, counts that contradict the ledger."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from concordat.lib.safe_statistics import Description, Dimension, Level, NotSafe, Polytope, Rule, Symbol, build
from concordat.lib.safe_statistics.attack import Attack, numbered, read_together
from concordat.lib.safe_statistics.ledger import Ledger, LedgerDisagrees, NextRelease, next_release
from concordat.lib.safe_statistics.polytope import Bools
from concordat.lib.safe_statistics.relations import Ints
from concordat.lib.safe_statistics.universes import DifferenceTooSmall, Lattice, require_large_differences
from tests.factories.small_tables import counted

SCHOOLS, ANSWERS = ("Ash", "Beech", "Cedar"), ("yes", "no", "unsure", "blank")


def described() -> Polytope:
    """Three schools and one question with four answers, by year group."""
    place = Dimension("place", (Level("school", SCHOOLS),))
    year = Dimension("year", (Level("year", ("7", "8", "9")),))
    answer = Dimension("answer", (Level("answer", ANSWERS),))
    return build(Description((place, year, answer), ((0, 0, 0),), Rule(), (), (), "place"))


class Round:
    """Respondents of a round: some in time, some late."""

    def __init__(self, late: dict[int, int], seed: int = 1) -> None:
        random = np.random.default_rng(seed)
        self.polytope = described()
        lengths = (70, 55, 90)
        self.school = np.repeat(np.arange(3), lengths)
        self.year = random.integers(0, 3, len(self.school))
        self.answer = random.choice(4, len(self.school), p=[0.1, 0.7, 0.15, 0.05])
        self.late = np.zeros(len(self.school), dtype=np.bool_)
        for school, count in late.items():
            self.late[np.nonzero(self.school == school)[0][:count]] = True

    def atoms(self, atom: Ints, count: int) -> list[Ints]:
        found = []
        for number in range(count):
            own = atom == number
            table = counted((3, 3, 4), self.school[own], self.year[own], self.answer[own])
            found.append(self.polytope.values({(0, 0, 0): table}))
        return found

    def first(self) -> NextRelease:
        lattice, atom = Lattice.of(("in time",), ~self.late[:, None])
        return self.out(Ledger(self.polytope.description), lattice, atom)

    def second(self, ledger: Ledger) -> tuple[NextRelease, Lattice]:
        lattice, atom = Lattice.of(("in time", "all"), np.stack([~self.late, np.ones_like(self.late)], axis=1))
        return self.out(ledger, lattice, atom), lattice

    def out(self, ledger: Ledger, lattice: Lattice, atom: Ints) -> NextRelease:
        return next_release(ledger, self.polytope, lattice, self.atoms(atom, lattice.atoms), seed=5)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_a_second_release_gives_nothing_of_the_late_ones_away(seed: int) -> None:
    given = Round({0: 20, 2: 25}, seed)
    first = given.first()
    second, lattice = given.second(first.ledger)
    attack = Attack(read_together([first.release, second.release], lattice.member.tolist()))
    keys = given.polytope.keys()
    small = [divmod(int(cell), given.polytope.size) for cell in np.nonzero(second.suppression.primary)[0]]
    names = [numbered(keys[cell], copy) for copy, cell in small]
    assert len(names) > 20
    assert attack.narrower(names, 1, 6) == []


@pytest.mark.slow
def test_releases_made_apart_give_the_late_ones_away() -> None:
    """The control: what the guard is for."""
    given = Round({0: 20, 2: 25}, 4)
    first = given.first()
    lattice, atom = Lattice.of(("all",), np.ones((len(given.school), 1), dtype=np.bool_))
    apart = given.out(Ledger(given.polytope.description), lattice, atom)
    both = Lattice.of(("in time", "all"), np.stack([~given.late, np.ones_like(given.late)], axis=1))[0]
    second, _ = given.second(first.ledger)
    attack = Attack(read_together([first.release, apart.release], both.member.tolist()))
    keys = given.polytope.keys()
    small = [divmod(int(cell), given.polytope.size) for cell in np.nonzero(second.suppression.primary)[0]]
    assert attack.narrower([numbered(keys[cell], copy) for copy, cell in small], 1, 6) != []


def test_a_late_class_of_one_is_refused() -> None:
    given = Round({1: 1})
    with pytest.raises(DifferenceTooSmall, match="differ by 1 respondents"):
        given.second(given.first().ledger)


def test_few_late_ones_in_a_school_are_refused_though_all_together_are_many() -> None:
    given = Round({0: 4, 1: 3, 2: 4})
    with pytest.raises(NotSafe, match="Keep the old one"):
        given.second(given.first().ledger)


def test_the_same_release_again_is_no_difference() -> None:
    given = Round({})
    lattice, atom = Lattice.of(("in time", "again"), np.ones((len(given.school), 2), dtype=np.bool_))
    first = given.first()
    again = given.out(first.ledger, lattice, atom)
    for key, cell in first.release.cells.items():
        assert again.release.cells[key] in (cell, Symbol.hidden) or cell is Symbol.hidden


def test_counts_that_changed_under_a_release_are_refused() -> None:
    given = Round({0: 20})
    ledger = given.first().ledger
    entry = ledger.entries[0]
    place = next(number for number, said in enumerate(entry.said) if said > 5)
    said = (*entry.said[:place], entry.said[place] + 1, *entry.said[place + 1 :])
    with pytest.raises(LedgerDisagrees, match="about in time"):
        given.second(replace(ledger, entries=(replace(entry, said=said),)))
    with pytest.raises(LedgerDisagrees, match="in this order"):
        given.second(replace(ledger, entries=()))


def test_a_ledger_is_read_as_it_was_written() -> None:
    ledger = Round({0: 20}).first().ledger
    assert Ledger.from_json(json.loads(json.dumps(ledger.to_json()))) == ledger
    assert ledger.exactly_published.any()


def membership(*rows: str) -> Bools:
    return np.array([[letter == "x" for letter in row] for row in rows], dtype=np.bool_)


@pytest.mark.parametrize(
    ("universes", "sizes", "safe"),
    [
        (("x.", "xx"), (90, 1), False),  # a late one
        (("x.", "xx"), (90, 10), True),
        (("x.", "xx"), (90, 0), True),
        (("xx.", ".xx"), (50, 50, 3), True),  # overlapping, and the three follow from nothing
        (("xx.", ".xx", ".x."), (50, 50, 3), False),
        (("xxxx", "xx..", "x.x."), (20, 20, 20, 4), True),
        (("xxxx", "xx..", "..x."), (20, 20, 20, 4), False),
        (("xxx", "x.."), (90, 4, 4), False),  # eight follow, though not which four
        (("x..", "xxx"), (90, 3, 0), False),  # three, and an atom that nobody is in
        (("x..", "xxx"), (90, 12, 0), True),
        (("x..", "xxx"), (90, 0, 0), True),
    ],
)
def test_what_follows_from_adding_and_subtracting(
    universes: tuple[str, ...], sizes: tuple[int, ...], safe: bool
) -> None:
    lattice = Lattice(tuple(map(str, range(len(universes)))), membership(*universes))
    if safe:
        require_large_differences(lattice, np.array(sizes), 10)
    else:
        with pytest.raises(DifferenceTooSmall):
            require_large_differences(lattice, np.array(sizes), 10)


def test_atoms_are_those_counted_in_the_same_releases() -> None:
    lattice, atom = Lattice.of(("one", "two"), membership("x.", "xx", "..", ".x", "xx"))
    assert lattice.atoms == 3
    assert atom[1] == atom[4]
    assert atom[2] == -1
    assert len({int(atom[0]), int(atom[1]), int(atom[3])}) == 3
