"""The yearly audit from opening to acceptance, on the database's own promises; refusals beside successes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries, rules
from concordat.audits.models import Answer, AuditReturn, ReturnQuery, SignOff
from concordat.audits.operations import Posted
from concordat.audits.operations.answers import UnknownQuestion
from concordat.audits.operations.cycles import CycleNotPossible
from concordat.audits.operations.signing import SignatureNotPossible
from concordat.audits.rules import NotYet
from concordat.core.actor import Actor, HeldRole, acting_as
from concordat.core.problems import NotAllowed, NotFound
from tests.factories import audits
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, NOW, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
GREEN, AMBER = {"choice": "green"}, {"choice": "amber"}


def test_opening_asks_every_setting_of_the_area_under_its_own_scheme(world: World) -> None:
    audits.opened(world)
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        found = {row.establishment_id: row.scheme for row in AuditReturn.objects.all()}
    assert found == {world.id(ASH): "s175", world.id(BEECH): "s157", world.id(DAISY): "short"}


def test_a_cycle_is_opened_once_and_only_by_its_own_partnership(world: World) -> None:
    cycle = audits.opened(world)
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager), pytest.raises(CycleNotPossible, match="opened already"):
        operations.open_cycle(cycle=cycle, by=manager, at=NOW)
    stranger = world.actor(Role.business_manager, SOUTHERN)
    with acting_as(stranger), pytest.raises(NotAllowed):
        operations.close_cycle(cycle=cycle, by=stranger, at=NOW)
    with acting_as(stranger), pytest.raises(NotFound):
        queries.cycle_for(stranger, cycle.pk)


def test_a_return_goes_all_the_way_and_gets_a_genuine_receipt(world: World) -> None:
    audits.opened(world)
    found = audits.submitted(world, ASH)
    assert found.state == "submitted"
    assert rules.receipt_is_genuine(found.receipt or "")
    lead = world.actor(Role.education_safeguarding_lead, NORTHERN)
    with acting_as(lead):
        operations.send_back(audit_return=found, question="A1.1", asked="Which meeting?", by=lead, at=NOW)
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        query = ReturnQuery.objects.get()
        operations.reply_to_query(query=query, reply="The one in October.", by=dsl, at=NOW)
        assert audits.return_of(world, ASH).state == "replied"
    with acting_as(lead):
        operations.accept_return(audit_return=found, by=lead, at=NOW)
        assert AuditReturn.objects.get(pk=found.pk).state == "accepted"


def test_the_partnership_sees_the_state_at_once_and_the_answers_only_after_submission(world: World) -> None:
    audits.opened(world)
    audits.answered(world, ASH)
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        assert AuditReturn.objects.get(establishment_id=world.id(ASH)).state == "in_progress"
        assert Answer.objects.count() == 0
    audits.submitted(world, BEECH)
    with acting_as(manager):
        assert set(Answer.objects.values_list("establishment_id", flat=True)) == {world.id(BEECH)}
        assert SignOff.objects.count() == 2


def test_other_settings_and_partnerships_see_nothing_and_the_trust_sees_its_own(world: World) -> None:
    audits.opened(world)
    audits.answered(world, BEECH)
    for stranger in (world.actor(Role.dsl, CEDAR), world.actor(Role.business_manager, SOUTHERN)):
        with acting_as(stranger):
            assert AuditReturn.objects.count() == Answer.objects.count() == 0
    lead = world.actor(Role.trust_safeguarding_lead, TRUST)
    with acting_as(lead):
        assert [row.establishment_id for row in AuditReturn.objects.all()] == [world.id(BEECH)]
        assert Answer.objects.exists()
        with pytest.raises(NotAllowed):
            operations.save_section(
                audit_return=AuditReturn.objects.get(), posted={"A1.1": Posted(AMBER)}, by=lead, at=NOW
            )


def test_a_repeated_post_changes_nothing_and_a_changed_answer_is_never_overwritten_unseen(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    dsl, deputy = world.actor(Role.dsl, ASH), world.actor(Role.deputy_dsl, ASH)
    with acting_as(dsl):
        first = operations.save_section(audit_return=found, posted={"A1.1": Posted(GREEN)}, by=dsl, at=NOW)
        again = operations.save_section(audit_return=found, posted={"A1.1": Posted(GREEN)}, by=dsl, at=NOW)
    assert (first.changed, again.changed, again.conflicts) == (("A1.1",), (), ())
    later = NOW + timedelta(minutes=5)
    with acting_as(deputy):
        page = {"A1.1": Posted(AMBER), "A1.2": Posted(GREEN)}  # a page that was opened before the first answer
        second = operations.save_section(audit_return=found, posted=page, by=deputy, at=later)
        assert second.changed == ("A1.2",)
        (conflict,) = second.conflicts
        assert (conflict.question, conflict.yours, conflict.theirs) == ("A1.1", AMBER, GREEN)
        settled = {"A1.1": Posted(AMBER, was=conflict.token)}
        assert operations.save_section(audit_return=found, posted=settled, by=deputy, at=later).changed == ("A1.1",)
        assert queries.answers_of(found)["A1.1"].version == 2


def test_two_people_answer_different_questions_of_one_page(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    dsl, head = world.actor(Role.dsl, ASH), world.actor(Role.headteacher, ASH)
    with acting_as(dsl):
        operations.save_section(
            audit_return=found, posted={"A1.1": Posted(GREEN), "A1.2": Posted(None)}, by=dsl, at=NOW
        )
    with acting_as(head):
        page = {"A1.1": Posted(None), "A1.2": Posted(AMBER)}
        saved = operations.save_section(audit_return=found, posted=page, by=head, at=NOW)
        assert saved == operations.Saved(("A1.2",), ())
        assert queries.values_of(queries.answers_of(found)) == {"A1.1": GREEN, "A1.2": AMBER}


def test_nothing_is_answered_after_finishing_and_reopening_withdraws_signatures(world: World) -> None:
    audits.opened(world)
    found = audits.answered(world, ASH)
    dsl, head = world.actor(Role.dsl, ASH), world.actor(Role.headteacher, ASH)
    with acting_as(dsl):
        operations.complete_return(audit_return=found, by=dsl, at=NOW)
        with pytest.raises(NotYet, match="Reopen"):
            operations.save_section(audit_return=found, posted={"A1.1": Posted(AMBER)}, by=dsl, at=NOW)
        with pytest.raises(NotAllowed):
            operations.sign_as_head(
                audit_return=found, statement="x", shown=queries.answers_digest(found), by=dsl, at=NOW
            )
    with acting_as(head):
        operations.sign_as_head(
            audit_return=found, statement="I sign.", shown=queries.answers_digest(found), by=head, at=NOW
        )
    with acting_as(dsl):
        operations.reopen_return(audit_return=found, by=dsl, at=NOW)
        assert queries.sign_offs_of(found) == []
        assert SignOff.objects.filter(withdrawn_at=NOW).count() == 1


def test_an_unfinished_return_cannot_be_completed_signed_or_submitted(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    dsl, head = world.actor(Role.dsl, ASH), world.actor(Role.headteacher, ASH)
    with acting_as(dsl):
        operations.save_section(audit_return=found, posted={"A1.1": Posted(GREEN)}, by=dsl, at=NOW)
        with pytest.raises(NotYet, match="left to do"):
            operations.complete_return(audit_return=found, by=dsl, at=NOW)
        with pytest.raises(NotYet):
            operations.submit_return(audit_return=found, by=dsl, at=NOW)
    with acting_as(head), pytest.raises(NotYet):
        operations.sign_as_head(
            audit_return=found, statement="I sign.", shown=queries.answers_digest(found), by=head, at=NOW
        )


def test_a_board_minute_needs_a_meeting_that_took_place(world: World) -> None:
    audits.opened(world)
    found = audits.answered(world, ASH)
    dsl, head = world.actor(Role.dsl, ASH), world.actor(Role.headteacher, ASH)
    with acting_as(dsl):
        operations.complete_return(audit_return=found, by=dsl, at=NOW)
    with acting_as(head):
        operations.sign_as_head(
            audit_return=found, statement="I sign.", shown=queries.answers_digest(found), by=head, at=NOW
        )
        given = {"audit_return": found, "statement": "The board.", "review_by": None, "by": head, "at": NOW}
        given["shown"] = queries.answers_digest(found)
        with pytest.raises(SignatureNotPossible, match="taken place"):
            operations.record_board_minute(
                meeting_on=NOW.date() + timedelta(days=1),
                minute_number="4",
                **given,  # type: ignore[arg-type]
            )
        with pytest.raises(SignatureNotPossible, match="number"):
            operations.record_board_minute(meeting_on=NOW.date(), minute_number=" ", **given)  # type: ignore[arg-type]
        signed = operations.record_board_minute(meeting_on=NOW.date(), minute_number="4.2", **given)  # type: ignore[arg-type]
        assert signed.minute_number == "4.2"


def test_a_closed_cycle_takes_nothing_more(world: World) -> None:
    cycle = audits.opened(world)
    found = audits.return_of(world, ASH)
    manager, dsl = world.actor(Role.business_manager, NORTHERN), world.actor(Role.dsl, ASH)
    with acting_as(manager):
        operations.close_cycle(cycle=cycle, by=manager, at=NOW)
    with acting_as(dsl), pytest.raises(NotYet, match="closed"):
        operations.save_section(audit_return=found, posted={"A1.1": Posted(GREEN)}, by=dsl, at=NOW)
    assert audits.return_of(world, ASH).state == "not_started"


def test_a_question_of_another_form_is_refused(world: World) -> None:
    audits.opened(world)
    found, dsl = audits.return_of(world, ASH), world.actor(Role.dsl, ASH)
    with acting_as(dsl), pytest.raises(UnknownQuestion):
        operations.save_section(audit_return=found, posted={"Z9.9": Posted(GREEN)}, by=dsl, at=NOW)


def test_the_database_itself_refuses_what_the_code_should_never_ask(world: World) -> None:
    audits.opened(world)
    found = audits.submitted(world, ASH)
    dsl, other = world.actor(Role.dsl, ASH), world.actor(Role.dsl, BEECH)
    with acting_as(dsl):
        assert Answer.objects.filter(question="A1.1").update(value=AMBER) == 0  # submitted: no row may be changed
    with acting_as(other), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Answer.objects.create(
            audit_return_id=found.pk,
            establishment_id=world.id(BEECH),
            partnership_id=world.id(NORTHERN),
            question="A9.99",
            value=GREEN,
            answered_by_id=other.person_id,
            answered_at=NOW,
        )
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        SignOff.objects.create(
            audit_return_id=found.pk,
            establishment_id=world.id(ASH),
            kind="head",
            signed_by_id=manager.person_id or 0,
            signed_name="forged",
            signed_at=NOW,
            statement="x",
            answers_digest="0" * 64,
        )


def test_a_role_that_ended_a_second_ago_gives_nothing(world: World) -> None:
    audits.opened(world)
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl, at=NOW):
        assert AuditReturn.objects.count() == 1
    forged = Actor(person_id=dsl.person_id, name="x", roles=(HeldRole("dsl", world.id(ASH)),))
    before_it_began = NOW.replace(year=2019)
    with acting_as(forged, at=before_it_began):
        assert AuditReturn.objects.count() == 0


def test_row_versions_are_kept_and_nobody_can_write_them(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    dsl = world.actor(Role.dsl, ASH)
    event = Answer.pgh_event_model  # type: ignore[attr-defined]
    with acting_as(dsl):
        operations.save_section(audit_return=found, posted={"A1.1": Posted(GREEN)}, by=dsl, at=NOW)
        token = queries.answers_of(found)["A1.1"].token
        operations.save_section(audit_return=found, posted={"A1.1": Posted(AMBER, was=token)}, by=dsl, at=NOW)
        assert [row.value for row in event.objects.all()] == [GREEN]
        with pytest.raises(DatabaseError), transaction.atomic():
            event.objects.all().delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            event.objects.create(pgh_label="update", pgh_obj_id=1, value=GREEN, question="x", answered_at=NOW)
