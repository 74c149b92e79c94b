"""The questions of a round, one after the other, without one giving away what another hides.

All questions share their bases: how many answered in a school, a year group, a sex. So the bases are settled first, as
a table of their own, and its certificate gives a few worlds: whole tables of bases, the true one among them. Each
question hides all answers below a hidden base, and proves itself in those worlds and in no others: for every world it
has a table, and every small count is covered in some world. Questions meet only in their bases, so tables of different
questions in the same world make one table of the whole round, and sixty questions need no polytope of sixty times the
size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from concordat.lib.safe_statistics.blocks import suppress_blocks
from concordat.lib.safe_statistics.certificate import Certificate
from concordat.lib.safe_statistics.description import Description, DescriptionProblem, Margin
from concordat.lib.safe_statistics.joint import WITHOUT_PROGRESS, Proof, Worlds, prove, prove_singly
from concordat.lib.safe_statistics.moves import Block, Template
from concordat.lib.safe_statistics.polytope import Bools, Polytope, build
from concordat.lib.safe_statistics.relations import Floats, Ints
from concordat.lib.safe_statistics.repair import repair
from concordat.lib.safe_statistics.rule import Rule
from concordat.lib.safe_statistics.solver import is_whole
from concordat.lib.safe_statistics.suppression import FEW, Suppression, suppress

ROUNDS = 4
NO_TARGETS = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Bases:
    """The bases of a round, settled: what is hidden, and the worlds in which questions prove themselves."""

    polytope: Polytope
    x: Ints
    suppression: Suppression
    worlds: tuple[Ints, ...]  # the true bases first


def bases_of(description: Description, answers: tuple[str, ...]) -> Description:
    """The description of the bases: the same margins, undivided by the dimensions that hold answers."""
    numbers = [n for n, each in enumerate(description.dimensions) if each.name in answers]
    if len(numbers) != len(answers):
        raise DescriptionProblem(f"There is no dimension {sorted(set(answers) - _names(description))[0]}.")
    margins: dict[Margin, None] = {}
    for margin in description.margins:
        levels = zip(margin, description.dimensions, strict=True)
        margins[tuple(each.top if n in numbers else level for n, (level, each) in enumerate(levels))] = None
    return replace(description, margins=tuple(margins), routes=())


def settle_bases(description: Description, tables: Mapping[Margin, Ints], *, reach: int, seed: int) -> Bases:
    """Suppress the bases; `reach` is the furthest that a small count of any of the questions must reach.

    A base that is smaller leaves its answers no room, so it hides although it may not be small itself.
    """
    polytope = build(description)
    x = polytope.values(tables)
    found = suppress(polytope, x, replace(Rule(coalition=description.rule.coalition), threshold=reach), seed=seed)
    worlds = [x]
    for cells, by in found.certificate.moves:
        world = x.copy()
        world[cells] += by
        worlds.append(world)
    return Bases(polytope, x, found, tuple(worlds))


@dataclass(frozen=True)
class Question:
    """A question suppressed beside its bases; `world` says for each table of the certificate which bases it has."""

    suppression: Suppression
    world: tuple[int, ...]


class _Shared:
    """Where the bases lie among a question's cells, and what their pattern settles."""

    def __init__(self, polytope: Polytope, bases: Bases) -> None:
        self.cells = np.zeros(bases.polytope.size, dtype=np.int64)
        for margin, numbers in bases.polytope.ids.items():
            if margin not in polytope.ids or polytope.ids[margin].shape != numbers.shape:
                raise DescriptionProblem("A question divides by what its bases do not divide by.")
            self.cells[numbers[numbers >= 0]] = polytope.ids[margin][numbers >= 0]
        self.mask = np.zeros(polytope.size, dtype=np.bool_)
        self.mask[self.cells] = True
        self.hidden = np.zeros(polytope.size, dtype=np.bool_)
        self.hidden[self.cells] = bases.suppression.hidden
        self.shown = self.mask & ~self.hidden
        self.base = self._bases_of_all(polytope, bases)
        self.hidden |= self._below(bases.suppression.hidden)
        self.nobody = self._below((bases.x == 0) & ~bases.suppression.hidden)
        moving = np.nonzero(bases.suppression.hidden)[0]
        self.moving, self.moving_bases = self.cells[moving], moving

    def bases_above(self, world: Ints) -> Ints:
        """For each cell how many are in its base in some world."""
        return np.where(self.base >= 0, world[np.maximum(self.base, 0)], 0)

    def _below(self, chosen: Bools) -> Bools:
        """All answers below some of the bases."""
        found: Bools = (self.base >= 0) & chosen[np.maximum(self.base, 0)] & ~self.mask
        return found

    def _bases_of_all(self, polytope: Polytope, bases: Bases) -> Ints:
        """For each cell its base: itself undivided by answers."""
        found = np.full(polytope.size, -1, dtype=np.int64)
        tops = [each.top for each in polytope.description.dimensions]
        answered = [n for n in range(len(tops)) if self._undivided(bases, n)]
        for margin, numbers in polytope.ids.items():
            above = tuple(tops[n] if n in answered else level for n, level in enumerate(margin))
            if above in bases.polytope.ids:
                spread = np.broadcast_to(bases.polytope.ids[above], numbers.shape)
                found[numbers[numbers >= 0]] = spread[numbers >= 0]
        return found

    @staticmethod
    def _undivided(bases: Bases, number: int) -> bool:
        top = bases.polytope.description.dimensions[number].top
        return all(margin[number] == top for margin in bases.polytope.ids)


