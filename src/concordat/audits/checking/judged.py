"""What was judged of a return, which then is not reopened, and what ends with a reopening (decision 30)."""

from __future__ import annotations

from datetime import datetime

from concordat.audits import checking_access as access
from concordat.audits import checking_rules as rules
from concordat.audits.models import AuditReturn, Moderation
from concordat.core.actor import Actor


def why_not_reopened(actor: Actor, audit_return: AuditReturn) -> str:
    """Why a return stays handed in, with what to do instead; empty where it can be reopened. Three queries at most."""
    return rules.why_not_recalled(
        told=access.visible_feedback(actor).filter(audit_return=audit_return).exists(),
        rated=access.visible_moderations(actor).filter(audit_return=audit_return, done_at__isnull=False).exists(),
        visited=access.visible_visits(actor).filter(audit_return=audit_return, locked_at__isnull=False).exists(),
    )


def take_from_moderators(audit_return: AuditReturn, *, at: datetime) -> None:
    """Who has begun rating it and not finished rates it no more; what was rated stays. Part of a journalled step."""
    Moderation.objects.filter(audit_return=audit_return, done_at=None, withdrawn_at=None).update(withdrawn_at=at)
