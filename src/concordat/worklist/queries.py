"""Asking about choices, calendars and school days of one person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from concordat.accounts import queries as account_queries
from concordat.accounts.vocabulary import SETTING_TEAM
from concordat.core.actor import Actor
from concordat.core.models import Mail
from concordat.establishments import queries as establishment_queries
from concordat.establishments.kinds import kind_of
from concordat.worklist import tokens
from concordat.worklist.duties import Duty, asked_of
from concordat.worklist.models import DigestChoice, DutyDone, FeedAddress, ToldTask
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


@dataclass(frozen=True)
class SettingDuties:
    """What is asked of a person at one setting, and when what was ticked."""

    id: int
    name: str
    duties: tuple[Duty, ...]
    done: dict[str, datetime]


def duties_of(actor: Actor, *, term: str) -> list[SettingDuties]:
    """What is asked of this person in a term at each own setting. Two queries for any number."""
    places = actor.organisations(*SETTING_TEAM)
    done: dict[int, dict[str, datetime]] = {}
    ticked = DutyDone.objects.filter(person_id=actor.person_id or 0, term=term)
    for setting, code, at in ticked.values_list("establishment_id", "duty", "done_at"):
        done.setdefault(setting, {})[code] = at
    found = []
    for brief in establishment_queries.briefs_of(places):
        roles = frozenset(held.role for held in actor.roles if held.organisation_id == brief.id)
        kind = kind_of(brief.type_code)
        group = "school" if kind.is_school else "college" if kind.is_college else "other"
        asked = tuple(asked_of(roles, setting=group, term=term))
        if asked:
            found.append(SettingDuties(brief.id, brief.name, asked, done.get(brief.id, {})))
    return found


def duties_at(actor: Actor, establishment_id: int, *, term: str) -> tuple[Duty, ...]:
    """What is asked of this person at one setting; nothing where it is not the own. Two queries."""
    return next((one.duties for one in duties_of(actor, term=term) if one.id == establishment_id), ())
