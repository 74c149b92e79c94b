"""The notes of a coding as they stand now, and the codes that people gave them. Read for each page, never kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from concordat.audits import access as return_access
from concordat.audits import checking_access
from concordat.audits import coding_access as access
from concordat.audits.models import Answer, CodedNote, Coding, CodingCoder, CodingSettlement
from concordat.core.actor import Actor


class NoteKey(NamedTuple):
    """Which note: of which return, beside which question."""

    return_id: int
    question: str


@dataclass(frozen=True)
class Note:
    """What a setting wrote beside one answer; `version` and `submitted_at` say which state of it this is."""

    key: NoteKey
    establishment_id: int
    chosen: str
    text: str
    version: int
    submitted_at: datetime
    phase: str
    type_group: str

    def is_as_in(self, row: CodedNote | CodingSettlement) -> bool:
        """Whether it is what it was when it was coded, in a return that was not handed in anew since."""
        return (row.answer_version, row.submitted_at) == (self.version, self.submitted_at)


def notes_of(actor: Actor, coding: Coding, *, to_code: bool = False) -> dict[NoteKey, Note]:
    """Notes of returns that are handed in and that the actor may read, in a fixed order. One query.

    With `to_code` also without those that the actor rates in the blind now.
    """
    unseen = access.returns_to_code(actor) if to_code else checking_access.returns_not_visited(actor)
    returns = return_access.visible_returns(actor).filter(
        unseen, cycle_id=coding.cycle_id, partnership_id=coding.partnership_id, submitted_at__isnull=False
    )
    rows = (
        Answer.objects.asked()
        .filter(audit_return__in=returns, question__in=coding.questions, value__choice__in=coding.answers)
        .order_by("audit_return_id", "question")
    )
    columns = ("audit_return_id", "question", "establishment_id", "value", "version")
    found = {}
    for return_id, question, setting, value, version, submitted_at, register in rows.values_list(
        *columns, "audit_return__submitted_at", "audit_return__register"
    ):
        key, text = NoteKey(return_id, question), str(value.get("note") or "").strip()
        if text:
            phase, group = (str(register.get(name) or "Not known") for name in ("phase", "type_group"))
            found[key] = Note(key, setting, str(value["choice"]), text, version, submitted_at, phase, group)
    return found


def key_of(row: CodedNote | CodingSettlement) -> NoteKey:
    """The note that a row is about."""
    return NoteKey(row.audit_return_id, row.question)


def coded_by(actor: Actor, coding: Coding) -> dict[int, dict[NoteKey, CodedNote]]:
    """By coder and note, as far as the actor may see: before both have finished one's own. One query."""
    found: dict[int, dict[NoteKey, CodedNote]] = {}
    for row in access.visible_coded(actor).filter(coding=coding):
        found.setdefault(row.coder_id, {})[key_of(row)] = row
    return found


def current(notes: Mapping[NoteKey, Note], coded: Mapping[NoteKey, CodedNote]) -> dict[NoteKey, frozenset[str]]:
    """The codes of notes that are what they were when coded."""
    return {
        key: frozenset(coded[key].codes) for key, note in notes.items() if key in coded and note.is_as_in(coded[key])
    }


def given_apart(
    notes: Mapping[NoteKey, Note], mine: Mapping[NoteKey, CodedNote], coders: Iterable[CodingCoder]
) -> set[NoteKey]:
    """Notes that one coded before seeing the other's codes and that are what they were: their codes stay."""
    seen = sum(coder.shown for coder in coders)
    return {key for key, row in mine.items() if key in notes and row.shown < seen and notes[key].is_as_in(row)}


def changed(notes: Mapping[NoteKey, Note], coded: Iterable[CodedNote]) -> set[NoteKey]:
    """Notes that were changed, taken back or handed in anew since they were coded."""
    return {key_of(row) for row in coded if (note := notes.get(key_of(row))) is None or not note.is_as_in(row)}
