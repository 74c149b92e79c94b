"""Settings of the team's area, found as somebody says their name on the telephone."""

from __future__ import annotations

from datetime import date

from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.establishments import listing
from concordat.establishments import queries as establishment_queries
from concordat.establishments.queries import EstablishmentBrief
from concordat.partnership import queries as partnership_queries
from concordat.partnership.queries import PartnershipBody
from concordat.support import access

MOST = 8


def homes(actor: Actor, wanted: int | None = None) -> list[PartnershipBody]:
    """The partnerships in whose teams the actor works, by name, the one that is `wanted` before the others. One query.

    Raises `NotFound` where there is none, or where the actor is not in the team of the one wanted.
    """
    found = partnership_queries.partnerships_by_id(access.partnerships_of(actor))
    if not found or wanted not in (None, *(one.id for one in found)):
        raise NotFound
    return sorted(found, key=lambda one: one.id != wanted)


def settings_of(partnership_id: int, day: date) -> list[EstablishmentBrief]:
    """Open settings of the partnership's area, by name. Two queries."""
    return establishment_queries.open_in(partnership_queries.area_ids(partnership_id, day), day)


def settings_named(actor: Actor, said: str, *, day: date) -> list[EstablishmentBrief]:
    """Settings of the area that these words mean, slips of the pen forgiven; the nearest first."""
    areas = [area for made in sorted(access.partnerships_of(actor)) for area in partnership_queries.area_ids(made, day)]
    return listing.named_in(areas, said, day=day, limit=MOST)


def partnerships_over(establishment_id: int, *, day: date) -> list[PartnershipBody]:
    """The partnerships that cover the setting's area on a day, by name. Three queries."""
    area = establishment_queries.establishment(establishment_id).local_authority_id
    return partnership_queries.partnerships_by_id(partnership_queries.partnerships_with([area] if area else [], day))


def is_of_my_area(actor: Actor, establishment_id: int, *, day: date) -> bool:
    """Whether one of the actor's partnerships covers the setting's area. One query."""
    return partnership_queries.cover(access.partnerships_of(actor), establishment_id, day)


def partnership_of_setting(actor: Actor, establishment_id: int, *, day: date) -> PartnershipBody:
    """Of the actor's partnerships the one over the setting's area; raises `NotFound`."""
    area = establishment_queries.establishment(establishment_id).local_authority_id
    over = partnership_queries.partnerships_with([area] if area else [], day) & access.partnerships_of(actor)
    found = partnership_queries.partnerships_by_id(over)
    if not found:
        raise NotFound("This setting is not in your partnership's area.")
    return found[0]
