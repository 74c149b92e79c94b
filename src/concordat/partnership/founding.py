"""The first day of a partnership at work: its bodies, the forms, and an invitation to its business manager."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from concordat.accounts import operations as account_operations
from concordat.accounts import queries as account_queries
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import OrganisationKind, Role
from concordat.core.actor import Actor, acting_as
from concordat.core.demo import is_demo
from concordat.core.problems import NotFound
from concordat.establishments import operations as establishment_operations
from concordat.partnership import operations, queries
from concordat.partnership.operations import PartnershipNotPossible
from concordat.questionnaires.operations import load_library
from concordat.questionnaires.vocabulary import LIBRARY


@dataclass(frozen=True)
class Founding:
    """What an operator says of a new partnership; force and board may come later."""

    name: str
    short_name: str
    authorities: Sequence[str]
    force: str
    board: str
    manager_name: str
    manager_email: str


def found(said: Founding, *, at: datetime) -> int:
    """Found it whole or not at all; gives the id of the business manager's invitation.

    Raises `PartnershipNotPossible` for a demonstration, a name that is taken and an authority that the
    register does not know.
    """
    with acting_as(Actor.system_named(LIBRARY), at=at) as library:
        load_library(by=library, at=at)
    with acting_as(FOUNDER, at=at), transaction.atomic():
        if is_demo():
            raise PartnershipNotPossible("This is a demonstration: it holds invented people only. Use another one.")
        if queries.by_name(said.name) is not None:
            raise PartnershipNotPossible(f"There is a partnership called “{said.name}” already.")
        establishment_operations.load_local_authorities(by=FOUNDER, at=at)
        operations.load_naming_bases(by=FOUNDER, at=at)
        made = operations.found_partnership(name=said.name, short_name=said.short_name, by=FOUNDER, at=at)
        for body_id in _bodies(said, at):
            operations.begin_term(partnership=made, organisation_id=body_id, from_on=at.date(), by=FOUNDER, at=at)
        invitation = account_operations.invite_person(
            organisation=made.organisation,
            role=Role.business_manager,
            name=said.manager_name,
            email=said.manager_email,
            by=FOUNDER,
            at=at,
        )
    return int(invitation.pk)


def _bodies(said: Founding, at: datetime) -> list[int]:
    found = [_authority(name) for name in said.authorities]
    if not found:
        raise PartnershipNotPossible("Name at least one local authority whose area the partnership covers.")
    for kind, name in ((OrganisationKind.police_force, said.force), (OrganisationKind.health_board, said.board)):
        if name:
            found.append(operations.partner_body(known_id=None, kind=kind, name=name, by=FOUNDER, at=at).id)
    return found


def _authority(name: str) -> int:
    try:
        return int(account_queries.organisation_named(name, OrganisationKind.local_authority).pk)
    except NotFound:
        raise PartnershipNotPossible(
            f"The register knows no local authority called “{name}”. Write it as the register does, such as Wakefield."
        ) from None
