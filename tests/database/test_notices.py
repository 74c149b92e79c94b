"""Notices reach whoever is on duty, and the mailbox of the post; each letter goes out once (C-01)."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core import mail as django_mail
from django.db import DatabaseError, IntegrityError, transaction

from concordat.accounts.models import Person
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import jobs
from concordat.core.actor import acting_as
from concordat.core.clock import today
from concordat.core.models import Mail
from concordat.core.problems import NotAllowed
from concordat.establishments import access, notices, operations, queries
from concordat.establishments.models import Absence, StaffPost
from concordat.establishments.operations import AbsenceNotPossible
from concordat.establishments.operations.posts import PostNotPossible
from tests.factories import audits, register
from tests.world import ASH, BEECH, CEDAR, NORTHERN, NOW, SOUTHERN, World, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MAILBOX = "safeguarding@ash.example"
MONDAY = date(2026, 11, 2)


def address_of(role: Role, place: str = ASH) -> str:
    with acting_as(FOUNDER):
        return Person.objects.get(name=name_of(role, place)).email


@pytest.fixture
def posts(world: World) -> dict[str, StaffPost]:
    """The lead of Ash works Monday to Thursday, and a deputy every day; both share a mailbox."""
    with acting_as(FOUNDER):
        found = {}
        for role, weekdays in ((Role.dsl, "1234"), (Role.deputy_dsl, "")):
            made = operations.assign_post(
                establishment=queries.establishment(world.id(ASH)),
                post=role,
                person_id=world.people[name_of(role, ASH)],
                held_from=NOW.date() - timedelta(days=30),
                by=FOUNDER,
                at=NOW,
            )
            operations.describe_post(
                held=made,
                trained_on=None,
                mailbox=MAILBOX,
                working_days="",
                cover="",
                weekdays=weekdays,
                by=FOUNDER,
                at=NOW,
            )
            found[str(role)] = made
        return found


def told(world: World, day: date, *roles: Role) -> list[str]:
    with acting_as(jobs.NOTIFIER):
        return notices.addresses_for(world.id(ASH), *(roles or (Role.headteacher, Role.dsl)), day=day)


def test_part_time_days_absence_and_cover_decide_who_is_told(world: World, posts: dict[str, StaffPost]) -> None:
    head, lead, deputy = (address_of(role) for role in (Role.headteacher, Role.dsl, Role.deputy_dsl))
    manager = address_of(Role.school_business_manager)
    assert told(world, MONDAY) == [head, lead, MAILBOX]
    assert told(world, MONDAY + timedelta(days=4)) == [head, deputy, MAILBOX]
    assert told(world, MONDAY + timedelta(days=5)) == [head, lead, MAILBOX]  # Saturday: Monday's person
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        operations.note_absence(
            held=posts["dsl"],
            from_on=MONDAY,
            until_on=MONDAY + timedelta(days=1),
            covered_by_id=world.people[name_of(Role.school_business_manager, ASH)],
            by=dsl,
            at=NOW,
        )
    assert told(world, MONDAY) == [head, manager, MAILBOX]
    assert told(world, MONDAY + timedelta(days=2)) == [head, lead, MAILBOX]
    with acting_as(dsl):
        absence = Absence.objects.get()
        operations.withdraw_absence(absence=absence, held=posts["dsl"], by=dsl, at=NOW)
    assert told(world, MONDAY) == [head, lead, MAILBOX]


def test_without_posts_everybody_with_the_role_is_told(world: World) -> None:
    assert told(world, MONDAY, Role.dsl, Role.deputy_dsl) == sorted([address_of(Role.dsl), address_of(Role.deputy_dsl)])


def test_a_leaver_is_not_told_though_the_post_was_not_ended(world: World, posts: dict[str, StaffPost]) -> None:
    from concordat.accounts import operations as account_operations
    from concordat.accounts.models import RoleHeld

    with acting_as(FOUNDER):
        for held in RoleHeld.objects.filter(person=world.people[name_of(Role.dsl, ASH)]):
            account_operations.end_role(held=held, by=FOUNDER, at=NOW)
    assert told(world, MONDAY, Role.dsl, Role.deputy_dsl) == [address_of(Role.deputy_dsl), MAILBOX]


def test_a_mailbox_that_is_somebodys_own_gets_one_copy(world: World, posts: dict[str, StaffPost]) -> None:
    lead = address_of(Role.dsl)
    with acting_as(FOUNDER):
        StaffPost.objects.update(mailbox=lead.upper())
    assert told(world, MONDAY, Role.dsl) == [lead]


def test_opened_reminded_and_received_are_told_once_each(world: World, posts: dict[str, StaffPost]) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    for _ in range(2):
        jobs.tell_setting_of_opening(found.pk)
        jobs.remind_setting(found.pk, -3)
    with acting_as(jobs.NOTIFIER):
        duty = notices.addresses_for(world.id(ASH), Role.dsl, day=today())
    letters = [(message.to[0], str(message.subject)) for message in django_mail.outbox]
    assert sorted(letters) == sorted(
        [
            *((to, "A safeguarding audit has opened for your setting") for to in {address_of(Role.headteacher), *duty}),
            *((to, "Your safeguarding audit is waiting") for to in duty),
        ]
    )
    assert MAILBOX in duty
    audits.submitted(world, ASH)
    jobs.thank_setting(found.pk)
    jobs.tell_setting_of_opening(found.pk)
    with acting_as(jobs.NOTIFIER):
        assert Mail.objects.filter(address=MAILBOX).count() == 3
        assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}


def test_a_letter_goes_out_once_though_the_list_of_addresses_changes_between_two_tries(
    world: World, posts: dict[str, StaffPost]
) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    jobs.tell_setting_of_opening(found.pk)
    before = sorted(message.to[0] for message in django_mail.outbox)
    with acting_as(FOUNDER):
        StaffPost.objects.filter(pk=posts["dsl"].pk).update(mailbox="another@ash.example")
    jobs.tell_setting_of_opening(found.pk)
    after = sorted(message.to[0] for message in django_mail.outbox)
    assert after == sorted([*before, "another@ash.example"])


def test_every_setting_of_an_audit_is_told_when_it_opens(world: World) -> None:
    cycle = audits.opened(world)
    first, last = sorted(audits.return_of(world, name).pk for name in (ASH, BEECH))
    with acting_as(jobs.NOTIFIER):
        from concordat.audits import queries as audit_queries

        assert set(audit_queries.return_ids(jobs.NOTIFIER, cycle.pk, first_id=first, last_id=last)) >= {first, last}
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select args from procrastinate_jobs where task_name = 'audits.announce_returns'")
        (said,) = cursor.fetchone()
    args = json.loads(said)
    assert args["cycle_id"] == cycle.pk
    assert args["first_id"] <= first <= last <= args["last_id"]


@pytest.mark.parametrize(
    ("role", "place", "may"),
    [
        (Role.dsl, ASH, True),
        (Role.headteacher, ASH, True),
        (Role.business_manager, NORTHERN, True),
        (Role.deputy_dsl, ASH, False),
        (Role.governor, ASH, False),
        (Role.headteacher, BEECH, False),
        (Role.business_manager, SOUTHERN, False),
    ],
)
def test_who_may_note_an_absence(world: World, posts: dict[str, StaffPost], role: Role, place: str, may: bool) -> None:
    actor = world.actor(role, place)
    days = {"from_on": MONDAY, "until_on": MONDAY, "covered_by_id": None}
    with acting_as(actor):
        if may:
            operations.note_absence(held=posts["dsl"], **days, by=actor, at=NOW)  # type: ignore[arg-type]
            operations.note_absence(held=posts["dsl"], **days, by=actor, at=NOW)  # type: ignore[arg-type]
            assert Absence.objects.count() == 1
        else:
            with pytest.raises(NotAllowed):
                operations.note_absence(held=posts["dsl"], **days, by=actor, at=NOW)  # type: ignore[arg-type]
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                Absence.objects.create(
                    establishment_id=world.id(ASH),
                    person_id=world.people[name_of(Role.dsl, ASH)],
                    from_on=MONDAY,
                    until_on=MONDAY,
                    noted_at=NOW,
                )
        seen = {row.pk for row in access.visible_absences(actor, at=NOW)}
        assert seen == set(Absence.objects.values_list("pk", flat=True))


def test_who_is_away_from_one_school_is_away_from_all_of_them(world: World, posts: dict[str, StaffPost]) -> None:
    """One person leads on safeguarding at three schools; days away are noted once."""
    person = world.people[name_of(Role.dsl, ASH)]
    for place in (BEECH, CEDAR):
        register.a_lead(world.id(place), person, at=NOW)
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        noted = operations.note_absence(
            held=posts["dsl"],
            from_on=MONDAY,
            until_on=MONDAY,
            covered_by_id=world.people[name_of(Role.headteacher, ASH)],
            by=dsl,
            at=NOW,
        )
        assert {row.establishment_id: bool(row.covered_by_id) for row in noted} == {
            world.id(ASH): True,
            world.id(BEECH): False,
            world.id(CEDAR): False,
        }


@pytest.mark.parametrize(
    ("first", "last", "cover", "said"),
    [
        (1, 0, None, "before the first"),
        (0, 500, None, "longer than a year"),
        (-9, -8, None, "over"),
        (0, 1, "dsl", "Somebody else covers"),
        (0, 1, "headteacher of Beech Academy", "holds a role at the setting"),
    ],
)
def test_an_absence_that_cannot_be_is_explained(
    world: World, posts: dict[str, StaffPost], first: int, last: int, cover: str | None, said: str
) -> None:
    dsl = world.actor(Role.dsl, ASH)
    cover_id = None if cover is None else world.people.get(cover, posts["dsl"].person_id)
    with acting_as(dsl), pytest.raises((AbsenceNotPossible, PostNotPossible), match=said):
        operations.note_absence(
            held=posts["dsl"],
            from_on=NOW.date() + timedelta(days=first),
            until_on=NOW.date() + timedelta(days=last),
            covered_by_id=cover_id,
            by=dsl,
            at=NOW,
        )


def test_the_database_keeps_days_and_weekdays_in_order(world: World, posts: dict[str, StaffPost]) -> None:
    with acting_as(FOUNDER):
        with pytest.raises(IntegrityError), transaction.atomic():
            StaffPost.objects.update(weekdays="21")
        with pytest.raises(IntegrityError), transaction.atomic():
            Absence.objects.create(
                establishment_id=world.id(ASH),
                person_id=world.people[name_of(Role.dsl, ASH)],
                from_on=MONDAY,
                until_on=MONDAY - timedelta(days=1),
                noted_at=NOW,
            )
