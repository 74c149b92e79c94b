"""People who come and go in the demonstration: one asks to join, one leaves, one setting has lost its keepers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from concordat.accounts import operations as account_operations
from concordat.accounts import queries as account_queries
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import SETTING_KEEPERS, Role
from concordat.core.actor import Actor, acting_as
from concordat.joining import codes, operations, queries
from concordat.joining.access import FRONT_DESK

ASKS, LEAVES, ALONE, DESERTED = 120, 121, 122, 123  # places in the order of the settings


def comings_and_goings(
    settings: dict[int, dict[Role, Actor]], *, partnership_id: int, office: Actor, at: datetime, today: date
) -> None:
    """One of each, at settings that are nowhere else shown first."""
    ids = list(settings)
    if len(ids) <= DESERTED:
        return
    _somebody_asks(ids[ASKS], at=at)
    _somebody_leaves(ids[LEAVES], settings[ids[LEAVES]], last_day=today + timedelta(days=24), at=at)
    _end(ids[ALONE], (Role.headteacher, Role.school_business_manager), at=at)
    _end(ids[DESERTED], SETTING_KEEPERS, at=at)
    with acting_as(office, at=at):
        operations.make_letters(partnership_id=partnership_id, establishment_ids=[ids[DESERTED]], by=office, at=at)


def _somebody_asks(setting_id: int, *, at: datetime) -> None:
    """A new deputy has proved the mailbox and waits for the head's word."""
    email = "petra.newcombe@school.example"
    with acting_as(FRONT_DESK, at=at):
        operations.ask_to_join(
            establishment_id=setting_id, role=Role.deputy_dsl, name="Petra Newcombe", email=email, by=FRONT_DESK, at=at
        )
        asked = queries.request_waiting_for_proof(setting_id, email)
        operations.prove_mailbox(token=codes.token_for(asked.pk, asked.nonce), by=FRONT_DESK, at=at)


def _somebody_leaves(setting_id: int, people: dict[Role, Actor], *, last_day: date, at: datetime) -> None:
    head = people[Role.headteacher]
    with acting_as(head, at=at):
        held = account_queries.roles_at(head, setting_id, at=at)
        operations.announce_leaving(
            role_id=next(row.pk for row in held if row.role == Role.dsl),
            last_day=last_day,
            successor_name="Owen Latimer",
            successor_email="owen.latimer@school.example",
            by=head,
            at=at,
        )


def _end(setting_id: int, roles: Iterable[Role], *, at: datetime) -> None:
    wanted = set(roles)
    with acting_as(FOUNDER, at=at):
        for held in account_queries.roles_at(FOUNDER, setting_id, at=at):
            if held.role in wanted:
                account_operations.end_role(held=held, by=FOUNDER, at=at)
