"""Notes coded by two people: apart until both have finished, settled one by one, frozen; what changes is left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concordat.accounts.models import Person, RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import KINDS_OF_ROLE, Role
from concordat.audits import coding_access as access
from concordat.audits import operations
from concordat.audits.checking.withheld import WouldBeShort
from concordat.audits.checking_rules import Round
from concordat.audits.coding import notes
from concordat.audits.coding.codebook import codebook_of
from concordat.audits.coding.compared import Compared
from concordat.audits.coding.compared import compared as side_by_side
from concordat.audits.coding_rules import Entry
from concordat.audits.models import (
    CodedNote,
    Coding,
    CodingCode,
    CodingCoder,
    CodingResult,
    CodingSettlement,
    Moderation,
)
from concordat.audits.operations import Coded, CodingNotPossible
from concordat.core.actor import Actor, HeldRole, acting_as, set_actor
from concordat.core.journal.sealing import SEALER
from concordat.core.models import JournalDetails, JournalEntry
from concordat.core.problems import NotAllowed
from tests.factories import audits, checking
from tests.factories import coding as code
from tests.factories.checking import lead, office, person, second
from tests.factories.coding import LATER
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PLACES = (ASH, BEECH, CEDAR, DAISY, TRUST, NORTHERN, SOUTHERN)
KIND = {ASH: "establishment", BEECH: "establishment", CEDAR: "establishment", DAISY: "establishment", TRUST: "trust"}
HELD = st.lists(st.tuples(st.sampled_from(list(Role)), st.sampled_from(PLACES)), min_size=0, max_size=4, unique=True)
SHOWS: list[tuple[Any, type[models.Model]]] = [
    (access.visible_codings, Coding),
    (access.visible_codes, CodingCode),
    (access.visible_coders, CodingCoder),
    (access.visible_coded, CodedNote),
    (access.visible_settled, CodingSettlement),
    (access.visible_results, CodingResult),
]
RETURNED_AGAIN = LATER + timedelta(hours=6)


def seen(world: World, coding: Coding, actor: Actor) -> Compared:
    """What somebody sees of both."""
    found = code.standing_of(actor, coding)
    with acting_as(actor, at=LATER):
        return side_by_side(actor, found.coding, found.coders)


def test_two_code_apart_and_see_each_other_when_both_have_finished(world: World) -> None:
    coding = code.started(world, code.cycle_with_notes(world))
    code.coded(world, coding, lead(world), code.ONE)
    for actor, own in ((lead(world), 2), (second(world), 0), (office(world), 0)):
        with acting_as(actor, at=LATER):
            assert CodedNote.objects.count() == own, actor.name
    code.coded(world, coding, second(world), code.OTHER, done=False)
    with acting_as(second(world), at=LATER):
        assert CodedNote.objects.count() == 2  # her own
    with acting_as(office(world), at=LATER):
        assert sorted(CodingCoder.objects.values_list("coded", flat=True)) == [2, 2]  # how far, not what
    with acting_as(second(world), at=LATER) as by:
        operations.finish_coding(coding=coding, by=by, at=LATER)
    for actor in (lead(world), second(world), office(world)):
        with acting_as(actor, at=LATER):
            assert CodedNote.objects.count() == 4
    both = seen(world, coding, office(world))
    training = next(one for one in both.agreement if one.key == "training")
    parents = next(one for one in both.agreement if one.key == "parents")
    assert (training.agreement.pairs, training.agreement.same, training.agreement.kappa) == (2, 2, 1.0)
    assert (parents.first, parents.second, parents.agreement.same) == (1, 0, 1)
    assert list(both.disputed.values()) == [{"parents"}]


def test_nobody_finishes_for_another_and_nobody_becomes_another(world: World) -> None:
    """Either would open what the other has given."""
    coding = code.started(world, code.cycle_with_notes(world))
    code.coded(world, coding, lead(world), code.ONE, done=False)
    for actor in (office(world), lead(world), second(world)):
        with acting_as(actor, at=LATER), pytest.raises(ProgrammingError), transaction.atomic():
            CodingCoder.objects.filter(coding=coding).update(done_at=LATER)
    with acting_as(office(world), at=LATER), pytest.raises(DatabaseError), transaction.atomic():
        CodingCoder.objects.filter(coding=coding, position=2).update(person_id=person(office(world)))
    row = CodedNote(
        coding=coding,
        coder_id=person(lead(world)),
        audit_return_id=code.keys(world, coding, second(world))[ASH].return_id,
        establishment_id=world.id(ASH),
        partnership_id=world.id(NORTHERN),
        question="A1.5",
        codes=["time"],
        answer_version=1,
        submitted_at=LATER,
        coded_at=LATER,
    )
    with acting_as(second(world), at=LATER), pytest.raises(ProgrammingError), transaction.atomic():
        row.save(force_insert=True)
    row.coder_id = person(second(world))
    with acting_as(second(world), at=LATER):
        row.save(force_insert=True)  # as oneself it can be


def test_everything_is_coded_before_one_finishes_and_settled_before_it_is_frozen(world: World) -> None:
    coding = code.started(world, code.cycle_with_notes(world))
    code.coded(world, coding, lead(world), {ASH: frozenset({"time"})}, done=False)
    with acting_as(lead(world), at=LATER) as by, pytest.raises(CodingNotPossible, match="1 note is not coded"):
        operations.finish_coding(coding=coding, by=by, at=LATER)
    code.coded(world, coding, lead(world), code.ONE)
    with acting_as(office(world), at=LATER) as by, pytest.raises(CodingNotPossible, match="Both have to finish"):
        operations.freeze_coding(coding=coding, by=by, at=LATER)
    code.coded(world, coding, second(world), code.OTHER)
    with acting_as(office(world), at=LATER) as by, pytest.raises(CodingNotPossible, match="1 note is not settled"):
        operations.freeze_coding(coding=coding, by=by, at=LATER)
    with acting_as(lead(world), at=LATER) as by, pytest.raises(CodingNotPossible, match="You have finished"):
        operations.code_notes(coding=coding, given={}, by=by, at=LATER)
    code.settled(world, coding)
    assert seen(world, coding, office(world)).standing == {
        key: code.ONE[place] for place, key in code.keys(world, coding, office(world)).items()
    }
    with acting_as(office(world), at=LATER) as by:
        result = operations.freeze_coding(coding=coding, by=by, at=LATER)
    assert (result.figures["notes"], result.figures["settings"], result.codebook_version) == (2, 2, 1)
    assert result.figures["overall"] is None  # two settings are too few to show
    for change in (operations.code_again, operations.freeze_coding, operations.start_coding):
        with acting_as(office(world), at=LATER) as by, pytest.raises(CodingNotPossible, match="frozen"):
            change(coding=coding, by=by, at=LATER)
    with acting_as(office(world), at=LATER), pytest.raises(ProgrammingError), transaction.atomic():
        CodingResult.objects.update(figures={})


def test_who_settles_and_that_nothing_is_settled_unseen(world: World) -> None:
    coding = code.compared(world)
    for actor in (world.actor(Role.partnership_chair, NORTHERN), world.actor(Role.dsl, ASH)):
        key = code.keys(world, coding, lead(world))[ASH]
        with acting_as(actor, at=LATER) as by, pytest.raises(NotAllowed):
            operations.settle_note(coding=coding, note=key, codes=[], disputed=["parents"], was=0, by=by, at=LATER)
    code.settled(world, coding, by=second(world))
    with acting_as(lead(world), at=LATER):
        assert CodingSettlement.objects.get().settled_name == second(world).name
    with pytest.raises(CodingNotPossible, match="another window"):
        code.settled(world, coding, stands=False)
    code.settled(world, coding, stands=False, was=1)
    key = code.keys(world, coding, lead(world))[ASH]
    for codes, disputed in ((["time"], ["parents"]), ([], ["time"]), (["parents"], ["parents", "time"])):
        with acting_as(lead(world), at=LATER) as by, pytest.raises(CodingNotPossible):
            operations.settle_note(coding=coding, note=key, codes=codes, disputed=disputed, was=2, by=by, at=LATER)
    both = seen(world, coding, office(world))
    assert both.standing[key] == {"training"}


def test_a_reopened_return_is_left_out_until_both_have_coded_it_again(world: World) -> None:
    """Handed in again without a change it still counts as new: somebody reads it again."""
    coding = code.compared(world)
    code.settled(world, coding)
    found = checking.return_of(world, ASH)
    with acting_as(office(world), at=LATER) as by:
        operations.reopen_submitted(audit_return=found, reason="They asked for it.", by=by, at=LATER)
    both = seen(world, coding, office(world))
    assert (len(both.notes), both.both, both.left_out, len(both.disputed)) == (1, 1, 1, 0)
    audits.signed_and_submitted(world, ASH, at=RETURNED_AGAIN)
    both = seen(world, coding, office(world))
    assert (len(both.notes), both.both, both.left_out) == (2, 1, 1)
    assert not both.unsettled
    with acting_as(office(world), at=LATER) as by:
        operations.code_again(coding=coding, by=by, at=LATER)
    with acting_as(second(world), at=LATER):
        assert CodedNote.objects.count() == 2  # apart again, what was coded before as well
    for actor, codes in ((lead(world), code.ONE), (second(world), code.OTHER)):
        with acting_as(actor, at=LATER) as by, pytest.raises(CodingNotPossible, match="1 note is not coded"):
            operations.finish_coding(coding=coding, by=by, at=LATER)
        code.coded(world, coding, actor, codes)
    both = seen(world, coding, office(world))
    assert (both.both, both.left_out, len(both.unsettled)) == (2, 0, 1)  # settled before, but of an earlier return


def test_what_both_gave_apart_stays_when_they_code_again(world: World) -> None:
    """Agreement is of codes that were given before either saw the other's; the database holds it too."""
    coding = code.compared(world)
    place, found = code.keys(world, coding, lead(world)), checking.return_of(world, BEECH)
    with acting_as(office(world), at=LATER) as by:
        operations.reopen_submitted(audit_return=found, reason="They asked.", by=by, at=LATER)
    audits.signed_and_submitted(world, BEECH, at=RETURNED_AGAIN)
    with acting_as(office(world), at=LATER) as by:
        operations.code_again(coding=coding, by=by, at=LATER)
    with acting_as(lead(world), at=LATER) as by:
        ash, beech = (notes.notes_of(by, coding)[place[one]].version for one in (ASH, BEECH))
        kept = operations.code_notes(
            coding=coding,
            given={
                place[ASH]: Coded(frozenset({"training"}), ash, 1),  # as the other gave it
                place[BEECH]: Coded(frozenset({"other"}), beech, 1),
            },
            by=by,
            at=LATER,
        )
        assert set(kept.problems) == {place[ASH]}
        row = CodedNote.objects.filter(audit_return_id=place[ASH].return_id)
        for change in ({"codes": ["training"]}, {"answer_version": 0}, {"shown": 9, "codes": ["training"]}):
            with pytest.raises(IntegrityError), transaction.atomic():
                row.update(**change)
        assert sorted(row.get().codes) == ["parents", "training"]
        CodingCoder.objects.filter(person_id=person(by)).update(shown=0)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(codes=["training"])
    code.coded(world, coding, lead(world), {BEECH: frozenset({"other"})}, done=False)
    code.coded(world, coding, lead(world), {BEECH: frozenset({"time"})})  # of this round it can be corrected
    code.coded(world, coding, second(world), {BEECH: frozenset({"time"})})
    both = seen(world, coding, office(world))
    assert [set(both.first[place[one]]) for one in (ASH, BEECH)] == [{"training", "parents"}, {"time"}]


