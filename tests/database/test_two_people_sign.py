"""Whoever signed as head does not sign as chair: the board's approval is somebody else's, or a recorded minute."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from concordat.accounts.models import RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries, rules
from concordat.audits.models import SignOff
from concordat.audits.rules import NotYet
from concordat.core.actor import Actor, HeldRole, acting_as
from tests.factories import audits
from tests.web.signed_in import client_of
from tests.world import ASH, NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def both(world: World) -> Actor:
    """The head of Ash, who is its chair too."""
    head = world.actor(Role.headteacher, ASH)
    assert head.person_id is not None
    with acting_as(FOUNDER, at=NOW):
        RoleHeld.objects.create(
            person_id=head.person_id,
            organisation_id=world.id(ASH),
            role=Role.governor,
            starts_at=NOW - timedelta(days=9),
        )
    roles = (HeldRole(Role.headteacher, world.id(ASH)), HeldRole(Role.governor, world.id(ASH)))
    return Actor(person_id=head.person_id, name=head.name, roles=roles)


def test_the_head_does_not_sign_as_chair_and_hears_who_does(world: World) -> None:
    audits.opened(world)
    by, found = both(world), audits.signed_by_head(world, ASH)
    with acting_as(by, at=NOW):
        with pytest.raises(NotYet, match="Another member of the board signs"):
            operations.sign_as_chair(
                audit_return=found, statement="Read.", shown=queries.answers_digest(found), by=by, at=NOW
            )
        forged: dict[str, Any] = {
            "audit_return": found,
            "establishment_id": found.establishment_id,
            "signed_by_id": by.person_id,
            "signed_name": by.name,
            "signed_at": NOW,
            "statement": "Read.",
            "answers_digest": "x",
        }
        with pytest.raises(DatabaseError, match="does not sign as the other"), transaction.atomic():
            SignOff.objects.create(kind="chair", **forged)
        signed = operations.record_board_minute(
            audit_return=found,
            statement="Read.",
            shown=queries.answers_digest(found),
            meeting_on=NOW.date(),
            minute_number="7",
            review_by=None,
            by=by,
            at=NOW,
        )
        assert signed.kind == "board_minute"


def test_the_chair_does_not_sign_as_head_while_the_signature_stands(world: World) -> None:
    audits.opened(world)
    by = both(world)
    found = audits.signed_by_head(world, ASH)
    chair = world.actor(Role.governor, ASH)
    with acting_as(chair, at=NOW):
        operations.sign_as_chair(
            audit_return=found, statement="Read.", shown=queries.answers_digest(found), by=chair, at=NOW
        )
    with acting_as(by, at=NOW), transaction.atomic():
        # Withdrawn signatures count no more: the return is signed anew, by whoever then signs as head.
        operations.reopen_return(audit_return=found, by=by, at=NOW)
        assert SignOff.objects.filter(withdrawn_at=None).count() == 0


def test_the_rule_looks_at_people(world: World) -> None:
    rules.require_two_signers(signs=2, signed_as_head=1)
    rules.require_two_signers(signs=2, signed_as_head=None)
    with pytest.raises(NotYet, match="minute"):
        rules.require_two_signers(signs=1, signed_as_head=1)


def test_the_page_offers_the_minute_alone_to_whoever_signed_as_head(world: World) -> None:
    audits.opened(world)
    both(world)
    found = audits.signed_by_head(world, ASH)
    client = client_of(world, Role.headteacher, ASH)
    page = client.get(f"/audits/returns/{found.pk}/sign/board/").content.decode()
    assert "Another member of the board signs" in page
    assert "Sign as chair" not in page
    answer = client.post(f"/audits/returns/{found.pk}/sign/board/", {"how": "chair"})
    assert answer.status_code == 422
    assert "Another member of the board signs" in answer.content.decode()
