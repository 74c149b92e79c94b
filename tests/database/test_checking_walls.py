"""What Python shows of checking is what the database gives, for people with generated roles and duties."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concordat.accounts.models import Person, RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import KINDS_OF_ROLE, Role
from concordat.audits import access as return_access
from concordat.audits import checking_access as access
from concordat.audits.models import (
    Answer,
    Draw,
    DrawFrame,
    Feedback,
    ModeratedRating,
    Moderation,
    PlannedAction,
    Recommendation,
    RecommendationStanding,
    Representation,
    Visit,
    VisitRating,
)
from concordat.core.actor import Actor, HeldRole, set_actor
from tests.factories import checking
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PLACES = (ASH, BEECH, CEDAR, DAISY, TRUST, NORTHERN, SOUTHERN)
KIND = {ASH: "establishment", BEECH: "establishment", CEDAR: "establishment", DAISY: "establishment", TRUST: "trust"}
HELD = st.lists(st.tuples(st.sampled_from(list(Role)), st.sampled_from(PLACES)), min_size=0, max_size=4, unique=True)
SHOWS: list[tuple[Callable[[Actor], Any], type[models.Model]]] = [
    (access.visible_draws, Draw),
    (access.visible_frames, DrawFrame),
    (access.visible_moderations, Moderation),
    (access.visible_moderated_ratings, ModeratedRating),
    (access.visible_visits, Visit),
    (access.visible_visit_ratings, VisitRating),
    (access.visible_feedback, Feedback),
    (access.visible_representations, Representation),
    (access.visible_actions, PlannedAction),
    (access.visible_recommendations, Recommendation),
    (access.visible_standings, RecommendationStanding),
]


@pytest.fixture
def checked(world: World) -> World:
    """Everything that can be seen is there once."""
    checking.everything(world)
    return world


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(held=HELD, duty=st.sampled_from(["", "moderates", "visits"]))
def test_python_shows_what_the_database_gives(checked: World, held: list[tuple[Role, str]], duty: str) -> None:
    with transaction.atomic():
        set_actor(FOUNDER, at=None)
        person = Person.objects.create(email="generated@concordat.example", name="Generated", password="!")
        roles = []
        for role, place in held:
            if KIND.get(place, "partnership") not in KINDS_OF_ROLE[role]:
                continue
            RoleHeld.objects.create(
                person=person, organisation_id=checked.id(place), role=role, starts_at=datetime(2020, 1, 1, tzinfo=UTC)
            )
            roles.append(HeldRole(str(role), checked.id(place)))
        checking.give_duty(checked, duty, person.pk)
        actor = Actor(person_id=person.pk, name="Generated", roles=tuple(roles))
        set_actor(actor, at=checking.MUCH_LATER)
        for visible, model in SHOWS:
            assert {row.pk for row in visible(actor)} == set(model._default_manager.values_list("pk", flat=True)), model
        mine = return_access.visible_returns(actor).filter(access.returns_not_visited(actor))
        assert set(Answer.objects.values_list("audit_return_id", flat=True)) == set(
            mine.exclude(submitted_at=None).values_list("pk", flat=True)
        )
        transaction.set_rollback(True)


def test_everything_that_can_be_seen_is_there(checked: World) -> None:
    """So that the comparison above does not compare nothing with nothing."""
    counts = {}
    for actor in (checking.office(checked), checked.actor(Role.dsl, ASH)):
        set_actor(actor, at=checking.MUCH_LATER)
        counts[actor.name] = [model._default_manager.count() > 0 for _, model in SHOWS]
    assert all(counts[checking.office(checked).name])
    assert counts[checked.actor(Role.dsl, ASH).name] == [False, False, *[True] * 9]
