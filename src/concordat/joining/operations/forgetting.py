"""What nobody needs any more about people who asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from concordat.core.actor import Actor
from concordat.joining import access
from concordat.joining.models import JoinRequest

UNPROVED, DECIDED = timedelta(days=30), timedelta(days=183)


def forget(*, by: Actor, at: datetime) -> int:
    """Delete requests whose mailbox was never proved after a month, and decided ones after half a year."""
    access.require(by, "joining.forget")
    old = Q(proved_at=None, asked_at__lte=at - UNPROVED) | Q(decided_at__lte=at - DECIDED)
    return JoinRequest.objects.filter(old).delete()[0]
