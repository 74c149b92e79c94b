"""Other people's audits accepted in place of sections: never an answer, said everywhere, undone with a reason."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail as django_mail
from django.db import DatabaseError, transaction

from concordat.accounts.vocabulary import Role
from concordat.audits import access as audits_access
from concordat.audits import documents, jobs, operations, outside, queries, tracking
from concordat.audits import outside_access as access
from concordat.audits.analysis.results import results
from concordat.audits.board_papers import pack_of
from concordat.audits.models import Answer, AuditReturn, Evidence, OutsideAudit, OutsideOffer, SignOff
from concordat.audits.operations import DelegationNotPossible, Named, OutsideNotPossible, Posted
from concordat.audits.presenters import carried, papers
from concordat.audits.rules import NotYet
from concordat.audits.vocabulary import Sharing
from concordat.core.actor import Actor, HeldRole, acting_as
from concordat.core.problems import NotAllowed, NotFound
from tests.factories import audits
from tests.factories import outside as make
from tests.world import ASH, BEECH, NORTHERN, NOW, SOUTHERN, TRUST, World, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
INSTEAD = f"Accepted from {make.CALLED}: not asked here"


def manager_of(world: World) -> Actor:
    return world.actor(Role.business_manager, NORTHERN)


def decide(world: World, offer: OutsideOffer, *sections: str, reason: str = "It asks the same.") -> None:
    manager = manager_of(world)
    with acting_as(manager):
        mine = outside.offer_for(manager, offer.pk)
        if sections:
            operations.accept_outside(offer=mine, sections=sections, reason=reason, by=manager, at=NOW)
        else:
            operations.decline_outside(offer=mine, reason=reason, by=manager, at=NOW)


def undo(world: World, offer: OutsideOffer, reason: str = "The review was of another year.") -> None:
    manager = manager_of(world)
    with acting_as(manager):
        operations.undo_outside(offer=outside.offer_for(manager, offer.pk), reason=reason, by=manager, at=NOW)


def test_accepted_sections_are_not_asked_and_a_return_is_whole_without_them(world: World) -> None:
    audits.opened(world)
    before = audits.return_of(world, ASH)
    with acting_as(world.actor(Role.dsl, ASH)):
        asked = queries.evaluation(before)
    make.accepted(world, "A1", "A2")
    found = audits.return_of(world, ASH)
    form = queries.form_of(found)
    gone = {code for section in ("A1", "A2") for code in outside.questions_of(form.section(section))}  # type: ignore[arg-type]
    assert set(found.accepted) == gone
    with acting_as(world.actor(Role.dsl, ASH)):
        now = queries.evaluation(found)
    assert now.needed == found.needed == asked.needed - sum(asked.questions[code].needed for code in gone)
    assert all(now.questions[code].why_not for code in gone)
    assert now.questions["A1.1"].why_not == INSTEAD
    assert found.state == "in_progress"
    done = audits.submitted(world, ASH)
    assert done.receipt is not None
    with acting_as(world.actor(Role.dsl, ASH)):
        assert not Answer.objects.filter(audit_return=done, question__in=gone).exists()


def test_the_whole_form_accepted_leaves_only_the_signatures(world: World) -> None:
    audits.opened(world)
    one = make.named(world)
    form = queries.form_of(audits.return_of(world, ASH))
    every = [section.code for section in outside.coverable(form, [])]
    decide(world, make.offered(world, one, every), *every)
    found = audits.return_of(world, ASH)
    with acting_as(world.actor(Role.dsl, ASH)):
        left = {problem.question for problem in queries.evaluation(found).problems}
    assert left <= {question.code for question in form.screening}


def test_an_accepted_section_takes_no_answer_and_an_earlier_one_is_kept_aside(world: World) -> None:
    audits.opened(world)
    audits.answered(world, ASH)
    before = audits.return_of(world, ASH)
    offer = make.accepted(world, "A1")
    found, dsl = audits.return_of(world, ASH), world.actor(Role.dsl, ASH)
    assert found.needed < before.needed
    assert found.answered == found.needed
    with acting_as(dsl):
        kept = Answer.objects.get(audit_return=found, question="A1.1")
        assert "A1.1" not in queries.answers_of(found)
        assert not Answer.objects.asked().filter(audit_return=found, question__startswith="A1.").exists()
        assert Answer.objects.asked().filter(audit_return=found, question="A2.1").exists()
        with pytest.raises(NotYet, match="not asked any more"):
            operations.save_section(audit_return=found, posted={"A1.1": Posted({"choice": "red"})}, by=dsl, at=NOW)
    undo(world, offer)
    again = audits.return_of(world, ASH)
    assert (again.accepted, again.needed, again.answered) == ({}, before.needed, before.answered)
    with acting_as(dsl):
        assert queries.answers_of(again)["A1.1"].value == kept.value
        assert queries.evaluation(again).complete


def test_what_is_answered_while_an_offer_waits_is_counted_when_it_is_accepted_and_undone(world: World) -> None:
    """The office leaves sections out without reading answers: the counts are the setting's of its last save."""
    audits.opened(world)
    found, dsl = audits.answered(world, ASH), world.actor(Role.dsl, ASH)
    form = queries.form_of(found)
    gone = outside.questions_of(form.section("A1"))  # type: ignore[arg-type]
    with acting_as(dsl):
        stood = {code: queries.answers_of(found)[code] for code in gone if code in queries.answers_of(found)}
        clear = {code: Posted({}, one.token) for code, one in stood.items()}
        operations.save_section(audit_return=found, posted=clear, by=dsl, at=NOW)
    offer = make.offered(world, make.named(world), ["A1"])
    audits.handed_over(world, ASH, "A1")
    colleague, (first, *others) = world.actor(Role.school_business_manager, ASH), sorted(stood)
    for by, codes in ((colleague, [first]), (dsl, others)):
        with acting_as(by):
            mine = {code: queries.answers_of(found).get(code) for code in codes}
            again = {code: Posted(stood[code].value, now.token if now else "") for code, now in mine.items()}
            operations.save_section(audit_return=found, posted=again, by=by, at=NOW)
            if by is colleague:
                counted = AuditReturn.objects.get(pk=found.pk).by_section["A1"]
                assert (counted[1], counted[0] > 1) == (1, True)
    decide(world, offer, "A1")
    for step in ("accepted", "undone"):
        now = audits.return_of(world, ASH)
        with acting_as(dsl):
            true = queries.evaluation(now)
        assert (now.needed, now.answered) == (true.needed, true.answered), step
        if step == "accepted":
            undo(world, offer)


