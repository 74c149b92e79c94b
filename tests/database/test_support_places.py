"""Whose request it is: two partnerships over one setting, a setting that was merged, one that closed."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from concordat.accounts.models import Organisation, RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core import holdings, together
from concordat.core.actor import Actor, HeldRole, acting_as
from concordat.core.clock import now
from concordat.core.models import Mail
from concordat.core.problems import NotAllowed, NotFound
from concordat.establishments import operations as establishment_operations
from concordat.establishments import queries as establishment_queries
from concordat.establishments.models import Establishment
from concordat.partnership.models import PartnerTerm
from concordat.support import operations, queries, tracking
from concordat.support.jobs import tell_setting_of_answer
from concordat.support.models import HelpRequest
from concordat.support.operations import SupportNotPossible
from concordat.support.presenters.tasks import wants
from tests.factories import people, support
from tests.world import ASH, BEECH, DAISY, NORTH, NORTHERN, NOW, SOUTHERN, World, look_up

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def world(db: None) -> World:
    with acting_as(FOUNDER):
        return look_up()


def two_over_the_north(world: World) -> None:
    """The southern partnership covers the north as well."""
    with acting_as(FOUNDER):
        PartnerTerm.objects.create(
            partnership_id=world.id(SOUTHERN), organisation_id=world.id(NORTH), from_on=date(2020, 1, 1)
        )


def test_under_two_partnerships_the_asker_chooses_and_each_has_its_own_lead(world: World) -> None:
    two_over_the_north(world)
    first = support.an_officer(world, "First Officer")
    second = support.an_officer(world, "Second Officer", SOUTHERN)
    support.leads(world, first, ASH)
    support.leads(world, second, ASH, place=SOUTHERN)
    with pytest.raises(SupportNotPossible, match="Choose"):
        support.a_request(world)
    for place, officer in ((NORTHERN, first), (SOUTHERN, second)):
        asked = support.a_request(world, partnership_id=world.id(place))
        assert (asked.partnership_id, asked.officer_id) == (world.id(place), officer.person_id)
    with pytest.raises(SupportNotPossible, match="Choose"):
        support.a_request(world, partnership_id=world.id(ASH))
    dsl, today = world.actor(Role.dsl, ASH), now().date()
    with acting_as(dsl):
        assert {row.person_id for row in queries.leads_at_work(dsl, [world.id(ASH)], today)} == {
            first.person_id,
            second.person_id,
        }
    both = Actor(first.person_id, "Both", tuple(
        HeldRole(str(Role.partnership_administrator), world.id(place)) for place in (NORTHERN, SOUTHERN)
    ))  # fmt: skip
    with acting_as(FOUNDER):
        RoleHeld.objects.create(
            person_id=first.person_id or 0, organisation_id=world.id(SOUTHERN), role=Role.partnership_administrator,
            starts_at=NOW,
        )  # fmt: skip
    with acting_as(both):
        for place, officer in ((NORTHERN, first), (SOUTHERN, second)):
            (lead,) = queries.leads_of(both, world.id(place), [world.id(ASH)], today).values()
            assert lead.person_id == officer.person_id


def test_after_a_merger_the_answer_reaches_whoever_asked(world: World) -> None:
    office = world.actor(Role.business_manager, NORTHERN)
    with acting_as(office):
        local = establishment_operations.create_local_setting(
            name="Acorn Nursery", type_code="L1", phase="Nursery", local_authority_id=world.id(NORTH), by=office,
            at=now(),
        )  # fmt: skip
    with acting_as(FOUNDER):
        body = Organisation.objects.get(pk=local.pk)
        who = people.person("Hazel Head", email="hazel@acorn.example")
        people.hold(who, Role.headteacher, body)
    head = Actor(who.pk, "Hazel Head", (HeldRole(str(Role.headteacher), local.pk),))
    with acting_as(head):
        asked, other = (
            operations.ask_for_support(
                establishment_id=local.pk, kind="policy", words="Have you one?", form_key=uuid4(), by=head, at=now()
            )
            for _ in range(2)
        )
    with acting_as(office):
        into = establishment_queries.establishment(world.id(BEECH))
        establishment_operations.merge_local_setting(
            local=establishment_queries.establishment(local.pk), into=into, by=office, at=NOW
        )
    support.an_answer(world, asked)
    tell_setting_of_answer(request_id=asked.pk, number=1)
    with acting_as(Actor.system_named("support.notifier")):
        letters = list(Mail.objects.filter(about="support.request", address="hazel@acorn.example"))
    assert [letter.organisation_id for letter in letters] == [into.pk]
    moved = Actor(who.pk, "Hazel Head", (HeldRole(str(Role.headteacher), into.pk),))
    with acting_as(moved):
        (task,) = together.tasks_of(wants(moved))
        assert task.href.endswith(f"/{asked.pk}/")
        for one in (asked, other):
            operations.close_request(request=queries.request(moved, one.pk), by=moved, at=now())
        assert set(HelpRequest.objects.values_list("state", flat=True)) == {"closed"}


def test_only_the_partnership_that_was_asked_closes_for_the_team(world: World) -> None:
    asked, far = support.a_request(world), support.administrator(world, SOUTHERN)
    support.an_answer(world, asked)
    with acting_as(far), pytest.raises((NotAllowed, NotFound)):
        operations.close_request(request=asked, by=far, at=now())
    # Who works for another partnership and is lead of the setting too closes as a lead: it needs no answer first.
    two_over_the_north(world)
    mine = support.a_request(world, DAISY, role=Role.headteacher, partnership_id=world.id(NORTHERN))
    lead = world.actor(Role.dsl, DAISY)
    with acting_as(FOUNDER):
        RoleHeld.objects.create(
            person_id=lead.person_id or 0, organisation_id=world.id(SOUTHERN), role=Role.partnership_administrator,
            starts_at=NOW,
        )  # fmt: skip
    held = (*lead.roles, HeldRole(str(Role.partnership_administrator), world.id(SOUTHERN)))
    both = Actor(lead.person_id, lead.name, held)
    with acting_as(both):
        assert operations.close_request(request=mine, by=both, at=now()).state == "closed"


def test_a_setting_that_closed_is_led_by_nobody(world: World) -> None:
    first, second = support.an_officer(world, "First Officer"), support.an_officer(world, "Second Officer")
    support.leads(world, first, ASH, BEECH)
    with acting_as(FOUNDER):
        Organisation.objects.filter(pk=world.id(ASH)).update(closed_on=now().date())
        Establishment.objects.filter(pk=world.id(ASH)).update(status="Closed")
    manager, place, at = world.actor(Role.business_manager, NORTHERN), world.id(NORTHERN), now()
    leaver = holdings.Leaver(first.person_id or 0, str(Role.partnership_administrator), place)
    give: dict[str, Any] = {"partnership_id": place, "from_id": first.person_id, "to_id": second.person_id}
    with acting_as(manager):
        officers = queries.officers(manager, place, at=at)
        loads = {load.name: load for load in tracking.case_load(manager, place, officers, [], at=at)}
        assert loads["First Officer"].settings == 1
        (held,) = [one for one in holdings.held_by(manager, leaver, at=at) if one.what == "Support of settings"]
        assert held.detail == "1 setting led"
        assert operations.hand_over(**give, by=manager, at=at).settings == 1
        assert not [one for one in holdings.held_by(manager, leaver, at=at) if one.what == "Support of settings"]
