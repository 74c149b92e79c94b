"""What a setting's trust has signed, for all its schools or for this one: a source like a return of the setting's own.

Only of the trust that the setting is in now: whoever has left keeps what was confirmed and is told nothing new.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import BigIntegerField, BooleanField, DateTimeField, F, JSONField, OuterRef, Q, QuerySet, Subquery
from django.db.models import Value as V
from django.db.models.functions import Cast

from concordat.audits import trust_access
from concordat.audits.carrying.given import Given, Standing
from concordat.audits.models import TrustAnswer, TrustAudit, TrustSignature
from concordat.core.actor import Actor


def rows_of_trust(actor: Actor, establishment_id: int) -> QuerySet[Any, Any]:
    """What the setting's trust has signed of it, in the columns of `standing.COLUMNS`, so that one query reads both.

    The number of the trust's audit stands below nought where a return's own number stands.
    """
    about = Q(establishment_id=None) | Q(establishment_id=establishment_id)
    signed = TrustSignature.objects.filter(about, trust_audit=OuterRef("trust_audit"), withdrawn_at=None)
    return (
        trust_access.visible_trust_answers(actor)
        .filter(about, trust_audit__state="signed", trust_audit__trust__establishments=establishment_id)
        .annotate(
            below=-F("trust_audit_id"),
            head=Cast(Subquery(signed.values("signed_on")[:1]), DateTimeField()),
            board=Cast(Subquery(signed.values("board_on")[:1]), DateTimeField()),
            never=V(False, BooleanField()),
            nothing=Cast(V(None), JSONField()),
            setting=V(establishment_id, BigIntegerField()),
            nobody=V(0, BigIntegerField()),
            signer=Subquery(signed.values("signed_name")[:1]),
            signed_on=Subquery(signed.values("signed_on")[:1]),
        )
        .values_list(
            "below",
            "question",
            "value",
            "version",
            "answered_at",
            "head",
            "board",
            "never",
            "nothing",
            "setting",
            "nobody",
            "trust_audit__form_version_id",
            "trust_audit__title",
            "signer",
            "signed_on",
            "trust_audit__trust__organisation__name",
        )
    )


def standings_of_audit(
    trust_audit: TrustAudit,
    establishment_ids: Iterable[int],
    said: Iterable[TrustAnswer],
    signatures: Iterable[TrustSignature],
) -> dict[int, Standing]:
    """What one signed audit says of each of these schools, for the trust that said it; nothing of a draft."""
    if trust_audit.state != "signed":
        return {}
    answers = list(said)
    signed = {one.establishment_id: one for one in signatures}
    found = {}
    for school in set(establishment_ids):
        signature = signed.get(school) or signed.get(None)
        at = _noon(signature.signed_on) if signature else None
        about = (one for one in answers if one.establishment_id in (None, school))
        found[school] = Standing(
            return_id=-trust_audit.pk,
            form_version_id=trust_audit.form_version_id,
            establishment_id=school,
            partnership_id=0,
            partnership=trust_audit.trust.organisation.name,
            title=trust_audit.title,
            opens_on=signature.signed_on if signature else date.min,
            signed_at=at,
            board_signed_at=_noon(signature.board_on) if signature and signature.board_on else None,
            given={one.question: Given(one.value, one.version, at or one.answered_at) for one in about},
            trust_audit_id=trust_audit.pk,
            signed_name=signature.signed_name if signature else "",
        )
    return found


def standing_of_trust(row: Mapping[str, Any]) -> Standing:
    """A trust's audit as it stands for the setting: signed on a day, for whom by whom."""
    signed_on, board_on = row["head"], row["board"]
    return Standing(
        return_id=row["audit_return_id"],
        form_version_id=row["audit_return__form_version_id"],
        establishment_id=row["establishment_id"],
        partnership_id=0,
        partnership=row["audit_return__cycle__partnership__organisation__name"],
        title=row["audit_return__cycle__title"],
        opens_on=row["audit_return__cycle__opens_on"] or date.min,
        signed_at=_noon(signed_on.date()) if signed_on else None,
        board_signed_at=_noon(board_on.date()) if board_on else None,
        trust_audit_id=-row["audit_return_id"],
        signed_name=row["audit_return__cycle__year"] or "",
    )


def given_by_trust(row: Mapping[str, Any], standing: Standing) -> Given:
    """What was signed is frozen until it is signed again, so no answer is younger than its signature."""
    return Given(row["value"], row["version"], standing.signed_at or row["answered_at"])


def _noon(day: date) -> datetime:
    """Signatures of a trust are kept by their day."""
    return datetime.combine(day, time(12), tzinfo=UTC)
