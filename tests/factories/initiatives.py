"""Initiatives, and settings that take part."""

from __future__ import annotations

from datetime import date
from typing import Any

from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.resources.initiatives import operations
from concordat.resources.initiatives.operations import Takes, Written
from concordat.resources.models import Initiative, TakeUp
from tests.world import NORTHERN, NOW, World

FROM = date(2026, 1, 5)


def lead(world: World, place: str = NORTHERN) -> Actor:
    """The education safeguarding lead."""
    return world.actor(Role.education_safeguarding_lead, place)


def written(**more: Any) -> Written:
    """An initiative as somebody writes it, with as little as is taken."""
    plain: dict[str, Any] = {
        "title": "Noticing early",
        "kind": "training",
        "what": "Two twilight sessions.",
        "from_on": FROM,
        "answers": ("ofsted-2021-08",),
        "agency_name": "The council",
        "aims": ("TRN-02",),
    }
    return Written(**{**plain, **more})


def an_initiative(world: World, place: str = NORTHERN, **more: Any) -> Initiative:
    """One that the education safeguarding lead wrote."""
    with acting_as(lead(world, place)) as by:
        return operations.begin_initiative(partnership_id=world.id(place), written=written(**more), by=by, at=NOW)


def taken(
    world: World, one: Initiative, setting: str, *, by: Actor | None = None, was: int = 0, state: str = "joined"
) -> TakeUp:
    """A setting said that it takes part."""
    with acting_as(by or world.actor(Role.dsl, setting)) as actor:
        return operations.say_take_up(
            initiative=one,
            establishment_id=world.id(setting),
            takes=Takes(state, date(2026, 2, 2), 12, 2, was),
            by=actor,
            at=NOW,
        )
