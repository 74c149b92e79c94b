"""Everything that is done with initiatives: begin, change, end; a setting takes part, or the office notes it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import IntegrityError, transaction

from concordat.core import clock, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.establishments import queries as establishment_queries
from concordat.partnership import queries as partnership_queries
from concordat.resources import queries as offers
from concordat.resources.initiatives import access, reviews, rules
from concordat.resources.models import Initiative, TakeUp
from concordat.resources.vocabulary import INITIATIVE_KINDS, PHASE_NAMES, TAKING_NAMES

ELSEWHERE = "This was changed in another window. Look at what stands now, then save again."


class InitiativeNotPossible(Problem):
    """Something about an initiative that cannot be written so."""


@dataclass(frozen=True)
class Written:
    """An initiative as somebody writes it. `agency_id` is a partner on record; without one `agency_name`."""

    title: str
    kind: str
    what: str
    from_on: date
    answers: tuple[str, ...]
    until_on: date | None = None
    agency_id: int | None = None
    agency_name: str = ""
    offer_id: int | None = None
    phases: tuple[str, ...] = ()
    authorities: tuple[int, ...] = ()
    aims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Takes:
    """What is said of taking part; `was` is the version that the page showed."""

    state: str
    since_on: date
    staff: int | None = None
    sessions: int | None = None
    was: int = 0


def begin_initiative(*, partnership_id: int, written: Written, by: Actor, at: datetime) -> Initiative:
    """The area does something about a recommendation."""
    assert by.person_id is not None
    made = Initiative(partnership_id=partnership_id, made_by_id=by.person_id, made_at=at)
    access.require(by, "resources.keep_initiatives", made)
    _write(made, written, by=by, at=at)
    try:
        with journal.entry("resources.initiative.begun", by=by, at=at, about=made):
            made.save(force_insert=True)
    except IntegrityError as clash:
        raise InitiativeNotPossible("There is an initiative with this title already. Give it another.") from clash
    return made


def change_initiative(*, initiative: Initiative, written: Written, was: int, by: Actor, at: datetime) -> Initiative:
    """It is written anew; who takes part stays."""
    access.require(by, "resources.keep_initiatives", initiative)
    with transaction.atomic():
        found = _locked(initiative)
        if found.version != was:
            raise InitiativeNotPossible(ELSEWHERE)
        _write(found, written, by=by, at=at)
        found.version += 1
        try:
            with journal.entry("resources.initiative.changed", by=by, at=at, about=found), transaction.atomic():
                found.save()
        except IntegrityError as clash:
            raise InitiativeNotPossible("There is an initiative with this title already. Give it another.") from clash
    return found


def end_initiative(*, initiative: Initiative, by: Actor, at: datetime) -> Initiative:
    """It is over; what came of it stays on record."""
    access.require(by, "resources.keep_initiatives", initiative)
    with transaction.atomic():
        found = _locked(initiative)
        with journal.entry("resources.initiative.ended", by=by, at=at, about=found):
            found.ended_at = at
            found.save(update_fields=["ended_at"])
    return found


def say_take_up(*, initiative: Initiative, establishment_id: int, takes: Takes, by: Actor, at: datetime) -> TakeUp:
    """A setting says that it takes part, or the office notes it; a later word replaces it."""
    assert by.person_id is not None
    made = TakeUp(
        initiative=initiative,
        partnership_id=initiative.partnership_id,
        establishment_id=establishment_id,
        state=takes.state,
        since_on=takes.since_on,
        staff=takes.staff,
        sessions=takes.sessions,
        by_office=access.allows(by, "resources.keep_initiatives", initiative),
        noted_by_id=by.person_id,
        noted_name=by.name,
        noted_at=at,
    )
    access.require(by, "resources.say_take_up", made)
    _require_takes(initiative, establishment_id, takes, at=at)
    with transaction.atomic():
        now = TakeUp.objects.select_for_update().filter(
            initiative=initiative, establishment_id=establishment_id
        ).first()  # fmt: skip
        if (now.version if now else 0) != takes.was:
            raise InitiativeNotPossible(ELSEWHERE)
        made.pk, made.version = (now.pk, now.version + 1) if now else (None, 1)
        try:
            with journal.entry(
                "resources.take_up.said", by=by, at=at, about=initiative, details={"state": takes.state}
            ):
                made.save(force_insert=now is None, force_update=now is not None)
        except IntegrityError as clash:
            raise InitiativeNotPossible(ELSEWHERE) from clash
    return made


def _locked(initiative: Initiative) -> Initiative:
    found = Initiative.objects.select_for_update(of=("self",)).get(pk=initiative.pk)
    if found.ended_at is not None:
        raise InitiativeNotPossible("This initiative is over, and stays as it was.")
    return found


def _require_takes(initiative: Initiative, establishment_id: int, takes: Takes, *, at: datetime) -> None:
    day = clock.day_of(at)
    if takes.state not in TAKING_NAMES:
        raise InitiativeNotPossible("Say whether the setting takes part.")
    if wrong := rules.why_not_taken(since_on=takes.since_on, staff=takes.staff, sessions=takes.sessions, today=day):
        raise InitiativeNotPossible(wrong)
    if initiative.ended_at is not None and takes.was == 0:
        raise InitiativeNotPossible("This initiative is over. Nobody can join it any more.")
    brief = next(iter(establishment_queries.briefs_of([establishment_id])), None)
    areas = partnership_queries.area_ids(initiative.partnership_id, day)
    if brief is None or brief.authority_id not in areas:
        raise InitiativeNotPossible("Choose a setting of the area.")


def _write(initiative: Initiative, written: Written, *, by: Actor, at: datetime) -> None:
    day = clock.day_of(at)
    known = reviews.recommended()
    wrong = _unknown(written, initiative.partnership_id, by=by, day=day) or rules.why_not(
        from_on=written.from_on, until_on=written.until_on, answers=written.answers, known=known
    )
    if wrong:
        raise InitiativeNotPossible(wrong)
    for each in fields(written):
        value = getattr(written, each.name)
        setattr(initiative, each.name, sorted(value) if isinstance(value, tuple) else value)
    initiative.title, initiative.what = written.title.strip(), written.what.strip()
    if written.agency_id is not None:
        bodies = {one.id: one.name for one in partnership_queries.bodies_on(initiative.partnership_id, day)}
        initiative.agency_name = bodies[written.agency_id]
    initiative.changed_at = at


def _unknown(written: Written, partnership_id: int, *, by: Actor, day: date) -> str:
    bodies = partnership_queries.bodies_on(partnership_id, day)
    if not (written.title.strip() and written.what.strip()):
        return "Give it a title, and say what is done."
    if written.kind not in INITIATIVE_KINDS:
        return "Choose what it is for."
    if written.agency_id is None and not written.agency_name.strip():
        return "Say which partner or agency does it."
    if written.agency_id is not None and written.agency_id not in {one.id for one in bodies}:
        return "This agency is not a partner now. Choose one of the list, or name it."
    if set(written.phases) - set(PHASE_NAMES) or set(written.authorities) - {one.id for one in bodies}:
        return "Choose phases and areas from the lists."
    if strange := sorted(set(written.aims) - set(offers.expectations())):
        return f"We do not know {strange[0]}. Use codes such as SVH-08."
    if written.offer_id is not None and not offers.offers(by, partnership_id).filter(pk=written.offer_id).exists():
        return "Choose a service of the local offer of your area."
    return ""
