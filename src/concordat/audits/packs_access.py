"""Who may agree to issuers, take packs out and bring them in; `packs_security.py` says the same to the database."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from concordat.accounts.vocabulary import PARTNERSHIP_TEAM, SETTING_TEAM, TRUST_TEAM
from concordat.audits.models import AnswerPack, AuditReturn, PackIssuer
from concordat.audits.packs_security import ISSUER_KEEPERS, PACK_BRINGERS, PACK_READERS
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.permissions import Predicate, role
from concordat.core.strength import Strength
from concordat.establishments import access as establishment_access
from concordat.partnership import access as partnership_access

require = permissions.require
allows = permissions.allows


def _setting(thing: AuditReturn | AnswerPack) -> int:
    return int(thing.establishment_id)


def _partnership(thing: Any) -> int:
    return int(thing.partnership_id)


leads_packs = role(*PACK_BRINGERS, says="the designated safeguarding lead or the head", at=_setting)
keeps_issuers = role(*ISSUER_KEEPERS, says="the partnership's office and education safeguarding lead", at=_partnership)
reads_issuers = Predicate(
    "the partnership's team and the people of its settings",
    lambda actor, one: one is None or visible_issuers(actor).filter(pk=one.pk).exists(),
    lambda actor: actor.holds(*PARTNERSHIP_TEAM, *SETTING_TEAM, *TRUST_TEAM),
)
permissions.declare(
    {
        "audits.take_pack": [[leads_packs]],
        "audits.bring_pack": [[leads_packs]],
        "audits.see_issuers": [[reads_issuers]],
        "audits.keep_issuers": [[keeps_issuers]],
    },
    strength={"audits.take_pack": Strength.strong, "audits.keep_issuers": Strength.strong},
)


def visible_issuers(actor: Actor) -> QuerySet[PackIssuer]:
    """Whose packs the actor's partnership takes, and those that take them to which the actor's settings belong."""
    own = set(actor.organisations(*PARTNERSHIP_TEAM))
    theirs = partnership_access.partnerships_of_settings(actor, *SETTING_TEAM, *TRUST_TEAM)
    return PackIssuer.objects.filter(Q(partnership_id__in=own | theirs))


def visible_packs(actor: Actor) -> QuerySet[AnswerPack]:
    """What the actor's settings, and those of the trust, have brought in."""
    settings = establishment_access.establishments_of(actor, *PACK_READERS)
    return AnswerPack.objects.filter(establishment_id__in=settings.values("pk"))
