"""Coding in the demo: why settings were only somewhat confident last year, read by two; another under way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries
from concordat.audits.coding import notes, standing
from concordat.audits.coding.compared import compared
from concordat.audits.operations import Coded
from concordat.core.actor import Actor, acting_as
from concordat.demo.phrases import REASONS, Reason

if TYPE_CHECKING:
    from concordat.audits.models import Coding

People = Mapping[Role, Actor]
FINISHED, UNDER_WAY = "q:A9.12", "q:A1.5"
LEFT = 20  # notes that the administrator has still to code
FIRST, SECOND = Role.education_safeguarding_lead, Role.partnership_administrator
BY_TEXT: Mapping[str, Reason] = {reason.text: reason for reason in REASONS}


def last_years_notes(cycle_id: int, team: People, at: datetime) -> None:
    """One coded by both, settled and frozen; of another the lead has finished and the administrator has not."""
    done = _started(cycle_id, team, FINISHED, at)
    for role in (FIRST, SECOND):
        _code(done, team[role], at + timedelta(days=2), left=0)
    _settle(done, team[FIRST], at + timedelta(days=4))
    with acting_as(team[Role.business_manager], at=at + timedelta(days=5)) as manager:
        operations.freeze_coding(coding=done, by=manager, at=at + timedelta(days=5))
    going = _started(cycle_id, team, UNDER_WAY, at + timedelta(days=7))
    _code(going, team[FIRST], at + timedelta(days=9), left=0)
    _code(going, team[SECOND], at + timedelta(days=10), left=LEFT)


def _started(cycle_id: int, team: People, subject: str, at: datetime) -> Coding:
    coders = [person for role in (FIRST, SECOND) if (person := team[role].person_id) is not None]
    with acting_as(team[Role.business_manager], at=at) as manager:
        cycle = queries.cycle_for(manager, cycle_id)
        made = operations.open_coding(cycle=cycle, subject=subject, coder_ids=coders, by=manager, at=at)
        return operations.start_coding(coding=made, by=manager, at=at)


def _code(coding: Coding, by: Actor, at: datetime, *, left: int) -> None:
    """As the phrases say; the second person sees some of them otherwise."""
    second = by.holds(SECOND)
    with acting_as(by, at=at):
        every = notes.notes_of(by, coding)
        given = {
            key: Coded(BY_TEXT[note.text].second if second else BY_TEXT[note.text].first, note.version)
            for key, note in list(every.items())[: len(every) - left]
        }
        operations.code_notes(coding=coding, given=given, by=by, at=at)
        if not left:
            operations.finish_coding(coding=coding, by=by, at=at)


def _settle(coding: Coding, by: Actor, at: datetime) -> None:
    """Every third difference is decided against the code; nothing is left without one."""
    with acting_as(by, at=at):
        found = standing.coding_for(by, coding.pk)
        both = compared(by, coding, found.coders)
        for place, (key, disputed) in enumerate(sorted(both.disputed.items())):
            stands = place % 3 != 2 or not both.first[key] & both.second[key]
            operations.settle_note(
                coding=coding,
                note=key,
                codes=disputed if stands else frozenset(),
                disputed=disputed,
                was=0,
                by=by,
                at=at,
            )
