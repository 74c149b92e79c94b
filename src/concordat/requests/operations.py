"""Everything that is done with requests: draft, send, withdraw; a setting answers or says no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.clock import day_of
from concordat.core.problems import NotFound, Problem
from concordat.questionnaires import library
from concordat.requests import access, notices, queries, rules
from concordat.requests.models import Request, RequestedSetting
from concordat.requests.vocabulary import Outcome, Refusal, State

BATCH = 500
FACTS = ("phase", "type_group", "trust_id")


class RequestNotPossible(Problem):
    """Something that cannot be asked, answered or refused so."""


class RequestChanged(RequestNotPossible):
    """Somebody else wrote it anew since it was shown."""


@dataclass(frozen=True)
class Said:
    """What somebody says of a request."""

    kind: str
    title: str
    why: str
    who_sees: str
    how: str
    minutes: int
    sent_on: date
    due_on: date
    expectations: tuple[str, ...] = ()
    scope: Mapping[str, list[Any]] = field(default_factory=dict)
    short_because: str = ""


def draft_request(*, partnership_id: int, said: Said, by: Actor, at: datetime) -> Request:
    """Write a request down; no setting sees it yet."""
    made = Request(partnership_id=partnership_id, drafted_by_id=by.person_id or 0, state=State.draft)
    access.require(by, "requests.ask", made)
    _write(made, said, at=at)
    with journal.entry("requests.drafted", by=by, at=at, about=made, details={"partnership": partnership_id}):
        made.save(force_insert=True)
    return made


def revise_request(*, request: Request, said: Said, shown: str, by: Actor, at: datetime) -> Request:
    """Write a draft anew. `shown` is the digest of the draft that the writer changed."""
    kept = _locked(request, "requests.ask", by)
    if kept.state != State.draft:
        raise RequestNotPossible("This request has been sent and stays as it is. Withdraw it and ask anew.")
    if shown != digest_of(kept):
        raise RequestChanged(
            "Somebody changed this request meanwhile. What you typed is below: look at the request in another window,"
            " then save yours in its place or leave it."
        )
    _write(kept, said, at=at)
    with journal.entry("requests.revised", by=by, at=at, about=kept):
        kept.save()
    return kept


def send_request(*, request: Request, shown: str, by: Actor, at: datetime) -> int:
    """Ask every setting in scope; says how many. `shown` is the digest of what the sender looked at."""
    kept = _locked(request, "requests.ask", by)
    if kept.state != State.draft:
        raise RequestNotPossible("This request has been sent already.")
    if shown != digest_of(kept):
        raise RequestNotPossible("Somebody changed this request meanwhile. Look at it again before you send it.")
    kept.sent_on = day_of(at)  # whatever day was planned, settings find it now
    if kept.due_on < kept.sent_on:
        raise RequestNotPossible("The last day has passed. Choose another one first.")
    kept.notice_days, unfair = fairness(kept, sent_on=kept.sent_on)
    if unfair and not kept.short_because:
        raise RequestNotPossible(f"{unfair} Choose that day, or say why it must be sooner.")
    asked = queries.in_scope(queries.settings_of(kept.partnership_id, on=kept.sent_on), kept.scope)
    if not asked:
        raise RequestNotPossible("No setting fits. Widen whom you ask first.")
    with journal.entry("requests.sent", by=by, at=at, about=kept, details={"settings": len(asked)}):
        kept.state, kept.sent_at, kept.changed_at = State.sent, at, at
        kept.short_because = kept.short_because if unfair else ""
        kept.save()
        RequestedSetting.objects.bulk_create(
            [
                RequestedSetting(request=kept, establishment_id=one.id, partnership_id=kept.partnership_id)
                for one in asked
            ],
            batch_size=BATCH,
        )
    return len(asked)


def withdraw_request(*, request: Request, because: str, by: Actor, at: datetime) -> Request:
    """Take a request back, with a reason that settings read; a draft is thrown away."""
    kept = _locked(request, "requests.ask", by)
    if kept.state in (State.withdrawn, State.dropped):
        raise RequestNotPossible("This request has been withdrawn already.")
    if kept.state == State.draft:
        with journal.entry("requests.dropped", by=by, at=at, about=kept):
            kept.state, kept.changed_at = State.dropped, at
            kept.save(update_fields=["state", "changed_at"])
        return kept
    if not because.strip():
        raise RequestNotPossible("Say why you withdraw it; settings read the reason.")
    with journal.entry("requests.withdrawn", by=by, at=at, about=kept):
        kept.state, kept.withdrawn_because, kept.changed_at = State.withdrawn, because.strip(), at
        kept.save(update_fields=["state", "withdrawn_because", "changed_at"])
    return kept


def answer_request(*, asked: RequestedSetting, minutes: int | None, by: Actor, at: datetime) -> RequestedSetting:
    """A setting says that it has answered, and how long it took if it likes. Twice is once."""
    kept = _open(asked, "requests.answer", by)
    if kept.outcome == Outcome.answered:
        return kept
    if minutes is not None and not 0 < minutes <= rules.LONGEST_MINUTES:
        raise RequestNotPossible(f"Give the minutes as a number from 1 to {rules.LONGEST_MINUTES}, or leave them out.")
    with journal.entry("requests.answered", by=by, at=at, about=kept):
        _settle(kept, Outcome.answered, by=by, at=at)
        kept.minutes_taken, kept.refusal, kept.words = minutes, "", ""
        kept.save()
    return kept


def refuse_request(*, asked: RequestedSetting, refusal: str, words: str, by: Actor, at: datetime) -> RequestedSetting:
    """A setting says no, with a reason; the partnership counts reasons and reads the words."""
    kept = _open(asked, "requests.refuse", by)
    if kept.outcome != Outcome.open:
        raise RequestNotPossible("Your setting has answered or refused this already.")
    if refusal not in set(Refusal):
        raise RequestNotPossible("Choose a reason.")
    if refusal == Refusal.other and not words.strip():
        raise RequestNotPossible("Say the other reason in a sentence.")
    with journal.entry("requests.refused", by=by, at=at, about=kept, details={"reason": refusal}):
        _settle(kept, Outcome.refused, by=by, at=at)
        kept.refusal, kept.words = refusal, words.strip()
        kept.save()
    return kept


def fairness(request: Request, *, sent_on: date) -> tuple[int, str]:
    """School days that settings would have, and why that is too few; empty where it is fair."""
    notice = _notice(request.kind, sent_on)
    calendars = queries.calendars_of(request.partnership_id, on=sent_on)
    given = rules.days_given(sent_on, request.due_on, calendars)
    return max(0, given), rules.why_not_fair(notice, sent_on=sent_on, due_on=request.due_on, calendars=calendars)


def digest_of(request: Request) -> str:
    """What a sender looked at: any change of the draft changes it."""
    return f"{request.pk}-{request.changed_at.isoformat()}"


def _notice(kind: str, day: date) -> rules.Notice:
    known = notices.kinds(day)
    if kind not in known:
        raise RequestNotPossible("Choose what kind of request it is.")
    return known[kind]


def _write(request: Request, said: Said, *, at: datetime) -> None:
    for each in fields(said):
        value = getattr(said, each.name)
        setattr(request, each.name, value.strip() if isinstance(value, str) else value)
    request.expectations, request.scope = sorted(set(said.expectations)), dict(said.scope)
    request.changed_at = at
    _notice(request.kind, request.sent_on)
    wrong = _wrong(request, today=day_of(at))
    if wrong:
        raise RequestNotPossible(wrong)
    request.notice_days, _ = fairness(request, sent_on=request.sent_on)


def _wrong(request: Request, *, today: date) -> str:
    if not all((request.title, request.why, request.who_sees, request.how)):
        return "Say what you ask, why, who will see it, and how settings answer."
    if not 1 <= request.minutes <= rules.LONGEST_MINUTES:
        return f"Say in minutes how long it takes one setting, from 1 to {rules.LONGEST_MINUTES}."
    if request.sent_on < today:
        return "Choose today or a day to come on which it is sent."
    if request.due_on < request.sent_on:
        return "The last day comes after the day on which it is sent."
    strange = sorted(set(request.expectations) - set(library.expectations()) - set(queries.areas()))
    if strange:
        return f"We do not know {strange[0]}. Use codes such as SVH-08."
    if set(request.scope) - set(FACTS):
        return "Choose whom you ask from the lists."
    return ""


def _locked(request: Request, permission: str, by: Actor) -> Request:
    access.require(by, permission, request)
    kept = access.visible_requests(by).select_for_update(of=("self",)).filter(pk=request.pk).first()
    if kept is None:
        raise NotFound
    return kept


def _open(asked: RequestedSetting, permission: str, by: Actor) -> RequestedSetting:
    """The row, locked, where its request stands."""
    access.require(by, permission, asked)
    # Locked, so that it is not withdrawn before the answer is kept.
    request = access.visible_requests(by).select_for_update(of=("self",)).filter(pk=asked.request_id).first()
    if request is None:
        raise NotFound
    if request.state == State.withdrawn:
        raise RequestNotPossible("The partnership has withdrawn this request. There is nothing to do.")
    kept = RequestedSetting.objects.select_for_update(of=("self",)).filter(pk=asked.pk).first()
    if kept is None:
        raise NotFound
    return kept


def _settle(asked: RequestedSetting, outcome: Outcome, *, by: Actor, at: datetime) -> None:
    asked.outcome, asked.at, asked.person_id, asked.person_name = outcome, at, by.person_id, by.name
