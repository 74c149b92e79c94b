"""Who keeps a setting's accounts, and what somebody who keeps them or the partnership has to tend to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Count, Max, Min, Q

from concordat.accounts import access as account_access
from concordat.accounts import queries as account_queries
from concordat.accounts.vocabulary import SETTING_KEEPERS, OrganisationKind
from concordat.core.actor import Actor
from concordat.establishments import queries as establishment_queries
from concordat.establishments.queries import EstablishmentBrief
from concordat.joining.rules import KEEPERS_A_SETTING, SETTING_ANSWERS_WITHIN
from concordat.joining.vocabulary import Confirmer
from concordat.partnership import queries as partnership_queries

_REQUESTS = "establishment__join_requests"


class Keeping(StrEnum):
    """How a setting's accounts are kept."""

    left = "left"  # somebody kept them, and nobody does any more
    one = "one"
    nobody = "nobody"  # nobody has joined yet
    kept = "kept"


@dataclass(frozen=True)
class SettingKeepers:
    """A setting with how many keep its accounts."""

    brief: EstablishmentBrief
    keepers: int
    state: Keeping


@dataclass(frozen=True)
class Place:
    """A setting that somebody has to tend to: too few keepers, or people who ask to join."""

    id: int
    name: str
    keepers: int
    had_keepers: bool
    waiting: int  # people who ask
    waiting_for_office: int
    first_request: int | None
    since: datetime | None
    leaving: int = 0  # hand-overs that are open
    first_leaving: int | None = None
    last_day: date | None = None
    last_request: int | None = None


def settings_by_keepers(partnership_id: int, *, at: datetime) -> list[SettingKeepers]:
    """Every open setting of the area by how its accounts are kept, by name. Four queries."""
    day = at.date()
    briefs = establishment_queries.open_in(partnership_queries.area_ids(partnership_id, day), day)
    ids = [brief.id for brief in briefs]
    kept = account_queries.holders_at(ids, *SETTING_KEEPERS, at=at)
    left = account_queries.left_by_all(ids, *SETTING_KEEPERS, at=at)
    return [
        SettingKeepers(brief, count, _state(count, brief.id in left))
        for brief in briefs
        for count in [len(kept.get(brief.id, ()))]
    ]


def _state(keepers: int, had_keepers: bool) -> Keeping:
    if keepers == 0:
        return Keeping.left if had_keepers else Keeping.nobody
    return Keeping.one if keepers < KEEPERS_A_SETTING else Keeping.kept


def places_to_tend(actor: Actor, *, at: datetime) -> list[Place]:
    """Settings in the actor's charge with one keeper or none left, or with people who ask. One query for any number."""
    held = Q(people__role__in=SETTING_KEEPERS, people__starts_at__lte=at)
    current = held & (Q(people__ends_at=None) | Q(people__ends_at__gt=at)) & Q(people__person__is_active=True)
    asks = Q(**{f"{_REQUESTS}__proved_at__isnull": False, f"{_REQUESTS}__decided_at": None})
    for_office = Q(**{f"{_REQUESTS}__confirmer": Confirmer.office}) | Q(
        **{f"{_REQUESTS}__proved_at__lte": at - SETTING_ANSWERS_WITHIN}
    )
    rows = (
        account_access.charges(actor, at=at)
        .filter(Q(closed_on=None) | Q(closed_on__gt=at.date()), kind=OrganisationKind.establishment)
        .annotate(
            keepers=Count("people__person", filter=current, distinct=True),
            had=Count("people", filter=held, distinct=True),
            waiting=Count(_REQUESTS, filter=asks, distinct=True),
            waiting_for_office=Count(_REQUESTS, filter=asks & for_office, distinct=True),
            first=Min(f"{_REQUESTS}__pk", filter=asks),
            since=Min(f"{_REQUESTS}__proved_at", filter=asks),
            last=Max(f"{_REQUESTS}__pk", filter=asks),
            leaving=Count("hand_overs", filter=Q(hand_overs__closed_at=None), distinct=True),
            first_leaving=Min("hand_overs__pk", filter=Q(hand_overs__closed_at=None)),
            last_day=Min("hand_overs__last_day", filter=Q(hand_overs__closed_at=None)),
        )
        .filter(Q(waiting__gt=0) | Q(leaving__gt=0) | Q(keepers__lt=KEEPERS_A_SETTING, had__gt=0))
        .order_by("name", "pk")
    )
    names = ("pk", "name", "keepers", "had", "waiting", "waiting_for_office", "first", "since")
    more = ("leaving", "first_leaving", "last_day", "last")
    return [
        Place(pk, name, keepers, had > 0, waiting, for_office, first, since, *others)
        for pk, name, keepers, had, waiting, for_office, first, since, *others in rows.values_list(*names, *more)
    ]
