"""Requests as rows and tasks."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from concordat.accounts.vocabulary import ROLE_NAMES, Role
from concordat.joining.models import JoinRequest
from concordat.joining.presenters.papers import day
from concordat.joining.vocabulary import OUTCOME_NAMES, Confirmer


@dataclass(frozen=True)
class RequestRow:
    """A request on a page."""

    href: str
    name: str
    email: str
    role: str
    setting: str
    asked: str
    how: str
    waits_for: str
    outcome: str


def row(request: JoinRequest) -> RequestRow:
    """One request."""
    by_letter = "With a letter's code" if request.claim_id else "Without a letter"
    return RequestRow(
        reverse("joining:request", args=[request.pk]),
        request.name,
        request.email,
        ROLE_NAMES[Role(request.role)],
        request.establishment.organisation.name,
        day(timezone.localtime(request.asked_at).date()),
        f"{by_letter}; the mail address is proved",
        "The setting" if request.confirmer == Confirmer.setting else "The partnership's office",
        _outcome(request),
    )


def _outcome(request: JoinRequest) -> str:
    if request.decided_at is None:
        return ""
    who = f" by {request.decided_by.name}" if request.decided_by else ""
    return f"{OUTCOME_NAMES[request.outcome]}{who} on {day(timezone.localtime(request.decided_at).date())}"
