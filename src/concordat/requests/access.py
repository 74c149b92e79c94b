"""Who may ask, follow, answer and refuse. The database keeps the same promise in `row_security.py`."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.permissions import role
from concordat.establishments import access as establishment_access
from concordat.requests.models import Request, RequestedSetting
from concordat.requests.vocabulary import ANSWERERS, ASKERS, FOLLOWERS, READERS, REFUSERS, TO_SETTINGS

require = permissions.require
allows = permissions.allows


def _partnership(thing: Any) -> int:
    return int(getattr(thing, "partnership_id", None) or thing.pk)


def _setting(asked: RequestedSetting) -> int:
    return int(asked.establishment_id)


askers = role(*ASKERS, says="the partnership's office and education safeguarding lead", at=_partnership)
followers = role(*FOLLOWERS, says="the partnership's team and analyst", at=_partnership)
readers = role(*READERS, says="the people of a setting and its trust")
answerers = role(*ANSWERERS, says="the head, safeguarding leads and business manager of the setting", at=_setting)
refusers = role(*REFUSERS, says="the head and the designated safeguarding lead", at=_setting)

PERMISSIONS = {
    "requests.see": [[followers], [readers]],
    "requests.ask": [[askers]],
    "requests.follow": [[followers]],
    "requests.see_own": [[readers]],
    "requests.answer": [[answerers]],
    "requests.refuse": [[refusers]],
}
permissions.declare(PERMISSIONS)


def visible_asked(actor: Actor) -> QuerySet[RequestedSetting]:
    """Rows of the actor's own settings and trust, and of partnerships whose requests the actor follows."""
    own = establishment_access.establishments_of(actor, *READERS).values("pk")
    followed = Q(partnership_id__in=actor.organisations(*FOLLOWERS))
    return RequestedSetting.objects.filter(followed | Q(establishment_id__in=own))


def visible_requests(actor: Actor) -> QuerySet[Request]:
    """Requests of the actor's partnerships, drafts too, and what was sent to the actor's settings."""
    own = establishment_access.establishments_of(actor, *READERS).values("pk")
    mine = Exists(RequestedSetting.objects.filter(request_id=OuterRef("pk"), establishment_id__in=own))
    followed = Q(partnership_id__in=actor.organisations(*FOLLOWERS))
    return Request.objects.filter(followed | (Q(state__in=TO_SETTINGS) & Q(mine)))
