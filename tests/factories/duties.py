"""Named settings, published arrangements and duties, through the operations of those who would do it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.partnership import operations, queries, rules
from concordat.partnership.duties import tracking
from concordat.partnership.models import Arrangements, DutyStatement, Naming
from concordat.partnership.vocabulary import SIGNER_ROLES, SignerKind
from tests.world import ASH, BEECH, DAISY, NORTHERN, NOW, World

BASIS = "relevant-agency-2018"
PUBLISHED = date(2026, 9, 1)
ADDRESS = "https://www.northfield.example/arrangements"


def arranged(world: World, version: str = "2026-27", on: date = PUBLISHED) -> Arrangements:
    """A published version of the north's arrangements, and the law."""
    with acting_as(FOUNDER):
        operations.load_naming_bases(by=FOUNDER, at=NOW)
        made = queries.partnership(world.id(NORTHERN))
        return operations.publish_arrangements(
            partnership=made, version=version, published_on=on, address=ADDRESS, by=FOUNDER, at=NOW
        )


def named(world: World, *places: str) -> Arrangements:
    """The north names these settings, all of them unless told otherwise."""
    made = arranged(world)
    with acting_as(FOUNDER):
        operations.name_settings(
            arrangements=made,
            establishment_ids=[world.id(place) for place in places or (ASH, BEECH, DAISY)],
            basis_code=BASIS,
            named_on=PUBLISHED,
            by=FOUNDER,
            at=NOW,
        )
    return made


def published(world: World, *, at: datetime = NOW, afresh: bool = True) -> DutyStatement:
    """The office publishes duties for the arrangements in force."""
    office = world.actor(Role.business_manager, NORTHERN)
    with acting_as(office, at=at):
        made = queries.partnership(world.id(NORTHERN))
        draft = operations.begin_statement(partnership=made, afresh=afresh, by=office, at=at)
        return operations.publish_statement(partnership=made, seen=draft.digest, by=office, at=at)


def naming(world: World, place: str) -> Naming:
    """The naming of a setting; ask as somebody."""
    found = tracking.naming_of(world.id(place), NOW.date())
    assert found is not None
    return found


def signed(world: World, place: str, kind: SignerKind, said: DutyStatement, *, by: Any = None) -> Any:
    """The head or governor of a setting signs what the statement says of it."""
    actor = by or world.actor(SIGNER_ROLES[kind], place)
    with acting_as(actor, at=NOW):
        under = naming(world, place)
        digest = rules.digest_of_text(tracking.text_of(said, under.establishment.type_code))
        return operations.sign_duties(naming=under, statement_id=said.pk, digest=digest, kind=kind, by=actor, at=NOW)
