"""Nobody gives a role that reads more than their own do, by invitation, by confirming, or past the operations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from concordat.accounts import access, operations
from concordat.accounts.models import Invitation, Organisation, RoleHeld
from concordat.accounts.operations import InvitationNotPossible
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import SETTING_TEAM, Role
from concordat.core.actor import acting_as
from concordat.joining import operations as joining_operations
from concordat.joining.vocabulary import Confirmer
from tests.factories import joining
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, NORTHERN, NOW, TRUST, World, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SBM = Role.school_business_manager
LESS = {SBM, Role.staff_member}
EVERY = {*SETTING_TEAM, Role.staff_member}
GIVERS = [
    (SBM, ASH, ASH, LESS),
    (Role.headteacher, ASH, ASH, EVERY),
    (Role.dsl, ASH, ASH, EVERY),
    (Role.business_manager, NORTHERN, ASH, EVERY),
    (Role.trust_safeguarding_lead, TRUST, BEECH, EVERY),
    (Role.governor, ASH, ASH, set()),
]


@pytest.mark.parametrize(("role", "place", "at", "may"), GIVERS)
def test_who_gives_which_role(world: World, role: Role, place: str, at: str, may: set[Role]) -> None:
    by = world.actor(role, place)
    with acting_as(by):
        where = Organisation.objects.get(pk=world.id(at))
        assert set(access.roles_to_give(by, where)) == may
        for wanted in EVERY if may else ():
            about = {"name": "Again Me", "email": f"{wanted}@home.example", "by": by, "at": NOW}
            if wanted in may:
                assert operations.invite_person(organisation=where, role=wanted, **about).role == wanted  # type: ignore[arg-type]
                continue
            with pytest.raises(InvitationNotPossible, match="reads more"):
                operations.invite_person(organisation=where, role=wanted, **about)  # type: ignore[arg-type]


def test_the_database_says_the_same(world: World) -> None:
    by, ash = world.actor(SBM, ASH), world.id(ASH)
    with acting_as(by):
        where = Organisation.objects.get(pk=ash)
        made = operations.invite_person(
            organisation=where, role=SBM, name="Sam Second", email="sam@ash.example", by=by, at=NOW
        )
        me = world.people[name_of(SBM, ASH)]
        own = RoleHeld.objects.get(person_id=me, organisation_id=ash, ends_at=None)
        head = RoleHeld.objects.get(person_id=world.people[name_of(Role.headteacher, ASH)], organisation_id=ash)
        wrong: list[Callable[[], object]] = [
            lambda: RoleHeld.objects.create(person_id=me, organisation_id=ash, role=Role.dsl, starts_at=NOW),
            lambda: RoleHeld.objects.filter(pk=own.pk).update(role=Role.dsl),
            lambda: RoleHeld.objects.filter(pk=own.pk).update(role=Role.dsl, ends_at=NOW + timedelta(days=900)),
            lambda: RoleHeld.objects.filter(pk=head.pk).update(person_id=me),
            lambda: Invitation.objects.filter(pk=made.pk).update(role=Role.deputy_dsl),
        ]
        for one in wrong:
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                one()
        operations.end_role(held=head, by=by, at=NOW)  # a leaver's role is ended by any keeper
        assert RoleHeld.objects.get(pk=head.pk).ends_at is not None


def test_an_invitation_of_the_head_is_withdrawn_by_any_keeper(world: World) -> None:
    head, by = world.actor(Role.headteacher, ASH), world.actor(SBM, ASH)
    with acting_as(head):
        made = operations.invite_person(
            organisation=Organisation.objects.get(pk=world.id(ASH)),
            role=Role.deputy_dsl,
            name="Dee Deputy",
            email="dee@ash.example",
            by=head,
            at=NOW,
        )
    with acting_as(by):
        operations.withdraw_invitation(invitation=made, by=by, at=NOW)
        assert Invitation.objects.get(pk=made.pk).withdrawn_at == NOW
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Invitation.objects.filter(pk=made.pk).update(withdrawn_at=None, email="me@home.example")


def test_a_business_manager_confirms_no_request_for_a_role_that_reads_more(world: World) -> None:
    by = world.actor(SBM, ASH)
    asked = joining.proved(world, role=Role.dsl, at=NOW)
    other = joining.proved(world, role=SBM, email="sam@ash.example", at=NOW)
    with acting_as(by):
        with pytest.raises(InvitationNotPossible, match="reads more"):
            joining_operations.confirm_request(request=asked, by=by, at=NOW)
        joining_operations.confirm_request(request=other, by=by, at=NOW)


@pytest.mark.parametrize(("role", "word"), [(Role.dsl, Confirmer.office), (SBM, Confirmer.setting)])
def test_where_only_a_business_manager_is_left_the_office_is_asked(world: World, role: Role, word: str) -> None:
    with acting_as(FOUNDER):
        for leader in (Role.headteacher, Role.dsl):
            held = RoleHeld.objects.get(person_id=world.people[name_of(leader, ASH)], organisation_id=world.id(ASH))
            operations.end_role(held=held, by=FOUNDER, at=NOW - timedelta(days=1))
    assert joining.proved(world, role=role, at=NOW).confirmer == word


def test_the_page_offers_what_may_be_given(world: World) -> None:
    address = reverse("accounts:people", args=[world.id(ASH)])
    page = client_of(world, SBM, ASH).get(address).content.decode()
    assert 'value="school_business_manager"' in page
    assert 'value="deputy_dsl"' not in page
    assert 'value="deputy_dsl"' in client_of(world, Role.headteacher, ASH).get(address).content.decode()
