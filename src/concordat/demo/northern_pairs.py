"""A round of pairs over 270 schools of North Yorkshire; who is strong in what is drawn from a seed, always alike."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, pairing, queries
from concordat.audits.operations import Limits
from concordat.audits.pairing_words import PhaseLimit
from concordat.core.actor import Actor, acting_as
from concordat.demo.pairing import PAIRER

People = Mapping[Role, Actor]
SEED = "North Yorkshire pairs its schools"
AGREED = (2, 9)  # of nine pairs two are accepted by both schools, and two wait for the second one
FURTHEST_KM = 40  # from dale to coast


def northern_pairs(cycle_id: int, team: People, settings: Mapping[int, People], *, now: datetime) -> None:
    """Begun six weeks ago, said in the two weeks after, solved and published three weeks ago."""
    lead = team[Role.education_safeguarding_lead]
    began, said, solved, published = (now - timedelta(days=days) for days in (44, 34, 22, 21))
    with acting_as(lead, at=began):
        cycle = queries.cycle_for(lead, cycle_id)
        one = operations.begin_round(
            cycle=cycle,
            limits=Limits(max_km=FURTHEST_KM, phases=PhaseLimit.same),
            offers_until=(now - timedelta(days=25)).date(),
            review_on=(now + timedelta(days=100)).date(),
            by=lead,
            at=began,
        )
        offers = pairing.offers_of(lead, one)
        standards = list(pairing.standards_of(cycle))
    drawn = random.Random(SEED)  # noqa: S311 - nothing is kept secret with it
    for offer in offers:
        strengths, needs = _drawn(standards, drawn)
        dsl = settings[offer.establishment_id][Role.dsl]
        with acting_as(dsl, at=said):
            operations.say_offer(offer=offer, strengths=strengths, needs=needs, capacity=1, by=dsl, at=said)
    with acting_as(lead, at=solved):
        asked = operations.ask_to_solve(pairing_round=one, by=lead, at=solved)
    with acting_as(PAIRER, at=solved):
        operations.solve_round(round_id=one.pk, number=asked.solve_number, by=PAIRER, at=solved)
    with acting_as(lead, at=published):
        operations.publish_pairs(pairing_round=one, by=lead, at=published)
        pairs = [list(pair.members.all()) for pair in pairing.pairs_of(lead, one)]
    agreed = len(pairs) * AGREED[0] // AGREED[1]
    for place, members in enumerate(pairs[: 2 * agreed]):
        at = published + timedelta(days=3 + place % 12)
        for member in members if place < agreed else members[:1]:
            dsl = settings[member.establishment_id][Role.dsl]
            with acting_as(dsl, at=at):
                box = f"safeguarding.{member.establishment_id}@northyorkshire.example"
                operations.accept_pair(member=member, mailbox=box, by=dsl, at=at)


def _drawn(standards: list[str], chance: random.Random) -> tuple[list[str], list[str]]:
    """Two or three strengths and one or two needs, each standard once."""
    every = chance.sample(standards, 5)
    strong = chance.choice((2, 3))
    return every[:strong], every[strong : strong + chance.choice((1, 2))]
