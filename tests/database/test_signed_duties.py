"""A-03, A-04: named settings open, acknowledge and sign; who may, what stands, and what the database refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from concordat.accounts.models import Person, RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import KINDS_OF_ROLE, Role
from concordat.core.actor import Actor, HeldRole, acting_as, set_actor
from concordat.core.models import JournalEntry, Mail
from concordat.core.problems import NotAllowed, NotFound
from concordat.core.together import tasks_of
from concordat.partnership import access, operations, queries, rules
from concordat.partnership.duties import asking, tasks, template, tracking
from concordat.partnership.models import ArrangementsReceipt, DutySignature, DutyStatement, Naming
from concordat.partnership.operations import SignatureNotPossible, StatementNotPossible
from concordat.partnership.vocabulary import SignerKind, Standing
from tests.database.test_row_security import AT, HELD, KIND
from tests.factories import duties
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, NOW, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HEAD, GOVERNOR = SignerKind.head, SignerKind.governor
TODAY = NOW.date()


def standing(world: World, place: str) -> Standing:
    office = world.actor(Role.business_manager, NORTHERN)
    with acting_as(office):
        _, rows = tracking.named_rows(office, world.id(NORTHERN), TODAY, with_letters=True)
    return next(row.standing for row in rows if row.brief.id == world.id(place))


def test_a_setting_goes_from_not_opened_to_signed_by_both(world: World) -> None:
    version = duties.named(world)
    said = duties.published(world)
    assert standing(world, ASH) is Standing.not_opened
    deputy = world.actor(Role.deputy_dsl, ASH)
    with acting_as(deputy):
        first = operations.open_arrangements(naming=duties.naming(world, ASH), by=deputy, at=NOW)
        assert operations.open_arrangements(naming=duties.naming(world, ASH), by=deputy, at=NOW) == first
    assert standing(world, ASH) is Standing.opened
    head = world.actor(Role.headteacher, ASH)
    with acting_as(head):
        operations.acknowledge_arrangements(
            naming=duties.naming(world, ASH), arrangements_id=version.pk, by=head, at=NOW
        )
    assert standing(world, ASH) is Standing.acknowledged
    duties.signed(world, ASH, GOVERNOR, said)
    assert standing(world, ASH) is Standing.signed_by_one
    duties.signed(world, ASH, HEAD, said)
    assert standing(world, ASH) is Standing.signed
    assert standing(world, BEECH) is Standing.not_opened
    with acting_as(Actor.system_named("core.journal_sealer")):
        events = list(JournalEntry.objects.filter(event__startswith="partnership.").values_list("event", flat=True))
    assert events.count("partnership.arrangements.opened") == 1
    assert events.count("partnership.duties.signed") == 2


def test_what_is_signed_is_the_words_of_the_own_kind_with_their_digest(world: World) -> None:
    duties.named(world)
    said = duties.published(world)
    ash, beech = duties.signed(world, ASH, HEAD, said), duties.signed(world, BEECH, HEAD, said)
    assert "section 175" in ash.text
    assert "section 157" not in ash.text
    assert "section 157" in beech.text
    assert "section 40" not in ash.text + beech.text
    assert ash.digest == rules.digest_of_text(ash.text) != beech.digest
    assert "not checked by a lawyer" in ash.text


def test_signed_twice_is_signed_once(world: World) -> None:
    duties.named(world)
    said = duties.published(world)
    assert duties.signed(world, ASH, HEAD, said) == duties.signed(world, ASH, HEAD, said)
    with acting_as(world.actor(Role.dsl, ASH)):
        assert DutySignature.objects.count() == 1


def test_somebody_who_signs_at_the_same_moment_finds_the_signature(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    duties.named(world)
    said = duties.published(world)
    first = duties.signed(world, ASH, HEAD, said)
    found = tracking.signatures_under
    not_committed_yet: list[dict[SignerKind, DutySignature]] = [{}]
    monkeypatch.setattr(
        tracking,
        "signatures_under",
        lambda *asked: not_committed_yet.pop() if not_committed_yet else found(*asked),
    )
    assert duties.signed(world, ASH, HEAD, said) == first
    assert not_committed_yet == []


def test_new_words_or_new_arrangements_make_a_signature_out_of_date(world: World) -> None:
    duties.named(world)
    first = duties.published(world)
    for kind in SignerKind:
        duties.signed(world, ASH, kind, first)
    second = duties.published(world, at=NOW + timedelta(hours=1))
    assert standing(world, ASH) is Standing.out_of_date
    with pytest.raises(SignatureNotPossible, match="changed since"):
        duties.signed(world, ASH, HEAD, first)
    for kind in SignerKind:
        duties.signed(world, ASH, kind, second)
    assert standing(world, ASH) is Standing.signed
    duties.arranged(world, "2026-27, amended", on=date(2026, 10, 1))
    assert standing(world, ASH) is Standing.out_of_date
    head = world.actor(Role.headteacher, ASH)
    with acting_as(head):
        asked = tasks_of(tasks.wants(head, today=TODAY))
        with pytest.raises(SignatureNotPossible, match="changed since"):
            duties.signed(world, ASH, HEAD, second)
    assert [task.kind for task in asked] == ["Read the arrangements and acknowledge them"]
    with acting_as(world.actor(Role.dsl, ASH)):
        assert DutySignature.objects.filter(establishment_id=world.id(ASH)).count() == 4


def test_arrangements_that_are_published_later_change_nothing_yet(world: World) -> None:
    duties.named(world)
    said = duties.published(world)
    for kind in SignerKind:
        duties.signed(world, ASH, kind, said)
    duties.arranged(world, "2027-28", on=TODAY + timedelta(days=400))
    assert standing(world, ASH) is Standing.signed


def test_each_version_is_a_task_of_its_own_for_head_and_governor(world: World) -> None:
    duties.named(world)
    keys = []
    for hour in (0, 1):
        said = duties.published(world, at=NOW + timedelta(hours=hour))
        for role in (Role.headteacher, Role.governor):
            actor = world.actor(role, ASH)
            with acting_as(actor), CaptureQueriesContext(connection) as captured:
                asked = tasks_of(tasks.wants(actor, today=TODAY))
            assert [task.title for task in asked] == [f"Read the arrangements and sign your duties: {ASH}"]
            assert len(captured) == 1
            keys.append(asked[0].key)
        duties.signed(world, ASH, GOVERNOR, said)
        governor = world.actor(Role.governor, ASH)
        with acting_as(governor):
            assert tasks_of(tasks.wants(governor, today=TODAY)) == []
    assert len(set(keys)) == 2
    for role in (Role.dsl, Role.school_business_manager):
        actor = world.actor(role, ASH)
        with acting_as(actor):
            assert tasks_of(tasks.wants(actor, today=TODAY)) == []


def test_a_person_who_is_head_and_governor_signs_for_one_of_them(world: World) -> None:
    duties.named(world)
    said = duties.published(world)
    head = world.actor(Role.headteacher, ASH)
    with acting_as(FOUNDER):
        RoleHeld.objects.create(
            person_id=world.people[head.name], organisation_id=world.id(ASH), role=Role.governor, starts_at=NOW
        )
    both = replace(head, roles=(*head.roles, HeldRole(str(Role.governor), world.id(ASH))))
    first = duties.signed(world, ASH, HEAD, said, by=both)
    with pytest.raises(SignatureNotPossible, match="Somebody else has to sign"):
        duties.signed(world, ASH, GOVERNOR, said, by=both)
    with acting_as(both), pytest.raises(DatabaseError), transaction.atomic():
        DutySignature.objects.create(
            statement=said,
            establishment_id=world.id(ASH),
            partnership_id=world.id(NORTHERN),
            kind=GOVERNOR,
            signed_by_id=both.person_id or 0,
            signed_name="x",
            signed_at=NOW,
            text=first.text,
            digest=first.digest,
        )
    duties.signed(world, ASH, GOVERNOR, said)
    assert standing(world, ASH) is Standing.signed


@pytest.mark.parametrize(("role", "kind"), [(Role.headteacher, HEAD), (Role.governor, GOVERNOR)])
def test_a_role_that_ended_a_second_ago_signs_nothing(world: World, role: Role, kind: SignerKind) -> None:
    duties.named(world)
    said = duties.published(world)
    leaver = world.actor(role, ASH)
    with acting_as(FOUNDER):
        held = RoleHeld.objects.filter(person_id=world.people[leaver.name], organisation_id=world.id(ASH))
        held.update(ends_at=NOW - timedelta(seconds=1))
    with pytest.raises(DatabaseError), transaction.atomic():  # what Python was told a moment before is not enough
        duties.signed(world, ASH, kind, said, by=leaver)
    with pytest.raises(NotAllowed):
        duties.signed(world, ASH, kind, said, by=replace(leaver, roles=()))


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.dsl, ASH),
        (Role.school_business_manager, ASH),
        (Role.governor, ASH),
        (Role.headteacher, BEECH),
        (Role.headteacher, CEDAR),
        (Role.trust_safeguarding_lead, TRUST),
        (Role.business_manager, NORTHERN),
        (Role.business_manager, SOUTHERN),
    ],
)
def test_nobody_else_acknowledges_or_signs_as_head_by_either_wall(world: World, role: Role, place: str) -> None:
    version = duties.named(world)
    said = duties.published(world)
    by = world.actor(role, place)
    with acting_as(by):
        under = duties.naming(world, ASH)
        with pytest.raises(NotAllowed):
            operations.acknowledge_arrangements(naming=under, arrangements_id=version.pk, by=by, at=NOW)
        with pytest.raises(NotAllowed):
            operations.sign_duties(naming=under, statement_id=said.pk, digest="", kind=HEAD, by=by, at=NOW)
        mine = {"establishment_id": world.id(ASH), "partnership_id": world.id(NORTHERN)}
        with pytest.raises(DatabaseError), transaction.atomic():
            ArrangementsReceipt.objects.create(
                **mine,
                arrangements=version,
                kind="acknowledged",
                person_id=world.people[by.name],
                person_name="x",
                at=NOW,
            )
        signature = {"signed_by_id": world.people[by.name], "signed_name": "x", "signed_at": NOW, "digest": "0" * 64}
        with pytest.raises(DatabaseError), transaction.atomic():
            DutySignature.objects.create(**mine, **signature, statement=said, kind=HEAD, text="x")


def test_nobody_signs_as_somebody_else_nor_for_a_setting_that_is_not_named(world: World) -> None:
    version = duties.named(world, BEECH)
    said = duties.published(world)
    head = world.actor(Role.headteacher, ASH)
    with acting_as(head):
        assert tracking.naming_of(world.id(ASH), TODAY) is None
        for person in (world.people[head.name], world.people[f"headteacher of {BEECH}"]):
            for place in (ASH, BEECH):
                with pytest.raises(DatabaseError), transaction.atomic():
                    ArrangementsReceipt.objects.create(
                        establishment_id=world.id(place),
                        partnership_id=world.id(NORTHERN),
                        arrangements=version,
                        kind="acknowledged",
                        person_id=person,
                        person_name="x",
                        at=NOW,
                    )
    assert said.published_at is not None


def test_a_published_statement_and_a_signature_never_change(world: World) -> None:
    duties.named(world)
    said = duties.published(world)
    duties.signed(world, ASH, HEAD, said)
    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            DutyStatement.objects.filter(pk=said.pk).update(texts={"every": "Something else"})
        with pytest.raises(DatabaseError), transaction.atomic():
            DutyStatement.objects.filter(pk=said.pk).delete()
    with acting_as(world.actor(Role.headteacher, ASH)), pytest.raises(DatabaseError), transaction.atomic():
        DutySignature.objects.update(text="Something else")


def test_even_the_owner_does_not_change_a_signature(world: World, owner_connection: object) -> None:
    import psycopg

    assert isinstance(owner_connection, psycopg.Connection)
    found = owner_connection.execute(
        "select tgname from pg_trigger where tgrelid = 'partnership_dutysignature'::regclass and not tgisinternal"
    ).fetchall()
    assert [name for (name,) in found if "what_was_signed_stays" in name]


def test_two_who_write_at_once_lose_nothing_and_there_is_one_draft(world: World) -> None:
    duties.named(world)
    office, lead = (world.actor(role, NORTHERN) for role in (Role.business_manager, Role.education_safeguarding_lead))
    with acting_as(office):
        made = queries.partnership(world.id(NORTHERN))
        draft = operations.begin_statement(partnership=made, afresh=True, by=office, at=NOW)
    with acting_as(lead):
        assert operations.begin_statement(partnership=made, afresh=True, by=lead, at=NOW) == draft
        texts = {**draft.texts, "every": "- Work together"}
        operations.write_statement(partnership=made, texts=texts, seen=draft.digest, by=lead, at=NOW)
    with acting_as(office):
        with pytest.raises(StatementNotPossible, match="Somebody has changed"):
            operations.write_statement(partnership=made, texts=texts, seen=draft.digest, by=office, at=NOW)
        with pytest.raises(StatementNotPossible, match="Somebody has changed"):
            operations.publish_statement(partnership=made, seen=draft.digest, by=office, at=NOW)
        with pytest.raises(StatementNotPossible) as refused:
            operations.write_statement(partnership=made, texts={}, seen=draft.digest, by=office, at=NOW)
        assert refused.value.part == "every"
    with acting_as(world.actor(Role.independent_scrutineer, NORTHERN)) as scrutineer:
        assert tracking.draft_of(scrutineer, made.pk) is None
        with pytest.raises(NotAllowed):
            operations.begin_statement(partnership=made, afresh=True, by=scrutineer, at=NOW)


def test_a_draft_moves_to_new_arrangements_before_it_is_published(world: World) -> None:
    duties.named(world)
    office = world.actor(Role.business_manager, NORTHERN)
    with acting_as(office):
        made = queries.partnership(world.id(NORTHERN))
        draft = operations.begin_statement(partnership=made, afresh=False, by=office, at=NOW)
    newer = duties.arranged(world, "Amended", on=date(2026, 10, 1))
    with acting_as(office):
        with pytest.raises(StatementNotPossible, match="Amended"):
            operations.publish_statement(partnership=made, seen=draft.digest, by=office, at=NOW)
        kept = operations.write_statement(partnership=made, texts=draft.texts, seen=draft.digest, by=office, at=NOW)
        assert kept.digest != draft.digest
        said = operations.publish_statement(partnership=made, seen=kept.digest, by=office, at=NOW)
        assert said.arrangements_id == newer.pk
        with pytest.raises(NotFound):
            operations.publish_statement(partnership=made, seen=kept.digest, by=office, at=NOW)


def test_without_arrangements_there_is_nothing_to_write_and_without_naming_nothing_to_sign(world: World) -> None:
    office = world.actor(Role.business_manager, SOUTHERN)
    with acting_as(office):
        made = queries.partnership(world.id(SOUTHERN))
        with pytest.raises(StatementNotPossible, match="arrangements first"):
            operations.begin_statement(partnership=made, afresh=True, by=office, at=NOW)
    head = world.actor(Role.headteacher, CEDAR)
    with acting_as(head):
        assert tasks_of(tasks.wants(head, today=TODAY)) == []


def test_the_office_is_asked_to_publish_duties_for_new_arrangements(world: World) -> None:
    office = world.actor(Role.business_manager, NORTHERN)

    def asked() -> list[str]:
        with acting_as(office):
            kept = asking.partnerships_kept(office, TODAY)
            return [task.title for task in tasks.writing_tasks(kept, today=TODAY)]

    assert asked() == []
    duties.named(world)
    assert asked() == ["Publish the duties of named settings under 2026-27"]
    duties.published(world)
    assert asked() == []
    duties.arranged(world, "Amended", on=date(2026, 10, 1))
    assert asked() == ["Publish the duties of named settings under Amended"]


def a_letter(world: World, place: str, address: str, state: str, *, about: str, minutes: int = 0) -> None:
    with acting_as(Actor.system_named("accounts.postman")):
        Mail.objects.create(
            key=f"{address}-{minutes}",
            message_id=f"<{address}-{minutes}@x.example>",
            address=address,
            about=about,
            organisation_id=world.id(place),
            state=state,
            began_at=NOW + timedelta(minutes=minutes),
        )


def test_a_letter_that_came_back_shows_as_not_reached_until_somebody_opens(world: World) -> None:
    duties.named(world)
    with acting_as(FOUNDER):
        address = Person.objects.get(pk=world.people[f"headteacher of {ASH}"]).email
    a_letter(world, ASH, address.upper(), "bounced", about="communications.message")
    a_letter(world, BEECH, "gone@beech.example", "bounced", about="communications.message")  # has left
    a_letter(world, DAISY, "new@daisy.example", "bounced", about="accounts.invitation")
    assert [standing(world, place) for place in (ASH, BEECH, DAISY)] == [
        Standing.not_reached,
        Standing.not_opened,
        Standing.not_reached,
    ]
    a_letter(world, ASH, address, "sent", about="communications.message", minutes=5)
    assert standing(world, ASH) is Standing.not_opened
    lead = world.actor(Role.dsl, DAISY)
    with acting_as(lead):
        operations.open_arrangements(naming=duties.naming(world, DAISY), by=lead, at=NOW)
    assert standing(world, DAISY) is Standing.opened


def test_every_type_of_the_register_has_a_kind_and_every_kind_duties() -> None:
    from concordat.establishments.kinds import kinds

    kept = template.newest()
    assert {template.kind_of(code) for code in kinds()} == set(template.kind_names()) - {rules.EVERY}
    assert {row.kind for row in kept.rows} == set(template.kind_names())
    assert all(row.reference and row.document and row.written_for for row in kept.rows)
    assert kept.unchecked == len(kept.rows)
    listed = [code for code in kinds() if template.kind_of(code) == template.OTHER]
    assert set(listed) <= set(template._kinds()), "a type is in no kind: the data has to name it"


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(held=HELD)
def test_what_python_shows_is_what_the_database_gives(world: World, held: list[tuple[Role, str]]) -> None:
    with transaction.atomic():
        version = duties.named(world)
        said = duties.published(world)
        for place in (ASH, BEECH, DAISY):
            duties.signed(world, place, HEAD, said)
            head = world.actor(Role.headteacher, place)
            with acting_as(head):
                operations.acknowledge_arrangements(
                    naming=duties.naming(world, place), arrangements_id=version.pk, by=head, at=NOW
                )
        office = world.actor(Role.business_manager, NORTHERN)
        with acting_as(office):
            made = queries.partnership(world.id(NORTHERN))
            operations.begin_statement(partnership=made, afresh=True, by=office, at=NOW)
        set_actor(FOUNDER, at=None)
        person = Person.objects.create(email="generated@concordat.example", name="Generated", password="!")
        roles = []
        for role, place in held:
            if KIND.get(place, "partnership") not in KINDS_OF_ROLE[role]:
                continue
            RoleHeld.objects.create(
                person=person, organisation_id=world.id(place), role=role, starts_at=AT.replace(year=2020)
            )
            roles.append(HeldRole(str(role), world.id(place)))
        actor = Actor(person_id=person.pk, name="Generated", roles=tuple(roles))
        set_actor(actor, at=None)
        for shown, table in (
            (access.visible_statements(actor), "partnership_dutystatement"),
            (access.visible_receipts(actor), "partnership_arrangementsreceipt"),
            (access.visible_signatures(actor), "partnership_dutysignature"),
        ):
            kept = set(shown.values_list("pk", flat=True))
            with connection.cursor() as cursor:
                cursor.execute(f"select id from {table}")
                assert {row[0] for row in cursor.fetchall()} == kept, table
        transaction.set_rollback(True)


def test_a_naming_that_ended_asks_for_nothing(world: World) -> None:
    duties.named(world)
    said = duties.published(world)
    with acting_as(FOUNDER):
        Naming.objects.filter(establishment_id=world.id(ASH)).update(ended_on=TODAY - timedelta(days=1))
    head = world.actor(Role.headteacher, ASH)
    with acting_as(head):
        assert tasks_of(tasks.wants(head, today=TODAY)) == []
        assert tracking.naming_of(world.id(ASH), TODAY) is None
        with pytest.raises(DatabaseError), transaction.atomic():
            DutySignature.objects.create(
                statement=said,
                establishment_id=world.id(ASH),
                partnership_id=world.id(NORTHERN),
                kind=HEAD,
                signed_by_id=head.person_id or 0,
                signed_name="x",
                signed_at=NOW,
                text="x",
                digest="0" * 64,
            )
