"""What the support log puts on the first page of officers, of the manager, and of whoever asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor
from concordat.core.clock import day_of
from concordat.core.tasks import Task
from concordat.core.together import Want
from concordat.support import queries
from concordat.support.presenters.lists import day
from concordat.support.tracking import CALL, REQUEST, Pressing, desk_of
from concordat.support.vocabulary import ASKERS, TEAM, State

MINUTES_A_REQUEST, MINUTES_A_CALL, MINUTES_TO_READ = 10, 5, 3
READ_WITHIN = timedelta(days=7)
MOST_ANSWERS = 5


def tasks(actor: Actor, *, today: date) -> list[Task]:
    """What waits for the team. One query, and none for others."""
    return _of_team(actor, today) if actor.holds(*TEAM) else []


def wants(actor: Actor) -> list[Want]:
    """What came back to whoever asked."""
    if not actor.holds(*ASKERS):
        return []
    answered = queries.own_requests(actor).filter(state=State.answered, answered_at__isnull=False)
    shown = answered.values_list("pk", "establishment__organisation__name", "answered_at", "answers")[:MOST_ANSWERS]
    return [Want(shown, lambda rows: [_answered(*row) for row in rows])]


def _of_team(actor: Actor, today: date) -> list[Task]:
    desk, here = desk_of(actor, today=today), reverse("support:requests")
    mine = f"{here}?officer={actor.person_id}"
    found = [
        _task(_only(desk.own, REQUEST), "request of a setting is yours", "requests of settings are yours", mine, today),
        _task(_only(desk.own, CALL), "open call to follow up", "open calls to follow up",
              f"{reverse('support:log')}?state=open&officer={actor.person_id}&sort=next", today),
    ]  # fmt: skip
    for person in dict.fromkeys(row.person_id for row in desk.covered):
        rows = [row for row in desk.covered if row.person_id == person]
        name = rows[0].person
        for what, href in ((REQUEST, here), (CALL, reverse("support:log"))):
            one = f"{'request' if what == REQUEST else 'open call'} of {name}, who is away"
            many = f"{'requests' if what == REQUEST else 'open calls'} of {name}, who is away"
            state = "&state=open" if what == CALL else ""
            found.append(_task(_only(rows, what), one, many, f"{href}?officer={person}{state}", today, why="You cover"))
    alone = _only(desk.nobodys, CALL)
    found.append(
        _task(alone, "open call has nobody now", "open calls have nobody now", reverse("support:case_load"), today)
    )
    nobodys = _only(desk.nobodys, REQUEST)
    found.append(
        _task(
            nobodys,
            "request waits for an officer",
            "requests wait for an officer",
            here,
            today,
            why="Take it or hand it on",
        )
    )
    if actor.holds(Role.business_manager):
        others = [row for row in desk.late if row not in desk.own]
        found.append(
            _task(others, "request of a setting is late", "requests of settings are late", f"{here}?state=late", today,
                  why="Past the day that the setting was told")
        )  # fmt: skip
    return [task for task in found if task is not None]


def _only(rows: Sequence[Pressing], what: str) -> list[Pressing]:
    return [row for row in rows if row.what == what]


def _task(
    rows: Sequence[Pressing], one: str, many: str, href: str, today: date, *, why: str = "The setting waits for it"
) -> Task | None:
    if not rows:
        return None
    count, first = len(rows), min(row.due for row in rows)
    is_call = rows[0].what == CALL
    minutes = MINUTES_A_CALL if is_call else MINUTES_A_REQUEST
    late = sum(row.due < today for row in rows)
    return Task(
        f"{count} {one if count == 1 else many}",
        f"{late} late. {why}" if late else why,
        f"{'Was due' if first < today else 'By'} {day(first)}",
        href,
        first,
        overdue=first < today,
        kind="Follow up a call" if is_call else "Answer a request for support",
        minutes=minutes * count,
        parts=tuple(row.id for row in rows),
    )


def _answered(request_id: int, setting: str, answered_at: datetime, answers: int) -> Task:
    read_by = day_of(answered_at) + READ_WITHIN
    return Task(
        f"Your partnership answered: {setting}",
        "Read the answer, and say whether it is enough",
        f"By {day(read_by)}",
        reverse("support:request", args=[request_id]),
        read_by,
        kind="Read an answer to a request for support",
        minutes=MINUTES_TO_READ,
        parts=(answers,),
    )
