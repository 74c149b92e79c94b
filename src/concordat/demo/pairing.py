"""Schools paired by what they said last year: most agreed, some waiting, one declined and not yet paired again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, pairing, queries
from concordat.audits.operations import Limits
from concordat.audits.pairing_words import PhaseLimit
from concordat.core.actor import Actor, acting_as

People = Mapping[Role, Actor]
PAIRER = Actor.system_named("audits.pairer")
SILENT = 9  # every ninth school has not said what it offers
VISITS = ("Walked their corridors at lunch with their deputy", "Read how they record and hand on concerns")


def a_round(cycle_id: int, team: People, settings: Mapping[int, People], *, now: datetime) -> None:
    """Begun 40 days ago, published two weeks ago."""
    lead = team[Role.education_safeguarding_lead]
    began, said, solved, published = (now - timedelta(days=days) for days in (40, 30, 15, 14))
    with acting_as(lead, at=began):
        one = operations.begin_round(
            cycle=queries.cycle_for(lead, cycle_id),
            limits=Limits(max_km=10, phases=PhaseLimit.same),
            offers_until=(now - timedelta(days=18)).date(),
            review_on=(now + timedelta(days=110)).date(),
            by=lead,
            at=began,
        )
        offers = [offer for offer in pairing.offers_of(lead, one) if offer.strengths or offer.needs]
    for place, offer in enumerate(offers):
        if place % SILENT == SILENT - 1:
            continue
        with acting_as(settings[offer.establishment_id][Role.dsl], at=said) as dsl:
            operations.say_offer(
                offer=pairing.offer_for(dsl, offer.pk),
                strengths=offer.strengths,
                needs=offer.needs,
                capacity=1 if place % 11 == 3 else 2,
                by=dsl,
                at=said,
            )
    with acting_as(lead, at=solved):
        asked = operations.ask_to_solve(pairing_round=one, by=lead, at=solved)
    with acting_as(PAIRER, at=solved):
        operations.solve_round(round_id=one.pk, number=asked.solve_number, by=PAIRER, at=solved)
    with acting_as(lead, at=published):
        operations.publish_pairs(pairing_round=one, by=lead, at=published)
        pairs = [[member.establishment_id for member in pair.members.all()] for pair in pairing.pairs_of(lead, one)]
    _answer(pairs, settings, now=now)


def _answer(pairs: list[list[int]], settings: Mapping[int, People], *, now: datetime) -> None:
    """The second pair is declined; of the others every third waits for its last school; some have met."""
    for place, members in enumerate(pairs):
        at = now - timedelta(days=12 - place % 6)
        if place == 1:
            _decline(members[0], settings, at=at)
            continue
        is_agreed = place % 3 != 2
        for setting in members if is_agreed else members[:-1]:
            _accept(setting, settings, at=at)
        if is_agreed and place % 4 == 0:
            _visit(members[0], settings, VISITS[place // 4 % len(VISITS)], at=now - timedelta(days=3))


def _accept(setting: int, settings: Mapping[int, People], *, at: datetime) -> None:
    with acting_as(settings[setting][Role.dsl], at=at) as dsl:
        (mine,) = pairing.memberships_at(dsl)
        boxes = pairing.mailboxes_of(setting, at.date())
        box = boxes[0] if boxes else f"safeguarding.{setting}@wakefield.example"
        operations.accept_pair(member=mine, mailbox=box, by=dsl, at=at)


def _decline(setting: int, settings: Mapping[int, People], *, at: datetime) -> None:
    with acting_as(settings[setting][Role.headteacher], at=at) as head:
        (mine,) = pairing.memberships_at(head)
        reason = "We have worked with this school for years and would like to learn from another."
        operations.decline_pair(member=mine, reason=reason, by=head, at=at)
    with acting_as(PAIRER, at=at):
        operations.end_declined(pair_id=mine.pair_id, by=PAIRER, at=at)


def _visit(setting: int, settings: Mapping[int, People], what: str, *, at: datetime) -> None:
    with acting_as(settings[setting][Role.dsl], at=at) as dsl:
        (mine,) = pairing.memberships_at(dsl)
        operations.note_visit(member=mine, on=at.date(), what=what, by=dsl, at=at)
