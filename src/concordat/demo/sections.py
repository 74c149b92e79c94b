"""One school has handed two sections to its business manager, who has given one back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from concordat.accounts.vocabulary import Role
from concordat.audits import handed, operations, queries
from concordat.audits.operations import Handing, Posted
from concordat.core.actor import Actor, acting_as
from concordat.demo import answers
from concordat.demo.calendar import Window

People = Mapping[Role, Actor]
HANDS_OVER = 14  # a place in the list; this school is answering now
DONE, OUT = "A5", "A10"  # safer recruitment, and groups and places


def some_sections(cycle_id: int, settings: Mapping[int, People], window: Window) -> None:
    """Through the operations, a week after the audit opened."""
    setting, people = list(settings.items())[HANDS_OVER]
    lead, colleague = people[Role.dsl], people[Role.school_business_manager]
    assert colleague.person_id is not None
    at = window.moment(1, 6)
    with acting_as(lead, at=at):
        found = queries.return_in(lead, cycle_id, setting)
        handing = Handing(
            (DONE, OUT),
            colleague.person_id,
            "You have the lettings file and the single central record.",
            queries.calendar_at(found).step(window.closes_on, -10),
        )
        operations.hand_sections(audit_return=found, handing=handing, by=lead, at=at)
    later = at + timedelta(days=1)
    with acting_as(colleague, at=later):
        found = queries.return_for(colleague, found.pk)
        (mine,) = [row for row in handed.with_me(colleague, found) if row.section == DONE]
        says = answers.Setting("very", [], later.date(), shows=True)
        every = answers.whole(queries.form_of(found), queries.register_facts(found), says, seed=HANDS_OVER)
        now = queries.answers_of(found)
        given = {
            code: Posted(every[code], now[code].token if code in now else "")
            for code in mine.questions
            if code in every
        }
        operations.save_section(audit_return=found, posted=given, by=colleague, at=later)
        operations.hand_back(
            delegation=mine, said="The record was checked with the head in September.", by=colleague, at=later
        )
