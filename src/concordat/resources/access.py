"""Who may read and keep the local offer. The database keeps the same promise in `row_security.py`."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.clock import now
from concordat.core.permissions import Predicate, role
from concordat.partnership import access as partnership_access
from concordat.partnership import queries as partnership_queries
from concordat.resources.models import Offer
from concordat.resources.row_security import IN_PARTNERSHIP, IN_SETTING
from concordat.resources.vocabulary import AGENCY_ROLES

require = permissions.require
allows = permissions.allows


def _partnership(thing: Any) -> int:
    return int(getattr(thing, "partnership_id", None) or thing.pk)


def _own_agency(actor: Actor, thing: Any) -> bool:
    """An offer of the actor's own agency; for a partnership, one that the agency is part of."""
    if _partnership(thing) not in partnerships_of_agencies(actor):
        return False
    return not isinstance(thing, Offer) or thing.agency_id in actor.organisations(*AGENCY_ROLES)


readers = role(*IN_PARTNERSHIP, *IN_SETTING, *AGENCY_ROLES, says="the people of the partnership and of its area")
office = role(*PARTNERSHIP_OFFICE, says="the partnership's office", at=_partnership)
agency = Predicate("the people of the agency that offers", _own_agency, lambda actor: actor.holds(*AGENCY_ROLES))

PERMISSIONS = {
    "resources.see_offers": [[readers]],
    "resources.keep_offers": [[office], [agency]],
}
permissions.declare(PERMISSIONS)


def partnerships_of_agencies(actor: Actor) -> set[int]:
    """Partnerships that the actor's own agencies are part of today, as the database says it."""
    return partnership_queries.partnerships_with(actor.organisations(*AGENCY_ROLES), now().date())


def partnership_ids(actor: Actor) -> set[int]:
    """Partnerships whose local offer the actor reads."""
    settings = partnership_access.partnerships_of_settings(actor, *IN_SETTING) if actor.holds(*IN_SETTING) else set()
    return set(actor.organisations(*IN_PARTNERSHIP)) | settings | partnerships_of_agencies(actor)


def visible_offers(actor: Actor) -> QuerySet[Offer]:
    """Offers of these partnerships, withdrawn ones too."""
    return Offer.objects.filter(partnership_id__in=partnership_ids(actor))