def test_before_both_have_finished_whoever_had_may_correct_a_code(world: World) -> None:
    coding = code.started(world, code.cycle_with_notes(world))
    code.coded(world, coding, lead(world), code.ONE)
    with acting_as(office(world), at=LATER) as by:
        operations.code_again(coding=coding, by=by, at=LATER)
    code.coded(world, coding, lead(world), code.OTHER)
    code.coded(world, coding, second(world), code.OTHER)
    assert not seen(world, coding, office(world)).disputed


def test_a_coding_is_closed_without_a_result_and_opened_anew(world: World) -> None:
    """The wrong question or person, or a coder who left: nothing of it counts, and the question is free again."""
    cycle = code.cycle_with_notes(world)
    coding = code.compared(world, cycle=cycle)
    with acting_as(office(world), at=LATER) as by, pytest.raises(CodingNotPossible, match="being coded already"):
        operations.open_coding(
            cycle=cycle, subject=code.SUBJECT, coder_ids=[person(lead(world)), person(second(world))], by=by, at=LATER
        )
    with acting_as(world.actor(Role.partnership_chair, NORTHERN), at=LATER) as by, pytest.raises(NotAllowed):
        operations.close_coding(coding=coding, reason="Mine.", by=by, at=LATER)
    with acting_as(office(world), at=LATER) as by:
        with pytest.raises(CodingNotPossible, match="Give the reason"):
            operations.close_coding(coding=coding, reason=" ", by=by, at=LATER)
        operations.close_coding(coding=coding, reason="She has left.", by=by, at=LATER)
        with pytest.raises(CodingNotPossible, match="closed without a result"):
            operations.close_coding(coding=coding, reason="Again.", by=by, at=LATER)
        with pytest.raises(CodingNotPossible, match="closed without a result"):
            operations.freeze_coding(coding=coding, by=by, at=LATER)
    found = code.standing_of(office(world), coding)
    assert (found.stage, found.coding.closed_reason, found.coding.closed_name) == (
        "closed",
        "She has left.",
        office(world).name,
    )
    frozen = code.frozen(world, cycle=cycle)  # the same question, opened anew
    with acting_as(office(world), at=LATER) as by, pytest.raises(CodingNotPossible, match="frozen"):
        operations.close_coding(coding=frozen, reason="Late.", by=by, at=LATER)


