"""Who may send letters, and decide about people who ask. The database keeps the same promise in `row_security.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from concordat.accounts import access as account_access
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.permissions import Predicate, Way, role
from concordat.establishments import access as establishment_access
from concordat.joining.models import CallBack, ClaimCode, HandOver, JoinRequest, LetterRun, SignInReset

require = permissions.require
allows = permissions.allows

FRONT_DESK = Actor.system_named("joining.front_desk")
CLEANER = Actor.system_named("joining.cleaner")


def _partnership(thing: Any) -> int:
    return int(getattr(thing, "partnership_id", None) or thing.pk)


office = role(*PARTNERSHIP_OFFICE, says="the partnership's office", at=_partnership)
front_desk = permissions.system("joining.front_desk")
keeps = Predicate(
    "whoever keeps the setting's accounts (head, safeguarding lead or school business manager), the trust's lead"
    " or the partnership's office",
    lambda actor, establishment: account_access.allows(actor, "accounts.invite_person", establishment.organisation),
    lambda actor: permissions.allows_somewhere(actor, "accounts.see_people"),
)

keeps_people = Predicate(
    keeps.says,
    lambda actor, organisation: account_access.allows(actor, "accounts.end_role", organisation),
    lambda actor: permissions.allows_somewhere(actor, "accounts.end_role"),
)
opens_resets = Predicate(
    "the partnership's office",
    lambda actor, organisation: (
        actor.holds(*PARTNERSHIP_OFFICE) and account_access.allows(actor, "accounts.invite_person", organisation)
    ),
    lambda actor: actor.holds(*PARTNERSHIP_OFFICE),
)
decides_resets = Predicate(
    "the partnership's office, or whoever keeps the setting's accounts",
    lambda actor, organisation: account_access.allows(actor, "accounts.invite_person", organisation),
    lambda actor: permissions.allows_somewhere(actor, "accounts.see_people"),
)

PERMISSIONS: dict[str, Sequence[Way]] = {
    "joining.keep_letters": [[office]],
    "joining.decide_request": [[keeps]],
    "joining.hand_over": [[keeps_people]],
    "joining.call_back": [[establishment_access.office]],
    "joining.open_reset": [[opens_resets]],
    "joining.decide_reset": [[decides_resets]],
    "joining.carry_out_reset": [[permissions.system("accounts.doorkeeper")]],
    "joining.ask": [[front_desk]],
    "joining.forget": [[permissions.system("joining.cleaner")]],
}
permissions.declare(PERMISSIONS)


def visible_runs(actor: Actor) -> QuerySet[LetterRun]:
    """Letters of the partnerships whose office the actor is in."""
    return LetterRun.objects.filter(partnership_id__in=actor.organisations(*PARTNERSHIP_OFFICE))


def visible_codes(actor: Actor) -> QuerySet[ClaimCode]:
    """Codes of these letters, as hashes."""
    if actor.system:
        return ClaimCode.objects.all()
    return ClaimCode.objects.filter(partnership_id__in=actor.organisations(*PARTNERSHIP_OFFICE))


def visible_requests(actor: Actor, *, at: datetime) -> QuerySet[JoinRequest]:
    """Requests to settings whose accounts the actor keeps, once the mailbox is proved."""
    if actor.system:
        return JoinRequest.objects.all()
    places = account_access.charges(actor, at=at).values("pk")
    return JoinRequest.objects.filter(proved_at__isnull=False, establishment_id__in=places)


def visible_calls(actor: Actor, *, at: datetime) -> QuerySet[CallBack]:
    """Calls to settings of the area of the partnerships whose office the actor is in."""
    if actor.system:
        return CallBack.objects.all()
    areas = account_access.own_authorities(actor, *PARTNERSHIP_OFFICE, at=at).values("pk")
    by_partnership = CallBack.objects.filter(establishment__local_authority_id__in=areas)
    return by_partnership if actor.holds(*PARTNERSHIP_OFFICE) else CallBack.objects.none()


def visible_hand_overs(actor: Actor, *, at: datetime) -> QuerySet[HandOver]:
    """Hand-overs at places whose people the actor keeps."""
    if actor.system:
        return HandOver.objects.all()
    return HandOver.objects.filter(organisation_id__in=account_access.charges(actor, at=at).values("pk"))


def visible_resets(actor: Actor, *, at: datetime) -> QuerySet[SignInReset]:
    """Resets at places whose accounts the actor keeps."""
    if actor.system:
        return SignInReset.objects.all()
    return SignInReset.objects.filter(organisation_id__in=account_access.charges(actor, at=at).values("pk"))
