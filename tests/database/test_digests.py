"""The one letter of a period: as often as chosen, once whatever is killed, without names, none for nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core import mail as django_mail
from django.db import DatabaseError, transaction

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core import jobs as core_jobs
from concordat.core.actor import acting_as
from concordat.core.models import Mail
from concordat.establishments import operations as establishment_operations
from concordat.worklist import jobs, operations, queries
from concordat.worklist.access import CALENDAR, POSTMAN
from concordat.worklist.models import DigestChoice, FeedAddress, ToldTask
from concordat.worklist.vocabulary import Rhythm
from tests.factories import audits, support
from tests.world import ASH, BEECH, DAISY, NORTH, NORTHERN, SETTING_ROLES, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MORNING = datetime(2026, 11, 24, 9, 7, tzinfo=UTC)  # a Tuesday


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    at_hour(monkeypatch, MORNING)


def at_hour(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr(jobs, "now", lambda: at)
    monkeypatch.setattr(jobs, "today", lambda: at.date())


@pytest.fixture
def deferred(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    monkeypatch.setattr(core_jobs, "defer", lambda name, **ids: found.append(ids))
    return found


def choose(world: World, rhythm: Rhythm, role: Role = Role.dsl, place: str = ASH) -> int:
    actor = world.actor(role, place)
    with acting_as(actor):
        operations.choose_rhythm(rhythm=rhythm, by=actor, at=MORNING)
    return actor.person_id or 0


def test_once_in_a_period_and_without_names(world: World) -> None:
    audits.opened(world)
    person = choose(world, Rhythm.daily)
    for _ in range(3):
        jobs.write_digest(person, "daily-2026-11-24")
    (letter,) = django_mail.outbox
    assert letter.subject == "What waits for you in Concordat"
    assert "Answer the safeguarding audit" in letter.body
    for name in (ASH, NORTHERN, "dsl of", "Invented"):
        assert name not in letter.subject + letter.body
    jobs.write_digest(person, "daily-2026-11-25")
    assert len(django_mail.outbox) == 2


def test_a_worker_that_died_between_leaves_one_uncertain_letter_and_no_second(world: World) -> None:
    audits.opened(world)
    person = choose(world, Rhythm.daily)
    with acting_as(POSTMAN):
        Mail.objects.create(
            key=queries.key_of(person, "daily-2026-11-24"),
            message_id="<x@c.example>",
            address="x@c.example",
            state=Mail.State.sending,
            began_at=MORNING,
        )
    jobs.write_digest(person, "daily-2026-11-24")
    assert django_mail.outbox == []
    with acting_as(POSTMAN):
        assert Mail.objects.get(key=queries.key_of(person, "daily-2026-11-24")).state == Mail.State.uncertain


def test_nothing_to_do_is_no_letter(world: World) -> None:
    person = choose(world, Rhythm.weekly, Role.governor)
    jobs.write_digest(person, "weekly-2026-48")
    assert django_mail.outbox == []


def test_a_choice_that_changed_since_is_kept(world: World) -> None:
    audits.opened(world)
    person = choose(world, Rhythm.never)
    jobs.write_digest(person, "weekly-2026-48")
    assert django_mail.outbox == []


def test_each_new_task_is_told_once_bundled_in_its_hour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person = choose(world, Rhythm.now, Role.business_manager, NORTHERN)
    jobs.write_digest(person, "now-2026-11-24T09")
    before = len(django_mail.outbox)
    assert before == 1
    jobs.write_digest(person, "now-2026-11-24T10")
    assert len(django_mail.outbox) == before
    audits.opened(world)
    jobs.write_digest(person, "now-2026-11-24T11")
    assert len(django_mail.outbox) == before + 1
    assert "New: Follow an audit." in django_mail.outbox[-1].body
    with acting_as(POSTMAN):  # killed after the tasks were marked and before the letter: the same letter again
        Mail.objects.filter(key=queries.key_of(person, "now-2026-11-24T11")).update(state=Mail.State.waiting)
    jobs.write_digest(person, "now-2026-11-24T11")
    assert "New: Follow an audit." in django_mail.outbox[-1].body
    assert len(django_mail.outbox) == before + 2


def test_no_letter_in_the_holidays_of_the_own_area(world: World) -> None:
    audits.opened(world)
    person = choose(world, Rhythm.daily)
    with acting_as(FOUNDER):
        text = "Autumn term, 2026-09-03, 2026-11-20\nSpring term, 2026-11-30, 2027-03-25"
        establishment_operations.replace_term_dates(authority_id=world.id(NORTH), text=text, by=FOUNDER, at=MORNING)
    jobs.write_digest(person, "daily-2026-11-24")
    assert django_mail.outbox == []


def test_the_hour_defers_a_job_for_each_who_wants_one(
    world: World, deferred: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    never = choose(world, Rhythm.never)
    now_person = choose(world, Rhythm.now, Role.headteacher)
    jobs.write_digests(0)
    periods = {int(one["person_id"]): one["period"] for one in deferred}
    assert never not in periods
    assert periods[now_person] == "now-2026-11-24T09"
    assert periods[world.people[f"dsl of {BEECH}"]] == "weekly-2026-48"
    assert len(periods) > len(SETTING_ROLES)
    deferred.clear()
    at_hour(monkeypatch, MORNING.replace(hour=20))
    jobs.write_digests(0)
    assert deferred == []
    at_hour(monkeypatch, MORNING.replace(hour=14))
    jobs.write_digests(0)
    assert {one["period"] for one in deferred} == {"now-2026-11-24T14"}


def test_everybody_has_the_own_choice_alone(world: World) -> None:
    person = choose(world, Rhythm.daily)
    lead, head = world.actor(Role.dsl, ASH), world.actor(Role.headteacher, ASH)
    with acting_as(lead):
        operations.make_feed(by=lead, at=MORNING)
        ToldTask.objects.create(person_id=person, key="k", kind="K", period="now-x")
    with acting_as(head):
        assert not DigestChoice.objects.exists()
        assert not FeedAddress.objects.exists()
        assert not ToldTask.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            ToldTask.objects.create(person_id=person, key="z", kind="K", period="now-x")
    with acting_as(POSTMAN):
        assert DigestChoice.objects.count() == 1
        assert not FeedAddress.objects.exists()
    with acting_as(CALENDAR):
        assert FeedAddress.objects.count() == 1
        assert not DigestChoice.objects.exists()


def test_what_is_new_in_a_task_that_was_told_is_told(world: World) -> None:
    """The line of the first page has the same address for one request and for many: each is told once."""
    person = choose(world, Rhythm.now, Role.partnership_administrator, NORTHERN)
    hours = (f"now-2026-11-24T{hour:02}" for hour in range(9, 17))

    def told() -> bool:
        before = len(django_mail.outbox)
        jobs.write_digest(person, next(hours))
        return len(django_mail.outbox) > before

    told()
    first = support.a_request(world)
    assert told()
    assert not told()
    second = support.a_request(world, BEECH)
    assert told()
    support.an_answer(world, second)
    assert not told()  # what is left was told
    support.an_answer(world, first)
    support.a_request(world, DAISY, role=Role.headteacher)
    assert told()
