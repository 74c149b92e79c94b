"""Initiatives in the demo: four invented ones that answer recommendations, and who takes part (BX-BAR-2)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from concordat.accounts.vocabulary import Role
from concordat.audits.checking import recommendations
from concordat.core.actor import Actor, acting_as
from concordat.establishments import queries as establishment_queries
from concordat.partnership import queries as partnership_queries
from concordat.resources import queries as offer_queries
from concordat.resources.initiatives import operations, queries, rules
from concordat.resources.initiatives.operations import Takes, Written
from concordat.resources.vocabulary import Taking

FILE = Path(__file__).parent / "data" / "initiatives.csv"
People = Mapping[Role, Actor]
NOTED_BY_OFFICE = 5  # every fifth is noted by the office


def initiatives(partnership_id: int, team: People, settings: Mapping[int, People], *, now: datetime) -> int:
    """Written by the education safeguarding lead; settings say that they take part. Says how many take part."""
    lead = team[Role.education_safeguarding_lead]
    with FILE.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    taking = 0
    for row in rows:
        begun = now - timedelta(days=int(row["from_days"]))
        with acting_as(lead, at=begun):
            written = _written(row, partnership_id, lead, begun, now)
            pk = operations.begin_initiative(partnership_id=partnership_id, written=written, by=lead, at=begun).pk
        taking += _take_up(pk, row, lead, settings, begun)
    return taking


def _written(row: Mapping[str, str], partnership_id: int, lead: Actor, at: datetime, now: datetime) -> Written:
    bodies = {one.name: one.id for one in partnership_queries.bodies_on(partnership_id, at.date())}
    offers = {one.title: one.pk for one in offer_queries.offers(lead, partnership_id)}
    local = {one.title: one.pk for one in recommendations.recommendations_of(lead, partnership_id)}
    answers = [*row["answers"].split(), *([f"{rules.LOCAL}{local[row['local']]}"] if row["local"] else [])]
    return Written(
        title=row["title"],
        kind=row["kind"],
        what=row["what"],
        from_on=at.date(),
        until_on=now.date() - timedelta(days=int(row["until_days"])) if row["until_days"] else None,
        answers=tuple(answers),
        agency_id=bodies[row["agency"]],
        offer_id=offers[row["offer"]] if row["offer"] else None,
        phases=tuple(filter(None, row["phases"].split("; "))),
        aims=tuple(row["aims"].split()),
    )


def _take_up(pk: int, row: Mapping[str, str], lead: Actor, settings: Mapping[int, People], begun: datetime) -> int:
    with acting_as(lead, at=begun):
        briefs = {one.id: one for one in establishment_queries.briefs_of(settings)}
    phases = tuple(filter(None, row["phases"].split("; ")))
    here = [one for one in settings if rules.is_for(briefs[one].phase, None, phases=phases, authorities=())]
    joined = [one for place, one in enumerate(here) if place % int(row["every"]) == int(row["first"])]
    for number, setting in enumerate(joined):
        at = begun + timedelta(days=7 + number % 20)
        by = lead if number % NOTED_BY_OFFICE == 4 else settings[setting][Role.dsl]
        with acting_as(by, at=at):
            operations.say_take_up(
                initiative=queries.initiative(by, pk),
                establishment_id=setting,
                takes=Takes(
                    state=Taking.left if number % 11 == 10 else Taking.joined,
                    since_on=at.date(),
                    staff=int(row["staff"]) + number % 7,
                    sessions=1 + number % 3,
                ),
                by=by,
                at=at,
            )
    return len(joined)
