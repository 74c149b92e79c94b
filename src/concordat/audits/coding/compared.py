"""What two coders gave, side by side: how far they agree, what they dispute, what stands, what has changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from concordat.audits import coding_access as access
from concordat.audits.coding.codebook import codebook_of
from concordat.audits.coding.notes import Note, NoteKey, changed, coded_by, current, key_of, notes_of
from concordat.audits.coding_rules import Entry, disputed, pairs_of, standing_codes
from concordat.audits.models import Coding, CodingCoder, CodingSettlement
from concordat.core.actor import Actor
from concordat.lib.rater_agreement import Agreement, weighted_kappa

SCALE = ("no", "yes")


@dataclass(frozen=True)
class CodeAgreement:
    """How two coders agree on one code over the notes that both coded."""

    key: str
    title: str
    first: int
    second: int
    agreement: Agreement


@dataclass(frozen=True)
class Compared:
    """Both coders' codes of the notes that are as they were when both coded them."""

    codebook: tuple[Entry, ...]
    notes: Mapping[NoteKey, Note]
    first: Mapping[NoteKey, frozenset[str]]
    second: Mapping[NoteKey, frozenset[str]]
    settlements: Mapping[NoteKey, CodingSettlement]
    changed: frozenset[NoteKey]

    @property
    def both(self) -> int:
        """How many notes both coded."""
        return len(self.first)

    @property
    def disputed(self) -> dict[NoteKey, frozenset[str]]:
        """What only one of them gave, by note."""
        return disputed(self.first, self.second)

    @property
    def settled(self) -> dict[NoteKey, frozenset[str]]:
        """What was settled of these disputes; not what was settled of others, or of an earlier state of a note."""
        return {
            key: frozenset(row.codes)
            for key, row in self.settlements.items()
            if key in self.notes and self.notes[key].is_as_in(row) and frozenset(row.disputed) == self.disputed.get(key)
        }

    @property
    def unsettled(self) -> list[NoteKey]:
        """Disputes that wait, in a fixed order."""
        settled = self.settled
        return [key for key in self.disputed if key not in settled]

    @property
    def standing(self) -> dict[NoteKey, frozenset[str]]:
        """The codes that stand."""
        return standing_codes(self.first, self.second, self.settled)

    @property
    def left_out(self) -> int:
        """Notes that do not count: new since, or changed since they were coded."""
        return len(set(self.notes) - set(self.first)) + len(self.changed - set(self.notes))

    @property
    def agreement(self) -> list[CodeAgreement]:
        """For each code of the codebook."""
        return [
            CodeAgreement(
                entry.key,
                entry.title,
                sum(entry.key in codes for codes in self.first.values()),
                sum(entry.key in codes for codes in self.second.values()),
                weighted_kappa(pairs_of(entry.key, self.first, self.second), SCALE),
            )
            for entry in self.codebook
        ]


def compared(actor: Actor, coding: Coding, coders: Sequence[CodingCoder]) -> Compared:
    """What the actor may see of both; nothing of the other's before both have finished. Four queries."""
    notes = notes_of(actor, coding)
    coded = coded_by(actor, coding)
    one, other = (coded.get(coder.person_id, {}) for coder in coders)
    first, second = current(notes, one), current(notes, other)
    in_both = [key for key in notes if key in first and key in second]
    rows = access.visible_settled(actor).filter(coding=coding)
    return Compared(
        codebook_of(actor, coding),
        notes,
        {key: first[key] for key in in_both},
        {key: second[key] for key in in_both},
        {key_of(row): row for row in rows},
        frozenset(changed(notes, [*one.values(), *other.values()])),
    )
