"""The draw: certainty, risk, random; the same from the same seed and frame, in whatever order the frame comes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

NEAR = 1e-9


class NotAFrame(ValueError):
    """A unit that is there twice, a risk that is not above nothing, a size that cannot be."""


class Reason(StrEnum):
    """Why a unit is in the sample."""

    certainty = "certainty"
    risk = "risk"
    random = "random"


@dataclass(frozen=True)
class Unit:
    """One of whom something may be found; the chance by risk grows in step with `risk`."""

    id: str
    risk: float = 1.0
    certain: bool = False


@dataclass(frozen=True)
class Drawn:
    """A unit of the sample, why it is there, and how likely that was before the draw."""

    id: str
    reason: Reason
    chance: float


def frame_hash(frame: Iterable[Unit]) -> str:
    """SHA-256 over the frame, a line for each unit in the order of their ids: id, risk, whether certain."""
    lines = [f"{unit.id}\t{unit.risk!r}\t{int(unit.certain)}" for unit in _sorted(frame)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def draw(frame: Iterable[Unit], *, risk_size: int, random_size: int, seed: str) -> list[Drawn]:
    """Those who are certain, `risk_size` by risk, `random_size` of the others; fewer where there are not so many."""
    if risk_size < 0 or random_size < 0:
        raise NotAFrame("a size is 0 or more")
    units = _sorted(frame)
    others = [unit for unit in units if not unit.certain]
    risk_size = min(risk_size, len(others))
    by_risk = _chances([unit.risk for unit in others], risk_size)
    taken = _pivotal(others, by_risk, seed)
    left = [unit for unit in others if unit.id not in taken]
    random_size = min(random_size, len(left))
    at_random = {unit.id for unit in sorted(left, key=lambda unit: _number(seed, "random", unit.id))[:random_size]}
    share = random_size / len(left) if left else 0.0
    chance = {unit.id: one + (1 - one) * share for unit, one in zip(others, by_risk, strict=True)}
    found = [Drawn(unit.id, Reason.certainty, 1.0) for unit in units if unit.certain]
    found += [Drawn(unit.id, Reason.risk, chance[unit.id]) for unit in others if unit.id in taken]
    found += [Drawn(unit.id, Reason.random, chance[unit.id]) for unit in others if unit.id in at_random]
    return found


def _sorted(frame: Iterable[Unit]) -> list[Unit]:
    units = sorted(frame, key=lambda unit: unit.id)
    if len({unit.id for unit in units}) != len(units):
        raise NotAFrame("a unit is in the frame twice")
    if any(not 0 < unit.risk < float("inf") for unit in units):
        raise NotAFrame("a risk is a number above 0")
    return units


def _number(seed: str, *about: str) -> float:
    """A number from 0 to under 1 that follows from the seed: the same in every language and on every machine."""
    text = "\t".join((seed, *about))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48


def _chances(risks: Sequence[float], size: int) -> list[float]:
    """Chances in step with the risks that add up to the size; who would be above 1 is drawn for sure."""
    chances = [0.0] * len(risks)
    open_ = set(range(len(risks)))
    left = size
    while open_ and left > 0:
        total = sum(risks[at] for at in open_)
        sure = {at for at in open_ if left * risks[at] >= total * (1 - NEAR)}
        if not sure:
            for at in open_:
                chances[at] = left * risks[at] / total
            break
        for at in sure:
            chances[at] = 1.0
        open_ -= sure
        left = size - sum(chance == 1.0 for chance in chances)
    return chances


def _pivotal(units: Sequence[Unit], chances: Sequence[float], seed: str) -> frozenset[str]:
    """The pivotal method: two units fight at a time, until each has 0 or 1 and as many are in as were asked for."""
    waiting = sorted(
        ((unit.id, chance) for unit, chance in zip(units, chances, strict=True) if NEAR < chance < 1 - NEAR),
        key=lambda one: _number(seed, "order", one[0]),
    )
    taken = {unit.id for unit, chance in zip(units, chances, strict=True) if chance >= 1 - NEAR}
    if not waiting:
        return frozenset(taken)
    fighter, strength = waiting[0]
    for rival, other in waiting[1:]:
        together, luck = strength + other, _number(seed, "fight", fighter, rival)
        if together < 1:  # one of the two is out, the other carries both chances
            fighter, strength = (rival if luck < other / together else fighter), together
            continue
        rival_in = luck < (1 - strength) / (2 - together)
        taken.add(rival if rival_in else fighter)  # one of the two is in, the other carries what is over
        fighter, strength = (fighter if rival_in else rival), together - 1
    if strength > 0.5:  # chances add up to a whole number, so the last has 0 or 1 but for rounding
        taken.add(fighter)
    return frozenset(taken)
