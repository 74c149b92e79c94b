"""Officers of a partnership, who leads for which setting, who is away, and the clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

from concordat.accounts import queries as account_queries
from concordat.core.actor import Actor
from concordat.core.clock import now
from concordat.support import access
from concordat.support.models import AnswerClock, DaysAway, LeadOfficer
from concordat.support.vocabulary import TEAM, USUAL_CLOCK, Clock


@dataclass(frozen=True)
class Officer:
    """Somebody of the support team now."""

    id: int
    name: str


def officers(actor: Actor, partnership_id: int, *, at: datetime) -> list[Officer]:
    """Everybody in the partnership's support team now, by name. One query."""
    held = account_queries.roles_at(actor, partnership_id, at=at)
    found = {(row.person.name, row.person_id) for row in held if row.role in TEAM}
    return [Officer(pk, name) for name, pk in sorted(found)]


def officers_now(actor: Actor, partnership_id: int) -> list[Officer]:
    """The same at this moment."""
    return officers(actor, partnership_id, at=now())


def leads_of(actor: Actor, partnership_id: int, settings: Iterable[int], day: date) -> dict[int, LeadOfficer]:
    """The partnership's lead officer of each of these settings on a day. One query."""
    held = access.visible_lead_officers(actor).filter(
        Q(until_on=None) | Q(until_on__gt=day),
        partnership_id=partnership_id,
        establishment_id__in=list(settings),
        from_on__lte=day,
    )
    return {row.establishment_id: row for row in held.select_related("person").order_by("from_on", "pk")}


def still_leads(today: date) -> Q:
    """Of lead officers' rows those that hold now or will: not ended, not taken back, of a setting that is open."""
    is_open = Q(establishment__organisation__closed_on=None) | Q(establishment__organisation__closed_on__gt=today)
    return is_open & (Q(until_on=None) | Q(until_on__gt=Greatest(F("from_on"), Value(today))))


def leads_at_work(actor: Actor, settings: Iterable[int], day: date) -> list[LeadOfficer]:
    """Those who lead for these settings on a day and are in the team still, for whoever asks them. One query."""
    held = access.visible_lead_officers(actor).filter(
        Q(until_on=None) | Q(until_on__gt=day),
        access.is_in_team(actor, "person_id", at=now()),
        establishment_id__in=list(settings),
        from_on__lte=day,
    )
    return list(held.select_related("person", "partnership__organisation").order_by("from_on", "pk"))


def lead_of(actor: Actor, partnership_id: int, establishment_id: int, day: date) -> LeadOfficer | None:
    """The partnership's lead officer of one setting on a day; nobody where whoever leads has left the team."""
    found = leads_at_work(actor, [establishment_id], day)
    return next((row for row in reversed(found) if row.partnership_id == partnership_id), None)


def days_away(actor: Actor, partnership_id: int, *, day: date) -> list[DaysAway]:
    """Days away that are not over, the next first."""
    found = access.visible_days_away(actor).filter(
        partnership_id=partnership_id, until_on__gte=day, withdrawn_at__isnull=True
    )
    return list(found.select_related("person", "covered_by").order_by("from_on", "pk"))


def clock_on(partnership_id: int, day: date) -> Clock:
    """The clock of a partnership on a day; the usual one where none was set. One query."""
    found = AnswerClock.objects.filter(partnership_id=partnership_id, from_on__lte=day).order_by("-from_on").first()
    return Clock(found.answer_days, found.manager_days) if found else USUAL_CLOCK


def clocks_of(partnership_id: int) -> list[AnswerClock]:
    """Every clock that was set, the latest first."""
    return list(AnswerClock.objects.filter(partnership_id=partnership_id).order_by("-from_on"))
