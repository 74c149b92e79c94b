"""Writing to a list: everybody on it once, nobody outside of the area, and a log of what became of each letter."""

from __future__ import annotations

import pytest
from django.core import mail as django_mail
from django.db import DatabaseError, connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from concordat.accounts.models import Person
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.communications import access, jobs, operations, queries
from concordat.communications.models import Message, MessageLine
from concordat.communications.operations import MessageNotPossible
from concordat.core import jobs as core_jobs
from concordat.core.actor import acting_as
from concordat.core.clock import now, today
from concordat.core.models import Mail
from concordat.core.problems import NotAllowed, NotFound
from concordat.establishments import many_notices, notices
from tests.factories import audits, register
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, NOW, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
REGISTER = "list=register&authority=all"


@pytest.fixture
def deferred(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, int]]:
    """The jobs that were deferred, to run by hand as the worker would."""
    found: list[dict[str, int]] = []
    monkeypatch.setattr(core_jobs, "defer", lambda name, **ids: found.append(ids))
    return found


def written(world: World, query: str = REGISTER, place: str = NORTHERN, *roles: Role) -> Message:
    manager = world.actor(Role.business_manager, place)
    with acting_as(manager):
        return operations.write_message(
            partnership_id=world.id(place),
            query=QueryDict(query),
            roles=list(roles or (Role.dsl,)),
            subject="Please check your dates",
            text="One.\n\nTwo.",
            by=manager,
            at=now(),
        )


def sent(world: World, kept: Message, place: str = NORTHERN) -> int:
    manager = world.actor(Role.business_manager, place)
    with acting_as(manager):
        return operations.send_message(message=kept, by=manager, at=now())


def names_told(world: World) -> set[str]:
    with acting_as(FOUNDER):
        found = Person.objects.filter(email__in=[message.to[0] for message in django_mail.outbox])
        return set(found.values_list("name", flat=True))


def test_the_list_is_the_area_and_each_address_is_written_to_once(world: World, deferred: list[dict[str, int]]) -> None:
    kept = written(world)
    assert sent(world, kept) == 3
    for _ in range(2):  # the worker was killed and began anew, or two workers took the same part
        for ids in deferred:
            jobs.send_part(**ids)
    assert names_told(world) == {f"dsl of {name}" for name in (ASH, BEECH, DAISY)}
    assert len(django_mail.outbox) == 3
    assert CEDAR not in str([message.body for message in django_mail.outbox])
    assert all("One.\n\nTwo." in message.body for message in django_mail.outbox)
    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        assert {line.state for line in queries.lines_of(kept)} == {"sent"}


def test_it_is_sent_once_and_a_draft_goes_to_nobody(world: World, deferred: list[dict[str, int]]) -> None:
    kept = written(world)
    with acting_as(access.SENDER):
        first, last = queries.parts_to_send(kept.pk, size=100)[0]
    jobs.send_part(kept.pk, first, last)
    assert django_mail.outbox == []
    sent(world, kept)
    with pytest.raises(MessageNotPossible, match="has been sent"):
        sent(world, kept)


def test_ten_a_day_are_enough(world: World, deferred: list[dict[str, int]]) -> None:
    for _ in range(10):
        sent(world, written(world))
    with pytest.raises(MessageNotPossible, match="10 messages today"):
        sent(world, written(world))


def test_two_settings_with_one_lead_make_one_letter(world: World, deferred: list[dict[str, int]]) -> None:
    register.a_lead(world.id(BEECH), world.people[f"dsl of {ASH}"], at=NOW)
    kept = written(world)
    assert sent(world, kept) == 3 - 1
    for ids in deferred:
        jobs.send_part(**ids)
    assert len(django_mail.outbox) == 2


