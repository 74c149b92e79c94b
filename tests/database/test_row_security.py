"""The walls: every table classed and forced, and what Python shows is what the database gives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concordat.accounts.models import Person, RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import KINDS_OF_ROLE, Role
from concordat.audits import access, handed, operations, pairing_access, queries
from concordat.audits.models import (
    Answer,
    AuditCycle,
    AuditReturn,
    Delegation,
    PairingGroup,
    PairingMember,
    PairingNote,
    PairingOffer,
    PairingRound,
    PairingSaid,
)
from concordat.audits.operations import Handing
from concordat.core import row_security
from concordat.core.actor import Actor, HeldRole, acting_as, set_actor
from tests.factories import audits
from tests.factories import pairing as pair_up
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PLACES = (ASH, BEECH, CEDAR, DAISY, TRUST, NORTHERN, SOUTHERN)
KIND = {ASH: "establishment", BEECH: "establishment", CEDAR: "establishment", DAISY: "establishment", TRUST: "trust"}
AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def test_the_database_is_as_declared(db: None) -> None:
    assert row_security.drift() == []


def test_every_table_of_every_model_has_a_class() -> None:
    classed = {table.name for table in row_security.tables()}
    ours = [model for model in apps.get_models() if model.__module__.startswith("concordat.")]
    assert len(ours) > 25
    assert {model._meta.db_table for model in ours} - classed == set()


def test_this_connection_is_the_app_itself_and_cannot_become_the_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select session_user, current_user")
        assert cursor.fetchone() == ("concordat_app", "concordat_app")
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            cursor.execute("set role concordat_owner")


def test_nobody_sees_no_record_of_any_table_that_holds_records() -> None:
    audits_and_people = [table.name for table in row_security.tables() if table.row_class == "records"]
    assert len(audits_and_people) > 10
    with acting_as(Actor.nobody()), connection.cursor() as cursor:
        for name in audits_and_people:
            if not any(
                policy.action == "SELECT"
                for policy in next(t for t in row_security.tables() if t.name == name).policies
            ):
                continue
            cursor.execute(f'select count(*) from "{name}"')
            assert cursor.fetchone() == (0,), name


HELD = st.lists(st.tuples(st.sampled_from(list(Role)), st.sampled_from(PLACES)), min_size=0, max_size=4, unique=True)


def somebody(world: World, held: list[tuple[Role, str]]) -> Actor:
    """A person of these roles, each where its kind of organisation has it; made as the founder."""
    person = Person.objects.create(email="generated@concordat.example", name="Generated", password="!")
    roles = []
    for role, place in held:
        if KIND.get(place, "partnership") not in KINDS_OF_ROLE[role]:
            continue
        RoleHeld.objects.create(
            person=person, organisation_id=world.id(place), role=role, starts_at=datetime(2020, 1, 1, tzinfo=UTC)
        )
        roles.append(HeldRole(str(role), world.id(place)))
    return Actor(person_id=person.pk, name="Generated", roles=tuple(roles))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(held=HELD)
def test_visible_returns_and_cycles_are_what_the_database_gives(world: World, held: list[tuple[Role, str]]) -> None:
    """Python's `visible_...` against a plain `select` as the app, for a person with generated roles."""
    with transaction.atomic():
        audits.opened(world)
        audits.opened(world, partnership=SOUTHERN)
        set_actor(FOUNDER, at=None)
        actor = somebody(world, held)
        set_actor(actor, at=AT)
        returns = {row.pk for row in access.visible_returns(actor)}
        cycles = {row.pk for row in access.visible_cycles(actor)}
        assert returns == set(AuditReturn.objects.values_list("pk", flat=True))
        assert cycles == set(AuditCycle.objects.values_list("pk", flat=True))
        transaction.set_rollback(True)


@pytest.fixture
def answers(world: World) -> dict[int, set[str]]:
    """An audit in which three settings have answered and one is signed by its head: questions by return."""
    audits.opened(world)
    audits.opened(world, partnership=SOUTHERN)
    for place in (ASH, BEECH):
        audits.answered(world, place)
    audits.signed_by_head(world, DAISY)
    found: dict[int, set[str]] = {}
    for place in (ASH, BEECH, DAISY):
        with acting_as(world.actor(Role.dsl, place)):
            for return_id, question in Answer.objects.values_list("audit_return_id", "question"):
                found.setdefault(return_id, set()).add(question)
    return found


