"""The calendar that somebody's calendar program reads; it cannot sign in."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from concordat.accounts.on_behalf import acting_for
from concordat.core.actor import acting_as
from concordat.core.clock import now, today
from concordat.core.tasks import Task
from concordat.core.views import public
from concordat.worklist import collecting, queries, tokens
from concordat.worklist.access import CALENDAR
from concordat.worklist.presenters.calendar import calendar_of

READINGS_AN_HOUR = 12


@require_safe
@public
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Days and kinds of what the person has to do. An address that is not known looks like any that is not there."""
    if _too_often(token):
        return _unlogged(HttpResponse(status=429, headers={"Retry-After": "3600"}))
    person_id, tasks = _seen_through(token)
    if person_id is None:
        return _unlogged(HttpResponse(status=404))
    content = calendar_of(
        tasks,
        person_id=person_id,
        address=settings.CONCORDAT_ADDRESS,
        domain=settings.CONCORDAT_MAIL_DOMAIN,
        at=now(),
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _too_often(token: str) -> bool:
    """Whether this address has been read often enough in this hour; allauth's limits leave reading pages out."""
    key = f"calendar-{tokens.hash_of(token).hex()[:32]}-{now():%Y-%m-%dT%H}"
    readings = int(cache.get(key, 0)) + 1
    cache.set(key, readings, timeout=3600)
    return readings > READINGS_AN_HOUR


def _unlogged(response: HttpResponse) -> HttpResponse:
    """Django would write the address, which is the secret, into the log of what was not found."""
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _seen_through(token: str) -> tuple[int | None, list[Task]]:
    """Whose address it is, and what that person sees now; nothing can be written meanwhile, and all is undone."""
    tasks: list[Task] = []
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set transaction read only")
        with acting_as(CALENDAR):
            person_id = queries.person_of_feed(token)
        if person_id is not None:
            with acting_for(person_id) as actor:
                tasks = collecting.tasks_of(actor, today=today()) if actor.roles else []
                person_id = person_id if actor.roles else None
        transaction.set_rollback(True)
    return person_id, tasks
