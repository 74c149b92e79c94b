"""Python's promise about forms is the one the database keeps, for generated people, versions and system parts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concordat.accounts.models import Person, RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, HeldRole, acting_as
from concordat.lib import form_logic
from concordat.questionnaires import access, operations
from concordat.questionnaires.models import FormVersion
from concordat.questionnaires.vocabulary import LIBRARY
from tests.world import ASH, NORTHERN, NOW, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
VERSIONS = st.lists(st.tuples(st.sampled_from((NORTHERN, SOUTHERN)), st.booleans()), min_size=1, max_size=5)
PARTNERSHIP = (Role.business_manager, Role.partnership_administrator, Role.independent_scrutineer, Role.analyst)
HELD = st.one_of(
    st.tuples(st.sampled_from(PARTNERSHIP), st.sampled_from((NORTHERN, SOUTHERN)), st.booleans()),
    st.tuples(st.just(Role.dsl), st.just(ASH), st.booleans()),
    st.tuples(st.just(Role.trust_safeguarding_lead), st.just(TRUST), st.booleans()),
)
SYSTEMS = (LIBRARY, "audits.reminders", "core.journal_sealer")


def a_version(world: World, place: str, number: int, *, published: bool) -> None:
    row = form_logic.Row(2, {"id": "Q1", "section": "Q", "text": f"What {number}?", "type": "text"})
    form = form_logic.build_form([row], code=f"generated-{world.id(place)}", title="Generated", scales={})
    with acting_as(world.actor(Role.business_manager, place), at=NOW) as by:
        made = operations.import_form_version(form=form, owner_id=world.id(place), edition="1", by=by, at=NOW)
        if published:
            operations.publish_form_version(version=made, by=by, at=NOW)


def somebody(world: World, held: list[tuple[Role, str, bool]]) -> Actor:
    """Somebody with these roles, of which some are over; the actor holds what is not."""
    with acting_as(FOUNDER, at=NOW):
        person = Person.objects.create(email="generated@generated.example", name="Gwen Generated")
        for role, place, over in dict.fromkeys(held):
            RoleHeld.objects.create(
                person=person,
                role=role,
                organisation_id=world.id(place),
                starts_at=NOW - timedelta(days=2),
                ends_at=NOW - timedelta(days=1) if over else None,
            )
    mine = tuple(HeldRole(role, world.id(place)) for role, place, over in dict.fromkeys(held) if not over)
    return Actor(person.pk, person.name, mine)


def promised(actor: Actor) -> set[int]:
    """What Python says, asked where everything is seen."""
    with acting_as(Actor.system_named(LIBRARY), at=NOW):
        return set(access.visible_versions(actor).values_list("pk", flat=True))


def given_to(actor: Actor) -> set[int]:
    with acting_as(actor, at=NOW):
        return set(FormVersion.objects.values_list("pk", flat=True))


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(made=VERSIONS, held=st.lists(HELD, max_size=3))
def test_what_python_shows_is_what_the_database_gives(
    world: World, made: list[tuple[str, bool]], held: list[tuple[Role, str, bool]]
) -> None:
    with transaction.atomic():
        for number, (place, published) in enumerate(made):
            a_version(world, place, number, published=published)
        for actor in (somebody(world, held), Actor.nobody(), *map(Actor.system_named, SYSTEMS)):
            assert given_to(actor) == promised(actor), actor
        transaction.set_rollback(True)


def test_the_promise_tells_drafts_apart(world: World) -> None:
    """Guards the test above: it would pass where everybody saw everything."""
    a_version(world, NORTHERN, 1, published=False)
    seen = {place: given_to(world.actor(Role.business_manager, place)) for place in (NORTHERN, SOUTHERN)}
    assert len(seen[NORTHERN] - seen[SOUTHERN]) == 1
    assert seen[SOUTHERN] < seen[NORTHERN]
    assert given_to(Actor.nobody()) == set()
