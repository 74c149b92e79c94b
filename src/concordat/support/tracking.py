"""Who has what: the case load of a partnership's team, with cover, and what presses on one officer today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, TruncDate

from concordat.core.actor import Actor
from concordat.core.clock import ENGLAND, day_of, now
from concordat.establishments.duty import Away
from concordat.support import access, queries, rules
from concordat.support.models import DaysAway
from concordat.support.queries import Officer
from concordat.support.vocabulary import OPEN

REQUEST, CALL, LED, AWAY = "request", "call", "led", "away"


@dataclass
class Load:
    """What one officer has today; nobody's where `person_id` is None."""

    person_id: int | None
    name: str
    is_officer: bool = True
    requests: int = 0
    late: int = 0
    calls: int = 0
    settings: int = 0
    coming: int = 0  # settings that will be led from a later day on
    oldest_on: date | None = None
    covered_by: str = ""
    away_until: date | None = None
    covers: list[str] = field(default_factory=list)

    @property
    def has_something(self) -> bool:
        """Whether there is anything to hand over."""
        return bool(self.requests or self.calls or self.settings or self.coming)


def case_load(
    actor: Actor, partnership_id: int, officers: Sequence[Officer], away: Sequence[DaysAway], *, at: datetime
) -> list[Load]:
    """Every officer with what they hold, somebody who has left too, and what nobody has. One query."""
    today = day_of(at)
    loads = {one.id: Load(one.id, one.name) for one in officers}
    nobody = Load(None, "Nobody yet", is_officer=False)
    for what, person, name, due, began in _held_rows(actor, partnership_id, today):
        load = nobody
        if person is not None:
            load = loads.setdefault(person, Load(person, name or "Somebody who has left", is_officer=False))
        if what == REQUEST:
            load.requests += 1
            load.late += due < today
            load.oldest_on = min(load.oldest_on or began, began)
        elif what == CALL:
            load.calls += 1
        elif began > today:
            load.coming += 1
        else:
            load.settings += 1
    rows = sorted(away, key=lambda row: (row.from_on, row.pk), reverse=True)
    _cover(loads, tuple(Away(row.person_id, row.from_on, row.until_on, row.covered_by_id) for row in rows), today)
    return [*sorted(loads.values(), key=lambda load: load.name), *([nobody] if nobody.requests else [])]


def _held_rows(actor: Actor, partnership_id: int, today: date) -> QuerySet[Any]:
    here = {"partnership_id": partnership_id}
    asked = TruncDate("asked_at", tzinfo=ENGLAND)
    requests = access.visible_requests(actor).filter(state__in=OPEN, **here)
    calls = access.visible_calls(actor).filter(closed_at=None, **here)
    led = access.visible_lead_officers(actor).filter(queries.still_leads(today), **here)
    every = _held(requests, REQUEST, "officer", "answer_by", asked).union(
        _held(calls, CALL, "follower", "next_on", F("on")),
        _held(led, LED, "person", "from_on", F("from_on")),
        all=True,
    )
    return every.order_by()


def _held(rows: QuerySet[Any], what: str, person: str, due: str, began: Any) -> QuerySet[Any]:
    made = rows.annotate(
        what=Cast(Value(what), CharField()), who=F(f"{person}_id"), name=F(f"{person}__name"), due=F(due), began=began
    )
    listed: QuerySet[Any] = made.values_list("what", "who", "name", "due", "began")
    return listed


def _cover(loads: dict[int, Load], away: tuple[Away, ...], today: date) -> None:
    for person, load in loads.items():
        gone = [one for one in away if one.person_id == person and one.is_on(today)]
        if not gone:
            continue
        load.away_until = max(one.until_on for one in gone)
        cover = loads.get(rules.stand_in(person, away, today) or 0)
        if cover is None or not cover.is_officer:
            load.covered_by = "nobody"
        else:
            load.covered_by = cover.name
            cover.covers.append(load.name)


@dataclass(frozen=True)
class Pressing:
    """A request or an open call, with whose it is and when it is due."""

    what: str
    id: int
    person_id: int | None
    person: str
    due: date
    manager_on: date


@dataclass(frozen=True)
class Desk:
    """What presses on one officer: their own, what they cover, what nobody has, what is late for the manager."""

    own: tuple[Pressing, ...]
    covered: tuple[Pressing, ...]
    nobodys: tuple[Pressing, ...]
    late: tuple[Pressing, ...]


def desk_of(actor: Actor, *, today: date) -> Desk:
    """What is open in the actor's partnerships, seen from the actor's desk. One query."""
    rows = _open_rows(actor, today)
    away = tuple(
        Away(row.person_id or 0, row.due, row.manager_on, row.id or None)
        for row in sorted((row for row in rows if row.what == AWAY), key=lambda row: row.due, reverse=True)
    )
    pressing = sorted((row for row in rows if row.what != AWAY), key=lambda row: (row.due, row.id))
    people = {row.person_id for row in pressing if row.person_id is not None}
    has: dict[int | None, int | None] = {person: rules.stand_in(person, away, today) for person in people}
    me = actor.person_id
    return Desk(
        own=tuple(row for row in pressing if row.person_id == me and has.get(me) == me),
        covered=tuple(row for row in pressing if row.person_id not in (None, me) and has[row.person_id] == me),
        nobodys=tuple(row for row in pressing if row.person_id is None or has[row.person_id] is None),
        late=tuple(row for row in pressing if row.what == REQUEST and row.manager_on <= today),
    )


def _open_rows(actor: Actor, today: date) -> list[Pressing]:
    """Open requests, open calls and days away; whose officer has left the team is nobody's."""
    here = {"partnership_id__in": access.partnerships_of(actor)}
    requests = access.visible_requests(actor).filter(state__in=OPEN, **here)
    calls = access.visible_calls(actor).filter(closed_at=None, **here)
    away = access.visible_days_away(actor).filter(withdrawn_at=None, from_on__lte=today, until_on__gte=today, **here)
    every = _columns(
        requests, REQUEST, F("pk"), _if_in_team(actor, "officer_id"), "officer__name", "answer_by", "manager_on"
    )
    every = every.union(
        _columns(calls, CALL, F("pk"), _if_in_team(actor, "follower_id"), "follower__name", "next_on", "next_on"),
        _columns(away, AWAY, _cover_or_0(actor), F("person_id"), "person__name", "from_on", "until_on"),
        all=True,
    )
    return [Pressing(what, pk, who, name or "", due, later) for what, pk, who, name, due, later in every.order_by()]


def _columns(rows: QuerySet[Any], what: str, number: Any, who: Any, name: str, due: str, later: str) -> QuerySet[Any]:
    said = Cast(Value(what), CharField())
    made = rows.annotate(what=said, number=number, who=who, name=F(name), due=F(due), later=F(later))
    listed: QuerySet[Any] = made.values_list("what", "number", "who", "name", "due", "later")
    return listed


def _if_in_team(actor: Actor, person: str) -> Case:
    return Case(When(access.is_in_team(actor, person, at=now()), then=F(person)), default=None)


def _cover_or_0(actor: Actor) -> Coalesce:
    """Cover by somebody who left is cover by nobody: what it would hide waits for somebody."""
    return Coalesce(_if_in_team(actor, "covered_by_id"), Value(0))
