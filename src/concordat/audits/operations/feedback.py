"""Everybody who submits hears what was found (CX-HAM-9); who sees it otherwise asks, and somebody else decides."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from concordat.audits import checking_access as access
from concordat.audits import checking_rules as rules
from concordat.audits import queries
from concordat.audits.checking import progress, ratings
from concordat.audits.checking_rules import ActionState, Outcome, Round
from concordat.audits.models import (
    AuditCycle,
    AuditReturn,
    Feedback,
    Moderation,
    PlannedAction,
    Representation,
    Visit,
)
from concordat.audits.vocabulary import CHECKABLE
from concordat.core import clock, jobs, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.establishments import queries as establishment_queries
from concordat.lib.school_days import SchoolCalendar


class FeedbackNotPossible(Problem):
    """Feedback or a representation that lacks something or comes too late."""


def release_feedback(*, audit_return: AuditReturn, words: str, by: Actor, at: datetime) -> Feedback:
    """Tell a setting what was found: ratings, findings, and the actions that follow from amber and red."""
    access.require(by, "audits.release_feedback", audit_return)
    audit_return = queries.lock(audit_return)
    return _release(audit_return, words, queries.calendar_at(audit_return), by=by, at=at)


def release_to_all(*, cycle: AuditCycle, words: str, by: Actor, at: datetime) -> int:
    """Tell every setting whose return is rated and that has heard nothing yet, but for those one rates; how many."""
    access.require(by, "audits.release_feedback", cycle)
    _require_words(words)
    rated = Moderation.objects.filter(audit_return__cycle=cycle, round=Round.first, done_at__isnull=False)
    told = Feedback.objects.filter(audit_return__cycle=cycle)
    waiting = list(
        progress.checkable(by, cycle)
        .filter(pk__in=rated.values("audit_return_id"))
        .exclude(pk__in=told.values("audit_return_id"))
        .filter(access.returns_not_blind(by))
        .select_related(*queries.WITH)
    )
    areas = {one.establishment_id: one.establishment.local_authority_id for one in waiting}
    calendars = establishment_queries.calendars_of_settings(areas)
    with transaction.atomic():
        for one in waiting:
            _release(queries.lock(one), words, calendars[one.establishment_id], by=by, at=at)
    return len(waiting)


def represent(*, audit_return: AuditReturn, why: str, by: Actor, at: datetime) -> Representation:
    """A setting sees its ratings otherwise and asks for another moderator, within 20 school days of its feedback."""
    access.require(by, "audits.represent", audit_return)
    audit_return = queries.lock(audit_return)
    told = Feedback.objects.filter(audit_return=audit_return).order_by("number").first()
    if told is None:
        raise FeedbackNotPossible("There is no feedback yet.")
    before = Representation.objects.filter(audit_return=audit_return).exists()
    wrong = rules.why_not_represented(today=clock.day_of(at), last_day=told.represent_by, asked_before=before, why=why)
    if wrong:
        raise FeedbackNotPossible(wrong)
    assert by.person_id is not None
    asked = Representation(
        audit_return=audit_return,
        establishment_id=audit_return.establishment_id,
        partnership_id=audit_return.partnership_id,
        why=why.strip(),
        asked_by_id=by.person_id,
        asked_name=by.name,
        asked_at=at,
    )
    with journal.entry("audits.return.represented", by=by, at=at, about=audit_return):
        try:
            with transaction.atomic():
                asked.save(force_insert=True)
        except IntegrityError as clash:
            raise FeedbackNotPossible("Your setting has asked already. The partnership will answer.") from clash
    return asked


def decide_representation(
    *, representation: Representation, outcome: Outcome, answer: str, by: Actor, at: datetime
) -> Feedback:
    """The other moderator has rated again and decides; the setting gets feedback that says so."""
    access.require(by, "audits.decide_representation", representation)
    wrong = rules.why_text(answer, "Write the answer. The setting reads it.")
    if wrong:
        raise FeedbackNotPossible(wrong)
    audit_return = queries.lock(queries.return_for(by, representation.audit_return_id))
    again = Moderation.objects.filter(audit_return=audit_return, round=Round.again, withdrawn_at=None).first()
    if again is None or again.moderator_id != by.person_id:
        raise FeedbackNotPossible("The other moderator decides: the person who was asked to rate the return again.")
    if again.done_at is None:
        raise FeedbackNotPossible("Finish your rating first, then decide.")
    with journal.entry("audits.return.representation_decided", by=by, at=at, about=audit_return):
        open_ = Representation.objects.filter(pk=representation.pk, decided_at=None)
        done = open_.update(
            outcome=outcome, answer=answer.strip(), decided_by_id=by.person_id, decided_name=by.name, decided_at=at
        )
        if not done:
            raise FeedbackNotPossible("This has been decided already.")
        return _release(audit_return, answer, queries.calendar_at(audit_return), by=by, at=at, again=again)


def _require_words(words: str) -> None:
    wrong = rules.why_text(words, "Write a few words. The setting reads them first.")
    if wrong:
        raise FeedbackNotPossible(wrong)


def _release(
    audit_return: AuditReturn,
    words: str,
    calendar: SchoolCalendar,
    *,
    by: Actor,
    at: datetime,
    again: Moderation | None = None,
) -> Feedback:
    _require_words(words)
    if audit_return.state not in CHECKABLE:
        raise FeedbackNotPossible("Only a return that has come in and is not sent back gets feedback.")
    assert by.person_id is not None
    assert audit_return.submitted_at is not None
    moderation, visit = again or _first(audit_return), _visit(audit_return)
    if not AuditReturn.objects.filter(access.returns_not_blind(by), pk=audit_return.pk).exists():
        raise FeedbackNotPossible("You still rate or visit this setting. Finish first, or let a colleague release it.")
    before = list(Feedback.objects.filter(audit_return=audit_return).order_by("number"))
    if before and again is None and not _is_new(before, moderation, visit):
        raise FeedbackNotPossible("This setting has its feedback, and nothing was found since.")
    today = clock.day_of(at)
    made = Feedback(
        audit_return=audit_return,
        establishment_id=audit_return.establishment_id,
        partnership_id=audit_return.partnership_id,
        number=len(before) + 1,
        moderation=moderation,
        visit=visit,
        words=words.strip(),
        days_taken=max(0, calendar.between(clock.day_of(audit_return.submitted_at), today)),
        represent_by=before[0].represent_by if before else rules.represent_by(today, calendar),
        released_by_id=by.person_id,
        released_name=by.name,
        released_at=at,
    )
    details = {"number": made.number}
    with journal.entry("audits.return.feedback_released", by=by, at=at, about=audit_return, details=details):
        made.save(force_insert=True)
        _propose(audit_return, by=by, at=at)
        jobs.defer("audits.tell_setting_of_feedback", feedback_id=made.pk)
    return made


def _first(audit_return: AuditReturn) -> Moderation | None:
    """The rating at the desk that feedback stands on; raises where somebody has begun and not finished."""
    found = Moderation.objects.filter(audit_return=audit_return, round=Round.first, withdrawn_at=None).first()
    if found is not None and found.done_at is None:
        raise FeedbackNotPossible(f"{found.moderator_name} has not finished rating this return.")
    return found


def _visit(audit_return: AuditReturn) -> Visit | None:
    return Visit.objects.filter(audit_return=audit_return, locked_at__isnull=False).order_by("-locked_at").first()


def _is_new(before: Iterable[Feedback], moderation: Moderation | None, visit: Visit | None) -> bool:
    known = list(before)
    return (visit is not None and all(one.visit_id != visit.pk for one in known)) or (
        moderation is not None and all(one.moderation_id is None for one in known)
    )


def _propose(audit_return: AuditReturn, *, by: Actor, at: datetime) -> None:
    """An action for each amber and red that has none yet, for the setting to take on, change or drop."""
    assert by.person_id is not None
    said = ratings.own_ratings(audit_return)
    moderated = ratings.moderated_of(by, [audit_return.pk]).get(audit_return.pk, {})
    visited = ratings.visited_of(by, [audit_return.pk]).get(audit_return.pk, {})
    wanted = rules.needs_action(said, moderated, visited)
    has = set(PlannedAction.objects.filter(audit_return=audit_return).values_list("question", flat=True))
    questions = ratings.rated_questions(queries.form_of(audit_return))
    PlannedAction.objects.bulk_create(
        PlannedAction(
            audit_return=audit_return,
            establishment_id=audit_return.establishment_id,
            partnership_id=audit_return.partnership_id,
            question=code,
            rating=rating,
            what=f"Put in place: {questions[code].text}"[:1000],
            state=ActionState.proposed,
            changed_by_id=by.person_id,
            changed_at=at,
        )
        for code, rating in wanted.items()
        if code not in has and code in questions
    )