def test_a_note_that_was_changed_meanwhile_is_read_again(world: World) -> None:
    coding = code.started(world, code.cycle_with_notes(world))
    key = code.keys(world, coding, lead(world))[ASH]
    with acting_as(lead(world), at=LATER) as by:
        shown = notes.notes_of(by, coding)[key]
    found = checking.return_of(world, ASH)
    with acting_as(office(world), at=LATER) as by:
        operations.send_back(audit_return=found, question="A9.12", asked="What do you mean?", by=by, at=LATER)
    code.write(world, ASH, "Something else altogether", at=LATER)
    with acting_as(lead(world), at=LATER) as by:
        kept = operations.code_notes(
            coding=coding, given={key: Coded(frozenset({"time"}), shown.version)}, by=by, at=LATER
        )
        assert "changed this note" in kept.problems[key]
        assert CodedNote.objects.count() == 0
        forged = notes.NoteKey(key.return_id, "A1.5")
        kept = operations.code_notes(coding=coding, given={forged: Coded(frozenset({"time"}), 1)}, by=by, at=LATER)
        assert forged in kept.problems
        new = notes.notes_of(by, coding)[key]
        codes = frozenset({"time"})
        operations.code_notes(coding=coding, given={key: Coded(codes, new.version)}, by=by, at=LATER)
        again = operations.code_notes(coding=coding, given={key: Coded(codes, new.version)}, by=by, at=LATER)
        assert (again.saved, again.problems) == (0, {})  # sent twice
        stale = operations.code_notes(
            coding=coding, given={key: Coded(frozenset({"other"}), new.version)}, by=by, at=LATER
        )
        assert "another window" in stale.problems[key]


