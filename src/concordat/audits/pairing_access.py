"""Who may do what in pairing. The database keeps the same promise in `pairing_security.py`."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from concordat.audits import checking_access
from concordat.audits.models import (
    PairingEnding,
    PairingGroup,
    PairingMember,
    PairingNote,
    PairingOffer,
    PairingReply,
    PairingRound,
    PairingSaid,
)
from concordat.audits.pairing_security import LEADS, PAIRER, PAIRING_KEEPERS, READERS, SYSTEM_READERS
from concordat.audits.pairing_words import Answered
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.permissions import Predicate, role
from concordat.establishments import access as establishment_access

require = permissions.require
allows = permissions.allows


def _setting(thing: Any) -> int:
    return int(thing.establishment_id)


def _partnership(thing: Any) -> int:
    return int(thing.partnership_id)


keeps_pairing = role(*PAIRING_KEEPERS, says="the partnership's office and education safeguarding lead", at=_partnership)
leads_setting = role(*LEADS, says="the designated safeguarding lead, a deputy or the head", at=_setting)
sees_pair = Predicate(
    "the schools of the pair and the partnership's office",
    lambda actor, pair: visible_pairs(actor).filter(pk=pair.pk).exists(),
    lambda actor: actor.holds(*READERS, *PAIRING_KEEPERS),
)
sees_offer = Predicate(
    "the setting's own people and the partnership's office",
    lambda actor, offer: visible_offers(actor).filter(pk=offer.pk).exists(),
    lambda actor: actor.holds(*READERS, *PAIRING_KEEPERS),
)

PERMISSIONS = {
    "audits.keep_pairing": [[keeps_pairing]],
    "audits.see_pair": [[sees_pair]],
    "audits.see_pairing_offer": [[sees_offer]],
    "audits.offer_pairing": [[leads_setting]],
    "audits.answer_pair": [[leads_setting]],
    "audits.solve_pairing": [[permissions.system(PAIRER)]],
}
permissions.declare(PERMISSIONS)


def own_settings(actor: Actor) -> Any:
    """Ids of the settings whose own people the actor is among."""
    return establishment_access.establishments_of(actor, *READERS).values("pk")


def _kept(actor: Actor) -> Q:
    return Q(partnership_id__in=actor.organisations(*PAIRING_KEEPERS))


def _kept_pairs(actor: Actor) -> Q:
    """Pairs of the actor's partnership, but for those with a school that the actor is to visit."""
    of_return = Q(establishment_id=OuterRef("establishment_id"), audit_return__cycle_id=OuterRef("round__cycle_id"))
    visited = PairingMember.objects.filter(Exists(checking_access.visiting(actor).filter(of_return)))
    return _kept(actor) & ~Q(pk__in=visited.values("pair_id"))


def visible_rounds(actor: Actor) -> QuerySet[PairingRound]:
    """Rounds of the actor's partnership, and those in which the actor's setting is asked."""
    if actor.system in SYSTEM_READERS:
        return PairingRound.objects.all()
    asked = PairingOffer.objects.filter(establishment_id__in=own_settings(actor))
    return PairingRound.objects.filter(_kept(actor) | Q(pk__in=asked.values("round_id")))


def visible_offers(actor: Actor) -> QuerySet[PairingOffer]:
    """Offers of the actor's own setting, and of the actor's partnership."""
    if actor.system in SYSTEM_READERS:
        return PairingOffer.objects.all()
    kept = _kept(actor) & checking_access.not_visited(actor)
    return PairingOffer.objects.filter(kept | Q(establishment_id__in=own_settings(actor)))


def _own_pairs(actor: Actor) -> Any:
    mine = PairingMember.objects.filter(establishment_id__in=own_settings(actor), pair__published_at__isnull=False)
    return mine.values("pair_id")


def visible_pairs(actor: Actor) -> QuerySet[PairingGroup]:
    """Published pairs of the actor's own setting, and every pair of the actor's partnership."""
    if actor.system in SYSTEM_READERS:
        return PairingGroup.objects.all()
    return PairingGroup.objects.filter(_kept_pairs(actor) | Q(pk__in=_own_pairs(actor)))


def visible_members(actor: Actor) -> QuerySet[PairingMember]:
    """The schools of those pairs."""
    if actor.system in SYSTEM_READERS:
        return PairingMember.objects.all()
    kept = PairingGroup.objects.filter(_kept_pairs(actor))
    return PairingMember.objects.filter(Q(pair_id__in=kept.values("pk")) | Q(pair_id__in=_own_pairs(actor)))


def visible_said(actor: Actor) -> QuerySet[PairingSaid]:
    """What the actor's own setting said to the partnership, and what was said to the actor's partnership."""
    if actor.system in SYSTEM_READERS:
        return PairingSaid.objects.all()
    kept = PairingGroup.objects.filter(_kept_pairs(actor))
    return PairingSaid.objects.filter(
        Q(member__pair_id__in=kept.values("pk")) | Q(establishment_id__in=own_settings(actor))
    )


def visible_replies(actor: Actor) -> QuerySet[PairingReply]:
    """Who answered and at which mailbox: one's own, the partner's once all accept, the partnership's."""
    if actor.system in SYSTEM_READERS:
        return PairingReply.objects.all()
    waiting = PairingMember.objects.filter(pair_id=OuterRef("pair_id")).exclude(answer=Answered.accepted)
    agreed = Q(pair_id__in=_own_pairs(actor)) & ~Exists(waiting)
    kept = PairingGroup.objects.filter(_kept_pairs(actor))
    return PairingReply.objects.filter(
        agreed | Q(pair_id__in=kept.values("pk")) | Q(establishment_id__in=own_settings(actor))
    )


def visible_endings(actor: Actor) -> QuerySet[PairingEnding]:
    """Why pairs were taken apart, for the partnership alone."""
    kept = PairingGroup.objects.filter(_kept_pairs(actor))
    return PairingEnding.objects.filter(pair_id__in=kept.values("pk"))


def visible_notes(actor: Actor) -> QuerySet[PairingNote]:
    """The logs of those pairs."""
    kept = PairingGroup.objects.filter(_kept_pairs(actor))
    return PairingNote.objects.filter(Q(pair_id__in=kept.values("pk")) | Q(pair_id__in=_own_pairs(actor)))
