"""Requests as asks among others: what this context itself adds to the calendar and to what settings are asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from concordat.core.actor import Actor
from concordat.requests import queries
from concordat.requests.models import Request
from concordat.requests.rules import Ask


def asks(
    actor: Actor, partnership_ids: frozenset[int] | None, settings: frozenset[int] | None, first: date, last: date
) -> list[Ask]:
    """Requests that were sent and stand. One query."""
    found: dict[int, tuple[Request, list[int]]] = {}
    for row in queries.sent_rows(actor, partnership_ids, settings, first, last):
        found.setdefault(row.request_id, (row.request, []))[1].append(row.establishment_id)
    return [ask_of(request, asked) for request, asked in found.values()]


def ask_of(request: Request, settings: Iterable[int]) -> Ask:
    """A request as an ask of these settings."""
    every = list(settings)
    return Ask(
        key=f"request-{request.pk}",
        kind=request.kind,
        title=request.title,
        partnership_id=request.partnership_id,
        sent_on=request.sent_on,
        due_on=request.due_on,
        href=reverse("requests:request", args=[request.pk]),
        at={setting: reverse("requests:asked", args=[request.pk, setting]) for setting in every},
        notice=request.notice_days,
        is_short=bool(request.short_because),
        minutes=dict.fromkeys(every, request.minutes),
    )
