"""The region in the demo: the two partnerships pooled last year's results, in which twelve schools are in both (D2-09).

Both are over the same council, so the return that a school handed in last counts: for six of the twelve it is the
second partnership's. Three schools answered the second with other words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries
from concordat.audits.pooling.access import SYSTEM
from concordat.audits.pools import standing
from concordat.core.actor import Actor, acting_as
from concordat.demo.calendar import Window
from concordat.demo.neighbours import Neighbour, open_audit
from concordat.demo.rounds import hand_in

People = Mapping[Role, Actor]
TITLE, NAME = "Safeguarding audit of both arrangements", "Wakefield with Wharfe and Calder"
PURPOSE = "To plan training for the schools of both partnerships together."
ANSWERS_OTHERWISE = 3
STEP, STEPS = 1, 5  # when the twelve hand in to the second partnership: a fifth of the way


def a_region(
    partnership_id: int,
    office: Actor,
    second: Neighbour,
    audited: int,
    settings: Mapping[int, People],
    window: Window,
    *,
    now: datetime,
) -> None:
    """Last year's audit of the second partnership, and the pool in which both are counted."""
    cycle_id = _last_year_of_second(second, settings, window)
    at = now - timedelta(days=20)
    with acting_as(office, at=at):
        pool = operations.begin_pool(
            partnership_id=partnership_id,
            name=NAME,
            purpose=PURPOSE,
            others=[second.partnership_id],
            until_on=now.date() + timedelta(days=365),
            by=office,
            at=at,
        )
    for place, actor, cycle in ((partnership_id, office, audited), (second.partnership_id, second.manager, cycle_id)):
        with acting_as(actor, at=at):
            part = standing.pool_for(actor, pool.pk).own([place])[0].part
            until = now.date() + timedelta(days=365)
            operations.join_pool(part=part, until_on=until, by=actor, at=at)
            operations.release_audit(part=part, cycle=queries.cycle_for(actor, cycle), by=actor, at=at)
    with acting_as(SYSTEM, at=at):
        operations.make_pool_table(pool_id=pool.pk, by=SYSTEM, at=at)


def _last_year_of_second(second: Neighbour, settings: Mapping[int, People], window: Window) -> int:
    days = (window.opens_on, window.closes_on)
    opened_at = window.moment(0, 1)
    cycle_id = open_audit(
        second.partnership_id,
        second.manager,
        second.schools,
        days,
        opened_at,
        title=TITLE,
        form="annual-school-audit",
    )
    places = list(settings)
    at = window.moment(STEP, STEPS)
    for number, setting in enumerate(second.schools):
        seed = places.index(setting) + (500 if number < ANSWERS_OTHERWISE else 0)
        hand_in(cycle_id, setting, settings[setting], at, number, seed=seed)
    closed_at = window.moment(1, 1)
    with acting_as(second.manager, at=closed_at) as by:
        operations.close_cycle(cycle=queries.cycle_for(by, cycle_id), by=by, at=closed_at)
    return cycle_id
