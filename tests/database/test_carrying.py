"""Answer once: what is made ready from a setting's other returns, what never is, and what a confirmation keeps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries
from concordat.audits.carrying.known import Known, known_of
from concordat.audits.models import Answer, AuditReturn, CarriedAnswer, DifferenceReason, TickedAnswer
from concordat.audits.operations import Posted, Shown
from concordat.audits.presenters import papers
from concordat.audits.rules import NotYet
from concordat.core.actor import acting_as
from concordat.core.problems import NotAllowed
from concordat.lib.crosswalk import Kind, Obstacle, TagState
from tests.factories import audits, carrying
from tests.factories.carrying import AUDIT, TOOLKIT
from tests.world import ASH, BEECH, NORTHERN, NOW, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EQUAL = {AUDIT: {"A1.1": "T-01 T-02"}, TOOLKIT: {"B1.1": "T-01 T-02"}}
TODAY, LATER = NOW.date(), NOW + timedelta(hours=1)


def known(world: World, target: AuditReturn, *, on: date = TODAY, role: Role = Role.dsl) -> Known:
    actor = world.actor(role, ASH)
    with acting_as(actor):
        return known_of(actor, target, on=on)


def confirm(world: World, target: AuditReturn, *codes: str, role: Role = Role.dsl, at: Any = NOW) -> Any:
    found = known(world, target)
    shown = {code: Shown(found.ready[code].mark) for code in codes}
    by = world.actor(role, ASH)
    with acting_as(by):
        return operations.confirm_ready(audit_return=target, shown=shown, by=by, at=at)


def obstacles(found: Known, code: str) -> set[Obstacle]:
    return {obstacle for one in found.offers[code].suggestions for obstacle in one.obstacles}


def test_a_signed_green_is_ready_confirmed_once_and_keeps_where_it_came_from(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrying.tagged(monkeypatch, EQUAL)
    source = carrying.signed(world, {})
    target = carrying.asked_again(world)
    found = known(world, target)
    assert list(found.to_confirm) == ["B1.1"]
    assert found.to_confirm["B1.1"].value == {"choice": "3"}  # established, never embedded
    assert found.minutes_ready == 2
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        assert queries.answers_of(target) == {}  # nothing is an answer before a person says so
    done = confirm(world, target, "B1.1")
    assert done.carried == ("B1.1",)
    with acting_as(dsl):
        assert queries.answers_of(target)["B1.1"].value == {"choice": "3"}
        (kept,) = CarriedAnswer.objects.all()
        assert (kept.source_return_id, kept.source_question, kept.source_version_id) == (
            source.pk,
            "A1.1",
            source.form_version_id,
        )
        assert (kept.relation, kept.rule, kept.rating, kept.value) == ("equal", "equal", "self", "3")
        assert (kept.confirmed_by_id, kept.confirmed_at, kept.signed_on) == (dsl.person_id, NOW, TODAY)
        assert kept.source_says["value"] == "green"
    again = known(world, target)
    assert (list(again.to_confirm), list(again.carried), again.minutes_saved) == ([], ["B1.1"], 2)


def test_confirming_twice_or_by_two_people_is_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    carrying.tagged(monkeypatch, EQUAL)
    carrying.signed(world, {})
    target = carrying.asked_again(world)
    mark = known(world, target).ready["B1.1"].mark
    for role in (Role.dsl, Role.dsl, Role.headteacher):
        by = world.actor(role, ASH)
        with acting_as(by):
            operations.confirm_ready(audit_return=target, shown={"B1.1": Shown(mark)}, by=by, at=NOW)
    with acting_as(world.actor(Role.dsl, ASH)):
        assert CarriedAnswer.objects.count() == 1
        assert Answer.objects.get(audit_return=target).version == 1
        assert CarriedAnswer.objects.get().confirmed_name == "dsl of Ash Primary School"


def test_an_answer_given_in_the_meantime_is_not_written_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    carrying.tagged(monkeypatch, EQUAL)
    carrying.signed(world, {})
    target, dsl = carrying.asked_again(world), world.actor(Role.dsl, ASH)
    mark = known(world, target).ready["B1.1"].mark
    with acting_as(dsl):
        operations.save_section(audit_return=target, posted={"B1.1": Posted({"choice": "2"})}, by=dsl, at=NOW)
        done = operations.confirm_ready(audit_return=target, shown={"B1.1": Shown(mark)}, by=dsl, at=NOW)
        assert [one.question for one in done.conflicts] == ["B1.1"]
        assert (done.carried, CarriedAnswer.objects.count()) == ((), 0)
        assert queries.answers_of(target)["B1.1"].value == {"choice": "2"}


def test_a_person_s_change_ends_it_and_a_note_does_not(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    carrying.tagged(monkeypatch, EQUAL)
    carrying.signed(world, {})
    target, dsl = carrying.asked_again(world), world.actor(Role.dsl, ASH)
    confirm(world, target, "B1.1")

    def save(value: dict[str, Any]) -> None:
        with acting_as(dsl):
            token = queries.answers_of(target)["B1.1"].token
            operations.save_section(audit_return=target, posted={"B1.1": Posted(value, token)}, by=dsl, at=NOW)

    save({"choice": "3", "note": "The plan of May"})
    assert "B1.1" in known(world, target).carried
    save({"choice": "2"})
    assert "B1.1" not in known(world, target).carried
    save({"choice": "3"})  # chosen by a person now: it came from nowhere else
    assert "B1.1" not in known(world, target).carried
    with acting_as(dsl):
        assert CarriedAnswer.objects.get().ended_at == NOW  # it stays on record


@pytest.mark.parametrize(
    ("tags", "chosen", "obstacle"),
    [
        (EQUAL, {"A1.1": "amber"}, Obstacle.NOT_ALL_IN_PLACE),  # certain: not green; which colour, nobody knows
        ({AUDIT: {"A1.1": "T-01"}, TOOLKIT: {"B1.1": "T-01 T-02"}}, {}, Obstacle.PART_ONLY),
        ({AUDIT: {"A1.1": "T-01 T-03"}, TOOLKIT: {"B1.1": "T-01 T-02"}}, {}, Obstacle.OVERLAPS_ONLY),
    ],
)
def test_nothing_is_ready_from_amber_a_part_or_an_overlap(
    world: World, monkeypatch: pytest.MonkeyPatch, tags: Any, chosen: dict[str, str], obstacle: Obstacle
) -> None:
    carrying.tagged(monkeypatch, tags)
    carrying.signed(world, chosen)
    found = known(world, carrying.asked_again(world))
    assert found.ready == {}
    assert obstacles(found, "B1.1") == {obstacle}


def test_nothing_is_ready_from_an_unsigned_a_changed_or_an_old_source(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrying.tagged(monkeypatch, EQUAL, must=("B1.1",), changed_on={"T-01": date(2026, 9, 10)})
    source, dsl = carrying.said(world, {}), world.actor(Role.dsl, ASH)
    target = carrying.asked_again(world)
    assert obstacles(known(world, target), "B1.1") == {Obstacle.UNSIGNED}
    head, chair = world.actor(Role.headteacher, ASH), world.actor(Role.governor, ASH)
    with acting_as(dsl):
        operations.complete_return(audit_return=source, by=dsl, at=NOW)
    with acting_as(head):
        operations.sign_as_head(
            audit_return=source, statement="Read.", shown=queries.answers_digest(source), by=head, at=NOW
        )
    assert obstacles(known(world, target), "B1.1") == {Obstacle.BOARD_NOT_SIGNED}
    with acting_as(chair):
        operations.sign_as_chair(
            audit_return=source, statement="Read.", shown=queries.answers_digest(source), by=chair, at=NOW
        )
    assert list(known(world, target).ready) == ["B1.1"]
    carrying.tagged(
        monkeypatch,
        EQUAL,
        changed_on={"T-01": date(2026, 9, 10)},
        guidance_on={AUDIT: date(2026, 9, 1), TOOLKIT: date(2026, 9, 20)},
    )
    assert obstacles(known(world, target), "B1.1") == {Obstacle.GUIDANCE_CHANGED}
    carrying.tagged(monkeypatch, EQUAL, state=TagState.DRAFT)
    assert obstacles(known(world, target), "B1.1") == {Obstacle.TAGS_NOT_AGREED}
    carrying.tagged(monkeypatch, EQUAL)
    assert obstacles(known(world, target, on=date(2027, 11, 3)), "B1.1") == {Obstacle.STALE}
    carrying.tagged(monkeypatch, EQUAL, kinds={"B1.1": Kind.PEOPLE_AND_TRAINING})
    assert obstacles(known(world, target, on=date(2027, 5, 3)), "B1.1") == {Obstacle.STALE}


def test_a_source_corrected_after_signing_is_no_source_and_flags_what_was_carried(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrying.tagged(monkeypatch, {AUDIT: {"A1.1": "T-01", "A1.2": "T-02"}, TOOLKIT: {"B1.1": "T-01", "B1.2": "T-02"}})
    source = carrying.signed(world, {})
    target, dsl = carrying.asked_again(world), world.actor(Role.dsl, ASH)
    confirm(world, target, "B1.1")
    mark = known(world, target).ready["B1.2"].mark
    lead = world.actor(Role.education_safeguarding_lead, NORTHERN)
    with acting_as(lead):
        operations.send_back(audit_return=source, question="A1.1", asked="Is it so?", by=lead, at=NOW)
    later = NOW + timedelta(days=1)
    with acting_as(dsl):
        now = queries.answers_of(source)
        posted = {code: Posted({"choice": "amber"}, now[code].token) for code in ("A1.1", "A1.2")}
        operations.save_section(audit_return=source, posted=posted, by=dsl, at=later)
        refused = operations.confirm_ready(audit_return=target, shown={"B1.2": Shown(mark)}, by=dsl, at=later)
    assert refused.carried == ()
    assert "it was changed after signing" in refused.not_as_shown[0].now
    found = known(world, target)
    assert found.changed == {"B1.1"}
    assert found.answers["B1.1"].value == {"choice": "3"}  # it stays as it is
    assert Obstacle.CHANGED in obstacles(found, "B1.2")


def test_a_carried_answer_is_never_a_source(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """No chain: what came from the audit into the toolkit goes nowhere from there, signed or not."""
    carrying.tagged(monkeypatch, {TOOLKIT: {"B1.1": "T-01"}, AUDIT: {"A1.1": "T-01"}})
    carrying.signed(world, {})
    target = carrying.asked_again(world)
    confirm(world, target, "B1.1")
    with acting_as(world.actor(Role.dsl, ASH)):
        actor = world.actor(Role.dsl, ASH)
        from concordat.audits.carrying.standing import answers_at, forms_of, sources_of

        standings = answers_at(actor, target)
        forms = forms_of({one.form_version_id for one in standings.values()})
        own = next(
            one
            for one in sources_of(standings.values(), establishment_id=world.id(ASH), forms=forms)
            if one.id == str(target.pk)
        )
        assert [answer.carried for answer in own.answers] == [True]


def test_ticks_below_an_amber_answer_make_the_rest_ready_and_are_asked_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = {AUDIT: {"A1.1": "T-01 T-02"}, TOOLKIT: {"B1.1": "T-01", "B1.2": "T-02"}}
    carrying.tagged(monkeypatch, both)
    source = carrying.signed(world, {"A1.1": "amber"})
    target, dsl = carrying.asked_again(world), world.actor(Role.dsl, ASH)
    (asked,) = known(world, target).tick_lists(["B1.1", "B1.2"])
    assert (asked.source, asked.question, asked.expectations) == (str(source.pk), "A1.1", ("T-01", "T-02"))
    version = 1

    def tick(*codes: str, version: int = version) -> TickedAnswer:
        with acting_as(dsl):
            return operations.tick_missing(
                source=source, question="A1.1", version=version, not_in_place=codes, by=dsl, at=NOW
            )

    for wrong in ((), ("T-03",)):
        with pytest.raises(operations.TicksNotPossible):
            tick(*wrong)
    with pytest.raises(operations.TicksNotPossible, match="has changed"):
        tick("T-02", version=7)
    tick("T-02")
    tick("T-02")  # once more is once
    with pytest.raises(operations.TicksNotPossible, match="ticked this already"):
        tick("T-01")
    found = known(world, target)
    assert list(found.ready) == ["B1.1"]
    assert found.ready["B1.1"].ready.sources[0].rule == "ticked"
    assert found.tick_lists(["B1.1", "B1.2"]) == []


def test_a_green_against_what_is_certain_asks_for_a_reason_that_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrying.tagged(monkeypatch, EQUAL)
    carrying.signed(world, {"A1.1": "amber"})
    target, dsl = carrying.asked_again(world), world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        with pytest.raises(operations.ReasonNotPossible, match="do not differ"):
            operations.say_why(audit_return=target, question="B1.1", reason="So.", by=dsl, at=NOW)
        operations.save_section(audit_return=target, posted={"B1.1": Posted({"choice": "3"})}, by=dsl, at=NOW)
        with pytest.raises(operations.ReasonNotPossible, match="in a sentence"):
            operations.say_why(audit_return=target, question="B1.1", reason=" ", by=dsl, at=NOW)
        operations.say_why(audit_return=target, question="B1.1", reason="Mended in May.", by=dsl, at=NOW)
        before = papers.as_of(queries.return_for(dsl, target.pk))
        operations.say_why(audit_return=target, question="B1.1", reason="Mended in June.", by=dsl, at=LATER)
        assert before < LATER == papers.as_of(queries.return_for(dsl, target.pk))  # so that papers are drawn anew
        (kept,) = DifferenceReason.objects.all()
    assert (kept.reason, kept.value) == ("Mended in June.", "3")
    assert "not all in place" in kept.against
    manager = world.actor(Role.business_manager, SOUTHERN)
    with acting_as(manager):
        assert DifferenceReason.objects.count() == 0  # the return is not submitted


def test_nobody_gets_a_source_that_they_may_not_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    carrying.tagged(monkeypatch, EQUAL)
    carrying.signed(world, {})
    target = carrying.asked_again(world)
    assert list(known(world, target, role=Role.deputy_dsl).ready) == ["B1.1"]
    assert known(world, target, role=Role.school_business_manager).ready == {}  # reads what is handed over, no more
    other, office = world.actor(Role.dsl, BEECH), world.actor(Role.business_manager, SOUTHERN)
    for stranger in (other, office):
        with acting_as(stranger):
            assert known_of(stranger, target, on=TODAY).ready == {}
            with pytest.raises(NotAllowed):
                operations.confirm_ready(audit_return=target, shown={}, by=stranger, at=NOW)
    confirm(world, target, "B1.1")
    for stranger in (other, office, world.actor(Role.business_manager, NORTHERN)):
        with acting_as(stranger):
            assert CarriedAnswer.objects.count() == 0  # not submitted
    with acting_as(other), pytest.raises(DatabaseError), transaction.atomic():
        CarriedAnswer.objects.bulk_create([_forged(world, target)])


def _forged(world: World, target: AuditReturn) -> CarriedAnswer:
    return CarriedAnswer(
        audit_return=target,
        establishment_id=target.establishment_id,
        partnership_id=target.partnership_id,
        question="B1.2",
        source_return_id=target.pk - 1,
        source_version_id=target.form_version_id,
        source_question="A1.1",
        source_says={},
        source_name="Forged",
        relation="equal",
        rule="equal",
        rating="self",
        value="3",
        signed_on=TODAY,
        confirmed_by_id=world.actor(Role.dsl, BEECH).person_id or 0,
        confirmed_name="Forged",
        confirmed_at=NOW,
    )


def test_a_finished_return_takes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    carrying.tagged(monkeypatch, EQUAL)
    source = carrying.signed(world, {})
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl), pytest.raises(NotYet):
        operations.confirm_ready(audit_return=source, shown={"A1.1": Shown("x")}, by=dsl, at=NOW)
    assert audits.return_of(world, ASH).submitted_at is not None


def test_tags_that_two_editors_agreed_make_ready_and_are_named(world: World) -> None:
    """Without a stand-in: the tags of both forms as released, and which release, in what is kept."""
    carrying.released(world, AUDIT, {"A1.2": ["GOV-04", "GOV-05"]})
    carrying.released(world, TOOLKIT, {"B1.4": ["GOV-04"]})
    carrying.signed(world, {})
    target = carrying.asked_again(world)
    found = known(world, target)
    assert list(found.to_confirm) == ["B1.4"]
    confirm(world, target, "B1.4")
    with acting_as(world.actor(Role.dsl, ASH)):
        kept = CarriedAnswer.objects.get()
    assert (kept.relation, kept.source_question) == ("superset", "A1.2")
    assert kept.tag_release.startswith("1 ")
    assert "; 1 " in kept.tag_release
