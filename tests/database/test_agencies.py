"""Section 11: agencies are asked, answer, sign; the partnership reads when signed; a standard is compared."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from concordat.accounts.vocabulary import OrganisationKind, Role
from concordat.audits import access, agencies, agency_access, operations
from concordat.audits.agency_rules import DECLARATION
from concordat.audits.analysis.standards import standard_of
from concordat.audits.models import AgencyAnswer, AgencyReturn, AuditCycle, AuditReturn
from concordat.audits.operations import AgencyNotPossible, Posted
from concordat.audits.rules import NotYet
from concordat.core.actor import Actor, acting_as
from concordat.core.problems import NotAllowed, NotFound
from tests.factories import agencies as make
from tests.factories import audits
from tests.world import ASH, BEECH, NORTHERN, NOW, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def manager_of(world: World, place: str = NORTHERN) -> Actor:
    return world.actor(Role.business_manager, place)


def test_an_agency_answers_its_officer_signs_and_only_then_the_partnership_reads(world: World) -> None:
    cycle = audits.opened(world)
    (one,) = make.asked(world, cycle)
    lead = make.somebody(Role.agency_lead, one.organisation_id)
    officer = make.somebody(Role.accountable_officer, one.organisation_id)
    manager = manager_of(world)
    with acting_as(officer), pytest.raises(NotYet, match="answers are finished"):
        operations.sign_for_agency(
            agency_return=agencies.return_for(officer, one.pk), statement=DECLARATION, shown="", by=officer, at=NOW
        )
    with acting_as(lead), pytest.raises(NotYet):
        operations.finish_for_agency(agency_return=one, by=lead, at=NOW)
    make.answered(one, lead)
    with acting_as(manager):
        assert agencies.return_for(manager, one.pk).state == "finished"
        assert not AgencyAnswer.objects.exists()
        with pytest.raises(NotFound):
            agencies.readable(manager, one.pk)
    make.signed(one, officer)
    with acting_as(manager):
        found = agencies.readable(manager, one.pk)
        assert (found.state, found.signed_name) == ("submitted", officer.name)
        assert found.answers_digest == agencies.digest_of(
            {code: answer.value for code, answer in agencies.answers_of(found).items()}
        )
        assert found.answered == found.needed > 20
    with acting_as(lead), pytest.raises(NotYet):
        operations.answer_for_agency(agency_return=found, posted={"C1.1": Posted({"choice": "0"})}, by=lead, at=NOW)


def test_a_signed_return_is_sent_back_with_a_reason_and_signed_again(world: World) -> None:
    cycle = audits.opened(world)
    (one,) = make.asked(world, cycle)
    lead = make.somebody(Role.agency_lead, one.organisation_id)
    officer = make.somebody(Role.accountable_officer, one.organisation_id)
    make.answered(one, lead)
    make.signed(one, officer)
    manager = manager_of(world)
    with acting_as(manager):
        with pytest.raises(AgencyNotPossible, match="Give the reason"):
            operations.send_agency_back(agency_return=one, reason=" ", by=manager, at=NOW)
        operations.send_agency_back(agency_return=one, reason="C3.1 has no example.", by=manager, at=NOW)
        with pytest.raises(NotYet):
            operations.send_agency_back(agency_return=one, reason="Again.", by=manager, at=NOW)
        with pytest.raises(NotFound):
            agencies.readable(manager, one.pk)
    with acting_as(lead):
        again = agencies.return_for(lead, one.pk)
        assert (again.state, again.sent_back, again.signed_by_id) == ("in_progress", "C3.1 has no example.", None)
        operations.finish_for_agency(agency_return=again, by=lead, at=NOW)
        operations.reopen_for_agency(agency_return=again, by=lead, at=NOW)
        operations.finish_for_agency(agency_return=again, by=lead, at=NOW)
    make.signed(one, officer)


def test_two_people_of_an_agency_lose_nothing(world: World) -> None:
    cycle = audits.opened(world)
    (one,) = make.asked(world, cycle)
    lead = make.somebody(Role.agency_lead, one.organisation_id)
    with acting_as(lead):
        first = operations.answer_for_agency(
            agency_return=one, posted={"C1.1": Posted({"choice": "2"})}, by=lead, at=NOW
        )
        clash = operations.answer_for_agency(
            agency_return=one, posted={"C1.1": Posted({"choice": "0"})}, by=lead, at=NOW
        )
        again = operations.answer_for_agency(
            agency_return=one, posted={"C1.1": Posted({"choice": "2"})}, by=lead, at=NOW
        )
        assert first.changed == ("C1.1",)
        assert [each.theirs for each in clash.conflicts] == [{"choice": "2"}]
        assert not again.changed
        assert not again.conflicts
        assert agencies.answers_of(one)["C1.1"].value == {"choice": "2"}


def test_only_bodies_of_the_partnership_are_asked_and_asking_again_changes_nothing(world: World) -> None:
    cycle, manager = audits.opened(world), manager_of(world)
    body = make.a_body(world)
    (one,) = make.asked(world, cycle, body)
    assert [found.pk for found in make.asked(world, cycle, body)] == [one.pk]
    with acting_as(manager), pytest.raises(AgencyNotPossible):
        operations.ask_agencies(
            cycle=cycle, organisation_ids=[world.id(ASH)], form_version_id=one.form_version_id, by=manager, at=NOW
        )
    with acting_as(manager), pytest.raises(AgencyNotPossible):
        operations.ask_agencies(cycle=cycle, organisation_ids=[body], form_version_id=0, by=manager, at=NOW)
    scrutineer = world.actor(Role.independent_scrutineer, NORTHERN)
    with acting_as(scrutineer), pytest.raises(NotAllowed):
        operations.ask_agencies(
            cycle=cycle, organisation_ids=[body], form_version_id=one.form_version_id, by=scrutineer, at=NOW
        )
    with acting_as(manager):
        operations.close_cycle(cycle=cycle, by=manager, at=NOW)
    with acting_as(lead := make.somebody(Role.agency_lead, body)), pytest.raises(NotYet, match="not open"):
        operations.answer_for_agency(agency_return=one, posted={"C1.1": Posted({"choice": "2"})}, by=lead, at=NOW)


def test_nobody_else_answers_or_signs_in_python_or_in_the_database(world: World) -> None:
    cycle = audits.opened(world)
    one, other = make.asked(world, cycle, make.a_body(world), make.a_body(world, name="Another charity"))
    lead = make.somebody(Role.agency_lead, one.organisation_id)
    stranger = make.somebody(Role.agency_lead, other.organisation_id)
    officer = make.somebody(Role.accountable_officer, one.organisation_id)
    with acting_as(stranger):
        with pytest.raises(NotFound):
            agencies.return_for(stranger, one.pk)
        with pytest.raises(NotAllowed):
            operations.answer_for_agency(agency_return=one, posted={}, by=stranger, at=NOW)
        assert AgencyReturn.objects.filter(pk=one.pk).update(state="in_progress") == 0
    with acting_as(officer), pytest.raises(NotAllowed):
        operations.answer_for_agency(agency_return=one, posted={}, by=officer, at=NOW)
    make.answered(one, lead)
    with acting_as(lead):
        with pytest.raises(NotAllowed):
            operations.sign_for_agency(agency_return=one, statement=DECLARATION, shown="", by=lead, at=NOW)
        with pytest.raises(DatabaseError), transaction.atomic():
            AgencyReturn.objects.filter(pk=one.pk).update(
                state="submitted",
                submitted_at=NOW,
                signed_by_id=lead.person_id,
                statement="Mine",
                answers_digest="0" * 64,
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            AgencyAnswer.objects.filter(agency_return=one).update(value={"choice": "3"})  # it is finished
    gone = Actor(person_id=officer.person_id, name=officer.name, roles=())
    with acting_as(gone), pytest.raises(NotAllowed):
        operations.sign_for_agency(agency_return=one, statement=DECLARATION, shown="", by=gone, at=NOW)


def test_one_standard_shows_agencies_by_their_words_and_schools_as_safe_counts(world: World) -> None:
    cycle = audits.opened(world)
    charity = make.a_body(world)
    force = make.a_body(world, OrganisationKind.police_force, "Invented Police")
    one, _ = sorted(make.asked(world, cycle, charity, force), key=lambda each: each.organisation_id != charity)
    lead = make.somebody(Role.agency_lead, charity)
    make.answered(one, lead, level="2", otherwise={"C2.1": "0", "C4.3": "1"})
    make.signed(one, make.somebody(Role.accountable_officer, charity))
    audits.submitted(world, ASH)
    audits.submitted(world, BEECH)
    manager = manager_of(world)
    with acting_as(manager):
        every, found = standard_of(manager, cycle, "POL")
        assert {"POL", "TRN", "AGY"} <= set(every)
        by_name = {agency.name: agency for agency in found.agencies}
        assert not by_name["Invented Police"].said
        assert not by_name["Invented Police"].is_signed
        (said,) = by_name[make.CHARITY].said
        assert (said.question.code, said.colour, said.question.expectations) == ("C2.1", "red", ("POL-01",))
        assert found.schools
        assert all(one.counts is None for one in found.schools)  # two schools are too few to show
        assert all("POL-" in expectation for one in found.schools for expectation in one.question.expectations)
        _, training = standard_of(manager, cycle, "TRN")
        assert {each.question.code: each.colour for each in training.agencies[1].said or training.agencies[0].said} == {
            "C4.3": "amber"
        }
        cycle.partnership.smallest_group = 2
        _, shown = standard_of(manager, cycle, "POL")
        counted = [one for one in shown.schools if one.counts is not None and one.answered == 2]
        assert counted
        assert all(sum(one.counts.values()) == 2 for one in counted if one.counts)


@pytest.mark.parametrize("place", [NORTHERN, SOUTHERN, ASH])
def test_what_python_shows_is_what_the_database_gives(world: World, place: str) -> None:
    cycle = audits.opened(world)
    one, other = make.asked(world, cycle, make.a_body(world), make.a_body(world, name="Another charity"))
    for each in (one, other):
        make.answered(each, make.somebody(Role.agency_lead, each.organisation_id))
    make.signed(one, make.somebody(Role.accountable_officer, one.organisation_id))
    role = Role.dsl if place == ASH else Role.business_manager
    actors = [
        world.actor(role, place),
        make.somebody(Role.agency_lead, other.organisation_id),
        make.somebody(Role.accountable_officer, one.organisation_id),
        make.somebody(Role.designated_health_professional, one.organisation_id),
    ]
    for actor in actors:
        with acting_as(actor, at=NOW):
            assert set(agency_access.visible_agency_returns(actor)) == set(AgencyReturn.objects.all())
            assert set(agency_access.visible_agency_answers(actor)) == set(AgencyAnswer.objects.all())
            assert set(access.visible_cycles(actor)) == set(AuditCycle.objects.all())
            assert set(access.visible_returns(actor)) == set(AuditReturn.objects.all())
