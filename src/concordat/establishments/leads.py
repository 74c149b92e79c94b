"""Which settings lack a designated safeguarding lead, training or cover (C-01; KCSIE part two)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from concordat.accounts import access as account_access
from concordat.accounts.vocabulary import PARTNERSHIP_TEAM, TRUST_TEAM
from concordat.core.actor import Actor
from concordat.establishments import access
from concordat.establishments.models import StaffPost
from concordat.establishments.queries import EstablishmentBrief, briefs, open_on
from concordat.establishments.rules import Gap, HeldPost, gaps_of


@dataclass(frozen=True)
class SettingLeads:
    """A setting with its leads' names and what is missing there."""

    brief: EstablishmentBrief
    leads: tuple[str, ...]
    gaps: tuple[Gap, ...]


def settings_with_leads(actor: Actor, *, at: datetime) -> list[SettingLeads]:
    """Every open setting of the actor's area or trusts, by name. Three queries for any number of settings."""
    today = at.date()
    found = briefs(open_on(today).filter(_mine(actor, at)))
    held: dict[int, list[StaffPost]] = defaultdict(list)
    for row in _current(actor, [brief.id for brief in found], at):
        held[row.establishment_id].append(row)
    return [_row(brief, held[brief.id], today) for brief in found]


def without_lead(actor: Actor, *, at: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    """Ids of those of these settings that have nobody in the lead's post today, for a first page to ask with others."""
    today = at.date()
    led = access.visible_posts(actor, at=at).filter(
        Q(held_until=None) | Q(held_until__gt=today),
        establishment_id=OuterRef("pk"),
        post=StaffPost.Post.dsl,
        held_from__lte=today,
    )
    without = open_on(today).filter(_mine(actor, at)).exclude(Exists(led))
    return without.order_by("pk").values_list("pk")


def _mine(actor: Actor, at: datetime) -> Q:
    areas = account_access.own_authorities(actor, *PARTNERSHIP_TEAM, at=at).values("pk")
    return Q(local_authority_id__in=areas) | Q(trust_id__in=actor.organisations(*TRUST_TEAM))


def _current(actor: Actor, settings: list[int], at: datetime) -> Iterable[StaffPost]:
    today = at.date()
    posts = access.visible_posts(actor, at=at).filter(
        Q(held_until=None) | Q(held_until__gt=today), establishment_id__in=settings, held_from__lte=today
    )
    return posts.select_related("person").order_by("held_from", "pk")


def _row(brief: EstablishmentBrief, posts: list[StaffPost], today: date) -> SettingLeads:
    facts = [
        HeldPost(row.post == StaffPost.Post.dsl, row.trained_on, bool(row.cover or row.covered_by_id)) for row in posts
    ]
    names = tuple(row.person.name for row in posts if row.post == StaffPost.Post.dsl and row.person)
    return SettingLeads(brief, names, gaps_of(facts, today=today))
