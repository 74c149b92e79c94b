"""A section goes to a colleague and comes back: who sees what meanwhile, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.db import DatabaseError, connection, transaction

from concordat.accounts.models import RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import access, handed, jobs, operations, queries, signatures
from concordat.audits.models import Answer, AuditReturn, Delegation, Evidence, SignOff
from concordat.audits.operations import DelegationNotPossible, Handing, Posted
from concordat.audits.operations.answers import UnknownQuestion
from concordat.audits.presenters.tasks import tasks
from concordat.audits.rules import NotYet
from concordat.core import holdings
from concordat.core.actor import Actor, acting_as
from concordat.core.models import JournalEntry
from concordat.core.problems import NotAllowed, NotFound
from tests.factories import audits
from tests.world import ASH, BEECH, NORTHERN, NOW, SOUTHERN, World, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SBM, DSL = Role.school_business_manager, Role.dsl
GREEN = {"choice": "green", "note": "Minutes"}


@pytest.fixture
def found(world: World) -> AuditReturn:
    """Ash's return with one answer in A2, A1 handed to the business manager."""
    audits.opened(world)
    found = audits.return_of(world, ASH)
    save(world, DSL, found, {"A2.1": {"choice": "amber", "note": "Being rewritten"}})
    audits.handed_over(world, ASH, "A1")
    return found


def save(world: World, role: Role, found: AuditReturn, values: dict[str, Any], *, was: str = "") -> Any:
    actor = world.actor(role, ASH)
    posted = {code: Posted(value, was) for code, value in values.items()}
    with acting_as(actor):
        return operations.save_section(audit_return=found, posted=posted, by=actor, at=NOW)


def empty(found: AuditReturn) -> dict[str, Any]:
    return {"audit_return": found, "posted": {}}


def newest(world: World) -> Delegation:
    with acting_as(world.actor(DSL, ASH)):
        return Delegation.objects.order_by("-pk")[0]


def step(world: World, role: Role, operation: Any, *, place: str = ASH, **more: Any) -> Any:
    actor = world.actor(role, place)
    with acting_as(actor):
        return operation(**more, by=actor, at=NOW + timedelta(hours=1))


def hand(world: World, found: AuditReturn, *sections: str, to: int, role: Role = DSL, **more: Any) -> Any:
    handing = Handing(sections, to, **more)
    return step(world, role, operations.hand_sections, audit_return=found, handing=handing)


def give_back(world: World, said: str = "") -> None:
    step(world, SBM, operations.hand_back, delegation=newest(world), said=said)


def seen_by(actor: Actor) -> dict[str, set[Any]]:
    """What the database itself gives."""
    with acting_as(actor):
        return {
            "returns": set(AuditReturn.objects.values_list("pk", flat=True)),
            "answers": set(Answer.objects.values_list("question", flat=True)),
            "evidence": set(Evidence.objects.values_list("pk", flat=True)),
            "signatures": set(SignOff.objects.values_list("pk", flat=True)),
        }


def test_a_colleague_sees_and_changes_the_handed_section_alone(world: World, found: AuditReturn) -> None:
    colleague = world.actor(SBM, ASH)
    assert save(world, SBM, found, {"A1.1": GREEN}).changed == ("A1.1",)
    assert seen_by(colleague) == {"returns": {found.pk}, "answers": {"A1.1"}, "evidence": set(), "signatures": set()}
    with pytest.raises(NotFound):
        save(world, SBM, found, {"A2.1": GREEN})
    with pytest.raises(UnknownQuestion):
        save(world, SBM, found, {"Z9.1": GREEN})
    with acting_as(world.actor(DSL, ASH)) as lead:
        now = queries.return_for(lead, found.pk)
        whole = queries.evaluation(now)
        assert (now.needed, now.answered) == (whole.needed, whole.answered) == (whole.needed, 2)


