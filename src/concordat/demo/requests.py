"""The demo's requests besides audits: one of last term, one that is open, one being drafted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.requests import operations, queries
from concordat.requests.operations import Said
from concordat.requests.vocabulary import Refusal

if TYPE_CHECKING:
    from concordat.requests.models import Request

BRIEFING = Said(
    kind="data",
    title="Staff who have had the briefing on online harm",
    why="To plan how many places the spring briefings need, and at which hours.",
    who_sees="The partnership's training officer. Totals by phase go to the training subgroup.",
    how="Send two numbers to training@partnership.example: staff in all, staff briefed.",
    minutes=15,
    sent_on=datetime.min.date(),
    due_on=datetime.min.date(),
    expectations=("ONL",),
)
THRESHOLDS = Said(
    kind="consultation",
    title="Draft of the thresholds document",
    why="Schools make most referrals. We want to know where the draft is unclear before it is agreed.",
    who_sees="The group that writes it. What schools say is published without names.",
    how="Read the draft on the partnership's site and fill in its five questions.",
    minutes=40,
    sent_on=datetime.min.date(),
    due_on=datetime.min.date(),
)
PHONES = Said(
    kind="survey",
    title="Mobile phones in school: what you do",
    why="To bring together what works.",
    who_sees="The online safety subgroup.",
    how="A form of eight questions, by a link that we send.",
    minutes=20,
    sent_on=datetime.min.date(),
    due_on=datetime.min.date(),
    expectations=("ONL",),
    scope={"phase": ["Secondary"]},
)
MINUTES = (10, 12, 20, 35)  # what some of those who answered say it took
REFUSED = {7: Refusal.answered_before, 19: Refusal.too_much_work, 31: Refusal.answered_before, 43: Refusal.independent}


def requests(partnership_id: int, office: Actor, settings: Mapping[int, Mapping[Role, Actor]], *, now: datetime) -> int:
    """Draft, send and answer them; says how many settings answered."""
    last_term = _sent(partnership_id, BRIEFING, office, at=now - timedelta(days=45), school_days=12)
    answered = _answered(last_term, settings, every=5, but=1, at=now - timedelta(days=33))
    open_now = _sent(partnership_id, THRESHOLDS, office, at=now - timedelta(days=6), school_days=18)
    answered += _answered(open_now, settings, every=6, but=5, at=now - timedelta(days=1))
    _drafted(partnership_id, PHONES, office, at=now - timedelta(hours=5), school_days=20)
    return answered


def _drafted(partnership_id: int, said: Said, office: Actor, *, at: datetime, school_days: int) -> Request:
    day = at.date()
    with acting_as(office, at=at):
        calendars = queries.calendars_of(partnership_id, on=day)
        due_on = max(calendar.step(day, school_days) for calendar in calendars)
        dated = Said(**{**vars(said), "sent_on": day, "due_on": due_on})
        return operations.draft_request(partnership_id=partnership_id, said=dated, by=office, at=at)


def _sent(partnership_id: int, said: Said, office: Actor, *, at: datetime, school_days: int) -> Request:
    draft = _drafted(partnership_id, said, office, at=at, school_days=school_days)
    with acting_as(office, at=at):
        operations.send_request(request=draft, shown=operations.digest_of(draft), by=office, at=at)
    return draft


def _answered(
    request: Request, settings: Mapping[int, Mapping[Role, Actor]], *, every: int, but: int, at: datetime
) -> int:
    """All but `but` of `every` five or six settings answer; a few refuse. Only those that were asked."""
    answered = 0
    for number, setting in enumerate(sorted(settings)):
        by = settings[setting][Role.dsl]
        refusal = REFUSED.get(number)
        if refusal is None and number % every < but:
            continue
        with acting_as(by, at=at):
            asked = queries.asked_if(by, request.pk, setting)
            if asked is None:
                continue
            if refusal is not None:
                operations.refuse_request(asked=asked, refusal=refusal, words="", by=by, at=at)
                continue
            taken = MINUTES[number % 4] if number % 3 == 0 else None
            operations.answer_request(asked=asked, minutes=taken, by=by, at=at)
            answered += 1
    return answered