def test_who_visits_or_rates_blind_does_not_code(world: World) -> None:
    cycle = code.cycle_with_notes(world)
    checking.drawn(world, cycle)
    checking.booked(world, ASH)
    scrutineer = checking.scrutineer(world)
    with pytest.raises(CodingNotPossible, match="visits or rates"):
        code.opened(world, cycle, coders=(lead(world), scrutineer))
    with pytest.raises(CodingNotPossible, match="two different people"):
        code.opened(world, cycle, coders=(lead(world), lead(world)))
    for outsider in (world.actor(Role.analyst, NORTHERN), world.actor(Role.business_manager, SOUTHERN)):
        with pytest.raises(CodingNotPossible, match="of the partnership's team"):
            code.opened(world, cycle, coders=(lead(world), outsider))


def test_a_coder_who_comes_to_visit_loses_note_and_codes_until_the_visit_is_finished(world: World) -> None:
    cycle = code.cycle_with_notes(world)
    scrutineer = checking.scrutineer(world)
    coding = code.started(world, cycle, coders=(lead(world), scrutineer))
    code.coded(world, coding, scrutineer, {BEECH: code.ONE[BEECH]}, done=False)
    checking.drawn(world, cycle)
    visit = checking.booked(world, ASH)  # whose note is not coded yet: else somebody else visits
    with acting_as(scrutineer, at=LATER) as by:
        assert set(notes.notes_of(by, coding)) == {code.keys(world, coding, lead(world))[BEECH]}
    with acting_as(scrutineer, at=LATER) as by:
        assert set(CodedNote.objects.values_list("establishment_id", flat=True)) == {world.id(BEECH)}
        with pytest.raises(CodingNotPossible, match="You visit 1 of these returns"):
            operations.finish_coding(coding=coding, by=by, at=LATER)
    checking.visited(world, visit)
    code.coded(world, coding, scrutineer, code.ONE)


