"""Answer packs: a partnership agrees to issuers, a setting takes its answers out, brings packs in, takes them away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from concordat.audits import packs_access as access
from concordat.audits import queries
from concordat.audits.models import AnswerPack, AuditReturn, PackIssuer
from concordat.audits.packs import kept, key
from concordat.audits.packs.making import NOTHING, PackNotPossible, pack_of
from concordat.core import journal
from concordat.core.actor import Actor
from concordat.lib import answer_packs

OUR_OWN = "This is your own installation's key. Packs are for answers from elsewhere: paste the key of the other one."
TWICE = "Somebody brought in this pack, or a newer one, at the same moment. Look at the list."


@dataclass(frozen=True)
class _Where:
    """Where a new issuer will belong, for asking who may agree to it."""

    partnership_id: int


def agree_issuer(*, partnership_id: int, name: str, public_key: str, told: str, by: Actor, at: datetime) -> PackIssuer:
    """The partnership takes packs that this key has signed: its fingerprint is the one that was told by another way.

    Agreed again, nothing happens. Raises `PackNotPossible`.
    """
    access.require(by, "audits.keep_issuers", _Where(partnership_id))
    if not name.strip():
        raise PackNotPossible("Say whose installation it is.")
    try:
        pasted = answer_packs.keys.pasted(public_key)
        answer_packs.keys.require_told(pasted, told)
    except answer_packs.NotAKey as wrong:
        raise PackNotPossible(str(wrong)) from wrong
    fingerprint = answer_packs.keys.fingerprint(pasted)
    if fingerprint == answer_packs.keys.fingerprint(key.public_key()):
        raise PackNotPossible(OUR_OWN)
    assert by.person_id is not None
    made = PackIssuer(
        partnership_id=partnership_id,
        name=name.strip()[:150],
        public_key=answer_packs.keys.written(pasted),
        fingerprint=fingerprint,
        agreed_by_id=by.person_id,
        agreed_at=at,
    )
    try:
        with journal.entry("audits.pack_issuer.agreed", by=by, at=at, about=made, details={"key": fingerprint}):
            made.save(force_insert=True)
    except IntegrityError as clash:
        raise PackNotPossible("You take packs of this key already. End it first to give it another name.") from clash
    return made


def end_issuer(*, issuer: PackIssuer, reason: str, by: Actor, at: datetime) -> None:
    """The partnership takes no packs of this key any more, and what came in a pack of it shows “source changed”.

    What was confirmed stays as it is. Said again, nothing happens.
    """
    access.require(by, "audits.keep_issuers", issuer)
    if not reason.strip():
        raise PackNotPossible("Say why packs of this installation are not taken any more.")
    with journal.entry("audits.pack_issuer.ended", by=by, at=at, about=issuer):
        PackIssuer.objects.filter(pk=issuer.pk, ended_at=None).update(
            ended_at=at, ended_by_id=by.person_id, end_reason=reason.strip()[:1000]
        )


def take_pack(*, audit_return: AuditReturn, by: Actor, at: datetime) -> bytes:
    """The answers of a submitted return in a signed file, for the setting to carry elsewhere.

    Raises `PackNotPossible` where it is not signed and submitted, or holds nothing that could be used.
    """
    access.require(by, "audits.take_pack", audit_return)
    pack = pack_of(queries.lock(audit_return), at=at)
    details = {"answers": len(pack.answers), "carried": sum(one.carried for one in pack.answers.values())}
    try:
        with journal.entry("audits.pack.taken", by=by, at=at, about=audit_return, details=details):
            return answer_packs.signed(pack, key.signing_key())
    except answer_packs.NotAPack as wrong:
        raise PackNotPossible(f"{NOTHING} ({wrong})") from wrong


def keep_pack(*, audit_return: AuditReturn, content: bytes, by: Actor, at: datetime) -> AnswerPack:
    """A pack of this setting's own is a source for what the partnership of this return asks; nothing is answered by it.

    A newer pack of the same return takes the place of the one before. The very pack that is here already is given
    back. Raises `PackNotPossible`.
    """
    access.require(by, "audits.bring_pack", audit_return)
    audit_return = queries.lock(audit_return)
    opened, issuer = kept.opened_for(by, audit_return, content, at=at)
    here = access.visible_packs(by).filter(
        establishment_id=audit_return.establishment_id, issuer=issuer, of_return=opened.pack.of_return, ended_at=None
    )
    same = here.filter(digest=opened.digest).first()
    if same is not None:
        return same
    assert by.person_id is not None
    made = AnswerPack(
        establishment_id=audit_return.establishment_id,
        partnership_id=audit_return.partnership_id,
        issuer=issuer,
        of_return=opened.pack.of_return,
        made_at=opened.pack.made_at,
        digest=opened.digest,
        content=opened.document,
        signature=opened.signature,
        kept_by_id=by.person_id,
        kept_name=by.name,
        kept_at=at,
    )
    details = {"issuer": issuer.pk, "digest": opened.digest, "answers": len(opened.pack.answers)}
    try:
        with journal.entry("audits.pack.kept", by=by, at=at, about=made, details=details), transaction.atomic():
            here.update(ended_at=at, ended_by_id=by.person_id, replaced=True)
            made.save(force_insert=True)
    except IntegrityError as clash:
        raise PackNotPossible(TWICE) from clash
    return made


def withdraw_pack(*, pack: AnswerPack, by: Actor, at: datetime) -> None:
    """The setting uses a pack no more: what came from it stays as it is and shows “source changed”.

    Said again, nothing happens.
    """
    access.require(by, "audits.bring_pack", pack)
    with journal.entry("audits.pack.withdrawn", by=by, at=at, about=pack):
        AnswerPack.objects.filter(pk=pack.pk, ended_at=None).update(ended_at=at, ended_by_id=by.person_id)
