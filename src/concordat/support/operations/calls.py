"""A call is noted, its next step is planned, it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.clock import day_of
from concordat.support import access, queries, rules
from concordat.support.models import Call
from concordat.support.operations.once import keep_once
from concordat.support.operations.problems import SupportNotPossible, require_none
from concordat.support.vocabulary import CHANNEL_NAMES, KIND_NAMES


@dataclass(frozen=True)
class NextStep:
    """What is still to do, when, and who does it."""

    words: str
    on: date | None
    follower_id: int | None


def note_call(
    *,
    establishment_id: int,
    channel: str,
    kind: str,
    words: str,
    minutes: int,
    form_key: UUID,
    by: Actor,
    at: datetime,
    next_step: NextStep | None = None,
    on: date | None = None,
) -> Call:
    """Note a call in the partnership's log (AX-WAK-3). The same form sent twice is one call."""
    today = day_of(at)
    partnership = queries.partnership_of_setting(by, establishment_id, day=today)
    access.require(by, "support.note_call", partnership)
    if channel not in CHANNEL_NAMES or kind not in KIND_NAMES or not 0 <= minutes <= rules.MOST_MINUTES:
        raise SupportNotPossible("Choose channel, kind and minutes from the lists.")
    require_none(rules.why_not_written(words, today=today))
    on = on or today
    if on > today:
        raise SupportNotPossible("Give the day of the call: today or before.")
    made = Call(
        form_key=form_key,
        partnership_id=partnership.id,
        establishment_id=establishment_id,
        on=on,
        channel=channel,
        kind=kind,
        words=words.strip(),
        minutes=minutes,
        noted_by_id=by.person_id or 0,
        noted_at=at,
    )
    if next_step is None:
        made.closed_at, made.closed_by_id = at, by.person_id
    else:
        _plan(made, next_step, by, at)
    details: dict[str, object] = {"setting": establishment_id, "kind": kind, "open": next_step is not None}
    return keep_once(made, "support.call.noted", by=by, at=at, details=details)


def plan_call(*, call: Call, next_step: NextStep, by: Actor, at: datetime) -> Call:
    """Say the next step of an open call anew, its day, and who follows it up."""
    kept = _locked(call, by)
    _require_open(kept)
    _plan(kept, next_step, by, at)
    with journal.entry("support.call.planned", by=by, at=at, about=kept, details={"follower": kept.follower_id}):
        kept.save(update_fields=["next_step", "next_on", "follower"])
    return kept


def close_call(*, call: Call, by: Actor, at: datetime) -> Call:
    """What was to do is done."""
    kept = _locked(call, by)
    if kept.closed_at is not None and kept.closed_by_id == by.person_id:
        return kept  # pressed twice
    _require_open(kept)
    with journal.entry("support.call.closed", by=by, at=at, about=kept):
        kept.closed_at, kept.closed_by_id = at, by.person_id
        kept.save(update_fields=["closed_at", "closed_by"])
    return kept


def _locked(call: Call, by: Actor) -> Call:
    access.require(by, "support.note_call", call)
    return Call.objects.select_for_update(of=("self",)).get(pk=call.pk)


def _require_open(kept: Call) -> None:
    if kept.closed_at is not None:
        raise SupportNotPossible("This call is closed already.")


def _plan(call: Call, step: NextStep, by: Actor, at: datetime) -> None:
    require_none(
        rules.why_not_open(next_step=step.words, next_on=step.on, follower_id=step.follower_id, today=day_of(at))
    )
    if step.follower_id not in {one.id for one in queries.officers(by, call.partnership_id, at=at)}:
        raise SupportNotPossible("Choose who follows it up from your team.")
    call.next_step, call.next_on, call.follower_id = step.words.strip(), step.on, step.follower_id
