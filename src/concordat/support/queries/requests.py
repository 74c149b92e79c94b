"""Requests, with what was answered and what the team noted; counts for whoever reads no line."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.establishments import access as establishment_access
from concordat.establishments import queries as establishment_queries
from concordat.establishments.queries import EstablishmentBrief
from concordat.support import access
from concordat.support.models import Answer, HelpRequest, InternalNote
from concordat.support.vocabulary import ASKERS


def requests(actor: Actor) -> QuerySet[HelpRequest]:
    """Every request that the actor may see, the most pressing first."""
    found = access.visible_requests(actor).select_related("establishment__organisation", "asked_by", "officer")
    return found.order_by("answer_by", "pk")


def own_requests(actor: Actor) -> QuerySet[HelpRequest]:
    """What the actor's own settings asked, and those that were merged into them; the newest first."""
    own = establishment_access.establishments_of(actor, *ASKERS)
    return requests(actor).filter(establishment_id__in=own.values("pk")).order_by("-asked_at", "-pk")


def request(actor: Actor, request_id: int) -> HelpRequest:
    """One of them; raises `NotFound`."""
    found = requests(actor).filter(pk=request_id).first()
    if found is None:
        raise NotFound
    return found


def answers_of(actor: Actor, asked: HelpRequest) -> list[Answer]:
    """What was answered, in order."""
    found = access.visible_answers(actor).filter(request_id=asked.pk)
    return list(found.select_related("answered_by").order_by("answered_at", "pk"))


def notes_of(actor: Actor, asked: HelpRequest) -> list[InternalNote]:
    """What the team noted for itself, in order; nothing for anybody else."""
    found = access.visible_internal_notes(actor).filter(request_id=asked.pk)
    return list(found.select_related("written_by").order_by("written_at", "pk"))


def own_settings(actor: Actor) -> list[EstablishmentBrief]:
    """Settings for which the actor may ask, by name."""
    return establishment_queries.briefs_of(actor.organisations(*ASKERS))


@dataclass(frozen=True)
class Counted:
    """What was given to one setting, in numbers."""

    establishment_id: int
    calls: int
    requests: int
    waiting: int
    late: int
    answered: int
    minutes: int


def counts(actor: Actor) -> list[Counted]:
    """Counts of the actor's own settings and of the trust's; the database says whose these are. One query."""
    permissions.require_somewhere(actor, "support.see_counts")
    with connection.cursor() as cursor:
        cursor.execute(
            "select establishment_id, calls, requests, waiting, late, answered, minutes"
            " from core.support_counts() order by 1"
        )
        return [Counted(*row) for row in cursor.fetchall()]
