"""The formal letter: drafted when reminders have not helped, for the office alone, and never sent."""

from __future__ import annotations

from datetime import date

import pytest
from django.core import mail as django_mail
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits import documents, operations, queries
from concordat.core import clock
from concordat.core.actor import acting_as
from concordat.core.problems import NotAllowed, NotFound
from tests.accessible_pdf import require_accessible, text_of
from tests.factories import audits
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import queries_of
from tests.world import ASH, BEECH, NORTHERN, NOW, World, look_up

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LATE = date(2027, 1, 27)  # 28 school days after the last day, where nobody has given term dates
EARLIER = date(2027, 1, 26)


def at(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(clock, "today", lambda: day)


@pytest.fixture
def world(db: None) -> World:
    """Ids of the world's people and places."""
    from concordat.accounts.operations.founding import FOUNDER

    with acting_as(FOUNDER):
        return look_up()


def test_it_is_due_on_the_day_and_for_those_who_have_not_returned(world: World) -> None:
    audits.opened(world)
    manager, theirs = world.actor(Role.business_manager, NORTHERN), audits.submitted(world, BEECH)
    found = audits.return_of(world, ASH)
    with acting_as(manager):
        found = queries.return_for(manager, found.pk)
        assert not queries.is_formal_letter_due(found, today=EARLIER)
        assert queries.is_formal_letter_due(found, today=LATE)
        assert not queries.is_formal_letter_due(queries.return_for(manager, theirs.pk), today=LATE)
        operations.extend_return(audit_return=found, until=date(2027, 1, 15), reason="Ill.", by=manager, at=NOW)
        found = queries.return_for(manager, found.pk)
        assert not queries.is_formal_letter_due(found, today=LATE)  # its own last day counts


def test_the_letter_names_posts_and_days_and_no_person(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    audits.opened(world)
    found, manager = audits.return_of(world, ASH), world.actor(Role.business_manager, NORTHERN)
    at(monkeypatch, LATE)
    with acting_as(manager):
        made = documents._letter_pdf(manager, found.pk, "")
    require_accessible(made, title=f"Draft letter: {ASH}")
    said = " ".join(text_of(made).split())
    assert "18 December 2026" in said  # the last day
    assert "10 February 2027" in said  # ten school days on
    assert "Draft, not sent" in said
    assert "of Ash Primary School" not in said.replace("principal, of Ash Primary School", "")
    assert django_mail.outbox == []


def test_nobody_else_gets_one_and_nobody_before_the_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    manager = world.actor(Role.business_manager, NORTHERN)
    at(monkeypatch, EARLIER)
    with acting_as(manager), pytest.raises(NotFound):
        documents._letter_pdf(manager, found.pk, "")
    at(monkeypatch, LATE)
    for nobody in (world.actor(Role.dsl, ASH), world.actor(Role.independent_scrutineer, NORTHERN)):
        with acting_as(nobody), pytest.raises(NotAllowed):
            documents._letter_pdf(nobody, found.pk, "")


def test_the_office_finds_it_on_its_first_page_within_ten_queries(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    cycle = audits.opened(world)
    at(monkeypatch, LATE)
    office = client_of(world, Role.business_manager, NORTHERN)
    office.get("/")
    response, asked = queries_of(office, "get", "/")
    body = response.content.decode()
    assert "3 settings have let their last day pass" in body
    assert len([sql for sql in asked if "core_databasemark" not in sql]) <= 10, "\n".join(sql[:300] for sql in asked)
    late = office.get(reverse("audits:tracker", args=[cycle.pk]) + "?late=1").content.decode()
    assert "3 of 3 returns" in late


def test_the_page_of_the_return_offers_it_from_the_day_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    audits.opened(world)
    page = reverse("audits:standing", args=[audits.return_of(world, ASH).pk])
    office = client_of(world, Role.business_manager, NORTHERN)
    at(monkeypatch, EARLIER)
    assert "Draft the letter" not in office.get(page).content.decode()
    at(monkeypatch, LATE)
    assert "Draft the letter" in office.get(page).content.decode()