def suppress_question(polytope: Polytope, x: Ints, bases: Bases, *, seed: int) -> Question:
    """Hide what one question needs, given what is settled for the bases."""
    rule = polytope.description.rule
    shared = _Shared(polytope, bases)
    if (x[shared.cells] != bases.x).any():
        raise DescriptionProblem("The bases of a question are not those of its round.")
    settled = shared.mask | shared.nobody
    pattern = suppress_blocks(polytope, x, rule, seed, shared.shown, shared.hidden, settled)
    pattern.cost[shared.mask] = np.inf  # from here on the bases move only from world to world
    proof = Proof(np.nonzero(pattern.primary)[0], x, rule)
    numbers: list[int] = []
    possible: list[Ints | None] = [x, *(None for _ in bases.worlds[1:])]
    for attempt in range(ROUNDS):
        worlds = Worlds(polytope, x, pattern.hidden, proof.cells)
        for number, world in enumerate(bases.worlds):
            if number and possible[number] is not None and proof.whole:
                continue
            room = shared.bases_above(world)[proof.cells] >= rule.reach
            worlds.fix(shared.moving, world[shared.moving_bases], room)
            _prove_in(worlds, proof, seed + attempt, possible, number, attempt > 0)
            numbers += [number] * (len(proof.tables) - len(numbers))
        if proof.whole and all(map(_is_known, possible)):
            break
        _open_worlds(polytope, x, pattern.cost, pattern.hidden, shared, bases, possible)
        rooms = [shared.bases_above(world) for world in bases.worlds]
        numbers += _repair_in_some_world(polytope, pattern.cost, pattern.hidden, proof, possible, rooms)
        if proof.whole and all(map(_is_known, possible)):
            break
    return _finished(polytope, x, pattern.hidden, pattern.primary, shared, proof, numbers, possible)


def _prove_in(worlds: Worlds, proof: Proof, seed: int, possible: list[Ints | None], number: int, singly: bool) -> None:
    """Tables of one world: at least one, and as many as cover something new."""
    before = len(proof.tables)
    prove(worlds, proof, seed + 1000 * number, patience=WITHOUT_PROGRESS if number == 0 else 1)
    if singly and len(proof.uncovered) <= FEW:
        prove_singly(worlds, proof, seed)
    if len(proof.tables) > before:
        possible[number] = proof.tables[-1]
    elif possible[number] is None:
        nobody = np.zeros(len(proof.cells), dtype=np.bool_)
        possible[number] = worlds.table(nobody, nobody, proof.rule, np.random.default_rng(seed))


def _is_known(table: Ints | None) -> bool:
    return table is not None


def _open_worlds(
    polytope: Polytope,
    x: Ints,
    cost: Floats,
    hidden: Bools,
    shared: _Shared,
    bases: Bases,
    possible: list[Ints | None],
) -> None:
    """Where a question has no table in some world, hide what the cheapest way there touches."""
    closed = [number for number, table in enumerate(possible) if table is None]
    if not closed:
        return
    everything = Block(np.arange(polytope.size), x, cost, hidden, Template(polytope.relations, polytope.size))
    for number in closed:
        amounts = bases.worlds[number][shared.moving_bases] - bases.x[shared.moving_bases]
        step = everything.shift(shared.moving, amounts)
        if step is not None:
            hidden |= step != 0
            if is_whole(step):
                possible[number] = x + np.round(step).astype(np.int64)


def _repair_in_some_world(
    polytope: Polytope, cost: Floats, hidden: Bools, proof: Proof, possible: list[Ints | None], rooms: list[Ints]
) -> list[int]:
    """Hide more for what no world covers; says for each table found on the way which world it is of."""
    left = set(proof.uncovered.tolist())
    numbers: list[int] = []
    for number, table in enumerate(possible):
        if table is None or not left:
            continue
        some = [cell for cell in sorted(left) if rooms[number][cell] >= proof.rule.reach]
        part = Proof(np.array(some, dtype=np.int64), table, proof.rule)
        places = np.searchsorted(proof.cells, part.cells)
        part.up |= proof.up[places]
        part.down |= proof.down[places]
        tables: list[Ints] = []
        hopeless = repair(polytope, table, cost, hidden, part, tables)
        numbers += [number for each in tables if proof.take(each)]
        left -= {cell for cell in some if not hopeless[cell]}
    return numbers


def _finished(
    polytope: Polytope,
    x: Ints,
    hidden: Bools,
    primary: Bools,
    shared: _Shared,
    proof: Proof,
    numbers: list[int],
    possible: list[Ints | None],
) -> Question:
    """The pattern with a certificate that has a table in every world."""
    tables = list(proof.tables)
    uncovered = proof.uncovered
    for number, table in enumerate(possible):
        if table is None:
            uncovered = np.nonzero(primary)[0]  # a world this question rules out: nothing is proved
        elif number and number not in numbers:
            tables.append(table)
            numbers.append(number)
    certificate = Certificate.of(x, hidden, tables)
    kept = hidden & (primary | shared.hidden | certificate.changed(polytope.size))
    return Question(Suppression(kept & ~polytope.unseen, primary, certificate, uncovered), tuple(numbers))


def check_worlds(polytope: Polytope, x: Ints, bases: Bases, question: Question) -> bool:
    """Whether the tables of a question have the bases of the worlds they name, and every world has one; no solver."""
    shared = _Shared(polytope, bases)
    for (cells, by), number in zip(question.suppression.certificate.moves, question.world, strict=True):
        table = x.copy()
        table[cells] += by
        if (table[shared.cells] != bases.worlds[number]).any():
            return False
    return {0, *question.world} == set(range(len(bases.worlds)))


def _names(description: Description) -> set[str]:
    return {dimension.name for dimension in description.dimensions}
