"""Builds the demo: one transaction, through operations only, as the people who would do each thing."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from concordat.accounts import operations as account_operations
from concordat.accounts import queries as account_queries
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import OrganisationKind, Role
from concordat.core.actor import Actor, acting_as
from concordat.demo import cast
from concordat.demo.agencies import section_eleven
from concordat.demo.calendar import windows
from concordat.demo.duties import signed_duties
from concordat.demo.face import own_face
from concordat.demo.founding import settings_of, somebody
from concordat.demo.initiatives import initiatives
from concordat.demo.joining import comings_and_goings
from concordat.demo.local_form import local_form
from concordat.demo.neighbours import second_partnership
from concordat.demo.north_yorkshire import AREA as NORTHERN
from concordat.demo.north_yorkshire import North, north_yorkshire
from concordat.demo.northern_returns import RETURNED
from concordat.demo.offers import local_offer
from concordat.demo.pairing import a_round
from concordat.demo.region import a_region
from concordat.demo.requests import requests
from concordat.demo.rounds import last_year, this_year
from concordat.demo.support import support_log
from concordat.demo.tagging import Team, tagged_forms
from concordat.demo.term_dates import calendar, keep_term_dates
from concordat.demo.trusts import a_trust, register_with_trust
from concordat.establishments import operations as establishment_operations
from concordat.establishments import queries as establishment_queries
from concordat.partnership import agreement
from concordat.partnership import operations as partnership_operations
from concordat.partnership import queries as partnership_queries
from concordat.questionnaires.operations import load_library
from concordat.questionnaires.vocabulary import LIBRARY

DATA = Path(__file__).parent / "data"
NAME = "Wakefield Safeguarding Children Partnership"
AREA = "Wakefield"
Tell = Callable[[str, int, int], None]
SETTING_ROLES = (Role.dsl, Role.deputy_dsl, Role.headteacher, Role.governor, Role.school_business_manager)


@dataclass
class Stage:
    """Who plays what: the partnership's team and each setting's people."""

    partnership_id: int = 0
    trust_id: int = 0
    team: dict[Role, Actor] = field(default_factory=dict)
    settings: dict[int, dict[Role, Actor]] = field(default_factory=dict)
    officers: list[Actor] = field(default_factory=list)  # whom settings ring
    north: North = field(default_factory=North)
    agencies: dict[str, Actor] = field(default_factory=dict)  # who keeps an agency's offers, by its name


class AlreadyBuilt(RuntimeError):
    """The demo is there."""


def before_midnight(now: datetime) -> datetime:
    """A moment that has the same day in England as in UTC, in summer too: days are counted back from it both ways."""
    return now.replace(hour=22, minute=30) if now.hour == 23 else now


def build(*, now: datetime, tell: Tell, returned: int = RETURNED) -> Stage:
    """Build everything, or nothing; raises `AlreadyBuilt` where it stands already.

    So many schools of North Yorkshire returned last year's statement; a test makes do with fewer.
    """
    now = before_midnight(now)
    long_ago = datetime(now.year - 2, 9, 1, 8, 0, tzinfo=UTC)
    stage = Stage()
    with transaction.atomic():
        with acting_as(FOUNDER):
            if partnership_queries.by_name(NAME) is not None:
                raise AlreadyBuilt
        tell("Reading the register", 0, 100)
        _register(long_ago)
        tell("Founding the partnership", 5, 100)
        area_id = _partnership(stage, long_ago)
        office = stage.team[Role.business_manager]
        keep_term_dates(area_id, AREA, now.date(), by=office, at=long_ago + timedelta(days=1))
        tell("Inviting invented people", 10, 100)
        _settings(stage, long_ago)
        before, current = windows(now.date(), calendar(AREA, now.date()))
        with acting_as(Actor.system_named(LIBRARY)) as library:  # written for the editions in force that autumn
            load_library(by=library, at=before.moment(0, 1) - timedelta(days=20))
        _tag_forms(stage, before.moment(0, 1) - timedelta(days=15))
        _name_settings(stage, now - timedelta(days=200))
        offered_at = now - timedelta(days=60)
        tell("Signing duties", 15, 100)
        signed_duties(stage.partnership_id, office, stage.settings, now=now)
        local_offer(stage.partnership_id, office, stage.agencies, at=offered_at, today=now.date())
        own_face(stage.partnership_id, office, at=now - timedelta(days=200))
        _accept_agreement(stage, now - timedelta(days=30))
        _train_leads(stage, now - timedelta(days=20))
        audited = last_year(
            stage.partnership_id,
            stage.team,
            stage.settings,
            before,
            tell=lambda step, part: tell(step, 20 + int(30 * part), 100),
        )
        asked = this_year(
            stage.partnership_id,
            stage.team,
            stage.settings,
            current,
            now=now,
            tell=lambda step, part: tell(step, 50 + int(14 * part), 100),
        )
        section_eleven(asked, stage.partnership_id, office, current, founded=long_ago)
        initiatives(stage.partnership_id, stage.team, stage.settings, now=now)
        support_log(stage.partnership_id, office, stage.officers, stage.settings, now=now)
        requests(stage.partnership_id, office, stage.settings, now=now)
        a_round(audited, stage.team, stage.settings, now=now)
        since, until = now.date() - timedelta(days=14), current.closes_on
        second = second_partnership(stage.settings, area=AREA, opens_on=since, closes_on=until, now=now)
        a_region(stage.partnership_id, office, second, audited, stage.settings, before, now=now)
        team = Team(office, _editors(stage), _of_agency(stage, Role.police_safeguarding_officer))
        local_form(second, team, at=before.moment(0, 1) - timedelta(days=10))
        stage.north = north_yorkshire(
            windows(now.date(), calendar(NORTHERN, now.date())),
            returned=returned,
            founded=long_ago,
            now=now,
            tell=lambda step, part: tell(step, 65 + int(30 * part), 100),
        )
        tell("A trust answers for its schools", 96, 100)
        stage.trust_id = a_trust(stage.settings, second, team, closes_on=current.closes_on, now=now)
        comings_and_goings(
            stage.settings,
            partnership_id=stage.partnership_id,
            office=office,
            at=now - timedelta(days=2),
            today=now.date(),
        )
    return stage


def _register(at: datetime) -> None:
    with tempfile.TemporaryDirectory() as folder:
        establishment_operations.import_register(
            file=register_with_trust(Path(folder)),
            links=None,
            groups=None,
            rejects_file=Path(folder) / "rejects.csv",
            at=at,
        )


def _partnership(stage: Stage, at: datetime) -> int:
    """The partnership with its team and agencies; gives the id of its council."""
    with acting_as(FOUNDER, at=at):
        made = partnership_operations.found_partnership(
            name=NAME, short_name="Wakefield Safeguarding", by=FOUNDER, at=at
        )
        stage.partnership_id = made.pk
        partnership_operations.load_naming_bases(by=FOUNDER, at=at)
        force = account_operations.found_organisation(
            kind=OrganisationKind.police_force, name="West Yorkshire Police", by=FOUNDER, at=at
        )
        board = account_operations.found_organisation(
            kind=OrganisationKind.health_board, name="NHS West Yorkshire Integrated Care Board", by=FOUNDER, at=at
        )
        area = account_queries.organisation_named(AREA, OrganisationKind.local_authority)
        for body in (area, force, board):
            partnership_operations.begin_term(
                partnership=made, organisation_id=body.pk, from_on=at.date(), by=FOUNDER, at=at
            )
        agencies = {
            Role.front_door_officer: area,
            Role.police_safeguarding_officer: force,
            Role.designated_health_professional: board,
        }
        for role, invented in cast.agency_people().items():
            body = agencies[Role(role)]
            stage.agencies[body.name] = somebody(invented, Role(role), body, at)
        for role, invented in cast.partnership_people().items():
            stage.team[Role(role)] = somebody(invented, Role(role), made.organisation, at)
        for invented in cast.support_officers():
            stage.officers.append(somebody(invented, Role.partnership_administrator, made.organisation, at))
    return int(area.pk)


def _settings(stage: Stage, at: datetime) -> None:
    with acting_as(FOUNDER, at=at):
        area = account_queries.organisation_named(AREA, OrganisationKind.local_authority)
        with (DATA / "local_settings.csv").open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                establishment_operations.create_local_setting(
                    name=row["name"],
                    type_code=row["type_code"],
                    phase=row["phase"],
                    local_authority_id=area.pk,
                    by=FOUNDER,
                    at=at,
                )
        invented = cast.people()
        for setting in settings_of(area.pk, at.date()):
            people = {role: somebody(next(invented), role, setting.organisation, at) for role in SETTING_ROLES}
            stage.settings[setting.pk] = people
            _posts(setting, people, at)


def _posts(setting: Any, people: dict[Role, Actor], at: datetime) -> None:
    for role in (Role.dsl, Role.deputy_dsl):
        person_id = people[role].person_id
        assert person_id is not None
        establishment_operations.assign_post(
            establishment=setting, post=role, person_id=person_id, held_from=at.date(), by=FOUNDER, at=at
        )


def _train_leads(stage: Stage, at: datetime) -> None:
    """Most leads were trained last year; some are due, of some nobody knows, and two settings have none."""
    with acting_as(FOUNDER, at=at):
        for place, setting_id in enumerate(stage.settings):
            held = establishment_queries.posts_at(setting_id, at.date())
            lead = next(post for post in held if post.post == Role.dsl)
            if place in (40, 90):
                establishment_operations.end_post(held=lead, held_until=at.date(), by=FOUNDER, at=at)
                continue
            months = 30 if place % 13 == 5 else 3 + place % 18
            establishment_operations.describe_post(
                held=lead,
                trained_on=None if place % 17 == 3 else at.date() - timedelta(days=30 * months),
                mailbox=f"safeguarding{place}@wakefield.example",
                working_days="",
                weekdays="1234" if place % 5 == 1 else "12345",
                cover="The deputy lead",
                by=FOUNDER,
                at=at,
            )


def _tag_forms(stage: Stage, at: datetime) -> None:
    """The education lead and a designated nurse tag, somebody of the police reads."""
    editors = _editors(stage)
    reader = _of_agency(stage, Role.police_safeguarding_officer)
    tagged_forms(office=stage.team[Role.business_manager], editors=editors, reader=reader, at=at)


def _editors(stage: Stage) -> tuple[Actor, Actor]:
    return stage.team[Role.education_safeguarding_lead], _of_agency(stage, Role.designated_health_professional)


def _of_agency(stage: Stage, role: Role) -> Actor:
    return next(actor for actor in stage.agencies.values() if actor.holds(role))


def _accept_agreement(stage: Stage, at: datetime) -> None:
    """All but every twentieth setting did; those are asked on their first page."""
    for place, (setting_id, people) in enumerate(stage.settings.items()):
        if place % 20 != 7:
            head = people[Role.headteacher]
            with acting_as(head, at=at):
                setting, version = establishment_queries.establishment(setting_id), agreement.current().version
                partnership_operations.accept_agreement(establishment=setting, version=version, by=head, at=at)


def _name_settings(stage: Stage, at: datetime) -> None:
    manager = stage.team[Role.business_manager]
    with acting_as(manager, at=at):
        made = partnership_queries.partnership(stage.partnership_id)
        arrangements = partnership_operations.publish_arrangements(
            partnership=made,
            version="Version 1",
            published_on=at.date(),
            address="https://www.wakefield.example/arrangements",
            by=manager,
            at=at,
        )
        not_named = partnership_queries.not_named_on(made.pk, at.date())
        partnership_operations.name_settings(
            arrangements=arrangements,
            establishment_ids=[brief.id for brief in not_named[:-3]],
            basis_code="relevant-agency-2018",
            named_on=at.date(),
            by=manager,
            at=at,
        )
