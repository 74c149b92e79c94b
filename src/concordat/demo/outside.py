"""This year one audit of others is accepted, for one section: two settings have used it, one waits for a word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, outside, queries
from concordat.audits.evidence_rules import Said
from concordat.audits.operations import Named
from concordat.audits.vocabulary import EvidenceKind, Sharing
from concordat.core.actor import Actor, acting_as
from concordat.demo.calendar import Window

People = Mapping[Role, Actor]
SECTION = "A1"
ACCEPTED, WAITS = (14, 15), 24  # places in the list; these are answering now


def an_outside_audit(
    cycle_id: int, partnership_id: int, team: People, settings: Mapping[int, People], window: Window
) -> None:
    """Through the operations: named before the audit opened, offered and decided in the weeks after."""
    manager, at = team[Role.business_manager], window.moment(1, 4)
    said = Named(
        name="Governance review",
        whose="Calder Vale Diocese (invented)",
        form_code="annual-school-audit",
        sections=[SECTION],
        from_on=window.opens_on,
        until_on=None,
        reason="Its reviewers read minutes and training records, and ask all that our first section asks.",
    )
    with acting_as(manager, at=at):
        one = operations.name_outside(partnership_id=partnership_id, said=said, by=manager, at=at)
    every = list(settings.items())
    for place in (*ACCEPTED, WAITS):
        setting, people = every[place]
        with acting_as(people[Role.dsl], at=at) as dsl:
            found = queries.return_in(dsl, cycle_id, setting)
            seen = Said(
                EvidenceKind.seen, "Governance review", seen="The whole report", seen_by="Head", seen_on=at.date()
            )
            shown = operations.add_evidence(
                audit_return=found, question="", said=seen, shared=Sharing.partnership, by=dsl, at=at
            )
            offer = operations.offer_outside(
                audit_return=found,
                outside_audit=one,
                evidence_id=shown.pk,
                sections=[SECTION],
                note="",
                by=dsl,
                at=at,
            )
        if place == WAITS:
            continue
        later = at + timedelta(hours=3)
        with acting_as(manager, at=later):
            operations.accept_outside(
                offer=outside.offer_for(manager, offer.pk),
                sections=[SECTION],
                reason="We have read the report; it is of this year.",
                by=manager,
                at=later,
            )
