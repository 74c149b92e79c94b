"""Who may name, offer and accept outside audits; `outside_security.py` says the same to the database."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from concordat.audits import access, checking_access
from concordat.audits.models import AuditReturn, OutsideAudit, OutsideOffer
from concordat.audits.outside_security import OFFERERS
from concordat.audits.row_security import (
    CYCLE_KEEPERS,
    CYCLE_READERS_IN_SETTING,
    READERS_IN_PARTNERSHIP,
    READERS_IN_SETTING,
    SYSTEM_READERS,
)
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.permissions import Predicate, role
from concordat.establishments import access as establishment_access
from concordat.partnership import access as partnership_access

require, allows, allows_somewhere = access.require, access.allows, access.allows_somewhere
visible_returns, visible_evidence = access.visible_returns, access.visible_evidence


def _partnership(thing: Any) -> int:
    return int(thing.partnership_id)


def _offers(actor: Actor, audit_return: AuditReturn) -> bool:
    return establishment_access.establishments_of(actor, *OFFERERS).filter(pk=audit_return.establishment_id).exists()


keeps_list = role(*CYCLE_KEEPERS, says="the partnership's office and education safeguarding lead", at=_partnership)
offers_audits = Predicate(
    "the designated safeguarding lead, the head or the trust's safeguarding lead",
    _offers,
    lambda actor: actor.holds(*OFFERERS),
)
reads_list = Predicate(
    "the partnership's team and the people of its settings",
    lambda actor, one: one is None or visible_audits(actor).filter(pk=one.pk).exists(),
    lambda actor: actor.holds(*READERS_IN_PARTNERSHIP, *CYCLE_READERS_IN_SETTING),
)
permissions.declare(
    {
        "audits.see_outside": [[reads_list]],
        "audits.name_outside": [[keeps_list]],
        "audits.offer_outside": [[offers_audits]],
        "audits.decide_outside": [[keeps_list]],
    }
)


def visible_audits(actor: Actor) -> QuerySet[OutsideAudit]:
    """What the actor's partnership accepts, and what those accept that the actor's settings belong to."""
    if actor.system in SYSTEM_READERS:
        return OutsideAudit.objects.all()
    partnerships = set(actor.organisations(*READERS_IN_PARTNERSHIP))
    theirs = partnership_access.partnerships_of_settings(actor, *CYCLE_READERS_IN_SETTING)
    return OutsideAudit.objects.filter(partnership_id__in=partnerships | theirs)


def visible_offers(actor: Actor) -> QuerySet[OutsideOffer]:
    """What was offered for returns of the actor's settings, of the trust's, and to the actor's partnership.

    What a setting says of itself in a note is not for whoever is about to visit it.
    """
    if actor.system in SYSTEM_READERS:
        return OutsideOffer.objects.all()
    settings = establishment_access.establishments_of(actor, *READERS_IN_SETTING)
    partnerships = actor.organisations(*READERS_IN_PARTNERSHIP)
    offered = Q(partnership_id__in=partnerships) & checking_access.not_visited(actor)
    return OutsideOffer.objects.filter(Q(establishment_id__in=settings.values("pk")) | offered)
