"""Who may do and see what in the support log. The database keeps the same promise in `row_security.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from concordat.accounts import access as account_access
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.permissions import Predicate, Way, role
from concordat.establishments import access as establishment_access
from concordat.support.models import Answer, Call, DaysAway, HelpRequest, InternalNote, LeadOfficer
from concordat.support.row_security import NOTIFIER
from concordat.support.vocabulary import ASKERS, COUNT_READERS, TEAM

require = permissions.require
allows = permissions.allows

NOTIFIER_ACTOR = Actor.system_named(NOTIFIER)


def _partnership(thing: Any) -> int:
    return int(getattr(thing, "partnership_id", None) or thing.pk)


team = role(*TEAM, says="the partnership's support team", at=_partnership)
office = role(*PARTNERSHIP_OFFICE, says="the partnership's office", at=_partnership)
asker = Predicate(
    "the head or a safeguarding lead of the setting",
    lambda actor, thing: thing is not None and _setting(thing) in actor.organisations(*ASKERS),
    lambda actor: actor.holds(*ASKERS),
)
reader = Predicate(
    asker.says,
    lambda actor, thing: asker.holds(actor, thing) or (thing is not None and _reads(actor, _setting(thing))),
    asker.possible,
)
counts = role(*COUNT_READERS, says="the setting's team and its trust's")


def _reads(actor: Actor, setting: int) -> bool:
    """Of the own settings, too, those that were merged into one of them."""
    return establishment_access.establishments_of(actor, *ASKERS).filter(pk=setting).exists()


def _setting(thing: Any) -> int:
    return int(getattr(thing, "establishment_id", None) or thing.pk)


PERMISSIONS: dict[str, Sequence[Way]] = {
    "support.see_log": [[team]],
    "support.note_call": [[team]],
    "support.answer_request": [[team]],
    "support.assign": [[team]],
    "support.set_clock": [[office]],
    "support.see_counts": [[counts]],
    "support.ask": [[asker]],
    "support.see_request": [[team], [role(*ASKERS, says="the head or a safeguarding lead of the setting")]],
    "support.close_request": [[team], [reader]],
}
permissions.declare(PERMISSIONS)


def partnerships_of(actor: Actor) -> frozenset[int]:
    """Partnerships in whose support team the actor is."""
    return actor.organisations(*TEAM)


def visible_calls(actor: Actor) -> QuerySet[Call]:
    """Calls of the partnerships in whose team the actor is."""
    return Call.objects.filter(partnership_id__in=partnerships_of(actor))


def visible_requests(actor: Actor) -> QuerySet[HelpRequest]:
    """Requests to the actor's partnerships, and those of the actor's own settings."""
    if actor.system == NOTIFIER:
        return HelpRequest.objects.all()
    return HelpRequest.objects.filter(_team_or_setting(actor))


def visible_answers(actor: Actor) -> QuerySet[Answer]:
    """Answers to these requests."""
    return Answer.objects.filter(_team_or_setting(actor))


def visible_internal_notes(actor: Actor) -> QuerySet[InternalNote]:
    """What the team of the actor's partnerships noted for itself."""
    return InternalNote.objects.filter(partnership_id__in=partnerships_of(actor))


def visible_lead_officers(actor: Actor) -> QuerySet[LeadOfficer]:
    """Lead officers of the actor's partnerships, and of the actor's own settings."""
    return LeadOfficer.objects.filter(_team_or_setting(actor))


def visible_days_away(actor: Actor) -> QuerySet[DaysAway]:
    """Days away of the officers of the actor's partnerships."""
    return DaysAway.objects.filter(partnership_id__in=partnerships_of(actor))


def is_in_team(actor: Actor, person: str, *, at: datetime) -> Exists:
    """Whether the person of a row is in the support team of the row's partnership, as far as the actor sees roles."""
    held = account_access.visible_roles(actor, at=at).filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        person_id=OuterRef(person),
        organisation_id=OuterRef("partnership_id"),
        role__in=TEAM,
        starts_at__lte=at,
    )
    return Exists(held)


def _team_or_setting(actor: Actor) -> Q:
    own = establishment_access.establishments_of(actor, *ASKERS)
    mine = Q(partnership_id__in=partnerships_of(actor))
    return mine | Q(establishment_id__in=own.values("pk")) if actor.holds(*ASKERS) else mine