def test_a_bounce_is_seen_in_the_log_and_before_the_next_letter(world: World, deferred: list[dict[str, int]]) -> None:
    kept = written(world)
    sent(world, kept)
    for ids in deferred:
        jobs.send_part(**ids)
    with acting_as(FOUNDER):
        address = Person.objects.get(pk=world.people[f"dsl of {ASH}"]).email
    with acting_as(access.SENDER):
        Mail.objects.filter(address=address).update(state=Mail.State.bounced)
    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        with CaptureQueriesContext(connection) as captured:
            states = {line.setting: line.state for line in queries.lines_of(kept)}
        assert len(captured) == 2
        assert states == {ASH: "bounced", BEECH: "sent", DAISY: "sent"}
        assert queries.returned_addresses({address, "x@y.example"}) == {address.lower()}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("list=register&search=beech", {BEECH}),
        ("list=leads&gap=no_lead", {ASH, BEECH, DAISY}),
        ("list=tracker&of={cycle}&phase=Nursery", {DAISY}),
        ("list=tracker&of={cycle}&state=submitted", {ASH}),
    ],
)
def test_each_list_is_narrowed_as_its_page_is(world: World, query: str, names: set[str]) -> None:
    cycle = audits.opened(world)
    audits.submitted(world, ASH)
    kept = written(world, query.format(cycle=cycle.pk))
    with acting_as(access.SENDER):
        rows = MessageLine.objects.filter(message=kept)
        assert {row.establishment_id for row in rows} == {world.id(name) for name in names}


@pytest.mark.parametrize(
    "query", ["list=nothing", "list=tracker&of=999999", "list=tracker&of=x", "list=contacts&of=1", ""]
)
def test_a_list_that_is_not_theirs_is_not_there(world: World, query: str) -> None:
    with pytest.raises(NotFound):
        written(world, query)


def test_a_list_of_another_area_holds_nobody(world: World) -> None:
    with pytest.raises(MessageNotPossible, match="No setting of your area"):
        written(world, "list=register&search=cedar")
    with pytest.raises(MessageNotPossible, match="Choose to whom"):
        written(world, REGISTER, NORTHERN, Role.independent_scrutineer)


def test_the_other_office_neither_sees_nor_sends_it(world: World) -> None:
    kept = written(world)
    other = world.actor(Role.business_manager, SOUTHERN)
    with acting_as(other):
        assert not Message.objects.exists()
        assert not MessageLine.objects.exists()
        with pytest.raises(NotFound):
            queries.message(other, kept.pk)
        with pytest.raises(NotAllowed):
            operations.send_message(message=kept, by=other, at=now())
        with pytest.raises(DatabaseError), transaction.atomic():
            MessageLine.objects.bulk_create(
                [MessageLine(message=kept, partnership_id=world.id(SOUTHERN), establishment_id=world.id(CEDAR))]
            )
    lead = world.actor(Role.dsl, ASH)
    with acting_as(lead):
        assert not Message.objects.exists()


def test_the_database_adds_nobody_outside_the_area_and_nobody_after_sending(
    world: World, deferred: list[dict[str, int]]
) -> None:
    kept = written(world)
    manager = world.actor(Role.business_manager, NORTHERN)

    def add(place: str) -> None:
        with transaction.atomic():
            MessageLine.objects.create(
                message=kept, partnership_id=world.id(NORTHERN), establishment_id=world.id(place), address="n@x.example"
            )

    with acting_as(manager):
        add(ASH)
        with pytest.raises(DatabaseError):
            add(CEDAR)
    sent(world, kept)
    with acting_as(manager), pytest.raises(DatabaseError):
        add(BEECH)


def test_many_settings_are_reached_as_one_is(world: World) -> None:
    ids = [world.id(name) for name in (ASH, BEECH, CEDAR, DAISY)]
    register.a_post(world.id(ASH), world.people[f"deputy_dsl of {ASH}"], at=now())
    roles = (Role.dsl, Role.headteacher)
    with acting_as(FOUNDER):
        with CaptureQueriesContext(connection) as captured:
            many = many_notices.addresses_for_each(ids, *roles, day=today())
        assert len(captured) == 3
        for setting in ids:
            assert sorted(many[setting]) == sorted(notices.addresses_for(setting, *roles, day=today()))
