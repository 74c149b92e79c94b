"""A pilot: tried by a few, handed in by nobody, and what was written waits when the audit opens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits import jobs, operations, queries
from concordat.audits.models import AuditCycle, AuditReturn, OfferedAnswer, PilotNote
from concordat.audits.operations import FormChoice, Posted
from concordat.audits.operations.cycles import CycleNotPossible
from concordat.audits.operations.pilots import NoteNotPossible
from concordat.audits.rules import NotYet
from concordat.audits.vocabulary import Scheme
from concordat.core.actor import acting_as
from concordat.core.problems import NotAllowed
from concordat.questionnaires import queries as questionnaire_queries
from tests.factories import audits
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import queries_of
from tests.world import ASH, BEECH, CEDAR, NORTHERN, NOW, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
GREEN = {"choice": "green"}
UNTIL = (NOW + timedelta(days=14)).date()


def prepared(world: World) -> AuditCycle:
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        school = questionnaire_queries.published_version("annual-school-audit").pk
        return operations.prepare_cycle(
            partnership_id=world.id(NORTHERN),
            title="School safeguarding audit",
            year="2026 to 2027",
            opens_on=audits.OPENS,
            closes_on=audits.CLOSES,
            forms=[FormChoice(Scheme.s175, school), FormChoice(Scheme.s157, school)],
            by=manager,
            at=NOW,
        )


def piloted(world: World, cycle: AuditCycle, *settings: str, until: date = UNTIL) -> AuditCycle:
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        ids = [world.id(setting) for setting in settings]
        return operations.start_pilot(cycle=cycle, establishment_ids=ids, closes_on=until, by=manager, at=NOW)


def answer(world: World, setting: str, **values: dict[str, str]) -> AuditReturn:
    dsl, found = world.actor(Role.dsl, setting), audits.return_of(world, setting)
    with acting_as(dsl):
        posted = {code.replace("_", "."): Posted(value) for code, value in values.items()}
        operations.save_section(audit_return=found, posted=posted, by=dsl, at=NOW)
    return found


def open_now(world: World, cycle: AuditCycle) -> None:
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        operations.open_cycle(cycle=cycle, by=manager, at=NOW)


def test_only_the_chosen_settings_are_asked_and_nobody_signs(world: World) -> None:
    cycle = prepared(world)
    pilot = piloted(world, cycle, ASH)
    assert (pilot.state, pilot.title) == ("open", "Pilot 1: School safeguarding audit")
    with acting_as(world.actor(Role.dsl, BEECH)):
        assert not AuditReturn.objects.exists()
    audits.answered(world, ASH)
    found, dsl, head = audits.return_of(world, ASH), world.actor(Role.dsl, ASH), world.actor(Role.headteacher, ASH)
    with acting_as(dsl):
        operations.complete_return(audit_return=found, by=dsl, at=NOW)
    with acting_as(head), pytest.raises(NotYet, match="This is a pilot"):
        operations.sign_as_head(
            audit_return=found, statement="I sign.", shown=queries.answers_digest(found), by=head, at=NOW
        )


def test_what_was_written_waits_to_be_confirmed_when_the_audit_opens(world: World) -> None:
    cycle = prepared(world)
    pilot = piloted(world, cycle, ASH)
    tried = answer(world, ASH, A1_1=GREEN, A1_2=GREEN)
    open_now(world, cycle)
    jobs.pass_on_pilots(cycle.pk)
    jobs.pass_on_pilots(cycle.pk)  # a job that runs twice offers once
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        assert queries.cycles_of(dsl).get(pk=pilot.pk).state == "closed"
        real = queries.returns_of(dsl).get(cycle=cycle)
        offers = queries.offers_of(real)
        assert {(one.question, one.source) for one in offers} == {("A1.1", "pilot"), ("A1.2", "pilot")}
        assert queries.answers_of(real) == {}  # nothing is an answer before somebody says so
        chosen = {one.pk: "" for one in offers}
        operations.take_offers(audit_return=real, offers=chosen, by=dsl, at=NOW)
        assert {code: one.value for code, one in queries.answers_of(real).items()} == {"A1.1": GREEN, "A1.2": GREEN}
        assert real.pk != tried.pk
    jobs.pass_on_pilots(cycle.pk)
    with acting_as(dsl):
        assert queries.offers_of(real) == []


def test_a_question_that_changed_after_the_pilot_is_not_passed_on(world: World) -> None:
    cycle, manager = prepared(world), world.actor(Role.business_manager, NORTHERN)
    piloted(world, cycle, ASH)
    answer(world, ASH, A1_1=GREEN)
    with acting_as(manager):
        short = questionnaire_queries.published_version("short-provider-return").pk
        operations.revise_cycle(
            cycle=cycle,
            title="School safeguarding audit",
            year="2026 to 2027",
            opens_on=audits.OPENS,
            closes_on=audits.CLOSES,
            forms=[FormChoice(Scheme.s175, short)],
            by=manager,
            at=NOW,
        )
    open_now(world, cycle)
    jobs.pass_on_pilots(cycle.pk)
    with acting_as(world.actor(Role.dsl, ASH)):
        assert OfferedAnswer.objects.count() == 0


def test_the_partnership_reads_notes_and_no_answers(world: World) -> None:
    cycle, manager = prepared(world), world.actor(Role.business_manager, NORTHERN)
    piloted(world, cycle, ASH, BEECH)
    found, dsl = answer(world, ASH, A1_1=GREEN), world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        for minutes in (35, 50, 41):
            operations.say_of_pilot(
                audit_return=found, question="A1.1", unclear="Which meeting?", minutes=minutes, by=dsl, at=NOW
            )
        with pytest.raises(NoteNotPossible, match="unclear"):
            operations.say_of_pilot(audit_return=found, question="", unclear=" ", minutes=None, by=dsl, at=NOW)
    with acting_as(manager):
        assert [note.minutes for note in queries.pilot_notes_of(cycle)] == [35, 50, 41]
        assert queries.answers_of(found) == {}
    for blind in (world.actor(Role.dsl, BEECH), world.actor(Role.business_manager, SOUTHERN)):
        with acting_as(blind):
            assert PilotNote.objects.count() == 0
    with acting_as(manager), pytest.raises(DatabaseError), transaction.atomic():
        PilotNote.objects.create(
            audit_return=found, establishment_id=world.id(ASH), partnership_id=world.id(NORTHERN),
            unclear="Forged", said_by_id=manager.person_id or 0, said_name="Forged", said_at=NOW,
        )  # fmt: skip


def test_refusals(world: World) -> None:
    cycle, manager = prepared(world), world.actor(Role.business_manager, NORTHERN)

    def start(ids: list[int], until: date = UNTIL) -> None:
        operations.start_pilot(cycle=cycle, establishment_ids=ids, closes_on=until, by=manager, at=NOW)

    with acting_as(manager):
        for ids in ([], list(range(1, 8)), [world.id(CEDAR)], [999999]):
            with pytest.raises(CycleNotPossible):
                start(ids)
        with pytest.raises(CycleNotPossible, match="day to come"):
            start([world.id(ASH)], NOW.date())
        assert AuditCycle.objects.count() == 1  # nothing half done
    stranger = world.actor(Role.business_manager, SOUTHERN)
    with acting_as(stranger), pytest.raises(NotAllowed):
        operations.start_pilot(cycle=cycle, establishment_ids=[1], closes_on=UNTIL, by=stranger, at=NOW)
    open_now(world, cycle)
    with acting_as(manager), pytest.raises(CycleNotPossible, match="before the audit opens"):
        start([world.id(ASH)])
    with acting_as(manager), pytest.raises(CycleNotPossible, match="has been opened"):
        operations.revise_cycle(
            cycle=cycle, title="x", year="y", opens_on=audits.OPENS, closes_on=audits.CLOSES, forms=[], by=manager,
            at=NOW,
        )  # fmt: skip
    real, dsl = audits.return_of(world, ASH), world.actor(Role.dsl, ASH)
    with acting_as(dsl), pytest.raises(NoteNotPossible, match="no pilot"):
        operations.say_of_pilot(audit_return=real, question="", unclear="x", minutes=None, by=dsl, at=NOW)


def test_the_pages_of_a_pilot(world: World) -> None:
    cycle = prepared(world)
    office, school = client_of(world, Role.business_manager, NORTHERN), client_of(world, Role.dsl, ASH)
    page = reverse("audits:pilot", args=[cycle.pk])
    assert office.post(page, {"closes_on": "2027-01-15"}).status_code == 422
    assert office.post(page, {"closes_on": "2027-01-15", "settings": [str(world.id(ASH))]}).status_code == 302
    body = school.get("/").content.decode()
    assert "Try the safeguarding audit" in body
    found = audits.return_of(world, ASH)
    note = reverse("audits:pilot_note", args=[found.pk])
    assert school.post(note, {"question": "A1.1", "unclear": "Which meeting?", "minutes": "0"}).status_code == 422
    assert school.post(note, {"question": "A1.1", "unclear": "Which meeting?", "minutes": "40"}).status_code == 302
    response, asked = queries_of(office, "get", page)
    assert "Which meeting?" in response.content.decode()
    assert len(asked) <= 14, asked


def test_trying_as_a_school_checks_and_keeps_nothing(world: World) -> None:
    cycle = prepared(world)
    office = client_of(world, Role.business_manager, NORTHERN)
    assert "Leadership" in office.get(reverse("audits:try", args=[cycle.pk, "s175"])).content.decode()
    page = reverse("audits:try_section", args=[cycle.pk, "s175", "A1"])
    part = office.post(page, {"A1.1.choice": "green", "A1.1.note": "Typed words"})
    assert part.status_code == 422
    assert "Typed words" in part.content.decode()
    again = office.get(page).content.decode()
    assert "Typed words" not in again
    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        assert not AuditReturn.objects.exists()
    assert office.get(reverse("audits:try", args=[cycle.pk, "short"])).status_code == 404
    assert client_of(world, Role.dsl, ASH).get(page).status_code in (403, 404)


def test_a_prepared_audit_is_changed_on_its_page(world: World) -> None:
    cycle = prepared(world)
    office = client_of(world, Role.business_manager, NORTHERN)
    page = reverse("audits:change_cycle", args=[cycle.pk])
    body = office.get(page).content.decode()
    assert 'value="2026-12-18"' in body
    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        school = questionnaire_queries.published_version("annual-school-audit").pk
    given = {"title": "Another title", "year": "2026 to 2027", "opens_on": "2026-10-12", "closes_on": "2026-12-11"}
    assert office.post(page, given).status_code == 422  # no form
    assert office.post(page, given | {"form_s175": str(school)}).status_code == 302
    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        changed = AuditCycle.objects.get(pk=cycle.pk)
        assert (changed.title, changed.closes_on, changed.forms.count()) == ("Another title", date(2026, 12, 11), 1)
