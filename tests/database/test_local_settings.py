"""Settings without a URN: made in one's own area only, and merged without losing or rewriting anything."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import Error, transaction

from concordat.accounts import access as account_access
from concordat.accounts import operations as account_operations
from concordat.accounts import queries as account_queries
from concordat.accounts.models import Invitation, Person, RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import access as audit_access
from concordat.audits import operations as audit_operations
from concordat.audits.models import AuditReturn
from concordat.core.actor import Actor, HeldRole, acting_as, set_actor
from concordat.core.problems import NotAllowed
from concordat.establishments import access, operations, queries
from concordat.establishments.models import Establishment, EstablishmentLink, StaffPost
from concordat.establishments.operations.local_settings import SettingNotPossible
from tests.factories import audits
from tests.world import BEECH, CEDAR, NORTH, NORTHERN, NOW, SOUTH, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def office(world: World) -> Actor:
    return world.actor(Role.business_manager, NORTHERN)


def a_local(world: World, name: str = "Acorn Nursery", **more: str) -> Establishment:
    """A local setting in the north, made by its office."""
    by = office(world)
    with acting_as(by):
        made = operations.create_local_setting(
            name=name,
            type_code=more.get("type_code", "L1"),
            phase="Nursery",
            local_authority_id=world.id(NORTH),
            postcode=more.get("postcode", "ZZ1 1ZZ"),
            by=by,
            at=NOW,
        )
        return queries.establishment(made.pk)


def a_head(place: Establishment, email: str = "head@acorn.example") -> int:
    """Id of its head, who also is its designated safeguarding lead."""
    with acting_as(FOUNDER):
        person = account_operations.found_person(name="Hazel Head", email=email, by=FOUNDER, at=NOW)
        for role in (Role.headteacher, Role.dsl):
            account_operations.give_role(
                person=person, role=role, organisation=place.organisation, by=FOUNDER, at=NOW - timedelta(days=9)
            )
        operations.assign_post(
            establishment=place, post="dsl", person_id=person.pk, held_from=date(2026, 1, 5), by=FOUNDER, at=NOW
        )
    return person.pk


def test_it_gets_a_local_id_and_what_was_typed_can_be_put_right(world: World) -> None:
    made = a_local(world)
    assert (made.urn, made.local_id) == (None, f"L-{made.pk:06d}")
    by = office(world)
    with acting_as(by):
        operations.change_local_setting(
            local=made, name="Oak Nursery", type_code="L5", phase="Primary", postcode="ZZ2 2ZZ", trust_id=None,
            by=by, at=NOW,
        )  # fmt: skip
        again = queries.establishment(made.pk)
    assert (again.organisation.name, again.sort_name, again.type_code) == ("Oak Nursery", "oak nursery", "L5")
    assert again.local_id == made.local_id


@pytest.mark.parametrize("more", [{"name": " "}, {"type_code": "01"}, {}])
def test_what_cannot_be_made(world: World, more: dict[str, str]) -> None:
    a_local(world)  # the empty case is the same setting a second time
    with pytest.raises(SettingNotPossible):
        a_local(world, **more)


def test_only_the_office_of_the_area_makes_one_and_the_database_says_so_too(world: World) -> None:
    given = {"name": "Elm Club", "type_code": "L3", "phase": "Not applicable", "by": office(world), "at": NOW}
    with acting_as(office(world)), pytest.raises(NotAllowed):
        operations.create_local_setting(local_authority_id=world.id(SOUTH), **given)  # type: ignore[arg-type]
    made = a_local(world)
    row = {"sort_name": "elm", "local_authority_id": world.id(SOUTH), "local_id": "L-X"}
    with acting_as(office(world)):
        body = account_operations.found_setting(name="Elm Club", by=office(world), at=NOW)
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            Establishment.objects.create(organisation=body, **row)
    southern = world.actor(Role.business_manager, SOUTHERN)
    with acting_as(southern):
        assert Establishment.objects.filter(pk=made.pk).update(phase="Secondary") == 0
        with pytest.raises(NotAllowed):
            operations.merge_local_setting(local=made, into=queries.establishment(world.id(CEDAR)), by=southern, at=NOW)


def test_a_merge_moves_people_and_posts_and_leaves_a_successor(world: World) -> None:
    local, by = a_local(world), office(world)
    head = a_head(local)
    with acting_as(by, at=NOW):
        into = queries.establishment(world.id(BEECH))
        operations.merge_local_setting(local=local, into=into, by=by, at=NOW)
        after = queries.establishment(local.pk)
        assert (after.status, after.organisation.successor_id, after.organisation.closed_on) == (
            "Closed",
            into.pk,
            NOW.date(),
        )
        assert EstablishmentLink.objects.get(earlier=local).later_id == into.pk
        held = RoleHeld.objects.filter(person_id=head)
        assert set(held.filter(ends_at=None).values_list("organisation_id", "role")) == {
            (into.pk, "headteacher"),
            (into.pk, "dsl"),
        }
        assert held.filter(organisation_id=local.pk, ends_at=NOW).count() == 2
        posts = StaffPost.objects.filter(person_id=head).order_by("held_from")
        assert [(post.establishment_id, post.held_until) for post in posts] == [
            (local.pk, NOW.date()),
            (into.pk, None),
        ]
        with pytest.raises(SettingNotPossible, match="merged already"):
            operations.merge_local_setting(local=local, into=into, by=by, at=NOW)


def test_one_that_has_shut_is_closed_once_and_its_posts_end(world: World) -> None:
    local, by = a_local(world), office(world)
    head = a_head(local)
    other = world.actor(Role.business_manager, SOUTHERN)
    with acting_as(other, at=NOW), pytest.raises(NotAllowed):
        operations.close_local_setting(local=local, by=other, at=NOW)
    with acting_as(by, at=NOW):
        operations.close_local_setting(local=local, by=by, at=NOW)
        after = queries.establishment(local.pk)
        assert after.status == "Closed"
        assert (after.organisation.closed_on, after.organisation.successor_id) == (NOW.date(), None)
        assert list(StaffPost.objects.filter(person_id=head).values_list("held_until", flat=True)) == [NOW.date()]
        assert (
            RoleHeld.objects.filter(person_id=head, ends_at=None).count() == 2
        )  # its people still read what is theirs
        with pytest.raises(SettingNotPossible, match="that is open"):
            operations.close_local_setting(local=local, by=by, at=NOW)
        with pytest.raises(SettingNotPossible, match="that is open"):
            operations.close_local_setting(local=queries.establishment(world.id(BEECH)), by=by, at=NOW)


def test_who_holds_a_role_at_both_holds_it_once_and_invitations_lead_to_the_entry(world: World) -> None:
    local, by = a_local(world), office(world)
    head = a_head(local)
    with acting_as(FOUNDER):
        into = queries.establishment(world.id(BEECH))
        person = Person.objects.get(pk=head)
        account_operations.give_role(person=person, role=Role.dsl, organisation=into.organisation, by=FOUNDER, at=NOW)
    with acting_as(by, at=NOW):
        account_operations.invite_person(
            name="Ivy Invited", email="ivy@acorn.example", role=Role.governor, organisation=local.organisation,
            by=by, at=NOW,
        )  # fmt: skip
        operations.merge_local_setting(local=local, into=into, by=by, at=NOW)
        open_roles = RoleHeld.objects.filter(person=person, ends_at=None)
        assert sorted(open_roles.values_list("organisation_id", "role")) == [
            (into.pk, "dsl"),
            (into.pk, "headteacher"),
        ]
        (waiting,) = account_queries.invitations_at(by, into.pk, at=NOW)
        assert waiting.email == "ivy@acorn.example"


def test_an_audit_stands_in_the_way_until_it_is_closed_and_stays_readable_afterwards(world: World) -> None:
    local, by = a_local(world), office(world)
    head = a_head(local)
    cycle = audits.opened(world)
    with acting_as(by, at=NOW):
        into = queries.establishment(world.id(BEECH))
        assert AuditReturn.objects.filter(cycle=cycle, establishment=local).exists()
        with pytest.raises(SettingNotPossible, match="not finished"):
            operations.merge_local_setting(local=local, into=into, by=by, at=NOW)
        assert RoleHeld.objects.filter(organisation_id=into.pk, person_id=head).count() == 0
        audit_operations.close_cycle(cycle=cycle, by=by, at=NOW)
        operations.merge_local_setting(local=local, into=into, by=by, at=NOW)
    now_there = Actor(head, "Hazel Head", (HeldRole("headteacher", into.pk), HeldRole("dsl", into.pk)))
    with transaction.atomic():
        set_actor(now_there, at=NOW)
        seen = set(AuditReturn.objects.values_list("pk", flat=True))
        assert seen == set(audit_access.visible_returns(now_there).values_list("pk", flat=True))
        assert set(AuditReturn.objects.filter(pk__in=seen).values_list("establishment_id", flat=True)) == {
            local.pk,
            into.pk,
        }
        assert local.pk in access.establishments_of(now_there, Role.headteacher).values_list("pk", flat=True)


def test_the_trust_and_the_leaders_of_the_entry_see_what_was_merged_as_the_database_says(world: World) -> None:
    """Roles, people and settings: Python's `visible_...` against a plain select, before and after a merge."""
    local, by = a_local(world), office(world)
    a_head(local)
    watchers = [
        world.actor(Role.headteacher, BEECH),
        world.actor(Role.trust_safeguarding_lead, TRUST),
        world.actor(Role.headteacher, CEDAR),
        by,
    ]

    def seen_of_local() -> list[int]:
        counts = []
        for watcher in watchers:
            with transaction.atomic():
                set_actor(watcher, at=NOW)
                roles = set(RoleHeld.objects.values_list("pk", flat=True))
                people = set(Person.objects.values_list("pk", flat=True))
                assert roles == set(account_access.visible_roles(watcher, at=NOW).values_list("pk", flat=True))
                assert people == set(account_access.visible_people(watcher, at=NOW).values_list("pk", flat=True))
                counts.append(RoleHeld.objects.filter(organisation_id=local.pk).count())
        return counts

    assert seen_of_local() == [0, 0, 0, 2]
    with acting_as(by, at=NOW):
        into = queries.establishment(world.id(BEECH))
        operations.merge_local_setting(local=local, into=into, by=by, at=NOW)
    assert seen_of_local() == [2, 2, 0, 2]


def test_a_setting_that_closes_withdraws_its_invitations_and_ends_every_post(world: World) -> None:
    local, by = a_local(world), office(world)
    head = a_head(local)
    later = NOW.date() + timedelta(days=60)
    with acting_as(by, at=NOW):
        post = StaffPost.objects.get(establishment=local, person_id=head)
        operations.end_post(held=post, held_until=later, by=by, at=NOW)
        account_operations.invite_person(
            organisation=local.organisation, role=Role.deputy_dsl, name="Dora Deputy", email="dora@acorn.example",
            by=by, at=NOW,
        )  # fmt: skip
        operations.close_local_setting(local=local, by=by, at=NOW)
        assert StaffPost.objects.get(pk=post.pk).held_until == NOW.date()
        invited = Invitation.objects.get(organisation_id=local.pk)
        assert invited.withdrawn_at == NOW
