"""Asking about initiatives and who takes part, always from what the actor may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.resources.initiative_security import INITIATIVE_READERS
from concordat.resources.initiatives import access, rules
from concordat.resources.models import Initiative, TakeUp
from concordat.resources.vocabulary import Taking


@dataclass(frozen=True)
class Taken:
    """How an initiative is taken up: settings that take or took part, and the numbers they give."""

    settings: frozenset[int] = frozenset()
    left: int = 0
    staff: int = 0
    sessions: int = 0


def partnerships_read(actor: Actor) -> frozenset[int]:
    """Partnerships whose register the actor reads."""
    return actor.organisations(*INITIATIVE_READERS)


def initiatives(actor: Actor, partnership_id: int) -> list[Initiative]:
    """Every initiative of a partnership, the newest first. One query."""
    found = access.visible_initiatives(actor).filter(partnership_id=partnership_id)
    return list(found.select_related("offer").order_by("-from_on", "title", "pk"))


def initiative(actor: Actor, initiative_id: int) -> Initiative:
    """One that the actor may see; raises `NotFound`. One query."""
    found = access.visible_initiatives(actor).select_related("offer").filter(pk=initiative_id).first()
    if found is None:
        raise NotFound()
    return found


def offered_to(actor: Actor, partnership_ids: Iterable[int]) -> list[Initiative]:
    """Initiatives of these partnerships, the newest first. One query."""
    found = access.visible_initiatives(actor).filter(partnership_id__in=list(partnership_ids))
    return list(found.select_related("offer", "partnership__organisation").order_by("-from_on", "title", "pk"))


def take_up(actor: Actor, initiative_id: int) -> dict[int, TakeUp]:
    """Who takes part in one, by setting, as far as the actor sees it. One query."""
    found = access.visible_take_up(actor).filter(initiative_id=initiative_id)
    return {one.establishment_id: one for one in found}


def take_up_at(actor: Actor, establishment_id: int) -> dict[int, TakeUp]:
    """What a setting takes part in, by initiative. One query."""
    found = access.visible_take_up(actor).filter(establishment_id=establishment_id)
    return {one.initiative_id: one for one in found}


def taken_up(actor: Actor, partnership_id: int) -> dict[int, Taken]:
    """How far each initiative of a partnership reaches. One query."""
    rows: dict[int, list[TakeUp]] = defaultdict(list)
    for one in access.visible_take_up(actor).filter(partnership_id=partnership_id):
        rows[one.initiative_id].append(one)
    return {pk: counted(those) for pk, those in rows.items()}


def counted(rows: Iterable[TakeUp]) -> Taken:
    """Settings, staff and sessions of some words about taking part; who left early counts apart."""
    every = list(rows)
    stay = [one for one in every if one.state != Taking.left]
    return Taken(
        frozenset(one.establishment_id for one in stay),
        len(every) - len(stay),
        sum(one.staff or 0 for one in stay),
        sum(one.sessions or 0 for one in stay),
    )


def answering(actor: Actor, partnership_id: int, day: date) -> dict[str, list[Initiative]]:
    """By recommendation, the initiatives that answer it and are not over. One query."""
    found: dict[str, list[Initiative]] = defaultdict(list)
    for one in initiatives(actor, partnership_id):
        if not rules.is_over(until_on=one.until_on, ended=one.ended_at is not None, day=day):
            for answer in one.answers:
                found[answer].append(one)
    return dict(found)
