"""Who leads for which settings, who is away, what goes from one to another, and the clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Greatest

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.clock import day_of
from concordat.partnership import queries as partnership_queries
from concordat.support import access, queries, rules
from concordat.support.models import AnswerClock, Call, DaysAway, HelpRequest, LeadOfficer
from concordat.support.operations.problems import SupportNotPossible, require_none
from concordat.support.vocabulary import OPEN

GONE = (
    "One of these requests is no longer open with this officer, so nothing was handed over. Tick what you mean, or none"
    " for everything."
)


@dataclass(frozen=True)
class HandedOver:
    """How much went to a colleague."""

    requests: int
    calls: int
    settings: int


def assign_leads(
    *, partnership_id: int, settings: Iterable[int], person_id: int, from_on: date, by: Actor, at: datetime
) -> int:
    """An officer leads for these settings from a day on; whoever did before ends that day. Says for how many."""
    partnership = partnership_queries.partnership(partnership_id)
    access.require(by, "support.assign", partnership)
    _require_officer(by, partnership_id, person_id, at)
    today = day_of(at)
    if from_on < today:
        raise SupportNotPossible("Give today or a later day: what was before stays as it was.")
    here = {brief.id for brief in queries.settings_of(partnership_id, today)}
    wanted = [setting for setting in dict.fromkeys(settings) if setting in here]
    if not wanted:
        raise SupportNotPossible("No setting of your area is on this list. Widen the list first.")
    held = LeadOfficer.objects.select_for_update().filter(
        partnership_id=partnership_id, establishment_id__in=wanted, until_on=None
    )
    theirs = {row.establishment_id for row in held if row.person_id == person_id and row.from_on <= from_on}
    new = [setting for setting in wanted if setting not in theirs]
    details = {"settings": len(new), "officer": person_id}
    with (
        _at_once(),
        journal.entry("support.leads.assigned", by=by, at=at, about=partnership, details=details),
    ):
        _end(LeadOfficer.objects.filter(partnership_id=partnership_id, establishment_id__in=new), from_on)
        LeadOfficer.objects.bulk_create(
            LeadOfficer(partnership_id=partnership_id, establishment_id=setting, person_id=person_id, from_on=from_on)
            for setting in new
        )
    return len(new)


def hand_over(
    *, partnership_id: int, from_id: int, to_id: int, by: Actor, at: datetime, request_ids: Sequence[int] | None = None
) -> HandedOver:
    """Open requests go to a colleague: those named, or all, and then open calls and lead settings with them."""
    partnership = partnership_queries.partnership(partnership_id)
    access.require(by, "support.assign", partnership)
    _require_officer(by, partnership_id, to_id, at)
    if from_id == to_id:
        raise SupportNotPossible("Choose a colleague.")
    mine = HelpRequest.objects.filter(partnership_id=partnership_id, officer_id=from_id, state__in=OPEN)
    if request_ids is not None:
        wanted = set(request_ids)
        mine = mine.filter(pk__in=wanted)
        if not wanted or set(mine.select_for_update().values_list("pk", flat=True)) != wanted:
            raise SupportNotPossible(GONE)
    details = {"from": from_id, "to": to_id, "all": request_ids is None}
    with (
        _at_once(),
        journal.entry("support.case_load.handed_over", by=by, at=at, about=partnership, details=details) as said,
    ):
        requests = mine.update(officer_id=to_id)
        calls = settings = 0
        if request_ids is None:
            calls = Call.objects.filter(
                partnership_id=partnership_id, follower_id=from_id, closed_at__isnull=True
            ).update(follower_id=to_id)
            settings = _pass_on_settings(partnership_id, from_id, to_id, day_of(at))
        said.update(requests=requests, calls=calls, settings=settings)
    return HandedOver(requests, calls, settings)


def note_days_away(
    *,
    partnership_id: int,
    person_id: int,
    from_on: date,
    until_on: date,
    covered_by: int,
    by: Actor,
    at: datetime,
) -> DaysAway:
    """An officer is away on these days; somebody covers."""
    partnership = partnership_queries.partnership(partnership_id)
    access.require(by, "support.assign", partnership)
    for one in (person_id, covered_by):
        _require_officer(by, partnership_id, one, at)
    require_none(
        rules.why_not_away(
            from_on=from_on, until_on=until_on, person_id=person_id, covered_by=covered_by, today=day_of(at)
        )
    )
    said: dict[str, Any] = {
        "partnership_id": partnership_id,
        "person_id": person_id,
        "from_on": from_on,
        "until_on": until_on,
        "covered_by_id": covered_by,
    }
    known = DaysAway.objects.filter(withdrawn_at=None, **said).first()
    if known is not None:
        return known  # the same form again
    made = DaysAway(**said, noted_by_id=by.person_id or 0, noted_at=at)
    with journal.entry("support.days_away.noted", by=by, at=at, about=made):
        made.save(force_insert=True)
    return made


def withdraw_days_away(*, days_away: DaysAway, by: Actor, at: datetime) -> DaysAway:
    """Somebody is there after all."""
    access.require(by, "support.assign", days_away)
    with journal.entry("support.days_away.withdrawn", by=by, at=at, about=days_away):
        days_away.withdrawn_at = at
        days_away.save(update_fields=["withdrawn_at"])
    return days_away


def set_clock(
    *, partnership_id: int, answer_days: int, manager_days: int, from_on: date, by: Actor, at: datetime
) -> AnswerClock:
    """Say within how many school days settings hear, from a day on. What was asked before keeps its day."""
    partnership = partnership_queries.partnership(partnership_id)
    access.require(by, "support.set_clock", partnership)
    if not 1 <= answer_days <= 20 or not 1 <= manager_days <= 20:
        raise SupportNotPossible("Give between 1 and 20 school days.")
    if from_on <= day_of(at):
        raise SupportNotPossible("Give a day after today: settings were told today's number.")
    if AnswerClock.objects.filter(partnership_id=partnership_id, from_on=from_on).exists():
        raise SupportNotPossible("For this day the clock has been set. Give another day.")
    made = AnswerClock(
        partnership_id=partnership_id, from_on=from_on, answer_days=answer_days, manager_days=manager_days
    )
    with journal.entry("support.clock.set", by=by, at=at, about=made, details={"days": answer_days}):
        made.save(force_insert=True)
    return made


def _require_officer(by: Actor, partnership_id: int, person_id: int, at: datetime) -> None:
    if person_id not in {one.id for one in queries.officers(by, partnership_id, at=at)}:
        raise SupportNotPossible("Choose somebody who is in your support team now.")


@contextmanager
def _at_once() -> Iterator[None]:
    """Two who assign the same settings in the same moment: the second hears it, and nothing of theirs is kept."""
    try:
        yield
    except IntegrityError:
        raise SupportNotPossible(
            "Somebody assigned some of these settings in the same moment. Look at the list again, then decide."
        ) from None


def _end(rows: QuerySet[LeadOfficer], day: date) -> None:
    """End what has begun by the day; what was to begin later never does."""
    rows.filter(Q(until_on=None) | Q(until_on__gt=day)).update(until_on=Greatest(F("from_on"), Value(day)))


def _pass_on_settings(partnership_id: int, from_id: int, to_id: int, today: date) -> int:
    """What is led now and what will be led, each until the day that was said; for how many settings."""
    led = LeadOfficer.objects.select_for_update(of=("self",)).filter(
        queries.still_leads(today), partnership_id=partnership_id, person_id=from_id
    )
    passed = [(row.establishment_id, max(row.from_on, today), row.until_on) for row in led]
    _end(LeadOfficer.objects.filter(pk__in=[row.pk for row in led]), today)
    LeadOfficer.objects.bulk_create(
        LeadOfficer(
            partnership_id=partnership_id,
            establishment_id=setting,
            person_id=to_id,
            from_on=from_on,
            until_on=until_on,
        )
        for setting, from_on, until_on in passed
    )
    return len({setting for setting, _, _ in passed})
