"""Asking about choices, calendars and school days of one person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from concordat.accounts import queries as account_queries
from concordat.core.actor import Actor
from concordat.core.models import Mail
from concordat.establishments import queries as establishment_queries
from concordat.worklist import tokens
from concordat.worklist.models import DigestChoice, FeedAddress, ToldTask
from concordat.worklist.vocabulary import USUAL, Rhythm


def rhythm_of(actor: Actor) -> Rhythm:
    """How often this person wants the letter."""
    found = DigestChoice.objects.filter(person_id=actor.person_id or 0).first()
    return Rhythm(found.rhythm) if found else USUAL


def rhythms(people: Iterable[int]) -> dict[int, Rhythm]:
    """The same for many people; for the postman. One query."""
    chosen = dict(DigestChoice.objects.values_list("person_id", "rhythm"))
    return {person: Rhythm(chosen[person]) if person in chosen else USUAL for person in people}


def key_of(person_id: int, period: str) -> str:
    """The key of the letter of a period: there is one."""
    return f"digest-{person_id}-{period}"


def already_written(keys: Iterable[str]) -> set[str]:
    """Those of these letters that have been begun. One query."""
    return set(Mail.objects.filter(key__in=list(keys)).values_list("key", flat=True))


def is_school_day(actor: Actor, day: date, *, at: datetime) -> bool:
    """Whether schools are open in one of the areas that this person works in. Two queries."""
    areas = [area for area, _ in account_queries.own_authorities(actor, at=at)]
    calendars = establishment_queries.calendars(areas).values()
    return any(calendar.is_school_day(day) for calendar in calendars) if calendars else day.weekday() < 5


def told_before(actor: Actor) -> dict[str, str]:
    """Keys of the tasks that this person was told, with the period."""
    return dict(ToldTask.objects.filter(person_id=actor.person_id or 0).values_list("key", "period"))


def feed_made_at(actor: Actor) -> datetime | None:
    """When this person's calendar address was made."""
    return FeedAddress.objects.filter(person_id=actor.person_id or 0).values_list("made_at", flat=True).first()


def person_of_feed(token: str) -> int | None:
    """Whose calendar address this is; for the calendar alone."""
    return FeedAddress.objects.filter(token_hash=tokens.hash_of(token)).values_list("person_id", flat=True).first()
