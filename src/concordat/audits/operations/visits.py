"""Validation visits (CX-HAM-8): the sample is drawn, a visit booked, rated before the self-rating is shown, locked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from concordat.audits import checking_access as access
from concordat.audits import checking_rules as rules
from concordat.audits import queries
from concordat.audits.checking import progress, ratings, sampling
from concordat.audits.checking_row_security import VISITORS
from concordat.audits.checking_rules import DrawKind
from concordat.audits.models import AuditCycle, AuditReturn, Draw, Visit, VisitRating
from concordat.audits.operations.moderation import INTEREST, Given, keep_draw
from concordat.core import clock, jobs, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.lib.survey_sampling import draw

WHOLE = ""  # what was found altogether stands where a question would


class VisitNotPossible(Problem):
    """A draw, a day, a visitor or a rating that cannot be."""


def draw_visits(
    *,
    cycle: AuditCycle,
    risk_size: int,
    random_size: int,
    questions: Sequence[str],
    seed: str,
    by: Actor,
    at: datetime,
) -> Draw:
    """Draw the settings that are visited, once in an audit; seed and frame are kept, so that it can be drawn again."""
    access.require(by, "audits.assign_checks", cycle)
    wrong = rules.why_no_questions(questions, sampling.questions_to_visit(by, cycle))
    if wrong:
        raise VisitNotPossible(wrong)
    if progress.checkable(by, cycle).exclude(access.returns_not_blind(by)).filter(moderations__done_at__isnull=False):
        raise VisitNotPossible("You rate some of these returns a second time. Finish first, or let a colleague draw.")
    returns = {str(one.establishment_id): one for one in progress.checkable(by, cycle)}
    frame = sampling.frame_of(by, cycle, returns.values())
    drawn = draw(frame, risk_size=risk_size, random_size=random_size, seed=seed)
    if not drawn:
        raise VisitNotPossible("Nobody was drawn. Give a number of visits, and wait until settings have returned.")
    with journal.entry("audits.visits.drawn", by=by, at=at, about=cycle, details={"visits": len(drawn)}):
        try:
            with transaction.atomic():
                made = keep_draw(
                    cycle, DrawKind.visits, frame, seed, (risk_size, random_size), sorted(set(questions)), by=by, at=at
                )
        except IntegrityError as clash:
            raise VisitNotPossible("The visits of this audit have been drawn already.") from clash
        Visit.objects.bulk_create(
            Visit(
                draw=made,
                audit_return=returns[one.id],
                establishment_id=returns[one.id].establishment_id,
                partnership_id=cycle.partnership_id,
                reason=one.reason,
                chance=one.chance,
            )
            for one in drawn
        )
    return made


def book_visit(*, visit: Visit, visitor_id: int, visit_on: date, by: Actor, at: datetime) -> Visit:
    """Say who visits and when, on a school day of the setting; it is told the day and why it was chosen.

    Whoever has begun to rate finishes, unless they cannot any more: then another visits and rates everything anew.
    """
    access.require(by, "audits.book_visit", visit)
    with transaction.atomic():
        visit = _lock(visit)
        audit_return = queries.return_for(by, visit.audit_return_id)
        calendar = queries.calendar_at(audit_return)
        wrong = rules.why_no_visit_day(visit_on, today=clock.day_of(at), calendar=calendar)
        if wrong:
            raise VisitNotPossible(wrong)
        if visit.begun_at is not None and _can_finish(visit, audit_return, by=by, at=at):
            raise VisitNotPossible("The visitor has begun to rate. Ask them to finish.")
        visit.visitor_name = _visitor(audit_return, visitor_id, by=by, at=at)
        visit.visitor_id, visit.visit_on, visit.begun_at = visitor_id, visit_on, None
        visit.booked_by_id, visit.booked_at = by.person_id, at
        with journal.entry("audits.visit.booked", by=by, at=at, about=visit):
            visit.save(update_fields=["visitor", "visitor_name", "visit_on", "begun_at", "booked_by", "booked_at"])
            jobs.defer("audits.tell_setting_of_visit", visit_id=visit.pk, day=visit_on.isoformat())
    return visit


def rate_visit(*, visit: Visit, given: Mapping[str, Given], whole: str, by: Actor, at: datetime) -> tuple[str, ...]:
    """Keep what the visitor rates, by what was seen and not by what the setting says; codes changed meanwhile."""
    access.require(by, "audits.rate_visit", visit)
    with transaction.atomic():
        visit = _lock(visit)
        _require_no_interest(visit, by)
        visit.audit_return = queries.return_for(by, visit.audit_return_id)
        _require_visited(visit, given, whole, at)
        now = ratings.visit_ratings_of(by, visit)
        every = dict(given)
        if whole.strip():
            every[WHOLE] = Given("", whole, now[WHOLE].version if WHOLE in now else 0)
        wanted = {code: one for code, one in every.items() if _differs(now.get(code), one)}
        clashing = [code for code, one in wanted.items() if one.was != (now[code].version if code in now else 0)]
        if clashing or not wanted:
            return tuple(clashing)
        with journal.entry("audits.visit.rated", by=by, at=at, about=visit, details={"questions": len(wanted)}):
            _write(visit, wanted, now, by=by, at=at)
            if visit.begun_at is None:
                visit.begun_at = at
                visit.save(update_fields=["begun_at"])
    return ()


def lock_visit(*, visit: Visit, by: Actor, at: datetime) -> Visit:
    """The visitor has rated everything: it stands, and now the setting's own ratings are shown beside it."""
    access.require(by, "audits.rate_visit", visit)
    with transaction.atomic():
        visit = _lock(visit)
        now = ratings.visit_ratings_of(by, visit)
        visit.audit_return = queries.return_for(by, visit.audit_return_id)
        left = set(ratings.looked_at(visit)) - set(now)
        if left:
            what = "1 question is" if len(left) == 1 else f"{len(left)} questions are"
            raise VisitNotPossible(f"{what} not rated yet.")
        if WHOLE not in now:
            raise VisitNotPossible("Write what you found altogether. The setting reads it.")
        visit.locked_at = at
        with journal.entry("audits.visit.locked", by=by, at=at, about=visit):
            visit.save(update_fields=["locked_at"])
    return visit


