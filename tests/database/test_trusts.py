"""A trust answers once for its schools: each confirms or says otherwise, and nobody else can."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries
from concordat.audits.carrying.known import Known, known_of
from concordat.audits.models import Answer, AuditReturn, CarriedAnswer, TrustAnswer, TrustAudit, TrustSignature
from concordat.audits.operations import Posted, Shown
from concordat.audits.operations import trusts as trust_operations
from concordat.audits.operations.trusts import Said, TrustNotPossible
from concordat.audits.rules import NotYet
from concordat.audits.trust_rules import Signing
from concordat.audits.trusts import levels
from concordat.core.actor import acting_as
from concordat.core.problems import NotAllowed
from concordat.establishments.models import Establishment
from concordat.lib.crosswalk import Obstacle
from tests.factories import audits, trusts
from tests.world import ASH, BEECH, CEDAR, NORTHERN, NOW, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = NOW.date()


def known(world: World, target: AuditReturn, *, setting: str = BEECH, on: date = TODAY) -> Known:
    dsl = world.actor(Role.dsl, setting)
    with acting_as(dsl):
        return known_of(dsl, queries.return_for(dsl, target.pk), on=on)


def confirm(world: World, target: AuditReturn, mark: str, *, setting: str = BEECH, code: str = "A1.1") -> object:
    dsl = world.actor(Role.dsl, setting)
    with acting_as(dsl):
        return operations.confirm_ready(audit_return=target, shown={code: Shown(mark)}, by=dsl, at=NOW)


@pytest.fixture
def target(world: World) -> AuditReturn:
    """The return of a school of the trust, in an open audit; nobody has tagged anything."""
    audits.opened(world)
    return audits.return_of(world, BEECH)


def test_what_the_trust_signed_is_ready_and_counts_when_the_school_confirms_it(
    world: World, target: AuditReturn
) -> None:
    made = trusts.said(world, {"A1.1": "green"})
    assert known(world, target).ready == {}  # a draft says nothing to anybody
    trusts.sign(world, made, board_on=TODAY)
    found = known(world, target)
    assert list(found.to_confirm) == ["A1.1"]
    assert found.ready["A1.1"].ready.words.startswith("Your trust's answer to A1.1")
    with acting_as(world.actor(Role.dsl, BEECH)):
        assert queries.answers_of(target) == {}  # never without a person at the school
    for _ in range(2):
        confirm(world, target, found.ready["A1.1"].mark)
    with acting_as(world.actor(Role.dsl, BEECH)):
        (kept,) = CarriedAnswer.objects.all()
        assert (kept.source_trust_id, kept.source_return_id, kept.signed_on) == (made.pk, None, TODAY)
        assert kept.source_says["value"] == "green"
        assert Answer.objects.get(audit_return=target).version == 1
    with acting_as(trusts.lead(world)):
        assert CarriedAnswer.objects.get().ended_at is None  # the trust sees that it was confirmed


def test_a_school_says_otherwise_and_both_see_it(world: World, target: AuditReturn) -> None:
    trusts.signed(world, {"A1.1": "green"})
    confirm(world, target, known(world, target).ready["A1.1"].mark)
    dsl = world.actor(Role.dsl, BEECH)
    with acting_as(dsl):
        token = queries.answers_of(target)["A1.1"].token
        operations.save_section(
            audit_return=target, posted={"A1.1": Posted({"choice": "amber"}, token)}, by=dsl, at=NOW
        )
    with acting_as(trusts.lead(world)):
        assert CarriedAnswer.objects.get().ended_at == NOW
        assert Answer.objects.get(audit_return=target).value["choice"] == "amber"


def test_what_closed_before_the_trust_began_is_not_read_and_two_audits_of_one_school_are_told_apart(
    world: World,
) -> None:
    manager = world.actor(Role.business_manager, NORTHERN)
    first = audits.opened(world)
    audits.answered(world, BEECH)
    during = trusts.said(world, {"A1.1": "green"}, title="Begun while it was open")
    with acting_as(manager):
        operations.close_cycle(cycle=first, by=manager, at=NOW + timedelta(hours=1))
    again = audits.opened(world, title="A second audit", at=NOW + timedelta(hours=2))
    with acting_as(trusts.lead(world)) as by:
        after = trust_operations.begin_trust_audit(
            trust_id=world.id(TRUST),
            form_version_id=during.form_version_id,
            title="Begun later",
            by=by,
            at=NOW + timedelta(hours=3),
        )
    with acting_as(trusts.lead(world)) as lead:
        read = [levels.read(lead, made) for made in (during, after)]
        cycles = [{one.cycle_id for one in reading.returns} for reading in read]
        assert cycles == [{first.pk, again.pk}, {again.pk}]
        found = levels.at_schools(read[0], during, ["A1.1"])["A1.1"]
    assert [one.school for one in found.own] == [f"{BEECH}, {first.title}"]
    assert found.asked == 2 * levels.at_schools(read[1], after, ["A1.1"])["A1.1"].asked


@pytest.mark.parametrize(
    ("value", "on", "board_on", "obstacle"),
    [
        ("amber", TODAY, TODAY, Obstacle.NOT_ALL_IN_PLACE),
        ("green", TODAY, None, Obstacle.BOARD_NOT_SIGNED),
        ("green", TODAY - timedelta(days=400), TODAY, Obstacle.STALE),
    ],
)
def test_nothing_is_ready_from_amber_old_or_what_the_board_has_not_seen(
    world: World, target: AuditReturn, value: str, on: date, board_on: date | None, obstacle: Obstacle
) -> None:
    trusts.signed(world, {"A1.1": value}, on=on, board_on=board_on)
    found = known(world, target)
    assert found.ready == {}
    assert obstacle in found.offers["A1.1"].suggestions[0].obstacles
    assert found.tick_lists(found.form.questions) == []  # what the trust says is not the school's to refine


def test_what_the_trust_changed_or_opened_again_is_not_confirmed_as_it_was_shown(
    world: World, target: AuditReturn
) -> None:
    made = trusts.signed(world, {"A1.1": "green"})
    mark = known(world, target).ready["A1.1"].mark
    made = trusts.reopen(world, made)
    refused = confirm(world, target, mark)
    assert [one.question for one in refused.not_as_shown] == ["A1.1"]  # type: ignore[attr-defined]
    trusts.say(world, made, {"A1.1": "red"})
    trusts.sign(world, made, board_on=TODAY)
    refused = confirm(world, target, mark)
    assert [one.question for one in refused.not_as_shown] == ["A1.1"]  # type: ignore[attr-defined]
    with acting_as(world.actor(Role.dsl, BEECH)):
        assert not Answer.objects.filter(audit_return=target).exists()


def test_a_changed_source_is_shown_and_one_that_is_told_no_more_is_not(world: World, target: AuditReturn) -> None:
    made = trusts.signed(world, {"A1.1": "green"})
    confirm(world, target, known(world, target).ready["A1.1"].mark)
    made = trusts.reopen(world, made)
    assert known(world, target).changed == frozenset()
    trusts.say(world, made, {"A1.1": "amber"})
    trusts.sign(world, made, board_on=TODAY)
    assert known(world, target).changed == {"A1.1"}
    with acting_as(world.actor(Role.dsl, BEECH)):
        assert queries.answers_of(target)["A1.1"].value["choice"] == "green"  # it stays as it is


def test_whoever_leaves_the_trust_keeps_what_was_confirmed_and_is_told_nothing_new(
    world: World, target: AuditReturn
) -> None:
    trusts.signed(world, {"A1.1": "green", "A1.2": "green"})
    confirm(world, target, known(world, target).ready["A1.1"].mark)
    mark = known(world, target).ready["A1.2"].mark
    with acting_as(FOUNDER):
        Establishment.objects.filter(pk=world.id(BEECH)).update(trust=None)
    found = known(world, target)
    assert (found.ready, list(found.carried), found.changed) == ({}, ["A1.1"], frozenset())
    refused = confirm(world, target, mark, code="A1.2")
    assert [one.question for one in refused.not_as_shown] == ["A1.2"]  # type: ignore[attr-defined]
    with acting_as(world.actor(Role.dsl, BEECH)):
        assert set(queries.answers_of(target)) == {"A1.1"}
        assert not TrustAudit.objects.exists() and not TrustAnswer.objects.exists()


def test_a_carried_answer_is_no_source(world: World, target: AuditReturn) -> None:
    trusts.signed(world, {"A1.1": "green"})
    confirm(world, target, known(world, target).ready["A1.1"].mark)
    dsl = world.actor(Role.dsl, BEECH)
    with acting_as(dsl):
        assert known_of(dsl, target, on=TODAY).standings[target.pk].given["A1.1"].carried


def test_only_the_trust_s_team_says_something_for_it(world: World, target: AuditReturn) -> None:
    made = trusts.said(world, {"A1.1": "green"})
    for role, place in ((Role.dsl, BEECH), (Role.headteacher, ASH), (Role.business_manager, NORTHERN)):
        other = world.actor(role, place)
        with acting_as(other):
            for step in (
                lambda by: trust_operations.save_trust_answers(
                    trust_audit=made, posted={"A1.1": Said("red", 1)}, by=by, at=NOW
                ),
                lambda by: trust_operations.sign_trust_audit(
                    trust_audit=made, signing=Signing("Somebody", TODAY), shown="", by=by, at=NOW
                ),
                lambda by: trust_operations.begin_trust_audit(
                    trust_id=world.id(TRUST), form_version_id=made.form_version_id, title="Mine", by=by, at=NOW
                ),
            ):
                with pytest.raises(NotAllowed):
                    step(other)
            assert TrustAudit.objects.filter(pk=made.pk).update(state="signed") == 0
            with pytest.raises(DatabaseError), transaction.atomic():
                TrustAnswer.objects.create(
                    trust_audit=made,
                    trust_id=world.id(TRUST),
                    question="A1.2",
                    value={"choice": "green"},
                    answered_by_id=other.person_id or 0,
                    answered_at=NOW,
                )


def test_the_trust_cannot_answer_for_a_school_in_its_return(world: World, target: AuditReturn) -> None:
    lead = trusts.lead(world)
    with acting_as(lead):
        seen = queries.return_for(lead, target.pk)
        with pytest.raises(NotAllowed):
            operations.save_section(audit_return=seen, posted={"A1.1": Posted({"choice": "green"})}, by=lead, at=NOW)
        with pytest.raises(DatabaseError), transaction.atomic():
            Answer.objects.create(
                audit_return=seen,
                establishment_id=world.id(BEECH),
                partnership_id=world.id(NORTHERN),
                question="A1.1",
                value={"choice": "green"},
                answered_by_id=lead.person_id or 0,
                answered_at=NOW,
            )


def test_what_is_signed_is_frozen_and_a_draft_is_the_trust_s_alone(world: World, target: AuditReturn) -> None:
    made = trusts.said(world, {"A1.1": "green"})
    with acting_as(world.actor(Role.dsl, BEECH)):
        assert not TrustAudit.objects.exists() and not TrustAnswer.objects.exists()
    trusts.sign(world, made)
    lead = trusts.lead(world)
    with acting_as(lead):
        with pytest.raises(NotYet, match="frozen"):
            trust_operations.save_trust_answers(trust_audit=made, posted={"A1.1": Said("red", 1)}, by=lead, at=NOW)
        assert TrustAnswer.objects.update(question="A1.2") == 0  # the database, whoever asks
    for role, place, sees in (
        (Role.dsl, BEECH, 1),
        (Role.governor, CEDAR, 1),
        (Role.school_business_manager, BEECH, 0),
        (Role.dsl, ASH, 0),
        (Role.business_manager, NORTHERN, 0),
        (Role.education_safeguarding_lead, SOUTHERN, 0),
    ):
        with acting_as(world.actor(role, place)):
            assert TrustAnswer.objects.count() == sees
            assert TrustSignature.objects.count() == sees


def test_two_of_the_trust_at_once_and_a_post_sent_again_lose_nothing(world: World, target: AuditReturn) -> None:
    made = trusts.said(world, {})
    lead = trusts.lead(world)
    with acting_as(lead):
        for _ in range(2):
            done = trust_operations.save_trust_answers(
                trust_audit=made, posted={"A1.1": Said("green")}, by=lead, at=NOW
            )
            assert done.conflicts == ()
        done = trust_operations.save_trust_answers(trust_audit=made, posted={"A1.1": Said("red")}, by=lead, at=NOW)
        assert [(one.question, one.theirs) for one in done.conflicts] == [("A1.1", "green")]
        assert TrustAnswer.objects.get().version == 1
        for posted in ({"Z9": Said("green")}, {"A1.1": Said("purple", 1)}, {"A0.1": Said("green")}):
            with pytest.raises(TrustNotPossible):
                trust_operations.save_trust_answers(trust_audit=made, posted=posted, by=lead, at=NOW)


def test_signing_names_somebody_a_day_that_has_been_and_a_minute(world: World, target: AuditReturn) -> None:
    made, lead = trusts.said(world, {}), trusts.lead(world)
    with acting_as(lead), pytest.raises(NotYet, match="at least one"):
        trust_operations.sign_trust_audit(trust_audit=made, signing=Signing("L", TODAY), shown="", by=lead, at=NOW)
    trusts.say(world, made, {"A1.1": "green"})
    with acting_as(lead):
        for signing in (
            Signing(" ", TODAY),
            Signing("L", TODAY + timedelta(days=1)),
            Signing("L", TODAY, TODAY),
            Signing("L", TODAY, None, "12"),
        ):
            with pytest.raises(NotYet):
                trust_operations.sign_trust_audit(trust_audit=made, signing=signing, shown="", by=lead, at=NOW)
        assert not TrustSignature.objects.exists()


def test_a_confirmation_past_the_rules_is_refused_by_the_database(world: World, target: AuditReturn) -> None:
    """Of a draft, of another trust's school, of what was not said."""
    made = trusts.said(world, {"A1.1": "green"})

    def forge(setting: str, at_return: AuditReturn, value: str) -> None:
        dsl = world.actor(Role.dsl, setting)
        with acting_as(dsl), transaction.atomic():
            CarriedAnswer.objects.create(
                audit_return=at_return,
                establishment_id=world.id(setting),
                partnership_id=world.id(NORTHERN),
                question="A1.1",
                source_trust_id=made.pk,
                source_version_id=made.form_version_id,
                source_question="A1.1",
                source_says={"value": value},
                source_name="Forged",
                relation="equal",
                rule="equal",
                rating="self",
                value=value,
                signed_on=TODAY,
                confirmed_by_id=dsl.person_id or 0,
                confirmed_name="x",
                confirmed_at=NOW,
            )

    with pytest.raises(DatabaseError):
        forge(BEECH, target, "green")
    trusts.sign(world, made)
    with pytest.raises(DatabaseError):
        forge(ASH, audits.return_of(world, ASH), "green")
    with pytest.raises(DatabaseError):
        forge(BEECH, target, "red")
    forge(BEECH, target, "green")
