"""A second partnership asks twelve of the same schools: what they signed for the first is ready there (D2-08).

One school has confirmed a section; the others have not begun. No school contradicts itself: that would need a question
of the first form whose tags a reader found to be all that it asks, and there is none yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from concordat.accounts import operations as account_operations
from concordat.accounts import queries as account_queries
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import OrganisationKind, Role
from concordat.audits import operations, queries
from concordat.audits.carrying.known import known_of
from concordat.audits.operations import FormChoice, Shown
from concordat.audits.vocabulary import Scheme
from concordat.core.actor import Actor, HeldRole, acting_as
from concordat.demo import cast
from concordat.establishments import queries as establishment_queries
from concordat.partnership import operations as partnership_operations
from concordat.questionnaires import queries as questionnaire_queries

People = Mapping[Role, Actor]
NAME, SHORT = "Wharfe and Calder Safeguarding Partnership", "Wharfe and Calder Safeguarding"
TITLE, FORM = "Preventing sexual harm: where we stand", "sexual-harm-toolkit"
HOW_MANY = 12
CONFIRMS = 0  # its place among the twelve


@dataclass(frozen=True)
class Neighbour:
    """The second partnership, its business manager, its audit and the schools it asks."""

    partnership_id: int
    manager: Actor
    cycle_id: int
    schools: list[int]


def second_partnership(
    settings: Mapping[int, People], *, area: str, opens_on: date, closes_on: date, now: datetime
) -> Neighbour:
    """Founded two years ago over the same council; its audit is open."""
    long_ago = now - timedelta(days=700)
    with acting_as(FOUNDER, at=long_ago):
        council = account_queries.organisation_named(area, OrganisationKind.local_authority)
        made = partnership_operations.found_partnership(name=NAME, short_name=SHORT, by=FOUNDER, at=long_ago)
        partnership_operations.begin_term(
            partnership=made, organisation_id=council.pk, from_on=long_ago.date(), by=FOUNDER, at=long_ago
        )
        manager = _manager(made.organisation, long_ago)
    with acting_as(manager, at=now):
        chosen = _schools_that_signed(settings, council.pk, now.date())
    opened_at = datetime.combine(opens_on, now.time(), tzinfo=now.tzinfo)
    cycle_id = open_audit(made.pk, manager, chosen, (opens_on, closes_on), opened_at, title=TITLE, form=FORM)
    places = list(chosen)
    confirm_a_section(cycle_id, places[CONFIRMS], settings[places[CONFIRMS]][Role.dsl], at=now - timedelta(days=1))
    return Neighbour(made.pk, manager, cycle_id, places)


def _manager(body: Any, at: datetime) -> Actor:
    invented = cast.neighbour()
    person = account_operations.found_person(name=invented.name, email=invented.email, by=FOUNDER, at=at)
    account_operations.give_role(person=person, role=Role.business_manager, organisation=body, by=FOUNDER, at=at)
    return Actor(person_id=person.pk, name=person.name, roles=(HeldRole(str(Role.business_manager), body.pk),))


def _schools_that_signed(settings: Mapping[int, People], council: int, day: date) -> list[int]:
    """Those whose place says that they have handed in this year, then others, schools only."""
    schools = {brief.id for brief in establishment_queries.open_in([council], day) if brief.scheme != Scheme.short}
    in_order = sorted(
        (place % 10 not in (8, 9), place, setting) for place, setting in enumerate(settings) if setting in schools
    )
    return [setting for _, _, setting in in_order[:HOW_MANY]]


def open_audit(
    partnership_id: int,
    manager: Actor,
    chosen: list[int],
    days: tuple[date, date],
    at: datetime,
    *,
    title: str,
    form: str,
) -> int:
    """These schools are asked with a form from one day to another; gives the id of the audit."""
    opens_on, closes_on = days
    with acting_as(manager, at=at):
        version = questionnaire_queries.published_version(form).pk
        cycle = operations.prepare_cycle(
            partnership_id=partnership_id,
            title=title,
            year=str(opens_on.year),
            opens_on=opens_on,
            closes_on=closes_on,
            forms=[FormChoice(scheme, version, {"id": sorted(chosen)}) for scheme in (Scheme.s175, Scheme.s157)],
            by=manager,
            at=at,
        )
        operations.open_cycle(cycle=cycle, by=manager, at=at)
    return int(cycle.pk)


def confirm_a_section(cycle_id: int, setting: int, dsl: Actor, *, at: datetime) -> None:
    """The first section in which anything is ready is confirmed, as it is shown."""
    with acting_as(dsl, at=at):
        found = queries.return_in(dsl, cycle_id, setting)
        known = known_of(dsl, found, on=at.date())
        sections = known.form.shown_sections
        first = next(each for each in sections if any(each.question(code) for code in known.to_confirm))
        shown = {code: Shown(one.mark) for code, one in known.to_confirm.items() if first.question(code)}
        operations.confirm_ready(audit_return=found, shown=shown, by=dsl, at=at)