def test_a_coder_who_comes_to_rate_blind_codes_that_note_when_the_rating_is_finished(world: World) -> None:
    cycle = code.cycle_with_notes(world)
    coding = code.started(world, cycle)
    checking.shared_out(world, cycle)
    with acting_as(office(world), at=LATER) as by:
        operations.draw_second_ratings(cycle=cycle, moderator_ids=[person(second(world))], seed="1", by=by, at=LATER)
        blind = Moderation.objects.get(round=Round.second)
    with acting_as(second(world), at=LATER) as by:
        left, every = notes.notes_of(by, coding, to_code=True), notes.notes_of(by, coding)
        (key,) = set(every) - set(left)
        assert key.return_id == blind.audit_return_id
        given = {one: Coded(frozenset({"time"}), note.version) for one, note in every.items()}
        assert set(operations.code_notes(coding=coding, given=given, by=by, at=LATER).problems) == {key}
        del given[key]
        operations.code_notes(coding=coding, given=given, by=by, at=LATER)
        with pytest.raises(CodingNotPossible, match="1 note is not coded"):
            operations.finish_coding(coding=coding, by=by, at=LATER)
        row = CodedNote.objects.get()
        row.pk, row.audit_return_id, row.establishment_id = None, key.return_id, every[key].establishment_id
        with pytest.raises(ProgrammingError), transaction.atomic():
            row.save(force_insert=True)
    checking.rated(world, blind, second(world))
    code.coded(world, coding, second(world), code.OTHER)


def test_whoever_visits_does_not_freeze_what_would_be_short(world: World) -> None:
    cycle = code.cycle_with_notes(world)
    coding = code.compared(world, cycle=cycle)
    code.settled(world, coding)
    checking.drawn(world, cycle)
    visit = checking.visit_of(world, BEECH)
    with acting_as(office(world), at=LATER) as by:
        operations.book_visit(visit=visit, visitor_id=person(by), visit_on=LATER.date(), by=by, at=LATER)
        with pytest.raises(WouldBeShort):
            operations.freeze_coding(coding=coding, by=by, at=LATER)


def test_the_codebook_is_changed_before_coding_starts_and_not_after(world: World) -> None:
    cycle = code.cycle_with_notes(world)
    coding = code.opened(world, cycle)
    with pytest.raises(CodingNotPossible, match="being coded already"):
        code.opened(world, cycle)
    with acting_as(lead(world), at=LATER) as by, pytest.raises(CodingNotPossible, match="not started"):
        operations.code_notes(coding=coding, given={}, by=by, at=LATER)
    entries = [Entry("time", "Time"), Entry("own1", "Rooms", "No room", ("room*",))]
    with acting_as(office(world), at=LATER) as by:
        operations.change_codebook(coding=coding, entries=entries, was=1, by=by, at=LATER)
        assert codebook_of(by, coding) == tuple(entries)
        with pytest.raises(CodingNotPossible, match="another window"):
            operations.change_codebook(coding=coding, entries=entries[::-1], was=1, by=by, at=LATER)
        assert operations.start_coding(coding=coding, by=by, at=LATER).codebook_version == 2
        with pytest.raises(CodingNotPossible, match="stays as it is"):
            operations.change_codebook(coding=coding, entries=entries[::-1], was=2, by=by, at=LATER)
        assert CodingCode.objects.filter(coding=coding).delete()[0] == 0  # nor past the operation
    with acting_as(lead(world), at=LATER) as by:
        key = next(iter(notes.notes_of(by, coding)))
        shown = notes.notes_of(by, coding)[key].version
        kept = operations.code_notes(coding=coding, given={key: Coded(frozenset({"help"}), shown)}, by=by, at=LATER)
        assert "of this codebook" in kept.problems[key]