def test_an_accepted_section_is_handed_to_nobody(world: World) -> None:
    audits.opened(world)
    make.accepted(world, "A1")
    with pytest.raises(DelegationNotPossible, match="another audit stands for it"):
        audits.handed_over(world, ASH, "A1")
    assert audits.handed_over(world, ASH, "A2")


def test_accepting_less_than_was_offered_leaves_the_rest_asked(world: World) -> None:
    audits.opened(world)
    offer = make.offered(world, make.named(world, "A1", "A2", "A3"), ["A1", "A2"])
    decide(world, offer, "A2")
    found = audits.return_of(world, ASH)
    assert {code.partition(".")[0] for code in found.accepted} == {"A2"}


@pytest.mark.parametrize("wrong", [["A3"], [], ["A1", "invented"]])
def test_only_what_the_list_names_can_be_offered_and_only_what_was_offered_accepted(
    world: World, wrong: list[str]
) -> None:
    audits.opened(world)
    one = make.named(world, "A1", "A2")
    shown = make.evidence(world)
    with pytest.raises(OutsideNotPossible):
        make.offered(world, one, wrong, shown=shown)
    offer = make.offered(world, one, ["A1"], shown=shown)
    with pytest.raises(OutsideNotPossible):
        decide(world, offer, *(wrong or ["A2"]))
    assert audits.return_of(world, ASH).accepted == {}


def test_what_is_accepted_is_not_accepted_twice(world: World) -> None:
    audits.opened(world)
    offer = make.accepted(world, "A1")
    with pytest.raises(OutsideNotPossible, match="decided already"):
        decide(world, offer, "A1")
    with pytest.raises(OutsideNotPossible, match="Choose sections"):
        make.offered(world, make.named(world, name="Another"), ["A1"])


def test_two_offers_of_the_same_audit_do_not_wait_at_once(world: World) -> None:
    audits.opened(world)
    one = make.named(world)
    make.offered(world, one, ["A1"])
    with pytest.raises(OutsideNotPossible, match="waits for the partnership"):
        make.offered(world, one, ["A2"])


