"""Who signed a return, so that its head and its chair are two people."""

from __future__ import annotations

from concordat.audits.models import AuditReturn, SignOff
from concordat.audits.vocabulary import SignatureKind


def head_of(audit_return: AuditReturn) -> int | None:
    """Whoever signed it as head, while the signature stands. One query."""
    found = SignOff.objects.filter(audit_return=audit_return, kind=SignatureKind.head, withdrawn_at=None)
    return found.values_list("signed_by_id", flat=True).first()