def _lock(visit: Visit) -> Visit:
    found = Visit.objects.select_for_update(of=("self",)).select_related("draw").filter(pk=visit.pk, locked_at=None)
    one = found.first()
    if one is None:
        raise VisitNotPossible("This visit is finished. Its ratings stand.")
    return one


def _can_finish(visit: Visit, audit_return: AuditReturn, *, by: Actor, at: datetime) -> bool:
    """Whether the visitor still holds a role that visits, and none at the setting or its trust."""
    known = progress.checkers_of(by, audit_return.partnership_id, *VISITORS, at=at)
    still_here = any(one.person_id == visit.visitor_id for one in known)
    return still_here and not progress.with_interest(visit.visitor_id or 0, [audit_return])


def _visitor(audit_return: AuditReturn, visitor_id: int, *, by: Actor, at: datetime) -> str:
    known = progress.checkers_of(by, audit_return.partnership_id, *VISITORS, at=at)
    name = next((one.name for one in known if one.person_id == visitor_id), None)
    if name is None:
        raise VisitNotPossible("Choose somebody of the partnership's office, its safeguarding lead or its scrutineer.")
    if progress.with_interest(visitor_id, [audit_return]):
        raise VisitNotPossible("This person holds a role at the setting or its trust. Choose somebody else.")
    if progress.has_rated(visitor_id, audit_return):
        raise VisitNotPossible("This person rates the return at the desk and knows what it says. Choose somebody else.")
    if progress.has_coded(visitor_id, audit_return):
        raise VisitNotPossible(
            "This person has coded notes of the return and knows what it says. Choose somebody else."
        )
    return name


def _require_no_interest(visit: Visit, by: Actor) -> None:
    assert by.person_id is not None
    if progress.with_interest(by.person_id, AuditReturn.objects.filter(pk=visit.audit_return_id)):
        raise VisitNotPossible(INTEREST)


def _require_visited(visit: Visit, given: Mapping[str, Given], whole: str, at: datetime) -> None:
    if visit.visit_on is None or clock.day_of(at) < visit.visit_on:
        raise VisitNotPossible("Rate on the day of the visit or after it.")
    if not set(given) <= set(ratings.looked_at(visit)):
        raise VisitNotPossible("This page is not of this visit. Open it again.")
    if any(one.rating not in rules.SCALE for one in given.values()):
        raise VisitNotPossible("Choose green, amber or red.")
    if max(map(len, [whole, *(one.why for one in given.values())])) > rules.LONGEST_TEXT:
        raise VisitNotPossible(f"Use {rules.LONGEST_TEXT:,} characters or fewer for what you found.")


def _differs(now: VisitRating | None, one: Given) -> bool:
    return now is None or (now.rating, now.found) != (one.rating, one.why.strip())


def _write(
    visit: Visit, wanted: Mapping[str, Given], now: Mapping[str, VisitRating], *, by: Actor, at: datetime
) -> None:
    assert by.person_id is not None
    VisitRating.objects.bulk_create(
        [
            VisitRating(
                visit=visit,
                audit_return_id=visit.audit_return_id,
                establishment_id=visit.establishment_id,
                partnership_id=visit.partnership_id,
                question=code,
                rating=one.rating,
                found=one.why.strip(),
                version=now[code].version + 1 if code in now else 1,
                rated_by_id=by.person_id,
                rated_at=at,
            )
            for code, one in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["visit", "question"],
        update_fields=["rating", "found", "version", "rated_by", "rated_at"],
    )
