"""Who signed a return, so that its head and its chair are two people; and what the next signature stands over."""

from __future__ import annotations

from concordat.audits import access, queries
from concordat.audits.models import AuditReturn, SignOff
from concordat.audits.vocabulary import SignatureKind
from concordat.core.actor import Actor


def head_of(audit_return: AuditReturn) -> int | None:
    """Whoever signed it as head, while the signature stands. One query."""
    found = SignOff.objects.filter(audit_return=audit_return, kind=SignatureKind.head, withdrawn_at=None)
    return found.values_list("signed_by_id", flat=True).first()


def digest_to_sign(actor: Actor, audit_return: AuditReturn) -> str:
    """What a signature stands over: the page shows it, and nothing else is signed.

    Whoever records a minute and reads no answers records it over what the head has signed; empty before that.
    """
    if access.may_see_answers(actor, audit_return):
        return queries.answers_digest(audit_return)
    signed = SignOff.objects.filter(audit_return=audit_return, kind=SignatureKind.head, withdrawn_at=None)
    return signed.values_list("answers_digest", flat=True).first() or ""
