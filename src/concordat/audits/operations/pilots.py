"""A pilot: a few settings try an audit that is prepared, say what was unclear, and keep what they wrote."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from concordat.audits import access, queries
from concordat.audits.models import AuditCycle, AuditReturn, CycleForm, OfferedAnswer, PilotNote
from concordat.audits.operations.cycles import CycleNotPossible, open_cycle, settings_asked
from concordat.audits.vocabulary import AWAITED, CycleState, OfferSource
from concordat.core import clock, jobs, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem

MOST_SETTINGS = 5
LONGEST_NOTE = 1000


class NoteNotPossible(Problem):
    """A note about a pilot that lacks something."""


def start_pilot(
    *, cycle: AuditCycle, establishment_ids: Collection[int], closes_on: date, by: Actor, at: datetime
) -> AuditCycle:
    """Let one to five settings try the audit from today on; it is an audit of its own that nobody hands in."""
    access.require(by, "audits.keep_cycle", cycle)
    cycle = AuditCycle.objects.select_for_update().get(pk=cycle.pk)
    if cycle.state != CycleState.draft or cycle.pilot_of_id is not None:
        raise CycleNotPossible("A pilot comes before the audit opens.")
    chosen = set(establishment_ids)
    if not 1 <= len(chosen) <= MOST_SETTINGS:
        raise CycleNotPossible(f"Choose one to {MOST_SETTINGS} settings. Three are usual.")
    asked = {brief.id for found in settings_asked(cycle=cycle, at=at).values() for brief in found}
    if not chosen <= asked:
        raise CycleNotPossible("Choose settings that this audit will ask.")
    today = clock.day_of(at)
    if closes_on <= today:
        raise CycleNotPossible("Choose a day to come as the last day of the pilot.")
    number = AuditCycle.objects.filter(pilot_of=cycle).count() + 1
    pilot = AuditCycle(
        partnership_id=cycle.partnership_id,
        title=f"Pilot {number}: {cycle.title}"[:150],
        year=cycle.year,
        opens_on=today,
        closes_on=closes_on,
        pilot_of=cycle,
        opened_by_id=by.person_id,
    )
    pilot.save(force_insert=True)
    with journal.entry("audits.cycle.piloted", by=by, at=at, about=cycle, details={"pilot": pilot.pk}):
        CycleForm.objects.bulk_create(
            CycleForm(
                cycle=pilot,
                scheme=form.scheme,
                form_version_id=form.form_version_id,
                scope=form.scope | {"id": sorted(chosen)},
            )
            for form in cycle.forms.all()
        )
    open_cycle(cycle=pilot, by=by, at=at)
    return AuditCycle.objects.get(pk=pilot.pk)


def say_of_pilot(
    *, audit_return: AuditReturn, question: str, unclear: str, minutes: int | None, by: Actor, at: datetime
) -> PilotNote:
    """Somebody of the setting says what was unclear, or how long it took."""
    access.require(by, "audits.answer", audit_return)
    if audit_return.cycle.pilot_of_id is None:
        raise NoteNotPossible("This audit is no pilot. Ask the partnership on the page of your return.")
    if not unclear.strip() and minutes is None:
        raise NoteNotPossible("Say what was unclear, or how many minutes it took.")
    if question and question not in queries.form_of(audit_return).questions:
        raise NoteNotPossible("Choose a question of this form, or the whole.")
    assert by.person_id is not None
    note = PilotNote(
        audit_return=audit_return,
        establishment_id=audit_return.establishment_id,
        partnership_id=audit_return.partnership_id,
        question=question,
        unclear=unclear.strip()[:LONGEST_NOTE],
        minutes=minutes,
        said_by_id=by.person_id,
        said_name=by.name,
        said_at=at,
    )
    with journal.entry("audits.pilot.noted", by=by, at=at, about=audit_return):
        note.save(force_insert=True)
    return note


def pass_on_pilots(*, cycle: AuditCycle, by: Actor, at: datetime) -> int:
    """What was written in pilots waits in the real returns to be confirmed. Says in how many. Safe to repeat.

    Only questions that stand in both forms with the same words are passed on.
    """
    access.require(by, "audits.follow_register", cycle)
    tried = AuditReturn.objects.filter(cycle__pilot_of=cycle).select_related(*queries.WITH).order_by("-cycle_id")
    return sum(_pass_on(one, cycle, by=by, at=at) for one in tried)


def _pass_on(tried: AuditReturn, cycle: AuditCycle, *, by: Actor, at: datetime) -> bool:
    target = AuditReturn.objects.filter(cycle=cycle, establishment_id=tried.establishment_id, state__in=AWAITED).first()
    values = queries.values_of(queries.answers_of(tried)) if target else {}
    if target is None or not values:
        return False
    was, now = queries.form_of(tried).questions, queries.form_of(target).questions
    known = OfferedAnswer.objects.filter(audit_return=target, source=OfferSource.pilot)
    there = set(queries.answers_of(target)) | set(known.values_list("question", flat=True))
    offers = [
        OfferedAnswer(
            audit_return=target,
            establishment_id=target.establishment_id,
            partnership_id=target.partnership_id,
            question=question,
            value=value,
            source=OfferSource.pilot,
            told_by="Your setting, in the pilot",
            offered_name="Your setting",
            offered_at=at,
        )
        for question, value in values.items()
        if question not in there and question in now and was.get(question) == now[question]
    ]
    if not offers:
        return False
    with journal.entry("audits.return.passed_on", by=by, at=at, about=target, details={"offers": len(offers)}):
        OfferedAnswer.objects.bulk_create(offers)
        jobs.defer("audits.tell_setting_of_offers", return_id=target.pk, day=f"{at:%Y%m%d}")
    return True
