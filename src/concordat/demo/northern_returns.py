"""Light returns of North Yorkshire: a short form last year and this, and a toolkit answered twice by a few."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from concordat.accounts.vocabulary import Role
from concordat.audits import access, operations, queries
from concordat.audits.operations import Posted
from concordat.audits.presenters.declarations import declaration
from concordat.core.actor import Actor, acting_as
from concordat.demo import answers
from concordat.demo.calendar import Window
from concordat.demo.local_form import FORM
from concordat.demo.neighbours import open_audit

if TYPE_CHECKING:
    from concordat.audits.models import AuditReturn

People = Mapping[Role, Actor]
TITLE = "Yearly safeguarding statement"
TOOLKIT, TOOLKIT_TITLE = "sexual-harm-toolkit", "Preventing sexual harm: where we stand"
RETURNED = 270  # of some 345 schools, last year
TOOLKIT_SCHOOLS, AGAIN = 8, 6  # so many answered last year; so many have again


def short_returns(
    partnership_id: int,
    team: People,
    settings: Mapping[int, People],
    windows: tuple[Window, Window],
    *,
    returned: int,
    now: datetime,
) -> int:
    """Last year's statement, closed, and this year's, open; gives the id of last year's audit."""
    last, this = windows
    manager = team[Role.business_manager]
    every = list(settings)
    cycle_id = _open(partnership_id, manager, every, last, title=TITLE, form=FORM)
    waiting = _returns(manager, cycle_id)
    for place, setting in enumerate(every[:returned]):
        at = last.moment(place + 1, returned + 1)
        given = _answer(waiting[setting], settings[setting][Role.dsl], at, seed=place, level=0)
        _hand_in(given, settings[setting], at, place)
        _accept(given, team, at)
    _close(cycle_id, manager, last.moment(1, 1))
    open_now = _open(partnership_id, manager, every, this, title=TITLE, form=FORM)
    waiting = _returns(manager, open_now)
    for place in range(0, len(every), 12):
        at = this.moment(place, len(every), until=now.date())
        people, share = settings[every[place]], (0.3, 0.6, 1.0)[place // 12 % 3]
        given = _answer(waiting[every[place]], people[Role.dsl], at, seed=500 + place, level=0, share=share)
        if share == 1.0:
            _hand_in(given, people, at, place)
    return cycle_id


def toolkit_twice(
    partnership_id: int,
    team: People,
    settings: Mapping[int, People],
    windows: tuple[Window, Window],
    *,
    now: datetime,
) -> None:
    """Eight schools scored themselves a year ago; six have again, most of them higher."""
    manager = team[Role.business_manager]
    asked = list(settings)[1 : 1 + TOOLKIT_SCHOOLS]
    for year, window in enumerate(windows):
        cycle_id = _open(partnership_id, manager, asked, window, title=TOOLKIT_TITLE, form=TOOLKIT)
        waiting = _returns(manager, cycle_id)
        for place, setting in enumerate(asked if year == 0 else asked[:AGAIN]):
            at = window.moment(place + 1, TOOLKIT_SCHOOLS + 1, until=now.date() - timedelta(days=1))
            level = 1 + place % 2 + (year == 1 and place % 3 != 1)
            given = _answer(waiting[setting], settings[setting][Role.dsl], at, seed=3 * place, level=level)
            _hand_in(given, settings[setting], at, place)
            if year == 0:
                _accept(given, team, at)
        if year == 0:
            _close(cycle_id, manager, window.moment(1, 1))


def _open(partnership_id: int, manager: Actor, chosen: list[int], window: Window, *, title: str, form: str) -> int:
    days = (window.opens_on, window.closes_on)
    return open_audit(partnership_id, manager, chosen, days, window.moment(0, 1), title=title, form=form)


def _returns(manager: Actor, cycle_id: int) -> dict[int, AuditReturn]:
    with acting_as(manager):
        found = access.visible_returns(manager).select_related(*queries.WITH).filter(cycle_id=cycle_id)
        return {one.establishment_id: one for one in found}


def _answer(given: AuditReturn, dsl: Actor, at: datetime, *, seed: int, level: int, share: float = 1.0) -> AuditReturn:
    with acting_as(dsl, at=at):
        says = answers.Setting("very", [], at.date(), shows=seed % 3 == 0, level=level)
        every = answers.whole(queries.form_of(given), queries.register_facts(given), says, seed=seed)
        some = list(every.items())[: max(1, int(len(every) * share))]
        operations.save_section(audit_return=given, posted={code: Posted(value) for code, value in some}, by=dsl, at=at)
    return given


def _hand_in(given: AuditReturn, people: People, at: datetime, place: int) -> None:
    """The lead finishes, the head signs, the lead records the board's minute and hands it in."""
    dsl, form = people[Role.dsl], queries.form_of(given)
    with acting_as(dsl, at=at):
        operations.complete_return(audit_return=given, by=dsl, at=at)
        shown = queries.answers_digest(given)
    with acting_as(people[Role.headteacher], at=at) as head:
        operations.sign_as_head(audit_return=given, statement=declaration(form, "Head"), shown=shown, by=head, at=at)
    with acting_as(dsl, at=at):
        operations.record_board_minute(
            audit_return=given,
            statement=declaration(form, "Chair"),
            shown=shown,
            meeting_on=at.date(),
            minute_number=f"{place + 1}.2",
            review_by=None,
            by=dsl,
            at=at,
        )
        operations.submit_return(audit_return=given, by=dsl, at=at)


def _accept(given: AuditReturn, team: People, at: datetime) -> None:
    with acting_as(team[Role.education_safeguarding_lead], at=at) as lead:
        operations.accept_return(audit_return=given, by=lead, at=at)


def _close(cycle_id: int, manager: Actor, at: datetime) -> None:
    with acting_as(manager, at=at):
        operations.close_cycle(cycle=queries.cycle_for(manager, cycle_id), by=manager, at=at)
