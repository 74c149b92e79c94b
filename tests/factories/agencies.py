"""Agencies of a partnership with their people: a charity and a police force, asked for section 11, answered, signed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import uuid4

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import OrganisationKind, Role
from concordat.audits import agencies, operations, queries
from concordat.audits.agency_rules import DECLARATION
from concordat.audits.models import AgencyReturn, AuditCycle
from concordat.audits.operations import Posted
from concordat.core.actor import Actor, HeldRole, acting_as
from concordat.partnership.models import PartnerTerm
from concordat.questionnaires import queries as questionnaire_queries
from tests.factories import organisations, people
from tests.factories.whole_answers import whole
from tests.world import NORTHERN, NOW, World

CHARITY = "Lantern (invented charity)"


def somebody(role: Role, organisation_id: int) -> Actor:
    """A person of an agency."""
    from concordat.accounts.models import Organisation

    with acting_as(FOUNDER):
        who = people.person(email=f"{uuid4().hex}@concordat.example")
        people.hold(who, role, Organisation.objects.get(pk=organisation_id))
    return Actor(person_id=who.pk, name=who.name, roles=(HeldRole(str(role), organisation_id),))


def a_body(world: World, kind: OrganisationKind = OrganisationKind.other_agency, name: str = CHARITY) -> int:
    """A body that is part of the northern partnership."""
    with acting_as(FOUNDER):
        body = organisations.organisation(kind, name)
        PartnerTerm.objects.create(partnership_id=world.id(NORTHERN), organisation=body, from_on=date(2020, 1, 1))
    return int(body.pk)


def asked(world: World, cycle: AuditCycle, *bodies: int, at: datetime = NOW) -> list[AgencyReturn]:
    """Asked by the office; a charity where none is named."""
    manager = world.actor(Role.business_manager, NORTHERN)
    wanted = bodies or (a_body(world),)
    with acting_as(manager):
        version = questionnaire_queries.published_version(agencies.FORM).pk
        found = operations.ask_agencies(
            cycle=cycle, organisation_ids=wanted, form_version_id=version, by=manager, at=at
        )
        return [one for one in found if one.organisation_id in wanted]


def answered(
    one: AgencyReturn, lead: Actor, *, level: str = "2", otherwise: Mapping[str, str] | None = None, at: datetime = NOW
) -> None:
    """Every question, at one level but for those named otherwise; finished."""
    with acting_as(lead):
        form = agencies.form_of(one)
        posted = {code: Posted(value) for code, value in whole(form, level, otherwise or {}).items()}
        operations.answer_for_agency(agency_return=agencies.return_for(lead, one.pk), posted=posted, by=lead, at=at)
        operations.finish_for_agency(agency_return=agencies.return_for(lead, one.pk), by=lead, at=at)


def answered_further(one: AgencyReturn, lead: Actor, *, level: str = "2", at: datetime = NOW) -> None:
    """What is not answered yet; finished."""
    with acting_as(lead):
        there = agencies.answers_of(one)
        posted = {
            code: Posted(value) for code, value in whole(agencies.form_of(one), level, {}).items() if code not in there
        }
        operations.answer_for_agency(agency_return=one, posted=posted, by=lead, at=at)
        operations.finish_for_agency(agency_return=one, by=lead, at=at)


def signed(one: AgencyReturn, officer: Actor, *, at: datetime = NOW) -> None:
    """By the accountable officer."""
    with acting_as(officer):
        found = agencies.return_for(officer, one.pk)
        operations.sign_for_agency(
            agency_return=found, statement=DECLARATION, shown=digest_of(found), by=officer, at=at
        )


def digest_of(one: AgencyReturn) -> str:
    """What the officer's page shows."""
    return agencies.digest_of(queries.values_of(agencies.answers_of(one)))
