"""Two people keep each setting's accounts; where all have left, two officers and a telephone let somebody in again."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from concordat.accounts import operations as account_operations
from concordat.accounts.models import Invitation, Organisation, RoleHeld
from concordat.accounts.operations import InvitationNotPossible
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.core.models import JournalEntry
from concordat.core.problems import NotAllowed
from concordat.establishments.models import Establishment
from concordat.joining import access, keepers, operations
from concordat.joining.keepers import Keeping
from concordat.joining.models import CallBack
from concordat.joining.operations import CallBackNotPossible
from tests.factories import joining
from tests.world import ASH, BEECH, DAISY, NORTHERN, NOW, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SAID = {
    "source": "register",
    "number": "",
    "spoke_with": "Sam Secretary",
    "spoke_as": "school secretary",
    "name": "Nora New",
    "email": "nora@ash.example",
    "role": "headteacher",
}


@pytest.fixture
def deserted(world: World) -> int:
    """Everybody who kept Ash's accounts has left; the register has its number."""
    joining.without_keepers(world, ASH, at=NOW)
    with acting_as(Actor.system_named("establishments.register_import")):
        Establishment.objects.filter(pk=world.id(ASH)).update(telephone="01924555123")
    return world.id(ASH)


def note(by: Actor, setting: int, **more: Any) -> CallBack:
    with acting_as(by):
        return operations.note_call(establishment_id=setting, **(SAID | more), by=by, at=NOW)


def test_two_officers_and_the_register_s_number_let_a_new_keeper_in(world: World, deserted: int) -> None:
    manager, second = (
        world.actor(Role.business_manager, NORTHERN),
        world.actor(Role.partnership_administrator, NORTHERN),
    )
    call = note(manager, deserted, number="07700 900123")  # what is typed does not stand for the register's
    assert (call.number, call.source) == ("01924555123", "register")
    with acting_as(manager), pytest.raises(CallBackNotPossible, match="somebody else in the office"):
        operations.confirm_call(call=call, by=manager, at=NOW)
    with acting_as(second):
        operations.confirm_call(call=call, by=second, at=NOW)
        with pytest.raises(CallBackNotPossible, match="already"):
            operations.refuse_call(call=call, by=second, at=NOW)
    with acting_as(FOUNDER):
        made = Invitation.objects.get()
        assert (made.email, made.role, made.invited_by_id) == ("nora@ash.example", "headteacher", second.person_id)
    with acting_as(Actor.system_named("core.journal_sealer")):
        entries = JournalEntry.objects.filter(about_type="joining.callback", about_id=str(call.pk))
        assert set(entries.values_list("event", "person_id")) == {
            ("joining.call.noted", manager.person_id),
            ("joining.call.confirmed", second.person_id),
        }


def test_the_office_cannot_invite_past_the_telephone(world: World, deserted: int) -> None:
    manager, lead = world.actor(Role.business_manager, NORTHERN), world.actor(Role.trust_safeguarding_lead, TRUST)
    request = joining.proved(world, email="nora@ash.example", at=NOW)
    with acting_as(manager):
        place = Organisation.objects.get(pk=deserted)
        with pytest.raises(InvitationNotPossible, match="Ring the setting"):
            account_operations.invite_person(
                organisation=place, role=Role.dsl, name="N", email="n@ash.example", by=manager, at=NOW
            )
        with pytest.raises(InvitationNotPossible, match="Ring the setting"):
            operations.confirm_request(request=request, by=manager, at=NOW)
    joining.without_keepers(world, BEECH, at=NOW)
    with acting_as(lead):  # a trust knows its own people
        account_operations.invite_person(
            organisation=Organisation.objects.get(pk=world.id(BEECH)),
            role=Role.dsl,
            name="N",
            email="n@beech.example",
            by=lead,
            at=NOW,
        )


def test_a_list_of_contacts_leaves_such_settings_out(world: World, deserted: int) -> None:
    from concordat.partnership import operations as partnership_operations
    from concordat.partnership import queries as partnership_queries

    manager = world.actor(Role.business_manager, NORTHERN)
    text = f"School,Email,Role\n{ASH},a@ash.example,DSL\n{DAISY},d@daisy.example,DSL\n"
    with acting_as(manager):
        made = partnership_queries.partnership(world.id(NORTHERN))
        kept = partnership_operations.add_contacts(partnership=made, text=text, by=manager, at=NOW)
        states = [row.state for row in partnership_queries.contact_rows(kept, at=NOW)]
        assert states == ["ring", "ready"]
        assert partnership_operations.send_invitations(contact_list=kept, by=manager, at=NOW) == 1