def test_no_note_is_kept_anywhere_but_in_its_answer(world: World) -> None:
    code.frozen(world)
    with acting_as(office(world), at=LATER) as by:
        rows = [row for visible, _ in SHOWS for row in visible(by).values()]
    with acting_as(SEALER):
        journal = list(JournalEntry.objects.filter(event__startswith="audits.coding").values())
        bodies = list(JournalDetails.objects.values_list("body", flat=True))
    assert (len(rows) > 15, len(journal) >= 8, len(bodies) > 8) == (True, True, True)
    kept = str(rows) + str(journal) + str(bodies)
    for text in (*code.WORDS.values(), "PARENTS", "is short"):
        assert text not in kept


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(held=HELD, codes=st.booleans(), duty=st.sampled_from(["", "visits"]), done=st.integers(0, 2))
def test_python_shows_what_the_database_gives(
    every: World, held: list[tuple[Role, str]], codes: bool, duty: str, done: int
) -> None:
    """For people with generated roles, who may code and visit; of the coding neither, one or both have finished."""
    with transaction.atomic():
        set_actor(FOUNDER, at=None)
        made = Person.objects.create(email="generated@concordat.example", name="Generated", password="!")
        roles = []
        for role, place in held:
            if KIND.get(place, "partnership") not in KINDS_OF_ROLE[role]:
                continue
            since = datetime(2020, 1, 1, tzinfo=UTC)
            RoleHeld.objects.create(person=made, organisation_id=every.id(place), role=role, starts_at=since)
            roles.append(HeldRole(str(role), every.id(place)))
        actor = Actor(person_id=made.pk, name="Generated", roles=tuple(roles))
        _under_way(every, made.pk if codes else person(second(every)), done)
        checking.give_duty(every, duty, made.pk)
        set_actor(actor, at=checking.MUCH_LATER)
        for visible, model in SHOWS:
            assert {row.pk for row in visible(actor)} == set(model._default_manager.values_list("pk", flat=True)), model
        transaction.set_rollback(True)


def _under_way(world: World, other: int, done: int) -> None:
    """A second coding, by the lead and another, of whom so many have finished; the lead has coded."""
    with acting_as(office(world), at=LATER) as by:
        cycle = Coding.objects.select_related("cycle__partnership").get().cycle
        coding = Coding.objects.create(
            cycle=cycle,
            partnership_id=cycle.partnership_id,
            subject="q:A1.5",
            title="A1.5",
            questions=[code.QUESTION],
            answers=["somewhat"],
            suggested_on=LATER.date(),
            opened_by_id=person(by),
            opened_at=LATER,
        )
        for position, coder in enumerate((person(lead(world)), other), start=1):
            CodingCoder.objects.create(
                coding=coding, partnership_id=cycle.partnership_id, person_id=coder, name="A", position=position
            )
        for position, key in enumerate(("time", "training", "parents")):
            CodingCode.objects.create(
                coding=coding, partnership_id=cycle.partnership_id, key=key, title=key, position=position
            )
        operations.start_coding(coding=coding, by=by, at=LATER)
    code.coded(world, coding, lead(world), code.ONE, done=done > 0)
    if done > 1:
        role = HeldRole(str(Role.independent_scrutineer), world.id(NORTHERN))
        set_actor(Actor(person_id=other, name="Other", roles=(role,)), at=LATER)
        CodingCoder.objects.filter(coding=coding, person_id=other).update(done_at=LATER)


@pytest.fixture
def every(world: World) -> World:
    """A frozen coding, and visits that can be given to somebody."""
    cycle = code.cycle_with_notes(world)
    code.frozen(world, cycle=cycle)
    checking.drawn(world, cycle)
    return world


def test_everything_that_can_be_seen_is_there(every: World) -> None:
    with acting_as(office(every), at=LATER):
        assert all(model._default_manager.exists() for _, model in SHOWS)
    with acting_as(every.actor(Role.dsl, ASH), at=LATER):
        assert not any(model._default_manager.exists() for _, model in SHOWS)


def test_a_question_is_coded_once_at_a_time_whoever_writes(world: World) -> None:
    coding = code.opened(world, code.cycle_with_notes(world))
    coding.pk = None
    with acting_as(office(world), at=LATER), pytest.raises(IntegrityError), transaction.atomic():
        coding.save(force_insert=True)