def test_a_reason_is_needed_for_each_step_and_nothing_happens_without(world: World) -> None:
    audits.opened(world)
    manager = manager_of(world)
    one = make.named(world)
    offer = make.offered(world, one, ["A1"])
    with pytest.raises(OutsideNotPossible, match="Give the reason"):
        decide(world, offer, "A1", reason=" ")
    with pytest.raises(OutsideNotPossible, match="Give the reason"):
        decide(world, offer, reason="")
    decide(world, offer, "A1")
    with pytest.raises(OutsideNotPossible, match="Give the reason"):
        undo(world, offer, "")
    with acting_as(manager):
        with pytest.raises(OutsideNotPossible, match="Give the reason"):
            operations.end_outside(outside_audit=one, reason="", by=manager, at=NOW)
        said = Named("X", "Y", "annual-school-audit", ["A1"], date(2026, 9, 1), date(2026, 8, 1), "Because.")
        with pytest.raises(OutsideNotPossible, match="last day"):
            operations.name_outside(partnership_id=world.id(NORTHERN), said=said, by=manager, at=NOW)
    with pytest.raises(OutsideNotPossible, match="on the list"):
        make.named(world)


def test_a_declined_audit_is_answered_or_offered_again(world: World) -> None:
    audits.opened(world)
    one = make.named(world)
    decide(world, make.offered(world, one, ["A1"]))
    assert audits.return_of(world, ASH).accepted == {}
    decide(world, make.offered(world, one, ["A1"]), "A1")
    assert audits.return_of(world, ASH).accepted != {}


def test_an_audit_that_ended_or_has_not_begun_is_not_offered_and_what_was_accepted_stays(world: World) -> None:
    audits.opened(world)
    manager = manager_of(world)
    offer = make.accepted(world, "A1")
    with acting_as(manager):
        one = outside.audit_for(manager, offer.outside_audit_id)
        operations.end_outside(outside_audit=one, reason="It asks less now.", by=manager, at=NOW)
        operations.end_outside(outside_audit=one, reason="Said twice.", by=manager, at=NOW)
        assert outside.audit_for(manager, one.pk).end_reason == "It asks less now."
    with pytest.raises(OutsideNotPossible, match="does not accept"):
        make.offered(world, one, ["A2"])
    past = make.named(world, name="Older", until_on=date(2026, 10, 1))
    with pytest.raises(OutsideNotPossible, match="does not accept"):
        make.offered(world, past, ["A2"])
    assert audits.return_of(world, ASH).accepted != {}


def test_a_finished_return_is_not_changed_by_a_decision(world: World) -> None:
    audits.opened(world)
    offer = make.offered(world, make.named(world), ["A1"])
    audits.submitted(world, ASH)
    with pytest.raises(NotYet):
        decide(world, offer, "A1")
    decide(world, offer)  # declining needs no open return


def test_undoing_sends_a_submitted_return_back_and_its_signatures_stand_no_more(world: World) -> None:
    audits.opened(world)
    offer = make.accepted(world, "A1")
    audits.submitted(world, ASH)
    undo(world, offer)
    found = audits.return_of(world, ASH)
    assert (found.state, found.receipt, found.submitted_at, found.accepted) == ("in_progress", None, None, {})
    with acting_as(world.actor(Role.dsl, ASH)):
        assert not SignOff.objects.filter(audit_return=found, withdrawn_at=None).exists()
        assert {problem.question.partition(".")[0] for problem in queries.evaluation(found).problems} == {"A1"}
    with pytest.raises(OutsideNotPossible, match="accepted now"):
        undo(world, offer)


def test_nothing_is_undone_in_a_closed_audit(world: World) -> None:
    cycle = audits.opened(world)
    offer = make.accepted(world, "A1")
    manager = manager_of(world)
    with acting_as(manager):
        operations.close_cycle(cycle=cycle, by=manager, at=NOW)
    with pytest.raises(OutsideNotPossible, match="not open"):
        undo(world, offer)


def test_a_trust_offers_what_the_setting_has_opened(world: World) -> None:
    audits.opened(world)
    one, shown = make.named(world), make.evidence(world, BEECH)
    trust = {"place": BEECH, "role": Role.trust_safeguarding_lead, "by_place": TRUST}
    with pytest.raises(OutsideNotPossible, match="not opened this evidence"):
        make.offered(world, one, ["A1"], shown=shown, **trust)  # type: ignore[arg-type]
    dsl = world.actor(Role.dsl, BEECH)
    with acting_as(dsl):
        operations.share_evidence(evidence=shown, shared=Sharing.partnership, by=dsl, at=NOW)
    offer = make.offered(world, one, ["A1"], shown=shown, **trust)  # type: ignore[arg-type]
    lead = world.actor(Role.trust_safeguarding_lead, TRUST)
    with acting_as(lead):
        operations.take_back_outside(offer=outside.offer_for(lead, offer.pk), by=lead, at=NOW)
        operations.take_back_outside(offer=outside.offer_for(lead, offer.pk), by=lead, at=NOW)
        assert outside.offer_for(lead, offer.pk).outcome == "withdrawn"
    with pytest.raises(OutsideNotPossible, match="decided already"):
        decide(world, offer, "A1")


