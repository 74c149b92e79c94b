"""Preparing, opening and closing a cycle, and letting late joiners in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from concordat.audits import access, queries
from concordat.audits.models import AuditCycle, AuditReturn, CycleForm
from concordat.audits.vocabulary import CycleState, Scheme
from concordat.core import clock, jobs, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.establishments.queries import EstablishmentBrief
from concordat.questionnaires import queries as questionnaire_queries
from concordat.requests import notices
from concordat.requests.rules import why_not_fair

BATCH = 500


class CycleNotPossible(Problem):
    """A cycle that cannot be prepared, opened or closed as asked."""


@dataclass(frozen=True)
class FormChoice:
    """A form for the settings of one scheme; `scope` narrows them by facts of the register."""

    scheme: Scheme
    form_version_id: int
    scope: Mapping[str, Any] = field(default_factory=dict)


def prepare_cycle(
    *,
    partnership_id: int,
    title: str,
    year: str,
    opens_on: date,
    closes_on: date,
    forms: Sequence[FormChoice],
    by: Actor,
    at: datetime,
) -> AuditCycle:
    """A draft cycle with its forms; settings do not see it yet."""
    cycle = AuditCycle(
        partnership_id=partnership_id,
        title=title.strip(),
        year=year.strip(),
        opens_on=opens_on,
        closes_on=closes_on,
        opened_by_id=by.person_id,
    )
    access.require(by, "audits.keep_cycle", cycle)
    _require_whole(cycle, forms)
    _save(cycle)
    with journal.entry("audits.cycle.prepared", by=by, at=at, about=cycle):
        _ask_with(cycle, forms)
    return cycle


def revise_cycle(
    *,
    cycle: AuditCycle,
    title: str,
    year: str,
    opens_on: date,
    closes_on: date,
    forms: Sequence[FormChoice],
    by: Actor,
    at: datetime,
) -> AuditCycle:
    """Change an audit that has not opened: its words, its days, its forms, whom it asks."""
    access.require(by, "audits.keep_cycle", cycle)
    cycle = _locked(cycle)
    if cycle.state != CycleState.draft:
        raise CycleNotPossible("This audit has been opened. Give single settings more time on their own pages.")
    cycle.title, cycle.year, cycle.opens_on, cycle.closes_on = title.strip(), year.strip(), opens_on, closes_on
    _require_whole(cycle, forms)
    with journal.entry("audits.cycle.revised", by=by, at=at, about=cycle):
        _save(cycle)
        CycleForm.objects.filter(cycle=cycle).delete()
        _ask_with(cycle, forms)
    return cycle


def _require_whole(cycle: AuditCycle, forms: Sequence[FormChoice]) -> None:
    if not cycle.title:
        raise CycleNotPossible("Give the audit a title.")
    _require_fair_window(cycle.partnership_id, cycle.opens_on, cycle.closes_on)
    if not forms:
        raise CycleNotPossible("Choose at least one form.")
    published = set(questionnaire_queries.published_versions().values_list("pk", flat=True))
    if any(choice.form_version_id not in published for choice in forms):
        raise CycleNotPossible("Choose forms that are published.")
    if len({choice.scheme for choice in forms}) != len(forms):
        raise CycleNotPossible("Each scheme takes one form.")


def _save(cycle: AuditCycle) -> None:
    try:
        with transaction.atomic():
            cycle.save()
    except IntegrityError as clash:
        raise CycleNotPossible("There is an audit with this title and year already.") from clash


def _ask_with(cycle: AuditCycle, forms: Sequence[FormChoice]) -> None:
    CycleForm.objects.bulk_create(
        CycleForm(cycle=cycle, scheme=choice.scheme, form_version_id=choice.form_version_id, scope=dict(choice.scope))
        for choice in forms
    )


def open_cycle(*, cycle: AuditCycle, by: Actor, at: datetime) -> int:
    """Open for answers: one return for each setting in scope. Says how many."""
    access.require(by, "audits.keep_cycle", cycle)
    cycle = _locked(cycle)
    if cycle.state != CycleState.draft:
        raise CycleNotPossible("This audit has been opened already.")
    with journal.entry("audits.cycle.opened", by=by, at=at, about=cycle) as details:
        cycle.state, cycle.opened_at, cycle.opened_by_id = CycleState.open, at, by.person_id
        cycle.save(update_fields=["state", "opened_at", "opened_by"])
        details["returns"] = _join(cycle, at=at)
        if not details["returns"]:
            raise CycleNotPossible("No setting fits the scope of this audit. Widen the scope first.")
        if cycle.pilot_of_id is None:
            _end_pilots(cycle, at=at)
    return int(details["returns"])


def _end_pilots(cycle: AuditCycle, *, at: datetime) -> None:
    pilots = AuditCycle.objects.filter(pilot_of=cycle)
    pilots.filter(state=CycleState.open).update(state=CycleState.closed, closed_at=at)
    if pilots.exists():
        jobs.defer("audits.pass_on_pilots", cycle_id=cycle.pk)


def add_late_joiners(*, cycle: AuditCycle, by: Actor, at: datetime) -> int:
    """Returns for settings that came into scope after opening; says how many. Safe to repeat."""
    access.require(by, "audits.add_late_joiners", cycle)
    cycle = _locked(cycle)
    if cycle.state != CycleState.open:
        raise CycleNotPossible("Settings join while an audit is open.")
    with journal.entry("audits.cycle.joined", by=by, at=at, about=cycle) as details:
        details["returns"] = _join(cycle, at=at)
    return int(details["returns"])


def close_cycle(*, cycle: AuditCycle, by: Actor, at: datetime) -> None:
    """Close: nothing in it changes any more."""
    access.require(by, "audits.keep_cycle", cycle)
    cycle = _locked(cycle)
    if cycle.state != CycleState.open:
        raise CycleNotPossible("Only an open audit can be closed.")
    with journal.entry("audits.cycle.closed", by=by, at=at, about=cycle):
        cycle.state, cycle.closed_at = CycleState.closed, at
        cycle.save(update_fields=["state", "closed_at"])


def reopen_cycle(*, cycle: AuditCycle, closes_on: date, by: Actor, at: datetime) -> None:
    """Open a closed audit again until a later day, for returns that came too late or must be mended."""
    access.require(by, "audits.keep_cycle", cycle)
    cycle = _locked(cycle)
    if cycle.state != CycleState.closed:
        raise CycleNotPossible("Only a closed audit can be reopened.")
    if closes_on <= clock.day_of(at):
        raise CycleNotPossible("Choose a day to come as the new last day.")
    with journal.entry("audits.cycle.reopened", by=by, at=at, about=cycle):
        cycle.state, cycle.closed_at, cycle.closes_on = CycleState.open, None, closes_on
        cycle.save(update_fields=["state", "closed_at", "closes_on"])


def _require_fair_window(partnership_id: int, opens_on: date, closes_on: date) -> None:
    if closes_on <= opens_on:
        raise CycleNotPossible("The last day must be after the first day.")
    least, calendars = notices.least("audit", opens_on), queries.calendars_of(partnership_id, on=opens_on)
    unfair = why_not_fair(least, sent_on=opens_on, due_on=closes_on, calendars=calendars)
    if unfair:
        raise CycleNotPossible(unfair)


def settings_in_scope(
    *, partnership_id: int, forms: Sequence[FormChoice], on: date
) -> dict[Scheme, list[EstablishmentBrief]]:
    """For each scheme the settings that would be asked: open on that day, in the area, under the scheme, in scope."""
    every = queries.settings_of(partnership_id, on=on)
    found: dict[Scheme, list[EstablishmentBrief]] = {}
    for choice in forms:
        found[choice.scheme] = [
            brief for brief in every if brief.scheme == choice.scheme and _fits(brief, choice.scope)
        ]
    return found


def settings_asked(*, cycle: AuditCycle, at: datetime) -> dict[Scheme, list[EstablishmentBrief]]:
    """Which settings this cycle would ask if it were opened now."""
    return settings_in_scope(
        partnership_id=cycle.partnership_id, forms=_choices(cycle), on=max(at.date(), cycle.opens_on)
    )


def _choices(cycle: AuditCycle) -> list[FormChoice]:
    return [FormChoice(Scheme(form.scheme), form.form_version_id, form.scope) for form in cycle.forms.all()]


def _fits(brief: EstablishmentBrief, scope: Mapping[str, Any]) -> bool:
    return all(not allowed or getattr(brief, fact) in allowed for fact, allowed in scope.items())


def _join(cycle: AuditCycle, *, at: datetime) -> int:
    forms = _choices(cycle)
    found = settings_asked(cycle=cycle, at=at)
    there = set(AuditReturn.objects.filter(cycle=cycle).values_list("establishment_id", flat=True))
    new = [
        AuditReturn(
            partnership_id=cycle.partnership_id,
            cycle=cycle,
            establishment_id=brief.id,
            scheme=choice.scheme,
            form_version_id=choice.form_version_id,
            register=brief.register_facts(),
            joined_at=at,
        )
        for choice in forms
        for brief in found[choice.scheme]
        if brief.id not in there
    ]
    AuditReturn.objects.bulk_create(new, batch_size=BATCH)
    if new:
        first_id, last_id = min(one.pk for one in new), max(one.pk for one in new)
        jobs.defer("audits.announce_returns", cycle_id=cycle.pk, first_id=first_id, last_id=last_id)
    return len(new)


def _locked(cycle: AuditCycle) -> AuditCycle:
    return AuditCycle.objects.select_for_update().get(pk=cycle.pk)
