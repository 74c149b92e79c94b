"""The walls of the support log: who sees what, what the database refuses, what an ended role cannot do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concordat.accounts.models import Person, RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import KINDS_OF_ROLE, Role
from concordat.core.actor import Actor, HeldRole, acting_as, set_actor
from concordat.core.clock import now
from concordat.core.problems import NotAllowed, NotFound
from concordat.support import access, operations, queries
from concordat.support.models import Answer, Call, DaysAway, HelpRequest, InternalNote, LeadOfficer
from concordat.support.operations import SupportNotPossible
from tests.factories import support
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, SOUTHERN, TRUST, World, look_up

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PLACES = (ASH, BEECH, CEDAR, DAISY, TRUST, NORTHERN, SOUTHERN)
KIND = {ASH: "establishment", BEECH: "establishment", CEDAR: "establishment", DAISY: "establishment", TRUST: "trust"}
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
HELD = st.lists(st.tuples(st.sampled_from(list(Role)), st.sampled_from(PLACES)), min_size=0, max_size=4, unique=True)
VISIBLE: dict[type[Any], Callable[[Actor], Any]] = {
    Call: access.visible_calls,
    HelpRequest: access.visible_requests,
    Answer: access.visible_answers,
    InternalNote: access.visible_internal_notes,
    LeadOfficer: access.visible_lead_officers,
    DaysAway: access.visible_days_away,
}


@pytest.fixture
def world(db: None) -> World:
    with acting_as(FOUNDER):
        return look_up()


def everywhere(world: World) -> None:
    """Something of everything, in both partnerships."""
    southern = support.administrator(world, SOUTHERN)
    for setting in (ASH, BEECH):
        support.a_call(world, setting)
    support.a_call(world, CEDAR, by=southern)
    northern = support.an_officer(world, "Second Officer")
    support.leads(world, northern, ASH, BEECH)
    support.leads(world, southern, CEDAR, place=SOUTHERN)
    support.away(world, northern, support.administrator(world))
    for setting, by in ((ASH, support.administrator(world)), (CEDAR, southern)):
        asked = support.a_request(world, setting)
        support.an_answer(world, asked, by=by)
        support.a_note(world, asked, by=by)
    support.a_request(world, DAISY, role=Role.headteacher)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(held=HELD)
def test_what_python_shows_is_what_the_database_gives(world: World, held: list[tuple[Role, str]]) -> None:
    with transaction.atomic():
        everywhere(world)
        set_actor(FOUNDER, at=None)
        person = Person.objects.create(email="generated@concordat.example", name="Generated", password="!")
        roles = []
        for role, place in held:
            if KIND.get(place, "partnership") in KINDS_OF_ROLE[role]:
                RoleHeld.objects.create(
                    person=person,
                    organisation_id=world.id(place),
                    role=role,
                    starts_at=datetime(2020, 1, 1, tzinfo=UTC),
                )
                roles.append(HeldRole(str(role), world.id(place)))
        actor = Actor(person_id=person.pk, name="Generated", roles=tuple(roles))
        set_actor(actor, at=now())
        for model, visible in VISIBLE.items():
            shown = set(visible(actor).values_list("pk", flat=True))
            assert shown == set(model._default_manager.values_list("pk", flat=True)), model
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("role", "place", "expected"),
    [
        (Role.business_manager, NORTHERN, (2, 2, 1, 1, 2, 1)),
        (Role.partnership_administrator, NORTHERN, (2, 2, 1, 1, 2, 1)),
        (Role.education_safeguarding_lead, NORTHERN, (2, 2, 1, 1, 2, 1)),
        (Role.partnership_administrator, SOUTHERN, (1, 1, 1, 1, 1, 0)),
        (Role.dsl, ASH, (0, 1, 1, 0, 1, 0)),
        (Role.school_business_manager, ASH, (0,) * 6),
        (Role.dsl, BEECH, (0, 0, 0, 0, 1, 0)),
        (Role.governor, ASH, (0,) * 6),
        (Role.trust_safeguarding_lead, TRUST, (0,) * 6),
        (Role.partnership_chair, NORTHERN, (0,) * 6),
        (Role.independent_scrutineer, NORTHERN, (0,) * 6),
        (Role.analyst, NORTHERN, (0,) * 6),
    ],
)
def test_who_sees_how_much(world: World, role: Role, place: str, expected: tuple[int, ...]) -> None:
    everywhere(world)
    with acting_as(world.actor(role, place)):
        assert tuple(model._default_manager.count() for model in VISIBLE) == expected


def test_trust_and_governors_get_counts_of_their_own_and_nothing_else(world: World) -> None:
    everywhere(world)
    trust, governor = world.actor(Role.trust_safeguarding_lead, TRUST), world.actor(Role.governor, ASH)
    with acting_as(trust):
        counted = {one.establishment_id: one for one in queries.counts(trust)}
    assert set(counted) == {world.id(BEECH), world.id(CEDAR)}
    assert (counted[world.id(CEDAR)].calls, counted[world.id(CEDAR)].answered) == (1, 1)
    assert counted[world.id(CEDAR)].minutes == 5 + 15
    with acting_as(governor):
        (own,) = queries.counts(governor)
    assert (own.establishment_id, own.calls, own.requests, own.waiting) == (world.id(ASH), 1, 1, 0)
    chair = world.actor(Role.partnership_chair, NORTHERN)
    with acting_as(chair), pytest.raises(NotAllowed):
        queries.counts(chair)


def test_a_role_that_has_ended_sees_and_does_nothing(world: World) -> None:
    officer = support.an_officer(world, "Leaving Officer")
    asked = support.a_request(world)
    with acting_as(FOUNDER):
        RoleHeld.objects.filter(person_id=officer.person_id or 0).update(ends_at=now() - timedelta(minutes=1))
    with acting_as(officer):
        assert HelpRequest.objects.count() == 0
    with pytest.raises((NotFound, DatabaseError)):
        support.an_answer(world, asked, by=officer)
    with pytest.raises(SupportNotPossible):
        support.leads(world, officer, ASH)


def test_nobody_notes_or_asks_for_another_area(world: World) -> None:
    with pytest.raises(NotFound):
        support.a_call(world, CEDAR)
    by = world.actor(Role.dsl, ASH)
    with acting_as(by), pytest.raises(NotAllowed):
        operations.ask_for_support(
            establishment_id=world.id(BEECH), kind="policy", words="For a neighbour", form_key=uuid4(), by=by, at=now()
        )
    for role in (Role.governor, Role.school_business_manager):
        with pytest.raises(NotAllowed):
            support.a_request(world, role=role)
    with pytest.raises(NotFound):
        support.a_call(world, by=world.actor(Role.partnership_chair, NORTHERN))


def test_the_database_refuses_what_the_code_never_asks(world: World) -> None:
    """Rows under another's name, for another area, answers by the setting itself."""
    asked = support.a_request(world)
    officer, dsl = support.administrator(world), world.actor(Role.dsl, ASH)
    plain = {"form_key": uuid4(), "channel": "visit", "kind": "audit", "words": "x", "minutes": 1, "on": now().date()}
    done = {"noted_at": now(), "closed_at": now(), "closed_by_id": officer.person_id}
    manager = world.people[f"business_manager of {NORTHERN}"]
    for wrong in (
        {"establishment_id": world.id(CEDAR), "noted_by_id": officer.person_id},
        {"establishment_id": world.id(ASH), "noted_by_id": manager},
    ):
        with acting_as(officer), pytest.raises(DatabaseError, match="row-level security"):
            Call.objects.create(partnership_id=world.id(NORTHERN), **plain, **done, **wrong)
        transaction.set_rollback(False)
    with acting_as(dsl), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Answer.objects.create(
            form_key=uuid4(),
            request=asked,
            partnership_id=asked.partnership_id,
            establishment_id=asked.establishment_id,
            words="I answer myself",
            answered_by_id=dsl.person_id or 0,
            answered_at=now(),
        )
    with acting_as(dsl), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        HelpRequest.objects.filter(pk=asked.pk).update(state="taken", officer_id=dsl.person_id)


def test_whoever_closes_changes_nothing_else(world: World) -> None:
    asked, dsl = support.a_request(world), world.actor(Role.dsl, ASH)
    closed = {"state": "closed", "closed_at": now(), "closed_by_id": dsl.person_id}
    stranger = world.people[f"headteacher of {ASH}"]
    for wrong in (
        {"words": "Something else"}, {"kind": "other"}, {"answer_by": now().date(), "manager_on": now().date()},
        {"officer_id": dsl.person_id}, {"minutes": 9}, {"answers": 1}, {"asked_by_id": stranger},
        {"answered_in_days": 1}, {"closed_by_id": stranger}, {"establishment_id": world.id(BEECH)},
    ):  # fmt: skip
        with acting_as(dsl), pytest.raises(DatabaseError), transaction.atomic():
            HelpRequest.objects.filter(pk=asked.pk).update(**{**closed, **wrong})
    with acting_as(dsl):
        assert HelpRequest.objects.filter(pk=asked.pk).update(**closed) == 1
    other = support.a_request(world)
    with acting_as(support.administrator(world)), pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        HelpRequest.objects.filter(pk=other.pk).update(words="Put into the mouth of the setting")
