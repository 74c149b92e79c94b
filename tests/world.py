"""The small world that every database and web test starts from: two partnerships, four settings, one trust.

Built once by the owner into the template database; a test changes it inside a transaction that is
rolled back, or in a database of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from concordat.accounts.models import Organisation, Person
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, HeldRole, acting_as
from concordat.establishments.models import Establishment
from concordat.partnership import agreement
from concordat.partnership.models import AgreementAcceptance
from concordat.questionnaires.operations import load_library, name_tag_keeper
from concordat.questionnaires.vocabulary import LIBRARY
from tests.factories import organisations, people

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

NORTH, SOUTH = "Northfield Council", "Southmoor Council"
NORTHERN, SOUTHERN = "Northfield Safeguarding Partnership", "Southmoor Safeguarding Partnership"
ASH, BEECH, CEDAR, DAISY = "Ash Primary School", "Beech Academy", "Cedar Academy", "Daisy Nursery"
TRUST = "Two Rivers Trust"

SETTING_ROLES = (Role.dsl, Role.headteacher, Role.governor, Role.deputy_dsl, Role.school_business_manager)
PARTNERSHIP_ROLES = (
    Role.business_manager,
    Role.partnership_administrator,
    Role.education_safeguarding_lead,
    Role.independent_scrutineer,
    Role.partnership_chair,
    Role.analyst,
    Role.data_protection_officer,
)


def build() -> None:
    """Make it; run as the owner in an empty, migrated database."""
    north, south = organisations.authority(NORTH), organisations.authority(SOUTH)
    northern = organisations.partnership(north, name=NORTHERN)
    southern = organisations.partnership(south, name=SOUTHERN)
    rivers = organisations.trust(TRUST)
    ash = organisations.establishment(north, ASH)
    beech = organisations.establishment(north, BEECH, type_code="34", phase="Secondary", in_trust=rivers)
    cedar = organisations.establishment(south, CEDAR, type_code="34", phase="Secondary", in_trust=rivers)
    daisy = organisations.establishment(north, DAISY, type_code="L1", phase="Nursery")
    for setting in (ash, beech, cedar, daisy):
        for role in SETTING_ROLES:
            people.holder(role, setting.organisation, name_of(role, setting.organisation.name))
    for body in (northern, southern):
        for role in PARTNERSHIP_ROLES:
            people.holder(role, body.organisation, name_of(role, body.organisation.name))
    people.holder(Role.trust_safeguarding_lead, rivers.organisation, name_of(Role.trust_safeguarding_lead, TRUST))
    for setting in (ash, beech, cedar, daisy):
        by = Person.objects.get(name=name_of(Role.headteacher, setting.organisation.name))
        version = agreement.current().version
        AgreementAcceptance.objects.create(establishment=setting, version=version, accepted_by=by, accepted_at=NOW)
    with acting_as(Actor.system_named(LIBRARY)) as library:
        load_library(by=library, at=NOW)
        name_tag_keeper(organisation_id=northern.organisation_id, by=library, at=NOW)


def name_of(role: Role, place: str) -> str:
    """The invented name of the one who holds a role at a place, by which tests find the person."""
    return f"{role} of {place}"


@dataclass(frozen=True)
class World:
    """Finds the world's people and places as the owner sees them; cached ids, no rows."""

    people: dict[str, int]
    places: dict[str, int]

    def actor(self, role: Role, place: str) -> Actor:
        """The actor that holds this role there, with nothing else."""
        name = name_of(role, place)
        return Actor(person_id=self.people[name], name=name, roles=(HeldRole(str(role), self.places[place]),))

    def id(self, place: str) -> int:
        """The id of a place."""
        return self.places[place]


def look_up() -> World:
    """Read the ids; run as the owner."""
    return World(
        people=dict(Person.objects.values_list("name", "pk")),
        places=dict(Organisation.objects.values_list("name", "pk")),
    )


def settings_ids() -> list[int]:
    """Ids of every setting."""
    return list(Establishment.objects.values_list("pk", flat=True))
