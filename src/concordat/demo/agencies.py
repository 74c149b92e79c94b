"""This year's section 11 round: the police, the health board, the council and an invented charity, part-answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from concordat.accounts import operations as account_operations
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import OrganisationKind, Role
from concordat.audits import agencies, operations, queries
from concordat.audits.agency_rules import DECLARATION
from concordat.audits.operations import Posted
from concordat.core.actor import Actor, HeldRole, acting_as
from concordat.demo import answers
from concordat.demo.calendar import Window
from concordat.partnership import operations as partnership_operations
from concordat.partnership import queries as partnership_queries
from concordat.questionnaires import queries as questionnaire_queries

CHARITY = "Lantern Youth Project (invented)"
KIND = OrganisationKind
# Who answers and who signs for each kind of body, and how far they are.
ROUND: dict[str, tuple[str, str, str]] = {
    KIND.police_force: ("Perrin Oakhanger", "Sabine Glenholm", "signed"),
    KIND.health_board: ("Thea Merrowdale", "Ulric Calloway", "finished"),
    KIND.local_authority: ("Leda Hartsfield", "Magnus Dunmere", "half"),
    KIND.other_agency: ("Vesna Larkrise", "Wystan Eastlake", "not begun"),
}


def section_eleven(cycle_id: int, partnership_id: int, manager: Actor, window: Window, *, founded: datetime) -> None:
    """Through the operations: the charity joins, people are founded, all are asked, each goes as far as it is."""
    _charity(partnership_id, founded)
    at = window.moment(1, 3)
    with acting_as(manager, at=at):
        bodies = [term.organisation for term in partnership_queries.terms_on(partnership_id, at.date())]
    people = {body.pk: _people(body, founded) for body in bodies}
    with acting_as(manager, at=at):
        returns = operations.ask_agencies(
            cycle=queries.cycle_for(manager, cycle_id),
            organisation_ids=list(people),
            form_version_id=questionnaire_queries.published_version(agencies.FORM).pk,
            by=manager,
            at=at,
        )
    kinds = {body.pk: body.kind for body in bodies}
    for place, one in enumerate(returns):
        lead, officer = people[one.organisation_id]
        _go(one.pk, lead, officer, ROUND[kinds[one.organisation_id]][2], at + timedelta(hours=2), seed=7 * place)


def _charity(partnership_id: int, at: datetime) -> None:
    with acting_as(FOUNDER, at=at):
        made = account_operations.found_organisation(kind=KIND.other_agency, name=CHARITY, by=FOUNDER, at=at)
        partnership_operations.begin_term(
            partnership=partnership_queries.partnership(partnership_id),
            organisation_id=made.pk,
            from_on=at.date(),
            by=FOUNDER,
            at=at,
        )


def _people(body: Any, at: datetime) -> tuple[Actor, Actor]:
    lead, officer, _ = ROUND[body.kind]
    return _somebody(lead, Role.agency_lead, body, at), _somebody(officer, Role.accountable_officer, body, at)


def _somebody(name: str, role: Role, body: Any, at: datetime) -> Actor:
    address = f"{name.lower().replace(' ', '.')}@wakefield.example"
    with acting_as(FOUNDER, at=at):
        person = account_operations.found_person(name=name, email=address, by=FOUNDER, at=at)
        account_operations.give_role(person=person, role=role, organisation=body, by=FOUNDER, at=at)
    return Actor(person_id=person.pk, name=person.name, roles=(HeldRole(str(role), body.pk),))


def _go(return_id: int, lead: Actor, officer: Actor, how_far: str, at: datetime, *, seed: int) -> None:
    if how_far == "not begun":
        return
    with acting_as(lead, at=at):
        found = agencies.return_for(lead, return_id)
        given = answers.whole(
            agencies.form_of(found), agencies.NO_SETTING, answers.Setting("somewhat", [], at.date(), True), seed=seed
        )
        some = list(given.items())[: len(given) // 2 if how_far == "half" else None]
        posted = {code: Posted(value) for code, value in some}
        operations.answer_for_agency(agency_return=found, posted=posted, by=lead, at=at)
        if how_far == "half":
            return
        operations.finish_for_agency(agency_return=found, by=lead, at=at)
    if how_far == "signed":
        with acting_as(officer, at=at):
            found = agencies.return_for(officer, return_id)
            shown = agencies.digest_of(queries.values_of(agencies.answers_of(found)))
            operations.sign_for_agency(agency_return=found, statement=DECLARATION, shown=shown, by=officer, at=at)
