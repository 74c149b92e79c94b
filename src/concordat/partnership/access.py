"""Who may change a partnership and its naming register. The database keeps the same promise."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from concordat.accounts.vocabulary import (
    PARTNERSHIP_OFFICE,
    PARTNERSHIP_TEAM,
    SETTING_LEADERS,
    SETTING_TEAM,
    TRUST_TEAM,
    Role,
)
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.clock import now
from concordat.core.permissions import Predicate, role, signed_in
from concordat.core.problems import NotFound
from concordat.establishments import access as establishment_access
from concordat.partnership.models import (
    AgreementAcceptance,
    ArrangementsReceipt,
    ContactList,
    DutySignature,
    DutyStatement,
    Naming,
    PartnerTerm,
)
from concordat.partnership.row_security import DUTY_READERS, KEEPERS

require = permissions.require
allows = permissions.allows


def _partnership(thing: Any) -> int:
    return int(getattr(thing, "partnership_id", None) or thing.pk)


keepers = role(*KEEPERS, says="the partnership's office and education safeguarding lead", at=_partnership)
in_area = role(
    *PARTNERSHIP_TEAM, *SETTING_TEAM, *TRUST_TEAM, says="the partnership's team and the settings of its area"
)
office = role(*PARTNERSHIP_OFFICE, says="the partnership's office", at=_partnership)
leaders = role(*SETTING_LEADERS, says="the head and the designated safeguarding lead", at=lambda thing: int(thing.pk))
founder = permissions.system("accounts.founder")


def _setting(naming: Naming) -> int:
    return int(naming.establishment_id)


def _reads_duties(actor: Actor, establishment_id: int) -> bool:
    return sees_setting(actor, establishment_id) or bool(
        _namings_read(actor).filter(establishment_id=establishment_id).exists()
    )


reads_duties = Predicate(
    "the setting's own people, its trust and the partnership's team",
    _reads_duties,
    lambda actor: actor.holds(*SETTING_TEAM, *TRUST_TEAM, *DUTY_READERS),
)
follows_duties = role(
    *DUTY_READERS,
    says="the partnership's office, education safeguarding lead and independent scrutineer",
    at=_partnership,
)
of_setting = role(*SETTING_TEAM, says="the setting's own people", at=_setting)
is_head = role(Role.headteacher, says="the head, principal or manager of the setting", at=_setting)
is_governor = role(Role.governor, says="the chair of governors or board lead of the setting", at=_setting)

PERMISSIONS = {
    "partnership.see_structure": [[signed_in]],
    "partnership.see_naming": [[in_area]],
    "partnership.keep_contacts": [[office]],
    "partnership.set_face": [[office]],
    "partnership.accept_agreement": [[leaders]],
    "partnership.see_duties": [[reads_duties]],
    "partnership.open_arrangements": [[of_setting]],
    "partnership.acknowledge_arrangements": [[is_head]],
    "partnership.sign_duties_as_head": [[is_head]],
    "partnership.sign_duties_as_governor": [[is_governor]],
    "partnership.follow_duties": [[follows_duties]],
    "partnership.write_statement": [[keepers]],
    "partnership.write_formally": [[office]],
    "partnership.found": [[founder]],
    "partnership.change_terms": [[keepers], [founder]],
    "partnership.publish_arrangements": [[keepers], [founder]],
    "partnership.name_settings": [[keepers], [founder]],
}
permissions.declare(PERMISSIONS)


def partnerships_of_settings(actor: Actor, *roles: str) -> set[int]:
    """Partnerships that cover today the authorities of the actor's settings, as the database says it."""
    authorities = establishment_access.establishments_of(actor, *roles).values("local_authority_id")
    today = now().date()
    terms = PartnerTerm.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=today), organisation_id__in=authorities, from_on__lte=today
    )
    return set(terms.values_list("partnership_id", flat=True))


def visible_contact_lists(actor: Actor) -> QuerySet[ContactList]:
    """Lists of contacts of the partnerships whose office the actor is in."""
    return ContactList.objects.filter(partnership_id__in=actor.organisations(*PARTNERSHIP_OFFICE))


def visible_acceptances(actor: Actor) -> QuerySet[AgreementAcceptance]:
    """What the actor's settings accepted, and settings of the partnerships whose office the actor is in."""
    own = establishment_access.establishments_of(actor, *SETTING_TEAM, *TRUST_TEAM).values("pk")
    today = now().date()
    areas = PartnerTerm.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=today),
        partnership_id__in=actor.organisations(*PARTNERSHIP_OFFICE),
        from_on__lte=today,
    ).values("organisation_id")
    mine = Q(establishment_id__in=own) | Q(establishment__local_authority_id__in=areas)
    return AgreementAcceptance.objects.filter(mine)


def sees_setting(actor: Actor, establishment_id: int) -> bool:
    """Whether it is the actor's own setting, or one of the actor's trust."""
    return (
        establishment_access.establishments_of(actor, *SETTING_TEAM, *TRUST_TEAM).filter(pk=establishment_id).exists()
    )


def require_reading(actor: Actor, establishment_id: int) -> None:
    """Raise `NotFound` unless the actor may see what this setting has done about its duties."""
    if not allows(actor, "partnership.see_duties", establishment_id):
        raise NotFound


def follows(actor: Actor) -> frozenset[int]:
    """Partnerships whose named settings the actor follows."""
    return actor.organisations(*DUTY_READERS)


def _namings_read(actor: Actor) -> QuerySet[Naming]:
    return Naming.objects.filter(partnership_id__in=actor.organisations(*DUTY_READERS))


def visible_statements(actor: Actor) -> QuerySet[DutyStatement]:
    """Published statements, for everybody signed in; drafts for those who write them."""
    mine = Q(partnership_id__in=actor.organisations(*KEEPERS))
    anybody = Q(published_at__isnull=False) if actor.is_signed_in or actor.system else Q(pk__in=[])
    return DutyStatement.objects.filter(anybody | mine)


def _of_duties(actor: Actor) -> Q:
    own = establishment_access.establishments_of(actor, *SETTING_TEAM, *TRUST_TEAM).values("pk")
    return Q(establishment_id__in=own) | Q(partnership_id__in=actor.organisations(*DUTY_READERS))


def visible_receipts(actor: Actor) -> QuerySet[ArrangementsReceipt]:
    """Who opened and acknowledged what, at the actor's settings and those named by the actor's partnerships."""
    return ArrangementsReceipt.objects.filter(_of_duties(actor))


def visible_signatures(actor: Actor) -> QuerySet[DutySignature]:
    """Who signed which duties, at the actor's settings and those named by the actor's partnerships."""
    return DutySignature.objects.filter(_of_duties(actor))
