"""The coders' side: notes coded apart, finished, and settled one by one where the two differ (D2X-WAK-3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from concordat.audits import coding_access as access
from concordat.audits import coding_rules as rules
from concordat.audits.checking import withheld
from concordat.audits.coding.codebook import codebook_of
from concordat.audits.coding.compared import compared
from concordat.audits.coding.notes import Note, NoteKey, coded_by, current, given_apart, notes_of
from concordat.audits.models import CodedNote, Coding, CodingCoder, CodingSettlement
from concordat.audits.operations.coding import ELSEWHERE, CodingNotPossible, compared_coders, locked
from concordat.core import journal
from concordat.core.actor import Actor

APART = "You both coded this note before you saw each other's codes, so they stay. Settle it when both have finished."
REWRITTEN = "The setting has changed this note. Read it again, then save."


@dataclass(frozen=True)
class Coded:
    """The codes of one note as chosen, with the versions of the answer and of one's own codes that the page showed."""

    codes: frozenset[str]
    answer_version: int
    was: int = 0


@dataclass(frozen=True)
class CodesKept:
    """What a save did: how many notes are coded anew, and what is wrong with which; nothing is kept where any is."""

    saved: int = 0
    problems: Mapping[NoteKey, str] = field(default_factory=dict)


def code_notes(*, coding: Coding, given: Mapping[NoteKey, Coded], by: Actor, at: datetime) -> CodesKept:
    """Keep the codes of notes, all of a page or none: of each the note and one's own codes are as they were shown."""
    access.require(by, "audits.code_notes", coding)
    with transaction.atomic():
        found = locked(coding)
        coder = _coding_now(found, by)
        notes, now = notes_of(by, found, to_code=True), coded_by(by, found).get(coder.person_id, {})
        known = {entry.key for entry in codebook_of(by, found)}
        apart = given_apart(notes, now, access.visible_coders(by).filter(coding=found))
        wanted = {key: one for key, one in given.items() if _differs(key, one, notes, now)}
        problems = {key: why for key, one in wanted.items() if (why := _why_not(key, one, notes, now, known))}
        problems |= {key: APART for key in wanted.keys() & apart}
        if problems or not wanted:
            return CodesKept(problems=problems)
        with journal.entry("audits.coding.coded", by=by, at=at, about=found, details={"notes": len(wanted)}):
            _write_coded(found, coder, {notes[key]: one for key, one in wanted.items()}, now, at=at)
            coder.coded = len(current(notes, coded_by(by, found)[coder.person_id]))
            coder.save(update_fields=["coded"])
    return CodesKept(len(wanted))


def finish_coding(*, coding: Coding, by: Actor, at: datetime) -> CodingCoder:
    """One coder has coded every note. When both have, each sees what the other gave."""
    access.require(by, "audits.code_notes", coding)
    with transaction.atomic():
        found = locked(coding)
        coder = _coding_now(found, by)
        if sentence := withheld.why_short(withheld.visited_by(by, cycle=found.cycle)):
            raise CodingNotPossible(sentence)
        every = notes_of(by, found)
        done = current(every, coded_by(by, found).get(coder.person_id, {}))
        left = len(every) - len(done)
        if left:
            what = "1 note is" if left == 1 else f"{left} notes are"
            raise CodingNotPossible(f"{what} not coded yet, or changed since you coded.")
        if not every:
            raise CodingNotPossible("There is no note to code yet.")
        with journal.entry("audits.coding.finished", by=by, at=at, about=found, details={"notes": len(done)}):
            coder.coded, coder.done_at = len(done), at
            coder.save(update_fields=["coded", "done_at"])
    return coder


def settle_note(
    *,
    coding: Coding,
    note: NoteKey,
    codes: Collection[str],
    disputed: Collection[str],
    was: int,
    by: Actor,
    at: datetime,
) -> CodingSettlement:
    """Which of the disputed codes of a note stand. `disputed` and `was` are what the page showed."""
    access.require(by, "audits.settle_coding", coding)
    with transaction.atomic():
        found = locked(coding)
        both = compared(by, found, compared_coders(by, found))
        if note not in both.disputed or set(disputed) != both.disputed[note] or not set(codes) <= set(disputed):
            raise CodingNotPossible("This note, or how it was coded, has changed since. Look at it again.")
        if not (both.first[note] & both.second[note]) | set(codes):
            raise CodingNotPossible("At least one code has to stand. Say yes to one of them.")
        earlier = both.settlements.get(note)
        if was != (earlier.version if earlier else 0):
            raise CodingNotPossible(ELSEWHERE)
        with journal.entry("audits.coding.settled", by=by, at=at, about=found, details={"codes": len(disputed)}):
            return _write_settled(found, both.notes[note], sorted(codes), sorted(disputed), was, by=by, at=at)


def _coding_now(coding: Coding, by: Actor) -> CodingCoder:
    if coding.started_at is None:
        raise CodingNotPossible("Coding has not started yet. The office starts it when the codebook is ready.")
    found = CodingCoder.objects.get(coding=coding, person_id=by.person_id or 0)
    if found.done_at is not None:
        raise CodingNotPossible("You have finished coding. The office can let you code again.")
    return found


def _differs(key: NoteKey, one: Coded, notes: Mapping[NoteKey, Note], now: Mapping[NoteKey, CodedNote]) -> bool:
    row, note = now.get(key), notes.get(key)
    return row is None or note is None or set(row.codes) != one.codes or not note.is_as_in(row)


def _why_not(
    key: NoteKey,
    one: Coded,
    notes: Mapping[NoteKey, Note],
    now: Mapping[NoteKey, CodedNote],
    known: Collection[str],
) -> str:
    if key not in notes or notes[key].version != one.answer_version:
        return REWRITTEN
    if one.was != (now[key].version if key in now else 0):
        return ELSEWHERE
    return rules.why_not_these(one.codes, known)


def _write_coded(
    coding: Coding,
    coder: CodingCoder,
    wanted: Mapping[Note, Coded],
    now: Mapping[NoteKey, CodedNote],
    *,
    at: datetime,
) -> None:
    CodedNote.objects.bulk_create(
        [
            CodedNote(
                coding=coding,
                coder_id=coder.person_id,
                audit_return_id=note.key.return_id,
                establishment_id=note.establishment_id,
                partnership_id=coding.partnership_id,
                question=note.key.question,
                codes=sorted(one.codes),
                answer_version=note.version,
                submitted_at=note.submitted_at,
                version=now[note.key].version + 1 if note.key in now else 1,
                coded_at=at,
            )
            for note, one in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["coding", "coder", "audit_return", "question"],
        update_fields=["codes", "answer_version", "submitted_at", "version", "coded_at"],
    )


def _write_settled(
    coding: Coding, note: Note, codes: list[str], disputed: list[str], was: int, *, by: Actor, at: datetime
) -> CodingSettlement:
    assert by.person_id is not None
    made = CodingSettlement(
        coding=coding,
        audit_return_id=note.key.return_id,
        establishment_id=note.establishment_id,
        partnership_id=coding.partnership_id,
        question=note.key.question,
        disputed=disputed,
        codes=codes,
        answer_version=note.version,
        submitted_at=note.submitted_at,
        version=was + 1,
        settled_by_id=by.person_id,
        settled_name=by.name,
        settled_at=at,
    )
    unique = ["coding", "audit_return", "question"]
    kept = [
        "disputed",
        "codes",
        "answer_version",
        "submitted_at",
        "version",
        "settled_by",
        "settled_name",
        "settled_at",
    ]
    CodingSettlement.objects.bulk_create([made], update_conflicts=True, unique_fields=unique, update_fields=kept)
    return made
