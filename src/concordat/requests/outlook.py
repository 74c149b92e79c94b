"""What a request means before it is sent: fair notice, what else is due, the work it adds, what is held already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from concordat.core.actor import Actor
from concordat.establishments.queries import EstablishmentBrief
from concordat.requests import asks, operations, queries, rules, sources
from concordat.requests.models import Request
from concordat.requests.rules import Ask, Spread
from concordat.requests.sources import Held

HELD_SINCE = timedelta(days=365)


@dataclass(frozen=True)
class Outlook:
    """All that the office sees before it sends. `before` and `after` are of the settings asked, in its school year."""

    settings: list[EstablishmentBrief]
    given: int
    unfair: str
    clashes: list[tuple[Ask, int]]
    before: Spread
    after: Spread
    asked_about: frozenset[str]
    held: dict[str, Held]

    @property
    def total_minutes(self) -> int:
        """What all settings together spend on it."""
        return self.after.total - self.before.total


def outlook(actor: Actor, request: Request, *, today: date) -> Outlook:
    """For a draft; the number of queries does not grow with the settings."""
    sent_on = max(request.sent_on, today)
    every = queries.settings_of(request.partnership_id, on=sent_on)
    asked = queries.in_scope(every, request.scope)
    ids = frozenset(one.id for one in asked)
    this = asks.ask_of(request, ids)
    first, last = rules.span_of(rules.school_year(request.due_on))
    others = sources.asks_of_partnership(actor, request.partnership_id, first, last)
    before = {setting: one for setting, one in rules.burdens(others).items() if setting in ids}
    after = {setting: one for setting, one in rules.burdens([*others, this]).items() if setting in ids}
    given, unfair = operations.fairness(request, sent_on=sent_on)
    about = queries.expectations_in(request.expectations)
    return Outlook(
        settings=asked,
        given=given,
        unfair=unfair,
        clashes=rules.clashes(this, others),
        before=rules.spread(before),
        after=rules.spread(after),
        asked_about=about,
        held=sources.held(actor, ids, about, today - HELD_SINCE),
    )
