"""The demo's support log: three invented officers, sixty calls, requests in every state; the same every time."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.support import operations
from concordat.support.operations.calls import NextStep

FILE = Path(__file__).parent / "data" / "support.csv"
CALLS, STILL_OPEN = 60, 9
WAITING, ANSWERED, CLOSED = 12, 3, 5
Settings = Mapping[int, Mapping[Role, Actor]]


def support_log(
    partnership_id: int, office: Actor, officers: Sequence[Actor], settings: Settings, *, now: datetime
) -> None:
    """Lead officers for every setting, calls of the last weeks, requests, and one officer who is away."""
    ids = list(settings)
    begun = now - timedelta(days=90)
    for place, officer in enumerate(officers):
        with acting_as(office, at=begun):
            operations.assign_leads(
                partnership_id=partnership_id,
                settings=ids[place :: len(officers)],
                person_id=officer.person_id or 0,
                from_on=begun.date(),
                by=office,
                at=begun,
            )
    rows = _rows()
    for number in range(CALLS):
        _note(number, rows["call"], officers, ids, now)
    for number in range(WAITING + ANSWERED + CLOSED):
        _ask(number, rows["request"], officers, settings, now)
    with acting_as(office, at=now):
        operations.note_days_away(
            partnership_id=partnership_id,
            person_id=officers[2].person_id or 0,
            from_on=now.date(),
            until_on=now.date() + timedelta(days=4),
            covered_by=officers[0].person_id or 0,
            by=office,
            at=now,
        )


def _note(
    number: int, rows: Sequence[Mapping[str, str]], officers: Sequence[Actor], ids: Sequence[int], now: datetime
) -> None:
    row, by = rows[number % len(rows)], officers[number % len(officers)]
    at = _morning(now, days=1 + number)
    is_open = number % 7 == 0
    step = NextStep("Ring back and ask whether it worked", now.date() + timedelta(days=number % 9), by.person_id)
    with acting_as(by, at=at):
        operations.note_call(
            establishment_id=ids[(number * 11) % len(ids)],
            channel=row["channel"],
            kind=row["kind"],
            words=row["words"],
            minutes=int(row["minutes"]),
            form_key=_key("call", number),
            next_step=step if is_open else None,
            by=by,
            at=at,
        )


def _ask(
    number: int, rows: Sequence[Mapping[str, str]], officers: Sequence[Actor], settings: Settings, now: datetime
) -> None:
    """The first are still open, two of them late; the others are answered, and closed by the setting."""
    row, setting = rows[number % len(rows)], list(settings)[5 + number * 4]
    by = settings[setting][Role.dsl]
    is_open = number < WAITING
    at = _morning(now, days=12 if number in (3, 8) else 1 + number % 3 if is_open else 10 + number)
    with acting_as(by, at=at):
        asked = operations.ask_for_support(
            establishment_id=setting, kind=row["kind"], words=row["words"], form_key=_key("asked", number), by=by, at=at
        )
    officer = next((one for one in officers if one.person_id == asked.officer_id), officers[0])
    if is_open and number % 3 != 0:
        return
    with acting_as(officer, at=at + timedelta(hours=1)):
        operations.take_request(request=asked, seen=asked.officer_id, by=officer, at=at + timedelta(hours=1))
    if is_open:
        return
    answered_at = at + timedelta(days=1 + number % 3)
    with acting_as(officer, at=answered_at):
        operations.answer_request(
            request=asked,
            words=row["answer"],
            minutes=15,
            seen=0,
            form_key=_key("answer", number),
            by=officer,
            at=answered_at,
        )
        operations.note_internally(
            request=asked,
            words="Ask at the next visit whether it helped.",
            form_key=_key("note", number),
            by=officer,
            at=answered_at,
        )
    if number >= WAITING + ANSWERED:
        with acting_as(by, at=answered_at + timedelta(hours=3)):
            operations.close_request(request=asked, by=by, at=answered_at + timedelta(hours=3))


def _rows() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    with FILE.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["what"], []).append(row)
    return found


def _morning(now: datetime, *, days: int) -> datetime:
    day = now - timedelta(days=days)
    return min(datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC), now)


def _key(what: str, number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"demo-support-{what}-{number}")
