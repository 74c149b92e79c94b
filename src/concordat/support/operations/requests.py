"""A setting asks, an officer takes and answers, both may close. The answer always goes back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from concordat.core import jobs, journal
from concordat.core.actor import Actor
from concordat.core.clock import day_of
from concordat.core.problems import NotFound
from concordat.establishments import queries as establishment_queries
from concordat.partnership.queries import PartnershipBody
from concordat.support import access, queries, rules
from concordat.support.models import Answer, HelpRequest, InternalNote
from concordat.support.operations.once import keep_once, kept_before
from concordat.support.operations.problems import AnsweredMeanwhile, SupportNotPossible, Theirs, require_none
from concordat.support.vocabulary import KIND_NAMES, TEAM, State


def ask_for_support(
    *,
    establishment_id: int,
    kind: str,
    words: str,
    form_key: UUID,
    by: Actor,
    at: datetime,
    partnership_id: int | None = None,
) -> HelpRequest:
    """The head or a safeguarding lead asks the partnership; its lead officer has it where there is one.

    Where several partnerships cover the area, `partnership_id` says which is asked.
    """
    setting = establishment_queries.establishment(establishment_id)
    access.require(by, "support.ask", setting)
    today = day_of(at)
    if kind not in KIND_NAMES:
        raise SupportNotPossible("Choose what it is about from the list.")
    require_none(rules.why_not_written(words, today=today))
    partnership = _asked(queries.partnerships_over(establishment_id, day=today), partnership_id)
    lead = queries.lead_of(by, partnership, establishment_id, today)
    calendars = establishment_queries.calendars_of_settings({establishment_id: setting.local_authority_id})
    calendar = calendars[establishment_id]
    last, manager = rules.answer_by(calendar, today, queries.clock_on(partnership, today))
    made = HelpRequest(
        form_key=form_key,
        partnership_id=partnership,
        establishment_id=establishment_id,
        kind=kind,
        words=words.strip(),
        asked_by_id=by.person_id or 0,
        asked_at=at,
        answer_by=last,
        manager_on=manager,
        officer_id=lead.person_id if lead else None,
    )
    return keep_once(made, "support.request.asked", by=by, at=at, details={"setting": establishment_id, "kind": kind})


def _asked(over: list[PartnershipBody], chosen: int | None) -> int:
    if not over:
        raise SupportNotPossible("No partnership on this site covers your setting's area.")
    if chosen is None and len(over) == 1:
        return over[0].id
    if chosen not in {one.id for one in over}:
        raise SupportNotPossible("Choose which partnership you ask.")
    return int(chosen or 0)


def take_request(*, request: HelpRequest, seen: int | None, by: Actor, at: datetime) -> HelpRequest:
    """An officer takes it: the setting sees who answers. `seen` is who had it on the officer's page, if somebody."""
    kept = _locked(request, "support.answer_request", by)
    if kept.state == State.taken and kept.officer_id == by.person_id:
        return kept  # pressed twice
    _require_possible(kept, "take")
    if kept.officer is not None and kept.officer_id not in (seen, by.person_id):
        raise SupportNotPossible(
            f"{kept.officer.name} has it since you opened this page. Take it again if you agreed so."
        )
    with journal.entry("support.request.taken", by=by, at=at, about=kept, details={"officer": by.person_id}):
        kept.state, kept.officer_id = State.taken, by.person_id
        kept.save(update_fields=["state", "officer"])
    return kept


def answer_request(
    *, request: HelpRequest, words: str, minutes: int, seen: int, form_key: UUID, by: Actor, at: datetime
) -> Answer:
    """Answer it. `seen` is how many answers stood on the officer's page: where there are more, they decide anew."""
    access.require(by, "support.answer_request", request)
    today = day_of(at)
    require_none(rules.why_not_written(words, today=today))
    if not 0 <= minutes <= rules.MOST_MINUTES:
        raise SupportNotPossible("Choose the minutes from the list.")
    made = Answer(
        form_key=form_key,
        request_id=request.pk,
        partnership_id=request.partnership_id,
        establishment_id=request.establishment_id,
        words=words.strip(),
        answered_by_id=by.person_id or 0,
        answered_at=at,
    )
    kept = _locked(request, "support.answer_request", by)
    known = kept_before(made)  # under the lock: pressed twice in the same moment is answered once
    if known is not None:
        return known
    _require_possible(kept, "answer")
    if kept.answers != seen:
        last = queries.answers_of(by, kept)[-1]
        raise AnsweredMeanwhile(Theirs(last.answered_by.name, last.answered_at, last.words), kept.answers)
    made = keep_once(made, "support.request.answered", by=by, at=at, details={"request": kept.pk})
    kept.state, kept.answers, kept.minutes = State.answered, kept.answers + 1, kept.minutes + minutes
    kept.officer_id = kept.officer_id or by.person_id
    if kept.answered_at is None:
        setting = establishment_queries.establishment(kept.establishment_id)
        calendars = establishment_queries.calendars_of_settings({setting.pk: setting.local_authority_id})
        kept.answered_at = at
        kept.answered_in_days = max(0, calendars[setting.pk].between(day_of(kept.asked_at), today))
    kept.save(update_fields=["state", "answers", "minutes", "officer", "answered_at", "answered_in_days"])
    jobs.defer("support.tell_setting_of_answer", request_id=kept.pk, number=kept.answers)
    return made


def note_internally(*, request: HelpRequest, words: str, form_key: UUID, by: Actor, at: datetime) -> InternalNote:
    """Note something for colleagues; the setting never reads it."""
    access.require(by, "support.answer_request", request)
    require_none(rules.why_not_written(words, today=day_of(at)))
    made = InternalNote(
        form_key=form_key,
        request_id=request.pk,
        partnership_id=request.partnership_id,
        words=words.strip(),
        written_by_id=by.person_id or 0,
        written_at=at,
    )
    return keep_once(made, "support.request.noted", by=by, at=at, details={"request": request.pk})


def close_request(*, request: HelpRequest, by: Actor, at: datetime) -> HelpRequest:
    """The setting says that it has its answer or needs none; or the team closes it."""
    kept = _locked(request, "support.close_request", by)
    if kept.state == State.closed and kept.closed_by_id == by.person_id:
        return kept  # pressed twice
    _require_possible(kept, "close")
    of_team = kept.partnership_id in by.organisations(*TEAM)
    if kept.answers == 0 and of_team and kept.asked_by_id != by.person_id:
        raise SupportNotPossible("Answer it first: the answer always goes back to whoever asked.")
    with journal.entry("support.request.closed", by=by, at=at, about=kept):
        kept.state, kept.closed_at, kept.closed_by_id = State.closed, at, by.person_id
        kept.save(update_fields=["state", "closed_at", "closed_by"])
    return kept


def _locked(request: HelpRequest, permission: str, by: Actor) -> HelpRequest:
    """The request, locked; a closed one as it is read, because a setting changes nothing there any more."""
    access.require(by, permission, request)
    kept = HelpRequest.objects.select_for_update(of=("self",)).filter(pk=request.pk).first()
    kept = kept or access.visible_requests(by).filter(pk=request.pk).first()
    if kept is None:
        raise NotFound
    return kept


def _require_possible(kept: HelpRequest, step: str) -> None:
    if rules.may_follow(kept.state, step) is None:
        why = "is closed. Ask anew if there is more" if kept.state == State.closed else "has been answered"
        raise SupportNotPossible(f"This request {why}.")