def test_a_business_manager_without_a_section_sees_nothing_of_a_return(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    save(world, DSL, found, {"A1.1": GREEN})
    colleague = world.actor(SBM, ASH)
    assert not any(seen_by(colleague).values())
    with pytest.raises(NotFound):
        save(world, SBM, found, {"A1.1": GREEN})
    with pytest.raises(NotAllowed):
        step(world, Role.education_safeguarding_lead, operations.save_section, place=NORTHERN, **empty(found))
    with acting_as(colleague):
        assert not access.may_take_papers(colleague, world.id(ASH))


@pytest.mark.parametrize(
    "sql",
    [
        "update audits_answer set question = 'A2.1' where question = 'A1.1'",
        "update audits_auditreturn set state = 'dsl_complete'",
        "insert into audits_answer (audit_return_id, establishment_id, partnership_id, question, value, version,"
        " answered_at) select id, establishment_id, partnership_id, 'A2.2', '{}', 1, now() from audits_auditreturn",
        "update audits_delegation set questions = '[\"A2.1\"]'",
        "update audits_delegation set confirmed_at = now(), done_at = now(), confirmed_by_id = person_id",
        "insert into audits_delegation (audit_return_id, establishment_id, section, questions, person_id, given_by_id,"
        " given_at, note, said, \"end\") select audit_return_id, establishment_id, 'A2', '[\"A2.1\"]', person_id,"
        " person_id, now(), '', '', '' from audits_delegation",
    ],
)
def test_the_database_refuses_a_colleague_what_python_never_asks(world: World, found: AuditReturn, sql: str) -> None:
    save(world, SBM, found, {"A1.1": GREEN})
    before = everything(world)
    with acting_as(world.actor(SBM, ASH)), connection.cursor() as cursor:
        cursor.execute("update audits_answer set value = '{}' where question = 'A2.1'")
        assert cursor.rowcount == 0
        with pytest.raises(DatabaseError, match=r"row-level security|Cannot update rows"), transaction.atomic():
            cursor.execute(sql)
    assert everything(world) == before


def everything(world: World) -> list[Any]:
    with acting_as(world.actor(DSL, ASH)):
        return [
            list(Answer.objects.order_by("pk").values_list("question", "value")),
            list(AuditReturn.objects.order_by("pk").values_list("pk", "state")),
            list(Delegation.objects.order_by("pk").values_list("section", "questions", "confirmed_at")),
        ]


def test_what_was_given_back_is_out_of_the_colleague_s_hands(world: World, found: AuditReturn) -> None:
    save(world, SBM, found, {"A1.1": GREEN})
    give_back(world, "The fourth is for the site manager.")
    give_back(world)  # said again, nothing happens
    assert not any(seen_by(world.actor(SBM, ASH)).values())
    with pytest.raises(NotFound):
        save(world, SBM, found, {"A1.2": GREEN})
    row = newest(world)
    assert row.said == "The fourth is for the site manager."
    step(world, DSL, operations.confirm_section, delegation=row)
    step(world, DSL, operations.confirm_section, delegation=row)
    with acting_as(world.actor(DSL, ASH)) as lead:
        assert handed.current(lead, found, at=NOW) == []
        assert queries.return_for(lead, found.pk).answered == 2


def test_every_step_is_in_the_journal_once(world: World, found: AuditReturn) -> None:
    give_back(world)
    give_back(world)
    step(world, DSL, operations.confirm_section, delegation=newest(world))
    events = JournalEntry.objects.filter(event__startswith="audits.section.").values_list("event", flat=True)
    with acting_as(Actor.system_named("core.journal_sealer")):
        told = sorted(events)
    assert told == ["audits.section.confirmed", "audits.section.handed", "audits.section.handed_back"]


def test_handing_over_twice_is_once_and_keeps_the_new_note(world: World, found: AuditReturn) -> None:
    who = world.people[name_of(SBM, ASH)]
    assert hand(world, found, "A1", to=who, note="By Friday?", wanted_on=date(2026, 11, 6)) == []
    row = newest(world)
    assert (row.note, row.wanted_on) == ("By Friday?", date(2026, 11, 6))
    with acting_as(world.actor(DSL, ASH)):
        assert Delegation.objects.count() == 1


def test_a_section_passes_from_one_colleague_to_another_who_saw_who_has_it(world: World, found: AuditReturn) -> None:
    first, head = newest(world), world.people[name_of(Role.headteacher, ASH)]
    deputy = world.people[name_of(Role.deputy_dsl, ASH)]
    with pytest.raises(DelegationNotPossible, match="in the meantime"):
        hand(world, found, "A1", to=head)
    hand(world, found, "A1", to=head, was={"A1": first.pk})
    with pytest.raises(DelegationNotPossible, match="in the meantime"):  # two leads at once: the page showed the first
        hand(world, found, "A1", to=deputy, was={"A1": first.pk}, role=Role.headteacher)
    assert newest(world).person_id == head
    assert not any(seen_by(world.actor(SBM, ASH)).values())
    with acting_as(world.actor(DSL, ASH)):
        assert Delegation.objects.get(pk=first.pk).end == "passed_on"


def test_a_lead_takes_a_section_back_with_one_click(world: World, found: AuditReturn) -> None:
    for _ in range(2):
        step(world, DSL, operations.take_back, delegation=newest(world))
    assert newest(world).end == "taken_back"
    assert not any(seen_by(world.actor(SBM, ASH)).values())
    with pytest.raises(DelegationNotPossible, match="it was taken back"):
        give_back(world)


def test_only_a_lead_hands_over_and_only_to_a_colleague_of_the_same_setting(world: World, found: AuditReturn) -> None:
    head = world.people[name_of(Role.headteacher, ASH)]
    for role in (SBM, Role.governor):
        with pytest.raises(NotAllowed):
            hand(world, found, "A2", to=head, role=role)
        with pytest.raises(NotAllowed):
            step(world, role, operations.take_back, delegation=newest(world))
    for forged in (world.people[name_of(SBM, BEECH)], world.people[name_of(DSL, ASH)], 999_999):
        with pytest.raises(DelegationNotPossible, match="Choose a colleague"):
            hand(world, found, "A2", to=forged)
    with pytest.raises(DelegationNotPossible, match="Choose sections of this return"):
        hand(world, found, "Z9", to=head)
    with pytest.raises(DelegationNotPossible, match="at least one"):
        hand(world, found, to=head)
    with pytest.raises(DelegationNotPossible, match="no school day"):
        hand(world, found, "A2", to=head, wanted_on=date(2026, 11, 7))
    with pytest.raises(NotAllowed):
        step(world, Role.governor, operations.hand_back, delegation=newest(world), said="")
    with acting_as(world.actor(DSL, BEECH)) as other, pytest.raises(NotFound):
        handed.delegation_for(other, newest(world).pk)


def test_the_database_takes_no_delegation_to_somebody_outside(world: World, found: AuditReturn) -> None:
    with pytest.raises(DatabaseError, match="row-level security"), acting_as(world.actor(DSL, ASH)) as lead:
        Delegation.objects.create(
            audit_return=found,
            establishment_id=found.establishment_id,
            section="A2",
            questions=["A2.1"],
            person_id=world.people[name_of(SBM, BEECH)],
            given_by_id=lead.person_id or 0,
            given_at=NOW,
        )


def test_a_return_is_finished_when_nothing_is_out_and_finishing_confirms_what_came_back(world: World) -> None:
    audits.opened(world)
    found = audits.answered(world, ASH)
    audits.handed_over(world, ASH, "A1", "A2")
    with pytest.raises(NotYet, match="2 sections are still with colleagues"):
        step(world, DSL, operations.complete_return, audit_return=found)
    give_back(world)
    with pytest.raises(NotYet, match="1 section is still"):
        step(world, DSL, operations.complete_return, audit_return=found)
    with acting_as(world.actor(DSL, ASH)) as lead:
        (still,) = handed.out_of(lead, found, at=NOW)
    step(world, DSL, operations.take_back, delegation=still)
    step(world, DSL, operations.complete_return, audit_return=found)
    with acting_as(world.actor(DSL, ASH)) as lead:
        assert handed.current(lead, found, at=NOW) == []
        assert Delegation.objects.get(section="A2").confirmed_by_id == lead.person_id


def test_nothing_is_handed_over_in_a_finished_return_or_a_closed_audit(world: World) -> None:
    cycle = audits.opened(world)
    found = audits.answered(world, ASH)
    head = world.people[name_of(Role.headteacher, ASH)]
    audits.handed_over(world, ASH, "A1")
    row = newest(world)
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        operations.close_cycle(cycle=cycle, by=manager, at=NOW)
    with pytest.raises(NotYet, match="closed"):
        hand(world, found, "A2", to=head)
    assert not any(seen_by(world.actor(SBM, ASH)).values())
    with pytest.raises(DelegationNotPossible):
        give_back(world)
    with acting_as(manager):
        operations.reopen_cycle(
            cycle=queries.cycle_for(manager, cycle.pk), closes_on=date(2026, 12, 18), by=manager, at=NOW
        )
    assert seen_by(world.actor(SBM, ASH))["returns"] == {found.pk}
    step(world, DSL, operations.take_back, delegation=row)
    step(world, DSL, operations.complete_return, audit_return=found)
    with pytest.raises(NotYet, match="waits for signatures"):
        hand(world, found, "A2", to=head)


def test_a_business_manager_records_the_minute_over_what_the_head_signed_and_reads_no_answer(world: World) -> None:
    audits.opened(world)
    found = audits.signed_by_head(world, ASH)
    seen = seen_by(world.actor(SBM, ASH))
    assert (seen["returns"], seen["answers"], len(seen["signatures"])) == ({found.pk}, set(), 1)
    with acting_as(world.actor(SBM, ASH)) as manager:
        shown = signatures.digest_to_sign(manager, found)
    signed = step(
        world,
        SBM,
        operations.record_board_minute,
        audit_return=found,
        statement=audits.STATEMENT,
        shown=shown,
        meeting_on=date(2026, 11, 1),
        minute_number="7",
        review_by=None,
    )
    with acting_as(world.actor(DSL, ASH)) as lead:
        now = queries.return_for(lead, found.pk)
        assert (now.state, signed.answers_digest) == ("board_signed", queries.answers_digest(now))


def test_one_letter_says_that_something_waits_and_neither_who_nor_what(world: World) -> None:
    audits.opened(world)
    audits.handed_over(world, ASH, "A1", "A2")
    rows = handed_ids(world)
    jobs.tell_colleague_of_section(rows[0])
    jobs.tell_colleague_of_section(rows[0])
    (letter,) = django_mail.outbox
    text = f"{letter.subject}{letter.body}"
    assert "handed to you" in text
    for said in ("As last year", ASH, "Leadership", "A1", name_of(SBM, ASH), name_of(DSL, ASH)):
        assert said not in text
    step(world, DSL, operations.take_back, delegation=newest(world))
    jobs.tell_colleague_of_section(rows[1])
    assert len(django_mail.outbox) == 1


def handed_ids(world: World) -> list[int]:
    with acting_as(world.actor(DSL, ASH)):
        return list(Delegation.objects.order_by("pk").values_list("pk", flat=True))


def test_each_finds_the_next_thing_on_the_first_page(world: World, found: AuditReturn) -> None:
    def titles(role: Role) -> list[str]:
        with acting_as(world.actor(role, ASH)) as actor:
            return [task.title for task in tasks(actor, today=NOW.date())]

    assert titles(SBM) == [f"Answer section A1: {ASH}"]
    assert f"Read over what came back: {ASH}" not in titles(DSL)
    give_back(world)
    assert titles(SBM) == []
    assert f"Read over what came back: {ASH}" in titles(DSL)


def leaves(world: World) -> None:
    with acting_as(FOUNDER):
        RoleHeld.objects.filter(person_id=world.people[name_of(SBM, ASH)]).update(ends_at=NOW)


@pytest.mark.parametrize(
    ("viewer", "place", "holder", "told"),
    [
        (Role.business_manager, NORTHERN, SBM, True),
        (SBM, ASH, Role.deputy_dsl, True),
        (Role.business_manager, SOUTHERN, SBM, False),
        (Role.headteacher, BEECH, SBM, False),
    ],
)
def test_who_keeps_the_accounts_reads_how_many_sections_a_leaver_has(
    world: World, viewer: Role, place: str, holder: Role, told: bool
) -> None:
    """The office and a business manager are given no sections, and still learn that some are to be handed over."""
    audits.opened(world)
    audits.handed_over(world, ASH, "A2", "A3", to=holder)
    by = world.actor(viewer, place)
    leaver = holdings.Leaver(world.people[name_of(holder, ASH)], str(holder), world.id(ASH))
    with acting_as(by):
        listed = {one.what: str(one.goes_to) for one in holdings.held_by(by, leaver, at=NOW)}
    assert listed.get("2 sections of returns") == ("lead" if told else None)
    assert not [what for what in listed if what.startswith("Section A")]


def test_a_leaver_s_section_stands_on_the_list_and_is_with_the_lead_again(world: World, found: AuditReturn) -> None:
    head = world.actor(Role.headteacher, ASH)
    leaver = holdings.Leaver(world.people[name_of(SBM, ASH)], str(SBM), world.id(ASH))
    with acting_as(head):
        listed = {one.what: (one.detail, str(one.goes_to)) for one in holdings.held_by(head, leaver, at=NOW)}
    assert listed["Section A1 of School safeguarding audit, 2026 to 2027"] == (
        "Handed over on 2 November 2026, not given back yet",
        "lead",
    )
    leaves(world)
    assert not any(seen_by(world.actor(SBM, ASH)).values())
    with acting_as(world.actor(DSL, ASH)) as lead:
        (row,) = handed.current(lead, found, at=NOW + timedelta(hours=1))
        assert not handed.is_out(row)
    for ended in (1, 0):
        with acting_as(jobs.LATE_JOINERS):
            by, at = jobs.LATE_JOINERS, NOW + timedelta(hours=1)
            assert operations.end_delegations_of_leavers(by=by, at=at) == ended
    assert newest(world).end == "left"


def test_a_leaver_keeps_nobody_from_finishing(world: World) -> None:
    audits.opened(world)
    found = audits.answered(world, ASH)
    audits.handed_over(world, ASH, "A1")
    leaves(world)
    step(world, DSL, operations.complete_return, audit_return=found)
    assert newest(world).end == "left"


def test_two_people_in_one_section_lose_nothing(world: World, found: AuditReturn) -> None:
    save(world, SBM, found, {"A1.1": GREEN})
    clash = save(world, DSL, found, {"A1.1": {"choice": "red", "note": "Mine"}})
    assert [(one.question, one.theirs) for one in clash.conflicts] == [("A1.1", GREEN)]
    again = save(world, SBM, found, {"A1.1": {"choice": "amber", "note": "Not seen"}})
    assert not again.changed
