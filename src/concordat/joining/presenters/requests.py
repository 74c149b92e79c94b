"""Requests as rows and tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, ROLE_NAMES, TRUST_TEAM, Role
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.clock import now
from concordat.core.tasks import Task
from concordat.joining import queries
from concordat.joining.models import JoinRequest
from concordat.joining.presenters.papers import day
from concordat.joining.rules import SETTING_ANSWERS_WITHIN
from concordat.joining.vocabulary import OUTCOME_NAMES, Confirmer

ONE_BY_ONE = 5


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


def is_for(actor: Actor, request: JoinRequest, *, at: datetime) -> bool:
    """Whether it is this person's to do now: the setting's own people first, the office where it waits for the office.

    Who may decide is wider: the office and the trust may always.
    """
    above = request.establishment_id not in {held.organisation_id for held in actor.roles}
    if not above:
        return True
    if request.proved_at is not None and request.proved_at + SETTING_ANSWERS_WITHIN <= at:
        return True
    return request.confirmer == Confirmer.office and actor.holds(*PARTNERSHIP_OFFICE, *TRUST_TEAM)


def tasks(actor: Actor, *, today: date) -> list[Task]:
    """People who ask to join, for the first page of whoever decides. One query."""
    if not permissions.allows_somewhere(actor, "joining.decide_request"):
        return []
    at = now()
    found = [one for one in queries.requests_waiting(actor, at=at) if is_for(actor, one, at=at)]
    if len(found) > ONE_BY_ONE:
        title = f"{len(found)} people ask to join"
        return [Task(title, "Each waits for your word", "This week", reverse("joining:requests"), today)]
    return [_task(one) for one in found]


def _task(request: JoinRequest) -> Task:
    assert request.proved_at is not None
    asked = timezone.localtime(request.proved_at).date()
    due = asked + timedelta(days=5)
    return Task(
        f"Somebody asks to join: {request.establishment.organisation.name}",
        f"As {ROLE_NAMES[Role(request.role)].lower()}; say whether you know them",
        f"By {day(due)}",
        reverse("joining:request", args=[request.pk]),
        due,
    )