def test_a_setting_with_a_keeper_is_not_called(world: World) -> None:
    manager = world.actor(Role.business_manager, NORTHERN)
    with pytest.raises(CallBackNotPossible, match="Ask them"):
        note(manager, world.id(ASH))
    elm = joining.a_new_setting(world)
    with pytest.raises(CallBackNotPossible, match="yet"):
        note(manager, elm)


@pytest.mark.parametrize(
    "more",
    [
        {"source": "mail"},
        {"source": "website", "number": "nothing"},
        {"source": "website", "number": ""},
        {"role": "governor"},
        {"email": "nora"},
    ],
)
def test_a_note_that_is_not_whole_is_refused(world: World, deserted: int, more: dict[str, str]) -> None:
    with pytest.raises(CallBackNotPossible):
        note(world.actor(Role.business_manager, NORTHERN), deserted, **more)


def test_one_call_waits_at_a_time_and_a_refused_one_makes_room(world: World, deserted: int) -> None:
    manager, second = (
        world.actor(Role.business_manager, NORTHERN),
        world.actor(Role.partnership_administrator, NORTHERN),
    )
    call = note(manager, deserted)
    with pytest.raises(CallBackNotPossible, match="waits for a second"):
        note(second, deserted)
    with acting_as(second):
        operations.refuse_call(call=call, by=second, at=NOW)
    note(second, deserted)
    with acting_as(FOUNDER):
        assert Invitation.objects.count() == 0


def test_the_database_wants_two_people_too(world: World, deserted: int) -> None:
    manager = world.actor(Role.business_manager, NORTHERN)
    call = note(manager, deserted)
    with acting_as(manager), pytest.raises(IntegrityError, match="call_back_by_two"), transaction.atomic():
        CallBack.objects.filter(pk=call.pk).update(decided_by_id=manager.person_id, decided_at=NOW, confirmed=True)


@pytest.mark.parametrize(
    ("role", "place", "may"),
    [
        (Role.business_manager, NORTHERN, True),
        (Role.business_manager, SOUTHERN, False),
        (Role.education_safeguarding_lead, NORTHERN, False),
        (Role.deputy_dsl, ASH, False),
        (Role.trust_safeguarding_lead, TRUST, False),
    ],
)
def test_calls_are_for_the_office_of_the_area(world: World, deserted: int, role: Role, place: str, may: bool) -> None:
    call = note(world.actor(Role.partnership_administrator, NORTHERN), deserted)
    actor = world.actor(role, place)
    with acting_as(actor):
        assert set(access.visible_calls(actor, at=NOW)) == set(CallBack.objects.all())
        assert CallBack.objects.exists() is may
        if may:
            return
        with pytest.raises(NotAllowed):
            operations.confirm_call(call=call, by=actor, at=NOW)
        with pytest.raises(NotAllowed):
            operations.note_call(establishment_id=deserted, **SAID, by=actor, at=NOW)
        person = world.people[actor.name]
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            CallBack.objects.create(establishment_id=deserted, called_at=NOW, called_by_id=person, **SAID)


def test_how_each_setting_is_kept_and_who_is_asked_to_tend_to_it(world: World) -> None:
    joining.without_keepers(world, ASH, at=NOW)
    joining.a_new_setting(world)
    with acting_as(FOUNDER):
        for held in RoleHeld.objects.filter(organisation=world.id(BEECH), role__in=["dsl", "headteacher"]):
            account_operations.end_role(held=held, by=FOUNDER, at=NOW)
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        rows = keepers.settings_by_keepers(world.id(NORTHERN), at=NOW)
        assert {row.brief.name: (row.keepers, row.state) for row in rows} == {
            ASH: (0, Keeping.left),
            BEECH: (1, Keeping.one),
            DAISY: (3, Keeping.kept),
            "Elm Primary School": (0, Keeping.nobody),
        }
        with CaptureQueriesContext(connection) as asked:
            found = keepers.places_to_tend(manager, at=NOW)
        assert len(asked) == 1
        assert [(place.name, place.keepers) for place in found] == [(ASH, 0), (BEECH, 1)]
    own = world.actor(Role.school_business_manager, BEECH)
    with acting_as(own):
        assert [place.name for place in keepers.places_to_tend(own, at=NOW)] == [BEECH]
    other = world.actor(Role.business_manager, SOUTHERN)
    with acting_as(other):
        assert keepers.places_to_tend(other, at=NOW) == []


def test_people_and_requests_are_counted_once_each(world: World) -> None:
    """Several people and several requests at one place multiply nothing."""
    for number in range(3):
        joining.proved(world, email=f"n{number}@new.example", at=NOW)
    head = world.actor(Role.headteacher, ASH)
    with acting_as(head):
        (place,) = keepers.places_to_tend(head, at=NOW)
        assert (place.waiting, place.keepers, place.waiting_for_office) == (3, 3, 0)
