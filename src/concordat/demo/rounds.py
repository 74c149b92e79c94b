"""Two rounds of the yearly audit: last year's closed and complete, this year's under way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from concordat.accounts.vocabulary import ROLE_NAMES, Role
from concordat.audits import operations, queries
from concordat.audits.operations import FormChoice, Posted
from concordat.audits.presenters.declarations import declaration
from concordat.audits.vocabulary import Scheme
from concordat.core.actor import Actor, acting_as
from concordat.demo import answers
from concordat.demo.calendar import Window
from concordat.demo.checking import last_years_checking, recommendations, this_years_checking
from concordat.demo.coding import last_years_notes
from concordat.demo.decisions import some_decisions
from concordat.demo.outside import an_outside_audit
from concordat.demo.sections import some_sections
from concordat.demo.showing import some_evidence
from concordat.questionnaires import queries as questionnaire_queries

if TYPE_CHECKING:
    from concordat.audits.models import AuditReturn

People = Mapping[Role, Actor]
Tell = Callable[[str, float], None]
TITLE = "School safeguarding audit"
VERY_CONFIDENT = 95  # of 160: the report's "almost 60%"; the other 65 are its "over 40%"


def last_year(partnership_id: int, team: People, settings: Mapping[int, People], window: Window, *, tell: Tell) -> int:
    """Everybody returned; 95 very confident, 65 somewhat. Says which audit it is."""
    manager = team[Role.business_manager]
    cycle_id = _open(partnership_id, manager, window)
    for place, (setting, people) in enumerate(settings.items()):
        if place % 8 == 0:
            tell("Last year: schools answer, sign and submit", place / len(settings))
        at = window.moment(place + 1, len(settings) + 1)
        confidence = "very" if place < VERY_CONFIDENT else "somewhat"
        answered = _answer(cycle_id, setting, people, at, seed=place, confidence=confidence)
        _sign_and_submit(answered, people, at, place)
        with acting_as(team[Role.education_safeguarding_lead], at=at) as lead:
            operations.accept_return(audit_return=answered, by=lead, at=at)
    closed_at = window.moment(1, 1)
    with acting_as(manager, at=closed_at):
        operations.close_cycle(cycle=queries.cycle_for(manager, cycle_id), by=manager, at=closed_at)
    tell("Last year: returns are checked", 0.95)
    last_years_checking(cycle_id, team, settings, window)
    last_years_notes(cycle_id, team, window.moment(1, 1) + timedelta(days=30))
    return cycle_id


def this_year(
    partnership_id: int,
    team: People,
    settings: Mapping[int, People],
    window: Window,
    *,
    now: datetime,
    tell: Tell,
) -> int:
    """Open and part-answered: from not started to submitted and asked back. Says which audit it is."""
    cycle_id = _open(partnership_id, team[Role.business_manager], window)
    yesterday = now.date()
    for place, (setting, people) in enumerate(settings.items()):
        if place % 8 == 0:
            tell("This year: schools are answering", place / len(settings))
        _one_this_year(cycle_id, team, setting, people, window, place, len(settings), until=yesterday)
    some_decisions(cycle_id, team, settings, window)
    some_evidence(cycle_id, settings, window)
    some_sections(cycle_id, settings, window)
    an_outside_audit(cycle_id, partnership_id, team, settings, window)
    this_years_checking(cycle_id, team, now=now)
    recommendations(partnership_id, team, settings, now=now)
    return cycle_id


def _one_this_year(
    cycle_id: int,
    team: People,
    setting: int,
    people: People,
    window: Window,
    place: int,
    of: int,
    *,
    until: date,
) -> None:
    stage = place % 10
    if stage < 3:
        return
    at = window.moment(place, of + 20, until=until)
    confidence = "somewhat" if place % 3 == 0 else "very"
    share = 0.2 * (stage - 2) if stage < 6 else 1.0
    answered = _answer(cycle_id, setting, people, at, seed=1000 + place, confidence=confidence, share=share)
    if stage < 6:
        return
    if stage == 6:
        _finish(answered, people, at)
    elif stage == 7:
        _finish(answered, people, at)
        _sign_head(answered, people, at)
    else:
        _sign_and_submit(answered, people, at, place)
    if stage == 9 and place % 20 == 9:
        _ask_back(answered, team[Role.education_safeguarding_lead], at)


def hand_in(cycle_id: int, setting: int, people: People, at: datetime, place: int, *, seed: int) -> None:
    """A setting has answered everything, signed and handed in."""
    return_id = _answer(cycle_id, setting, people, at, seed=seed, confidence="very")
    _sign_and_submit(return_id, people, at, place)


def _open(partnership_id: int, manager: Actor, window: Window) -> int:
    at = window.moment(0, 1)
    with acting_as(manager, at=at):
        school = questionnaire_queries.published_version("annual-school-audit").pk
        short = questionnaire_queries.published_version("short-provider-return").pk
        cycle = operations.prepare_cycle(
            partnership_id=partnership_id,
            title=TITLE,
            year=window.year,
            opens_on=window.opens_on,
            closes_on=window.closes_on,
            forms=[
                FormChoice(Scheme.s175, school),
                FormChoice(Scheme.s157, school),
                FormChoice(Scheme.short, short),
            ],
            by=manager,
            at=at,
        )
        operations.open_cycle(cycle=cycle, by=manager, at=at)
    return int(cycle.pk)


def _answer(
    cycle_id: int, setting: int, people: People, at: datetime, *, seed: int, confidence: str, share: float = 1.0
) -> AuditReturn:
    """The return as the setting reads it; each operation reads it anew, locked."""
    dsl = people[Role.dsl]
    with acting_as(dsl, at=at):
        found = queries.returns_of(dsl).get(cycle_id=cycle_id, establishment_id=setting)
        staff = [(ROLE_NAMES[role], person.name) for role, person in people.items()]
        setting_says = answers.Setting(confidence, staff, at.date(), shows=seed % 6 != 1)
        given = answers.whole(queries.form_of(found), queries.register_facts(found), setting_says, seed=seed)
        some = list(given.items())[: max(1, int(len(given) * share))]
        operations.save_section(audit_return=found, posted={code: Posted(value) for code, value in some}, by=dsl, at=at)
    return found


def _finish(answered: AuditReturn, people: People, at: datetime) -> None:
    with acting_as(people[Role.dsl], at=at) as dsl:
        operations.complete_return(audit_return=answered, by=dsl, at=at)


def _sign_head(answered: AuditReturn, people: People, at: datetime) -> None:
    with acting_as(people[Role.headteacher], at=at) as head:
        said, shown = declaration(queries.form_of(answered), "Head"), queries.answers_digest(answered)
        operations.sign_as_head(audit_return=answered, statement=said, shown=shown, by=head, at=at)


def _sign_and_submit(answered: AuditReturn, people: People, at: datetime, place: int) -> None:
    _finish(answered, people, at)
    _sign_head(answered, people, at)
    with acting_as(people[Role.governor], at=at) as chair:
        said, shown = declaration(queries.form_of(answered), "Chair"), queries.answers_digest(answered)
        if place % 4 == 0:
            operations.record_board_minute(
                audit_return=answered,
                statement=said,
                shown=shown,
                meeting_on=at.date(),
                minute_number=f"{place + 1}.4",
                review_by=None,
                by=chair,
                at=at,
            )
        else:
            operations.sign_as_chair(audit_return=answered, statement=said, shown=shown, by=chair, at=at)
    with acting_as(people[Role.dsl], at=at) as dsl:
        operations.submit_return(audit_return=answered, by=dsl, at=at)


def _ask_back(answered: AuditReturn, lead: Actor, at: datetime) -> None:
    with acting_as(lead, at=at):
        operations.send_back(
            audit_return=answered,
            question="",
            asked="Thank you. Which part of the action plan does the board look at first?",
            by=lead,
            at=at,
        )
