"""Python's promise about people and roles is the one the database keeps, for generated people, roles and times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concordat.accounts import access, operations
from concordat.accounts.models import Organisation, Person, RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import KINDS_OF_ROLE, OrganisationKind, Role
from concordat.core.actor import Actor, HeldRole, acting_as, set_actor
from concordat.establishments import access as establishment_access
from concordat.establishments.models import Absence, StaffPost
from concordat.joining import access as joining_access
from concordat.joining.access import FRONT_DESK
from concordat.joining.models import JoinRequest

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
BOUNDS = st.sampled_from(
    [(-SECOND, None), (-2 * SECOND, -SECOND), (-2 * SECOND, SECOND), (SECOND, None), (-SECOND, 0 * SECOND)]
)
WORLD_KINDS = (OrganisationKind.establishment, OrganisationKind.trust, OrganisationKind.partnership)
HELD = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(sorted(KINDS_OF_ROLE)), st.integers(0, 9), BOUNDS),
    min_size=1,
    max_size=6,
)


def places() -> dict[str, list[int]]:
    with acting_as(FOUNDER):
        found: dict[str, list[int]] = {kind: [] for kind in OrganisationKind}
        for row in Organisation.objects.order_by("pk"):
            found[row.kind].append(row.pk)
    return found


def actor_of(person_id: int) -> Actor:
    with acting_as(FOUNDER, at=AT):
        current = [row for row in RoleHeld.objects.filter(person_id=person_id) if row.starts_at <= AT]
        held = [row for row in current if row.ends_at is None or row.ends_at > AT]
    return Actor(person_id, "somebody", tuple(HeldRole(row.role, row.organisation_id) for row in held))


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(generated=HELD)
def test_what_python_shows_is_what_the_database_gives(generated) -> None:  # type: ignore[no-untyped-def]
    where = places()
    with transaction.atomic():
        set_actor(FOUNDER, at=AT)
        people = [Person.objects.create(email=f"p{n}@generated.example", name=f"P {n}") for n in range(4)]
        for who, role, place, (starts, ends) in generated:
            kind = KINDS_OF_ROLE[role][0]
            if not where[kind]:
                continue
            RoleHeld.objects.get_or_create(
                person=people[who],
                role=role,
                organisation_id=where[kind][place % len(where[kind])],
                ends_at=None if ends is None else AT + ends,
                defaults={"starts_at": AT + starts},
            )
        settings_there = where[OrganisationKind.establishment]
        for place, setting in enumerate(settings_there):
            StaffPost.objects.create(
                establishment_id=setting, person=people[place % len(people)], post="dsl", held_from=AT.date()
            )
            Absence.objects.create(
                establishment_id=setting,
                person=people[place % len(people)],
                from_on=AT.date(),
                until_on=AT.date(),
                noted_at=AT,
            )
        set_actor(FRONT_DESK, at=AT)
        for setting in settings_there:
            for proved_at in (None, AT):
                JoinRequest.objects.create(
                    establishment_id=setting,
                    role=Role.dsl,
                    name="Ned New",
                    email=f"n{proved_at is None}@generated.example",
                    token_hash=f"{setting} {proved_at}".encode(),
                    asked_at=AT,
                    expires_at=AT + timedelta(days=7),
                    proved_at=proved_at,
                )
        for person in people:
            actor = actor_of(person.pk)
            with acting_as(FOUNDER, at=AT):
                roles = set(access.visible_roles(actor, at=AT).values_list("pk", flat=True))
                known = set(access.visible_people(actor, at=AT).values_list("pk", flat=True))
                posts = set(establishment_access.visible_posts(actor, at=AT).values_list("pk", flat=True))
                away = set(establishment_access.visible_absences(actor, at=AT).values_list("pk", flat=True))
                asks = set(joining_access.visible_requests(actor, at=AT).values_list("pk", flat=True))
            with acting_as(actor, at=AT):
                assert set(RoleHeld.objects.values_list("pk", flat=True)) == roles
                assert set(Person.objects.values_list("pk", flat=True)) == known
                assert set(StaffPost.objects.values_list("pk", flat=True)) == posts
                assert set(Absence.objects.values_list("pk", flat=True)) == away
                assert set(JoinRequest.objects.values_list("pk", flat=True)) == asks
        transaction.set_rollback(True)


@pytest.fixture
def school() -> Organisation:
    with acting_as(FOUNDER):
        return Organisation.objects.filter(kind=OrganisationKind.establishment).order_by("pk")[0]


@pytest.mark.django_db
@pytest.mark.parametrize(("ends", "sees"), [(None, True), (AT + SECOND, True), (AT, False), (AT - SECOND, False)])
def test_a_role_that_ended_a_second_ago_gives_nothing(school: Organisation, ends: datetime | None, sees: bool) -> None:
    with acting_as(FOUNDER, at=AT):
        person = operations.found_person(name="Leila Leaver", email="leila@generated.example", by=FOUNDER, at=AT)
        held = RoleHeld.objects.create(
            person=person, organisation=school, role=Role.dsl, starts_at=AT - timedelta(days=9), ends_at=ends
        )
    with acting_as(Actor(person.pk, "Leila Leaver"), at=AT):
        others = RoleHeld.objects.filter(organisation=school).exclude(pk=held.pk)
        assert others.exists() is sees
        assert Person.objects.exclude(pk=person.pk).exists() is sees


@pytest.mark.django_db
def test_a_setting_cannot_add_anybody_to_its_partnership(school: Organisation) -> None:
    with acting_as(FOUNDER, at=AT):
        person = operations.found_person(name="Hana Head", email="hana@generated.example", by=FOUNDER, at=AT)
        operations.give_role(person=person, role=Role.headteacher, organisation=school, by=FOUNDER, at=AT)
        partnership = Organisation.objects.filter(kind=OrganisationKind.partnership).order_by("pk")[0]
    mine = Actor(person.pk, "Hana Head", (HeldRole(Role.headteacher, school.pk),))
    with acting_as(mine, at=AT + SECOND):
        assert not access.allows(mine, "accounts.invite_person", partnership)
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            RoleHeld.objects.create(
                person=person, organisation=partnership, role=Role.business_manager, starts_at=AT + SECOND
            )
