"""Reminders go to whom the ladder says, once, by each setting's own term dates; nobody is told who has returned."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail as django_mail

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import jobs, queries
from concordat.audits import operations as audit_operations
from concordat.audits.models import AuditCycle
from concordat.audits.operations import FormChoice
from concordat.audits.operations.cycles import CycleNotPossible
from concordat.audits.vocabulary import Scheme
from concordat.core import jobs as core_jobs
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.core.problems import NotAllowed
from concordat.establishments import operations
from concordat.establishments import queries as establishment_queries
from concordat.establishments.term_dates import TermDatesNotPossible
from concordat.questionnaires import queries as questionnaire_queries
from tests.factories import audits
from tests.world import ASH, BEECH, DAISY, NORTH, NORTHERN, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TERMS = "Autumn term 2026, 2026-09-03, 2026-12-18\nHalf-term holiday, 2026-10-26, 2026-10-30\nInset day, 3/9/2026"


def told() -> list[tuple[str, str]]:
    return sorted((message.to[0], str(message.subject)) for message in django_mail.outbox)


def leads_of(world: World, *names: str) -> set[str]:
    """Addresses of the DSL and deputy of these settings."""
    from concordat.accounts.models import Person

    wanted = [f"{role} of {name}" for name in names for role in (Role.dsl, Role.deputy_dsl)]
    with acting_as(FOUNDER):
        return set(Person.objects.filter(name__in=wanted).values_list("email", flat=True))


def test_lead_and_deputy_of_whoever_has_not_returned_are_told_once(world: World) -> None:
    cycle = audits.opened(world)
    audits.submitted(world, ASH)
    with acting_as(jobs.NOTIFIER):
        kept = queries.cycles_of(jobs.NOTIFIER).get(pk=cycle.pk)
        three_before = kept.closes_on
        while not (due := queries.to_remind(kept, today=three_before)) or due[0].step.days != -3:
            three_before -= timedelta(days=1)
        names = {audits.return_of(world, name).pk: name for name in (ASH, BEECH, DAISY)}
        assert {names[one.return_id] for one in due} == {BEECH, DAISY}
    for _ in range(2):
        for one in due:
            jobs.remind_setting(one.return_id, one.step.days)
    assert {address for address, _ in told()} == leads_of(world, BEECH, DAISY)
    assert len(told()) == 4
    assert all(BEECH not in message.body and "Invented" not in message.body for message in django_mail.outbox)


def test_who_returned_after_the_morning_is_left_alone(world: World) -> None:
    audits.opened(world)
    found = audits.submitted(world, ASH)
    jobs.remind_setting(found.pk, -3)
    assert told() == []


def test_late_steps_go_up_to_the_board_and_the_trust(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, BEECH)
    jobs.remind_setting(found.pk, 14)
    addresses = {address for address, _ in told()}
    with acting_as(FOUNDER):
        from concordat.accounts.models import Person

        names = set(Person.objects.filter(email__in=addresses).values_list("name", flat=True))
    assert names == {f"governor of {BEECH}", "trust_safeguarding_lead of Two Rivers Trust"}


def test_the_morning_defers_a_job_for_each(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    audits.opened(world)
    deferred: list[tuple[str, int]] = []
    monkeypatch.setattr(core_jobs, "defer", lambda name, **ids: deferred.append((name, ids["days"])))
    with acting_as(jobs.NOTIFIER):
        kept = queries.cycles_of(jobs.NOTIFIER).get(state="open")
        day = kept.closes_on
    calendar = establishment_queries.calendars([])
    assert calendar == {}
    monkeypatch.setattr(jobs, "today", lambda: day + timedelta(days=1 if day.weekday() < 4 else 7 - day.weekday()))
    jobs.remind(0)
    assert deferred == [("audits.remind_setting", 1)] * 3


# Term dates


def test_the_office_keeps_the_dates_of_its_own_area_alone(world: World) -> None:
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        count = operations.replace_term_dates(authority_id=world.id(NORTH), text=TERMS, by=manager, at=now())
        assert count == 3
        calendar = establishment_queries.calendars([world.id(NORTH)])[world.id(NORTH)]
        closed = (date(2026, 10, 28), date(2026, 9, 3), date(2026, 9, 5))
        assert not any(calendar.is_school_day(day) for day in closed)
        assert calendar.is_school_day(date(2026, 9, 4))
        assert operations.replace_term_dates(authority_id=world.id(NORTH), text="", by=manager, at=now()) == 0
        assert establishment_queries.school_dates(world.id(NORTH)) == []
    stranger = world.actor(Role.business_manager, SOUTHERN)
    with acting_as(stranger), pytest.raises(NotAllowed):
        operations.replace_term_dates(authority_id=world.id(NORTH), text=TERMS, by=stranger, at=now())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Autumn term", "Line 1: write a name"),
        ("Autumn term, soon, later", "“soon” is no date"),
        ("Autumn term, 2026-12-18, 2026-09-03", "before the first"),
        ("Autumn term, 2026-09-03, 2027-12-18", "longer than a term"),
        ("Term one, 2026-09-03, 2026-12-18\nTerm two, 2026-12-01, 2027-02-01", "share a day"),
        ("Day, 31/2/2026", "is no date"),
        ("Inset day, 2026-09-03\n" * 401, "more than 400 lines"),
    ],
)
def test_lines_that_are_no_dates_are_named(world: World, text: str, said: str) -> None:
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        operations.replace_term_dates(authority_id=world.id(NORTH), text=TERMS, by=manager, at=now())
        with pytest.raises(TermDatesNotPossible, match=said):
            operations.replace_term_dates(authority_id=world.id(NORTH), text=text, by=manager, at=now())
        assert len(establishment_queries.school_dates(world.id(NORTH))) == 3


def test_an_audit_does_not_close_in_a_holiday_of_any_authority_it_asks(world: World) -> None:
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        operations.replace_term_dates(authority_id=world.id(NORTH), text=TERMS, by=manager, at=now())
        form = questionnaire_queries.published_version("annual-school-audit").pk
        with pytest.raises(CycleNotPossible, match="such as 23 October 2026"):
            audit_operations.prepare_cycle(
                partnership_id=world.id(NORTHERN),
                title="Audit",
                year="2026 to 2027",
                opens_on=date(2026, 9, 7),
                closes_on=date(2026, 10, 28),
                forms=[FormChoice(Scheme.s175, form)],
                by=manager,
                at=now(),
            )
        assert not AuditCycle.objects.exists()
