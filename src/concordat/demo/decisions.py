"""This year's single cases: one asks for more time, one has it, one is exempt, one answers on the telephone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries
from concordat.audits.vocabulary import RequestKind
from concordat.core.actor import Actor, acting_as
from concordat.demo.calendar import Window

People = Mapping[Role, Actor]
ASKS, WAS_GIVEN, EXEMPT, BY_PHONE = 0, 1, 2, 10  # places in the list; none of these schools has begun


def some_decisions(cycle_id: int, team: People, settings: Mapping[int, People], window: Window) -> None:
    """Through the operations, on the day after the audit opened."""
    every = list(settings.items())
    at = window.moment(1, 40)
    for place in (ASKS, WAS_GIVEN):
        setting, people = every[place]
        with acting_as(people[Role.dsl], at=at) as dsl:
            found = queries.returns_of(dsl).get(cycle_id=cycle_id, establishment_id=setting)
            until = queries.calendar_at(found).step(window.closes_on, 10)
            why = "Our deputy lead left at half-term and the new one starts in two weeks."
            operations.ask_partnership(
                audit_return=found, kind=RequestKind.extension, why=why, until=until, by=dsl, at=at
            )
    later = at + timedelta(hours=2)
    with acting_as(team[Role.business_manager], at=later) as manager:
        asked = queries.return_in(manager, cycle_id, every[WAS_GIVEN][0])
        until = queries.calendar_at(asked).step(window.closes_on, 10)
        operations.extend_return(audit_return=asked, until=until, reason="Two weeks more.", by=manager, at=later)
        exempt = queries.return_in(manager, cycle_id, every[EXEMPT][0])
        why = "It opened this September and was looked at in the summer."
        operations.exempt_return(audit_return=exempt, reason=why, by=manager, at=later)
    with acting_as(team[Role.education_safeguarding_lead], at=later) as lead:
        values = {
            "A1.1": {"choice": "green", "note": "Policy of September, on the website"},
            "A1.2": {"choice": "amber"},
        }
        called = queries.return_in(lead, cycle_id, every[BY_PHONE][0])
        asks = queries.form_of(called).questions
        told = {code: value for code, value in values.items() if code in asks}
        operations.take_by_phone(audit_return=called, told_by="Headteacher", values=told, by=lead, at=later)
