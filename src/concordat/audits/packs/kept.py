"""Asking about packs: whose are taken, what was brought in, what is in a file before it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from concordat.audits import packs_access as access
from concordat.audits.models import AnswerPack, AuditReturn, PackIssuer
from concordat.audits.packs.making import PackNotPossible
from concordat.core import clock
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.lib import answer_packs


def issuers_of(actor: Actor) -> list[PackIssuer]:
    """Everyone whose packs are or were taken, as far as the actor may read, those that count first. One query."""
    found = access.visible_issuers(actor).select_related("partnership__organisation", "agreed_by", "ended_by")
    return sorted(found.order_by("name", "pk"), key=lambda one: one.ended_at is not None)


def issuer_for(actor: Actor, issuer_id: int) -> PackIssuer:
    """One of them; raises `NotFound`."""
    found = access.visible_issuers(actor).select_related("partnership__organisation").filter(pk=issuer_id).first()
    if found is None:
        raise NotFound()
    return found


def packs_of(actor: Actor, audit_return: AuditReturn) -> list[AnswerPack]:
    """What the setting has brought in for the partnership of a return, the newest first. One query."""
    found = access.visible_packs(actor).filter(
        establishment_id=audit_return.establishment_id, partnership_id=audit_return.partnership_id
    )
    return list(found.select_related("issuer").order_by("-kept_at", "-pk"))


def pack_for(actor: Actor, pack_id: int) -> AnswerPack:
    """One pack; raises `NotFound`."""
    found = access.visible_packs(actor).select_related("issuer").filter(pk=pack_id).first()
    if found is None:
        raise NotFound()
    return found


def agreed(actor: Actor, partnership_id: int) -> dict[str, PackIssuer]:
    """By fingerprint, the issuer that counts now, else the one that ended last. One query."""
    rows = access.visible_issuers(actor).filter(partnership_id=partnership_id).order_by("agreed_at", "pk")
    found: dict[str, PackIssuer] = {}
    for one in _ended_first(rows):
        found[one.fingerprint] = one
    return found


def _ended_first(rows: Iterable[PackIssuer]) -> list[PackIssuer]:
    return sorted(rows, key=lambda one: one.ended_at is None)


def opened_for(
    actor: Actor, audit_return: AuditReturn, content: bytes, *, at: datetime
) -> tuple[answer_packs.Opened, PackIssuer]:
    """What is in a file, and whose it is, if it may be used for this return. Raises `PackNotPossible`.

    Every pack that was ever brought in counts against an older one, those that were taken out too.
    """
    issuers = agreed(actor, audit_return.partnership_id)
    known = {name: as_issuer(one) for name, one in issuers.items()}
    try:
        opened = answer_packs.opened(content, known)
        earlier = access.visible_packs(actor).filter(
            establishment_id=audit_return.establishment_id,
            partnership_id=audit_return.partnership_id,
            issuer__fingerprint=opened.issuer,
            of_return=opened.pack.of_return,
        )
        newest = earlier.order_by("-made_at").values_list("made_at", flat=True).first()
        urn = audit_return.establishment.urn
        answer_packs.require_fits(opened.pack, urn=urn, at=at, newest=newest)
    except answer_packs.PackRefused as refused:
        raise PackNotPossible(str(refused)) from refused
    return opened, issuers[opened.issuer]


def as_issuer(one: PackIssuer) -> answer_packs.Issuer:
    """An agreed key as the library takes it."""
    ended_on = clock.day_of(one.ended_at) if one.ended_at else None
    return answer_packs.Issuer(one.name, answer_packs.keys.pasted(one.public_key), ended_on)
