"""Who may say something for a trust, and who reads it. The database keeps the same promise in `trust_security.py`."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from concordat.accounts.vocabulary import TRUST_TEAM
from concordat.audits.models import TrustAnswer, TrustAudit, TrustSignature
from concordat.audits.vocabulary import WHOLE_TEAM
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.permissions import role
from concordat.establishments import access as establishment_access

require = permissions.require
allows = permissions.allows


def _trust(thing: Any) -> int:
    return int(thing.trust_id)


speaks_for_trust = role(*TRUST_TEAM, says="the trust's safeguarding lead or chief executive", at=_trust)

permissions.declare({"audits.answer_for_trust": [[speaks_for_trust]]})


def visible_trust_audits(actor: Actor) -> QuerySet[TrustAudit]:
    """Those of the actor's trust, drafts too; signed ones of the trust that the actor's setting is in."""
    return TrustAudit.objects.filter(_ours(actor) | Q(_of_my_trust(actor), state="signed"))


def visible_trust_answers(actor: Actor) -> QuerySet[TrustAnswer]:
    """The same of answers: a setting reads those for all settings and its own, never those of another."""
    return TrustAnswer.objects.filter(_ours(actor) | _about_us(actor))


def visible_trust_signatures(actor: Actor) -> QuerySet[TrustSignature]:
    """The same of signatures."""
    return TrustSignature.objects.filter(_ours(actor) | _about_us(actor))


def _ours(actor: Actor) -> Q:
    return Q(trust_id__in=actor.organisations(*TRUST_TEAM))


def _of_my_trust(actor: Actor) -> Q:
    mine = establishment_access.establishments_of(actor, *WHOLE_TEAM)
    return Q(trust_id__in=mine.exclude(trust_id=None).values("trust_id"))


def _about_us(actor: Actor) -> Q:
    mine = establishment_access.establishments_of(actor, *WHOLE_TEAM).values("pk")
    about = Q(establishment_id=None) | Q(establishment_id__in=mine)
    return Q(about, _of_my_trust(actor), trust_audit__state="signed")
