"""Who may read and keep initiatives, and say that a setting takes part; `initiative_security.py` says it again."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.permissions import Predicate, role
from concordat.establishments import access as establishment_access
from concordat.partnership import access as partnership_access
from concordat.resources.initiative_security import IN_SETTINGS, INITIATIVE_KEEPERS, INITIATIVE_READERS, TAKERS
from concordat.resources.models import Initiative, TakeUp

require = permissions.require
allows = permissions.allows


def _partnership(thing: Any) -> int:
    return int(thing.partnership_id)


def _reads_setting(actor: Actor, establishment_id: int) -> bool:
    return establishment_access.establishments_of(actor, *IN_SETTINGS).filter(pk=establishment_id).exists()


def _takes(actor: Actor, thing: TakeUp) -> bool:
    here = partnership_access.partnerships_of_settings(actor, *TAKERS)
    return thing.establishment_id in actor.organisations(*TAKERS) and thing.partnership_id in here


keepers = role(*INITIATIVE_KEEPERS, says="the partnership's office and education safeguarding lead", at=_partnership)
team = role(*INITIATIVE_READERS, says="the partnership's team and its analyst")
own_setting = Predicate(
    "the setting's own people and its trust", _reads_setting, lambda actor: actor.holds(*IN_SETTINGS)
)
takers = Predicate("the head and the safeguarding leads of the setting", _takes, lambda actor: actor.holds(*TAKERS))

PERMISSIONS = {
    "resources.see_register": [[team]],
    "resources.keep_initiatives": [[keepers]],
    "resources.see_own_initiatives": [[own_setting]],
    "resources.say_take_up": [[takers], [keepers]],
}
permissions.declare(PERMISSIONS)


def visible_initiatives(actor: Actor) -> QuerySet[Initiative]:
    """Those of the actor's partnerships, and of those that the actor's settings belong to."""
    here = partnership_access.partnerships_of_settings(actor, *IN_SETTINGS)
    return Initiative.objects.filter(partnership_id__in={*actor.organisations(*INITIATIVE_READERS), *here})


def visible_take_up(actor: Actor) -> QuerySet[TakeUp]:
    """Who takes part: for the partnership, and of the actor's own settings."""
    own = establishment_access.establishments_of(actor, *IN_SETTINGS).values("pk")
    return TakeUp.objects.filter(
        Q(partnership_id__in=actor.organisations(*INITIATIVE_READERS)) | Q(establishment_id__in=own)
    )
