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
)
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.clock import now
from concordat.core.permissions import role, signed_in
from concordat.establishments import access as establishment_access
from concordat.partnership.models import AgreementAcceptance, ContactList, PartnerTerm
from concordat.partnership.row_security import KEEPERS

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

PERMISSIONS = {
    "partnership.see_structure": [[signed_in]],
    "partnership.see_naming": [[in_area]],
    "partnership.keep_contacts": [[office]],
    "partnership.set_face": [[office]],
    "partnership.accept_agreement": [[leaders]],
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
