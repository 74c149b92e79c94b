"""Notes coded as far as a test needs it, through operations as the right people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries
from concordat.audits.coding import notes, standing
from concordat.audits.coding.notes import NoteKey
from concordat.audits.models import AuditCycle, Coding
from concordat.audits.operations import Coded, Posted
from concordat.core.actor import Actor, acting_as
from tests.factories import audits
from tests.factories.checking import lead, office, person, second
from tests.world import ASH, BEECH, NOW, World

LATER = NOW + timedelta(days=1)
QUESTION = "A9.12"
SUBJECT = f"q:{QUESTION}"
WORDS = {ASH: "Staff still need training, and PARENTS ask for more.", BEECH: "Time in the curriculum is short."}
Codes = Mapping[str, frozenset[str]]


def noted(world: World, setting: str, text: str = "", *, at: datetime = NOW) -> None:
    """A setting that is somewhat confident has handed in its return with a note why."""
    found = audits.answered(world, setting, confidence="somewhat", at=at)
    write(world, setting, text or WORDS[setting], at=at + timedelta(seconds=1))
    audits.signed_and_submitted(world, found.establishment.organisation.name, at=at)


def write(world: World, setting: str, text: str, *, at: datetime) -> None:
    """The setting writes another note beside the answer, while its return takes answers."""
    found, dsl = audits.return_of(world, setting), world.actor(Role.dsl, setting)
    with acting_as(dsl, at=at):
        now = queries.answers_of(found).get(QUESTION)
        posted = {QUESTION: Posted({"choice": "somewhat", "note": text}, now.token if now else "")}
        saved = operations.save_section(audit_return=found, posted=posted, by=dsl, at=at)
        assert not saved.conflicts


def cycle_with_notes(world: World) -> AuditCycle:
    """An audit in which two settings have handed in notes."""
    cycle = audits.opened(world)
    for setting in (ASH, BEECH):
        noted(world, setting)
    return cycle


def opened(world: World, cycle: AuditCycle, *, coders: tuple[Actor, Actor] | None = None) -> Coding:
    """The office has opened a coding; the education lead and the administrator code."""
    one, other = coders or (lead(world), second(world))
    with acting_as(office(world), at=LATER) as by:
        return operations.open_coding(
            cycle=cycle, subject=SUBJECT, coder_ids=[person(one), person(other)], by=by, at=LATER
        )


def started(world: World, cycle: AuditCycle, *, coders: tuple[Actor, Actor] | None = None) -> Coding:
    """And started it."""
    made = opened(world, cycle, coders=coders)
    with acting_as(office(world), at=LATER) as by:
        return operations.start_coding(coding=made, by=by, at=LATER)


def keys(world: World, coding: Coding, actor: Actor) -> dict[str, NoteKey]:
    """The note of each setting, as far as somebody sees it."""
    places = {world.id(place): place for place in (ASH, BEECH)}
    with acting_as(actor, at=LATER):
        return {places[note.establishment_id]: key for key, note in notes.notes_of(actor, coding).items()}


def coded(world: World, coding: Coding, by: Actor, codes: Codes, *, at: datetime = LATER, done: bool = True) -> None:
    """Somebody has given the notes of these settings these codes, and finished."""
    with acting_as(by, at=at):
        every = notes.notes_of(by, coding)
        now = notes.coded_by(by, coding).get(person(by), {})
        places = {world.id(place): place for place in codes}
        given = {
            key: Coded(codes[places[note.establishment_id]], note.version, now[key].version if key in now else 0)
            for key, note in every.items()
            if note.establishment_id in places
        }
        kept = operations.code_notes(coding=coding, given=given, by=by, at=at)
        assert not kept.problems
        if done:
            operations.finish_coding(coding=coding, by=by, at=at)


ONE = {ASH: frozenset({"training", "parents"}), BEECH: frozenset({"time"})}
OTHER = {ASH: frozenset({"training"}), BEECH: frozenset({"time"})}


def compared(world: World, *, cycle: AuditCycle | None = None, given: tuple[Codes, Codes] = (ONE, OTHER)) -> Coding:
    """Both have finished; on Ash they differ by one code."""
    made = started(world, cycle or cycle_with_notes(world))
    coded(world, made, lead(world), given[0])
    coded(world, made, second(world), given[1])
    return made


def settled(world: World, coding: Coding, *, stands: bool = True, was: int = 0, by: Actor | None = None) -> None:
    """The difference on Ash is settled by the lead."""
    actor = by or lead(world)
    key = keys(world, coding, actor)[ASH]
    with acting_as(actor, at=LATER):
        operations.settle_note(
            coding=coding,
            note=key,
            codes=["parents"] if stands else [],
            disputed=["parents"],
            was=was,
            by=actor,
            at=LATER,
        )


def frozen(world: World, *, cycle: AuditCycle | None = None) -> Coding:
    """Settled and frozen by the office."""
    made = compared(world, cycle=cycle)
    settled(world, made)
    with acting_as(office(world), at=LATER) as by:
        operations.freeze_coding(coding=made, by=by, at=LATER)
    return made


def standing_of(actor: Actor, coding: Coding) -> standing.Standing:
    """How far it is, as somebody sees it."""
    with acting_as(actor, at=LATER):
        return standing.coding_for(actor, coding.pk)
