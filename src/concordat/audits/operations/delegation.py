"""Sections go to colleagues of the setting and come back: handed, taken back, done, confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from concordat.audits import access, handed, queries, rules
from concordat.audits.delegation_rules import why_not_by
from concordat.audits.models import AuditReturn, Delegation
from concordat.audits.operations.answers import count_anew
from concordat.audits.vocabulary import DelegationEnd
from concordat.core import jobs, journal
from concordat.core.actor import Actor
from concordat.core.clock import day_of
from concordat.core.problems import NotAllowed, Problem
from concordat.lib.form_logic import Section

GONE = "This section is not with you any more: it was taken back, or the return takes no answers now."


class DelegationNotPossible(Problem):
    """A section that cannot be handed over, given back or confirmed as asked."""


@dataclass(frozen=True)
class Handing:
    """What a lead says: which sections, to whom, and which delegation of each the page showed (0 for none)."""

    sections: Sequence[str]
    person_id: int
    note: str = ""
    wanted_on: date | None = None
    was: Mapping[str, int] = field(default_factory=dict)


def hand_sections(*, audit_return: AuditReturn, handing: Handing, by: Actor, at: datetime) -> list[Delegation]:
    """Hand sections to one colleague, who is told once. Said again, nothing happens; a new note or day is kept.

    A section that somebody else had leaves that person. Raises `rules.NotYet` where no answer is taken.
    """
    access.require(by, "audits.delegate", audit_return)
    audit_return = queries.lock(audit_return)
    rules.require_answerable(queries.facts_of(audit_return))
    if by.person_id is None:
        raise DelegationNotPossible("A person hands a section over, never the system.")
    sections = _sections(audit_return, handing.sections)
    _require_colleague(audit_return, handing.person_id, by=by, at=at)
    _require_day(audit_return, handing.wanted_on, at=at)
    now = {row.section: row for row in handed.current(by, audit_return, at=at)}
    given = [_hand(audit_return, section, now.get(section.code), handing, by=by, at=at) for section in sections]
    new = [row for row in given if row is not None]
    if new:
        details = {"sections": [row.section for row in new], "to": handing.person_id}
        with journal.entry("audits.section.handed", by=by, at=at, about=audit_return, details=details):
            Delegation.objects.bulk_create(new)
            count_anew(audit_return)
        jobs.defer("audits.tell_colleague_of_section", delegation_id=new[0].pk)
    return new


def take_back(*, delegation: Delegation, by: Actor, at: datetime) -> None:
    """The lead takes a section back; no reason is needed. Said again, nothing happens."""
    audit_return, row = _locked(delegation, by=by)
    if row.ended_at is not None:
        return
    if row.done_at is not None:
        raise DelegationNotPossible("This section has come back already. Read it over and confirm it.")
    _end(audit_return, row, DelegationEnd.taken_back, by=by, at=at)


def hand_back(*, delegation: Delegation, said: str, by: Actor, at: datetime) -> None:
    """The colleague has done what could be done; the section goes back to the lead. Said again, nothing happens."""
    if delegation.person_id != by.person_id:
        raise NotAllowed("A section is given back by the one who has it.")
    if delegation.done_at is not None:
        return
    if delegation.ended_at is not None or not access.allows(by, "audits.hand_back", delegation):
        raise DelegationNotPossible(GONE)
    audit_return = queries.lock(delegation.audit_return)
    rules.require_answerable(queries.facts_of(audit_return))
    with journal.entry("audits.section.handed_back", by=by, at=at, about=delegation):
        still_out = Delegation.objects.filter(pk=delegation.pk, done_at=None, ended_at=None)
        if still_out.update(done_at=at, said=said.strip()) != 1:
            raise DelegationNotPossible(GONE)


def confirm_section(*, delegation: Delegation, by: Actor, at: datetime) -> None:
    """The lead has read over what came back. Said again, nothing happens."""
    audit_return, row = _locked(delegation, by=by)
    if row.confirmed_at is not None:
        return
    if row.done_at is None or row.ended_at is not None:
        raise DelegationNotPossible("This section has not come back yet. Wait for it, or take it back.")
    rules.require_answerable(queries.facts_of(audit_return))
    with journal.entry("audits.section.confirmed", by=by, at=at, about=row):
        row.confirmed_at, row.confirmed_by_id = at, by.person_id
        row.save(update_fields=["confirmed_at", "confirmed_by"])
        count_anew(audit_return)


def end_delegations_of_leavers(*, by: Actor, at: datetime) -> int:
    """Sections whose colleague has left the setting are with the lead again. Says how many."""
    access.require(by, "audits.end_delegations")
    rows = handed.of_leavers(at=at)
    for row in rows:
        _end(row.audit_return, row, DelegationEnd.left, by=by, at=at)
    return len(rows)


def _sections(audit_return: AuditReturn, codes: Sequence[str]) -> list[Section]:
    form = queries.form_of(audit_return)
    found = [form.section(code) for code in dict.fromkeys(codes)]
    if not found:
        raise DelegationNotPossible("Choose at least one section.")
    known = [section for section in found if section is not None]
    if len(known) != len(found):
        raise DelegationNotPossible("Choose sections of this return.")
    for section in known:
        asked = {question.code for question in section.questions if question.is_answered_here}
        if asked and asked <= audit_return.accepted.keys():
            raise DelegationNotPossible(f"{section.code} {section.title} is not asked: another audit stands for it.")
    return known


def _require_colleague(audit_return: AuditReturn, person_id: int, *, by: Actor, at: datetime) -> None:
    if person_id not in {one.id for one in handed.colleagues(by, audit_return, at=at)}:
        raise DelegationNotPossible("Choose a colleague who holds a role at your setting.")


def _require_day(audit_return: AuditReturn, wanted_on: date | None, *, at: datetime) -> None:
    if wanted_on is None:
        return
    sentence = why_not_by(
        wanted_on,
        today=day_of(at),
        opens_on=audit_return.cycle.opens_on,
        closes_on=audit_return.due_on,
        calendar=queries.calendar_at(audit_return),
    )
    if sentence:
        raise DelegationNotPossible(sentence)


def _hand(
    audit_return: AuditReturn, section: Section, has: Delegation | None, handing: Handing, *, by: Actor, at: datetime
) -> Delegation | None:
    """The new row; none where the colleague has the section already."""
    note = handing.note.strip()
    if has is not None and has.person_id == handing.person_id and handed.is_out(has):
        if (has.note, has.wanted_on) != (note, handing.wanted_on):
            with journal.entry("audits.section.note_changed", by=by, at=at, about=has):
                Delegation.objects.filter(pk=has.pk).update(note=note, wanted_on=handing.wanted_on)
        return None
    if has is not None and handing.was.get(section.code, 0) != has.pk:
        raise DelegationNotPossible(
            f"Somebody else has handed on {section.code} {section.title} in the meantime. See who has it, then choose."
        )
    assert by.person_id is not None
    if has is not None:
        _end(audit_return, has, DelegationEnd.passed_on if has.stays else DelegationEnd.left, by=by, at=at)  # type: ignore[attr-defined]
    return Delegation(
        audit_return=audit_return,
        establishment_id=audit_return.establishment_id,
        section=section.code,
        questions=[question.code for question in section.questions],
        person_id=handing.person_id,
        note=note,
        wanted_on=handing.wanted_on,
        given_by_id=by.person_id,
        given_at=at,
    )


def _locked(delegation: Delegation, *, by: Actor) -> tuple[AuditReturn, Delegation]:
    access.require(by, "audits.delegate", delegation.audit_return)
    audit_return = queries.lock(delegation.audit_return)
    return audit_return, Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk)


def _end(audit_return: AuditReturn, row: Delegation, end: DelegationEnd, *, by: Actor, at: datetime) -> None:
    with journal.entry(f"audits.section.{end}", by=by, at=at, about=row, details={"return": audit_return.pk}):
        Delegation.objects.filter(pk=row.pk, ended_at=None).update(ended_at=at, end=end)
