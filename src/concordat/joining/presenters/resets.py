"""What the pages about resets say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from concordat.joining.models import SignInReset
from concordat.joining.vocabulary import RESET_SOURCES


@dataclass(frozen=True)
class ResetRow:
    """One reset."""

    href: str
    name: str
    place: str
    rang: str
    reason: str
    by: str
    until: str
    tag: dict[str, str]
    is_open: bool


def reset_row(reset: SignInReset, *, at: datetime) -> ResetRow:
    """One reset in words."""
    source = dict(RESET_SOURCES)[reset.source]
    return ResetRow(
        reverse("joining:reset", args=[reset.pk]),
        reset.person.name,
        reset.organisation.name,
        f"{reset.number} ({source[:1].lower()}{source[1:]}), {_when(reset.opened_at)}",
        reset.reason,
        reset.opened_by.name,
        _when(reset.expires_at),
        _tag(reset, at=at),
        reset.decided_at is None and reset.expires_at > at,
    )


def _tag(reset: SignInReset, *, at: datetime) -> dict[str, str]:
    if reset.done_at is not None:
        return {"text": "Done", "colour": "green"}
    if reset.confirmed:
        return {"text": "Confirmed", "colour": "turquoise"}
    if reset.confirmed is False:
        return {"text": "Refused", "colour": "red"}
    if reset.expires_at <= at:
        return {"text": "Ran out", "colour": "grey"}
    return {"text": "Waits for a second person", "colour": "yellow"}


def _when(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.day} {local:%B %Y, %H:%M}"