def test_the_office_opens_the_evidence_from_the_day_it_is_offered_and_no_other(world: World) -> None:
    audits.opened(world)
    shown, other = make.evidence(world), make.evidence(world)
    manager = manager_of(world)
    with acting_as(manager), pytest.raises(NotFound):
        queries.evidence_for(manager, shown.pk)
    offer = make.offered(world, make.named(world), ["A1"], shown=shown)
    with acting_as(manager):
        assert queries.content_for(manager, shown.pk).seen == "All of it."
        assert [one.pk for one in audits_access.visible_evidence(manager)] == [shown.pk]
        assert [one.pk for one in Evidence.objects.all()] == [shown.pk]
        with pytest.raises(NotFound):
            queries.evidence_for(manager, other.pk)
    decide(world, offer)
    with acting_as(manager), pytest.raises(NotFound):
        queries.content_for(manager, shown.pk)


def test_nobody_else_offers_or_decides_in_python_or_in_the_database(world: World) -> None:
    audits.opened(world)
    one, shown = make.named(world), make.evidence(world)
    for role in (Role.governor, Role.school_business_manager):
        with pytest.raises((NotAllowed, NotFound)):
            make.offered(world, one, ["A1"], role=role, shown=shown)
    offer = make.offered(world, one, ["A1"], shown=shown)
    for actor in (world.actor(Role.dsl, ASH), world.actor(Role.independent_scrutineer, NORTHERN)):
        with acting_as(actor), pytest.raises(NotAllowed):
            operations.accept_outside(
                offer=outside.offer_for(actor, offer.pk), sections=["A1"], reason="Mine.", by=actor, at=NOW
            )
        with acting_as(actor), pytest.raises(NotAllowed):
            operations.name_outside(
                partnership_id=world.id(NORTHERN),
                said=Named("X", "Y", "annual-school-audit", [], date(2026, 9, 1), None, "Because."),
                by=actor,
                at=NOW,
            )
    south = world.actor(Role.business_manager, SOUTHERN)
    with acting_as(south), pytest.raises(NotFound):
        outside.offer_for(south, offer.pk)
    gone = Actor(person_id=world.people[name_of(Role.business_manager, NORTHERN)], name="Gone", roles=())
    with acting_as(gone), pytest.raises(NotAllowed):
        operations.decline_outside(offer=offer, reason="Late.", by=gone, at=NOW)


def test_the_database_keeps_a_return_to_what_was_accepted(world: World) -> None:
    audits.opened(world)
    offer = make.offered(world, make.named(world), ["A1"])
    dsl, manager = world.actor(Role.dsl, ASH), manager_of(world)
    for actor in (dsl, manager):
        with acting_as(actor), pytest.raises(DatabaseError, match="differ from what"), transaction.atomic():
            AuditReturn.objects.filter(pk=offer.audit_return_id).update(accepted={"A1.1": "Anything"})
    with acting_as(dsl), transaction.atomic(), pytest.raises(DatabaseError), transaction.atomic():
        OutsideOffer.objects.filter(pk=offer.pk).update(
            outcome="accepted", questions=["A1.1"], reason="Mine.", decided_at=NOW, decided_by_id=dsl.person_id
        )
    decide(world, offer, "A1")
    with acting_as(dsl), pytest.raises(DatabaseError, match="differ from what"), transaction.atomic():
        AuditReturn.objects.filter(pk=offer.audit_return_id).update(accepted={})


def test_evidence_of_another_return_or_taken_back_is_refused(world: World) -> None:
    audits.opened(world)
    one, theirs, own = make.named(world), make.evidence(world, BEECH), make.evidence(world)
    dsl = world.actor(Role.dsl, ASH)
    with pytest.raises(OutsideNotPossible, match="Choose evidence"):
        make.offered(world, one, ["A1"], shown=theirs)
    with pytest.raises(OutsideNotPossible, match="Choose evidence"):
        make.offered(world, one, ["A1"], shown=Evidence(pk=uuid4()))
    with acting_as(dsl):
        operations.withdraw_evidence(evidence=queries.evidence_for(dsl, own.pk), by=dsl, at=NOW)
    with pytest.raises(OutsideNotPossible, match="Choose evidence"):
        make.offered(world, one, ["A1"], shown=own)


