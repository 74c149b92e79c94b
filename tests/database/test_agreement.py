"""The agreement of joining: accepted once by a head or lead for their own setting, and seen by whom it concerns."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings

from concordat.accounts.models import Person, RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import KINDS_OF_ROLE, Role
from concordat.core.actor import Actor, HeldRole, acting_as, set_actor
from concordat.core.models import JournalEntry
from concordat.core.problems import NotAllowed
from concordat.core.together import tasks_of
from concordat.establishments import queries as establishment_queries
from concordat.partnership import access, agreement, operations, presenters, queries
from concordat.partnership.agreement import Agreement
from concordat.partnership.models import AgreementAcceptance
from concordat.partnership.operations import AgreementHasChanged
from tests.database.test_row_security import AT, HELD, KIND
from tests.world import ASH, BEECH, NORTHERN, NOW, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> Agreement:
    """A newer version, which nobody has accepted."""
    first = agreement.current()
    newer = Agreement(first.version + 1, date(2027, 1, 1), first.title, first.body + "\n\nMore.")
    monkeypatch.setattr(agreement, "versions", lambda: (first, newer))
    return newer


def accept(by: Actor, place: int, version: int) -> AgreementAcceptance:
    setting = establishment_queries.establishment(place)
    return operations.accept_agreement(establishment=setting, version=version, by=by, at=NOW)


def test_a_new_version_is_asked_for_and_accepted_once(world: World, second: Agreement) -> None:
    head = world.actor(Role.headteacher, ASH)
    with acting_as(head):
        assert [task.minutes for task in tasks_of(presenters.wants(head, today=NOW.date()))] == [2]
        made = accept(head, world.id(ASH), second.version)
        assert accept(world.actor(Role.headteacher, ASH), world.id(ASH), second.version) == made
        assert tasks_of(presenters.wants(head, today=NOW.date())) == []
        assert [one.accepted_at for one in queries.settings_joined(head, version=second.version)] == [NOW]
    lead = world.actor(Role.dsl, BEECH)
    with acting_as(lead):
        accept(lead, world.id(BEECH), second.version)
    with acting_as(Actor.system_named("core.journal_sealer")):
        assert JournalEntry.objects.filter(event="partnership.agreement.accepted").count() == 2


def test_an_old_version_is_refused(world: World, second: Agreement) -> None:
    head = world.actor(Role.headteacher, ASH)
    with acting_as(head), pytest.raises(AgreementHasChanged):
        accept(head, world.id(ASH), second.version - 1)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.governor, ASH),
        (Role.headteacher, BEECH),
        (Role.trust_safeguarding_lead, TRUST),
        (Role.business_manager, NORTHERN),
    ],
)
def test_nobody_else_accepts_for_a_setting_by_either_wall(
    world: World, second: Agreement, role: Role, place: str
) -> None:
    by = world.actor(role, place)
    assert by.person_id is not None
    with acting_as(by):
        with pytest.raises(NotAllowed):
            accept(by, world.id(ASH), second.version)
        with pytest.raises(DatabaseError), transaction.atomic():
            AgreementAcceptance.objects.create(
                establishment_id=world.id(ASH), version=2, accepted_by_id=by.person_id, accepted_at=NOW
            )


def test_what_was_accepted_never_changes(world: World) -> None:
    with acting_as(world.actor(Role.headteacher, ASH)):
        mine = AgreementAcceptance.objects.filter(establishment_id=world.id(ASH))
        with pytest.raises(DatabaseError), transaction.atomic():
            mine.update(version=9)
        with pytest.raises(DatabaseError), transaction.atomic():
            mine.delete()
        assert mine.count() == 1


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(held=HELD)
def test_visible_acceptances_are_what_the_database_gives(world: World, held: list[tuple[Role, str]]) -> None:
    with transaction.atomic():
        set_actor(FOUNDER, at=None)
        person = Person.objects.create(email="generated@concordat.example", name="Generated", password="!")
        roles = []
        for role, place in held:
            if KIND.get(place, "partnership") not in KINDS_OF_ROLE[role]:
                continue
            RoleHeld.objects.create(
                person=person, organisation_id=world.id(place), role=role, starts_at=AT.replace(year=2020)
            )
            roles.append(HeldRole(str(role), world.id(place)))
        actor = Actor(person_id=person.pk, name="Generated", roles=tuple(roles))
        set_actor(actor, at=None)
        shown = set(access.visible_acceptances(actor).values_list("pk", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("select id from partnership_agreementacceptance")
            assert {row[0] for row in cursor.fetchall()} == shown
        transaction.set_rollback(True)
