"""Which roles are set aside for now, where somebody's roles must not mix (`vocabulary.NEVER_AT_ONCE`).

Most people have one list of everything, with the setting on each row. Only somebody who judges returns and gives one in
the same area chooses a hat; the roles of the other side are then unknown to Python and to the database alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from concordat.accounts.vocabulary import NEVER_AT_ONCE, Hat
from concordat.core.actor import HeldRole


@dataclass(frozen=True)
class Sides:
    """Organisations on the two sides of somebody's roles."""

    partnerships: frozenset[int]
    settings: frozenset[int]  # settings and trusts in the area of one of these partnerships

    @property
    def mix(self) -> bool:
        """Whether there is something on both."""
        return bool(self.partnerships and self.settings)


def places(roles: Sequence[HeldRole], hat: Hat) -> frozenset[int]:
    """Where one of the roles of a side is held."""
    return frozenset(held.organisation_id for held in roles if held.role in NEVER_AT_ONCE[hat])


def may_mix(roles: Sequence[HeldRole]) -> bool:
    """Whether roles of both sides are held at all; whether in one area, only the database knows."""
    return all(places(roles, hat) for hat in Hat)


def set_aside(sides: Sides, hat: str) -> frozenset[int]:
    """Organisations whose roles rest: the other side's, and both while no hat is chosen."""
    if not sides.mix:
        return frozenset()
    if hat == Hat.partnership:
        return sides.settings
    return sides.partnerships if hat == Hat.setting else sides.partnerships | sides.settings


def left(roles: Sequence[HeldRole], aside: frozenset[int]) -> tuple[HeldRole, ...]:
    """The roles that do not rest."""
    return tuple(held for held in roles if held.organisation_id not in aside)
