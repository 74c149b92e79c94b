"""North Yorkshire beside Wakefield: a partnership of its own over some 345 schools of the register.

It asks everybody with the short form of 20 questions. Last year 270 schools returned it, and are paired by strengths
and needs; this year's is open. Eight schools have answered the toolkit about sexual harm twice, a year apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from concordat.accounts import operations as account_operations
from concordat.accounts import queries as account_queries
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import OrganisationKind, Role
from concordat.core.actor import Actor, acting_as
from concordat.demo import cast
from concordat.demo.calendar import Window
from concordat.demo.founding import settings_of, somebody
from concordat.demo.northern_pairs import northern_pairs
from concordat.demo.northern_returns import short_returns, toolkit_twice
from concordat.demo.term_dates import keep_term_dates
from concordat.establishments import operations as establishment_operations
from concordat.partnership import operations as partnership_operations
from concordat.partnership import queries as partnership_queries

NAME, SHORT = "North Yorkshire Safeguarding Children Partnership", "North Yorkshire Safeguarding"
AREA = "North Yorkshire"
FORCE, BOARD = "North Yorkshire Police", "NHS Humber and North Yorkshire Integrated Care Board"
SETTING_ROLES = (Role.dsl, Role.headteacher)
Tell = Callable[[str, float], None]


@dataclass
class North:
    """The partnership, its office, and the two people of each school."""

    partnership_id: int = 0
    team: dict[Role, Actor] = field(default_factory=dict)
    settings: dict[int, dict[Role, Actor]] = field(default_factory=dict)


def north_yorkshire(
    windows: tuple[Window, Window], *, returned: int, founded: datetime, now: datetime, tell: Tell
) -> North:
    """Through operations, as the people who would do each thing; so many schools returned last year's."""
    north = North()
    tell("North Yorkshire is founded", 0)
    area_id = _partnership(north, founded)
    office = north.team[Role.business_manager]
    keep_term_dates(area_id, AREA, now.date(), by=office, at=founded + timedelta(days=1))
    _people(north, area_id, founded)
    _name_all(north, founded + timedelta(days=40))
    tell("North Yorkshire: last year's short returns", 0.15)
    last = short_returns(north.partnership_id, north.team, north.settings, windows, returned=returned, now=now)
    tell("North Yorkshire: schools are paired", 0.8)
    northern_pairs(last, north.team, north.settings, now=now)
    tell("North Yorkshire: the toolkit is answered again", 0.95)
    toolkit_twice(north.partnership_id, north.team, north.settings, windows, now=now)
    return north


def _partnership(north: North, at: datetime) -> int:
    """Founded with three partners and its office; gives the id of its council."""
    with acting_as(FOUNDER, at=at):
        made = partnership_operations.found_partnership(name=NAME, short_name=SHORT, by=FOUNDER, at=at)
        north.partnership_id = made.pk
        kinds = {FORCE: OrganisationKind.police_force, BOARD: OrganisationKind.health_board}
        found = [
            account_operations.found_organisation(kind=kind, name=name, by=FOUNDER, at=at)
            for name, kind in kinds.items()
        ]
        council = account_queries.organisation_named(AREA, OrganisationKind.local_authority)
        for body in (council, *found):
            partnership_operations.begin_term(
                partnership=made, organisation_id=body.pk, from_on=at.date(), by=FOUNDER, at=at
            )
        for role, invented in cast.northern_people().items():
            north.team[Role(role)] = somebody(invented, Role(role), made.organisation, at)
    return int(council.pk)


def _people(north: North, area_id: int, at: datetime) -> None:
    """A lead and a head for each school; the lead is in post."""
    invented = cast.people(cast.NORTH)
    with acting_as(FOUNDER, at=at):
        for setting in settings_of(area_id, at.date()):
            people = {role: somebody(next(invented), role, setting.organisation, at) for role in SETTING_ROLES}
            north.settings[setting.pk] = people
            person_id = people[Role.dsl].person_id
            assert person_id is not None
            establishment_operations.assign_post(
                establishment=setting, post=Role.dsl, person_id=person_id, held_from=at.date(), by=FOUNDER, at=at
            )


def _name_all(north: North, at: datetime) -> None:
    """The arrangements are published, and every school is named in one action."""
    manager = north.team[Role.business_manager]
    with acting_as(manager, at=at):
        made = partnership_queries.partnership(north.partnership_id)
        arrangements = partnership_operations.publish_arrangements(
            partnership=made,
            version="Version 1",
            published_on=at.date(),
            address="https://www.northyorkshire.example/arrangements",
            by=manager,
            at=at,
        )
        partnership_operations.name_settings(
            arrangements=arrangements,
            establishment_ids=[brief.id for brief in partnership_queries.not_named_on(made.pk, at.date())],
            basis_code="relevant-agency-2018",
            named_on=at.date(),
            by=manager,
            at=at,
        )