OUT = st.lists(st.tuples(st.sampled_from([ASH, BEECH]), st.sampled_from(["A0", "A1", "A2"])), unique=True, max_size=3)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(held=HELD, out=OUT, back=st.sampled_from(["", "done", "taken back"]))
def test_whoever_was_handed_a_section_sees_what_python_says(
    world: World,
    answers: dict[int, set[str]],
    held: list[tuple[Role, str]],
    out: list[tuple[str, str]],
    back: str,
) -> None:
    """Returns, delegations and answers, for generated roles and sections, of which the first may have come back."""
    with transaction.atomic():
        actor = _handed(world, held, out, back)
        set_actor(actor, at=AT)
        assert set(access.visible_returns(actor)) == set(AuditReturn.objects.all())
        assert set(access.visible_delegations(actor)) == set(Delegation.objects.all())
        for row in AuditReturn.objects.filter(pk__in=answers):
            given = set(Answer.objects.filter(audit_return=row).values_list("question", flat=True))
            mine = handed.with_me(actor, row)
            screening = {question.code for question in queries.form_of(row).screening} if mine else set()
            in_hand = {code for section in mine for code in section.questions}
            may = answers[row.pk] if access.may_see_answers(actor, row) else in_hand | screening
            assert given == answers[row.pk] & may
        assert not Answer.objects.exclude(audit_return__in=access.visible_returns(actor)).exists()
        transaction.set_rollback(True)


def _handed(world: World, held: list[tuple[Role, str]], out: list[tuple[str, str]], back: str) -> Actor:
    """Somebody who was handed these sections as a business manager, and holds these roles now."""
    set_actor(FOUNDER, at=None)
    person = Person.objects.create(email="generated@concordat.example", name="Generated", password="!")
    since = datetime(2020, 1, 1, tzinfo=UTC)
    now = {(role, place) for role, place in held if KIND.get(place, "partnership") in KINDS_OF_ROLE[role]}
    then = {(Role.school_business_manager, place) for place, _ in out}
    for role, place in now | then:
        RoleHeld.objects.create(
            person=person,
            organisation_id=world.id(place),
            role=role,
            starts_at=since,
            ends_at=None if (role, place) in now else AT,
        )
    for number, (place, section) in enumerate(out):
        lead, at = world.actor(Role.dsl, place), AT - timedelta(hours=2)
        set_actor(lead, at=at)
        handing = Handing([section], person.pk)
        (row,) = operations.hand_sections(audit_return=queries.returns_of(lead).get(), handing=handing, by=lead, at=at)
        if number == 0 and back == "taken back":
            operations.take_back(delegation=row, by=lead, at=at)
        elif number == 0 and back:
            Delegation.objects.filter(pk=row.pk).update(done_at=at)
    roles = tuple(HeldRole(str(role), world.id(place)) for role, place in now)
    return Actor(person_id=person.pk, name="Generated", roles=roles)


PAIRING = {
    "rounds": (pairing_access.visible_rounds, PairingRound),
    "offers": (pairing_access.visible_offers, PairingOffer),
    "pairs": (pairing_access.visible_pairs, PairingGroup),
    "members": (pairing_access.visible_members, PairingMember),
    "said": (pairing_access.visible_said, PairingSaid),
    "notes": (pairing_access.visible_notes, PairingNote),
}


def test_what_pairing_shows_is_what_the_database_gives(world: World) -> None:
    """The same for rounds, offers, pairs and what was said, in a world with an agreed pair, a log and a review."""
    pair_up.looked_back(world)

    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
    @given(held=HELD)
    def looks(held: list[tuple[Role, str]]) -> None:
        with transaction.atomic():
            set_actor(FOUNDER, at=None)
            actor = somebody(world, held)
            set_actor(actor, at=AT)
            for name, (visible, model) in PAIRING.items():
                shown = {row.pk for row in visible(actor)}
                assert shown == set(model._default_manager.values_list("pk", flat=True)), name
            transaction.set_rollback(True)

    looks()


def test_the_learner_role_reads_no_table_at_all(learner_connection: object) -> None:
    import psycopg

    assert isinstance(learner_connection, psycopg.Connection)
    names = learner_connection.execute(
        "select relname from pg_class c join pg_namespace n on n.oid = relnamespace"
        " where nspname = 'public' and relkind = 'r' and has_table_privilege(c.oid, 'SELECT')"
    ).fetchall()
    assert names == []