def test_it_is_counted_apart_and_never_as_an_answer(world: World) -> None:
    cycle = audits.opened(world)
    one = make.named(world, "A1")
    audits.answered(world, ASH)
    decide(world, make.offered(world, one, ["A1"]), "A1")  # what stood there before is no answer any more
    audits.signed_and_submitted(world, ASH)
    audits.submitted(world, BEECH)
    manager = manager_of(world)
    with acting_as(manager):
        found = results(manager, cycle)
        by_code = {row.code: row for row in found.questions if row.form == "annual-school-audit"}
        groups = [tally for tally in by_code["A1.1"].groups.values() if tally is not None]
        assert (by_code["A1.1"].outside, by_code["A1.1"].concerned) == (1, 2)
        assert sum(tally.asked for tally in groups) <= 1
        assert (by_code["A2.1"].outside, by_code["A2.1"].concerned) == (0, 2)
        row = next(row for row in tracking.tracker(manager, cycle).rows if row.name == ASH)
        assert set(row.accepted.values()) == {make.CALLED}
        said = str(pack_of(manager, cycle.pk).pieces)
        assert make.CALLED in said
        assert f"1 of {tracking.tracker(manager, cycle).total}" in said
        assert "an outside audit was accepted instead" in str(papers.analysis(cycle, found, as_of=NOW).pieces)


def test_receipt_return_file_and_what_is_signed_say_so(world: World) -> None:
    audits.opened(world)
    make.accepted(world, "A1")
    found = audits.submitted(world, ASH)
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        found = documents.readable(dsl, found.pk)
        assert make.CALLED in str(papers.receipt(found).pieces)
        states = queries.evaluation(found).questions
        assert str(papers.whole_return(found).pieces).count(INSTEAD) == sum(
            states[code].why_not == INSTEAD for code in found.accepted
        )
        rows = {str(row[1]): str(row[3]) for row in carried.csv_rows(found)}
        assert rows["A1.1"] == INSTEAD
        signed = SignOff.objects.filter(audit_return=found, withdrawn_at=None).first()
        assert signed is not None
        assert signed.answers_digest == queries.answers_digest(found)
        found.accepted = {}
        assert signed.answers_digest != queries.answers_digest(found)


def test_the_setting_is_told_once_without_the_words(world: World) -> None:
    audits.opened(world)
    offer = make.offered(world, make.named(world), ["A1"])
    decide(world, offer, "A1", reason="Secret sauce.")
    jobs.tell_setting_of_outside(offer.pk)
    jobs.tell_setting_of_outside(offer.pk)
    assert len(django_mail.outbox) == 2  # the head and the DSL
    assert all("Secret sauce" not in str(message.body) + str(message.subject) for message in django_mail.outbox)
    undo(world, offer)
    jobs.tell_setting_of_outside(offer.pk)
    assert "asks sections" in str(django_mail.outbox[-1].body)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.dsl, ASH),
        (Role.governor, ASH),
        (Role.school_business_manager, ASH),
        (Role.dsl, BEECH),
        (Role.trust_safeguarding_lead, TRUST),
        (Role.business_manager, NORTHERN),
        (Role.partnership_chair, NORTHERN),
        (Role.analyst, NORTHERN),
        (Role.business_manager, SOUTHERN),
    ],
)
def test_what_python_shows_is_what_the_database_gives(world: World, role: Role, place: str) -> None:
    audits.opened(world)
    audits.opened(world, partnership=SOUTHERN)
    make.named(world, partnership=SOUTHERN)
    one = make.named(world)
    make.offered(world, one, ["A1"])
    make.offered(world, one, ["A1"], place=BEECH)
    actor = Actor(world.people[name_of(role, place)], "Somebody", (HeldRole(str(role), world.id(place)),))
    with acting_as(actor, at=NOW + timedelta(hours=1)):
        assert set(access.visible_audits(actor)) == set(OutsideAudit.objects.all())
        assert set(access.visible_offers(actor)) == set(OutsideOffer.objects.all())
        assert set(audits_access.visible_evidence(actor)) == set(Evidence.objects.all())
