"""Initiatives: who writes and reads them, who says that a setting takes part, and what was answered since."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, ProgrammingError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concordat.accounts.models import Person, RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import KINDS_OF_ROLE, Role
from concordat.audits.initiatives import effect, register
from concordat.core.actor import Actor, HeldRole, acting_as, set_actor
from concordat.core.problems import NotAllowed
from concordat.resources.initiatives import access, operations, queries
from concordat.resources.initiatives.operations import InitiativeNotPossible, Takes
from concordat.resources.models import Initiative, TakeUp
from tests.factories import checking
from tests.factories import initiatives as begin
from tests.factories.initiatives import lead
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, NOW, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PLACES = (ASH, BEECH, CEDAR, DAISY, TRUST, NORTHERN, SOUTHERN)
KIND = {ASH: "establishment", BEECH: "establishment", CEDAR: "establishment", DAISY: "establishment", TRUST: "trust"}
HELD = st.lists(st.tuples(st.sampled_from(list(Role)), st.sampled_from(PLACES)), min_size=0, max_size=4, unique=True)


def test_take_up_is_said_by_the_setting_or_noted_by_the_office_and_kept_from_others(world: World) -> None:
    one = begin.an_initiative(world)
    begin.taken(world, one, ASH)
    begin.taken(world, one, BEECH, by=lead(world))
    with acting_as(lead(world)) as by:
        said = queries.take_up(by, one.pk)
        assert {said[world.id(place)].by_office for place in (BEECH,)} == {True}
        found = queries.taken_up(by, world.id(NORTHERN))[one.pk]
        assert (len(found.settings), found.staff, found.sessions, found.left) == (2, 24, 4, 0)
    with acting_as(world.actor(Role.dsl, ASH)) as by:
        assert [take.establishment_id for take in TakeUp.objects.all()] == [world.id(ASH)]
        assert Initiative.objects.get().title == "Noticing early"
    with acting_as(world.actor(Role.trust_safeguarding_lead, TRUST)):
        assert [take.establishment_id for take in TakeUp.objects.all()] == [world.id(BEECH)]
    with acting_as(lead(world, SOUTHERN)):
        assert not Initiative.objects.exists()
        assert not TakeUp.objects.exists()
    with pytest.raises(InitiativeNotPossible, match="another window"):
        begin.taken(world, one, ASH, state="left")
    begin.taken(world, one, ASH, state="left", was=1)
    with acting_as(lead(world)) as by:
        assert queries.taken_up(by, world.id(NORTHERN))[one.pk].left == 1


def test_nobody_says_it_for_another_setting_or_another_area(world: World) -> None:
    one = begin.an_initiative(world)
    with pytest.raises(NotAllowed):
        begin.taken(world, one, BEECH, by=world.actor(Role.dsl, ASH))
    with pytest.raises(NotAllowed):
        begin.taken(world, one, CEDAR)  # the southern area
    with pytest.raises(NotAllowed):
        begin.taken(world, one, ASH, by=world.actor(Role.school_business_manager, ASH))
    with pytest.raises(InitiativeNotPossible, match="of the area"):
        begin.taken(world, one, CEDAR, by=lead(world))
    take = begin.taken(world, one, ASH)
    with acting_as(world.actor(Role.dsl, ASH)) as by:
        forged = TakeUp(
            initiative=one, partnership_id=one.partnership_id, establishment_id=world.id(BEECH), state="joined",
            since_on=NOW.date(), by_office=False, noted_by_id=checking.person(by), noted_name="x", noted_at=NOW,
        )  # fmt: skip
        with pytest.raises(ProgrammingError), transaction.atomic():
            forged.save(force_insert=True)
        with pytest.raises(DatabaseError), transaction.atomic():
            TakeUp.objects.filter(pk=take.pk).update(establishment_id=world.id(BEECH))
    for role, place in ((Role.analyst, NORTHERN), (Role.partnership_chair, NORTHERN), (Role.dsl, ASH)):
        with acting_as(world.actor(role, place)) as by, pytest.raises(NotAllowed):
            operations.end_initiative(initiative=one, by=by, at=NOW)


def test_an_initiative_is_written_whole_and_ends(world: World) -> None:
    local = f"local-{checking.recommended(world).pk}"
    for wrong, why in (
        ({"answers": ()}, "at least one"),
        ({"answers": ("ofsted-2021-99",)}, "do not know the recommendation"),
        ({"aims": ("ZZZ-99",)}, "do not know ZZZ-99"),
        ({"agency_name": " "}, "which partner"),
        ({"agency_id": world.id(ASH)}, "not a partner"),
        ({"offer_id": 999}, "local offer"),
        ({"phases": ("Wrong",)}, "from the lists"),
        ({"until_on": date(2025, 1, 1)}, "before it begins"),
    ):
        with pytest.raises(InitiativeNotPossible, match=why):
            begin.an_initiative(world, **wrong)
    one = begin.an_initiative(world, answers=("ofsted-2021-08", local))
    with pytest.raises(InitiativeNotPossible, match="this title already"):
        begin.an_initiative(world)
    with acting_as(lead(world)) as by:
        changed = operations.change_initiative(
            initiative=one, written=begin.written(answers=(local,)), was=1, by=by, at=NOW
        )
        with pytest.raises(InitiativeNotPossible, match="another window"):
            operations.change_initiative(initiative=one, written=begin.written(), was=1, by=by, at=NOW)
        found = register.register_of(by, world.id(NORTHERN), day=NOW.date())
        assert [each.says for each in found.rows[0].answers] == ["Record low-level concerns"]
        assert found.rows[0].reaches == 3
        assert list(queries.answering(by, world.id(NORTHERN), NOW.date())) == [local]
        operations.end_initiative(initiative=changed, by=by, at=NOW)
        with pytest.raises(InitiativeNotPossible, match="is over"):
            operations.end_initiative(initiative=changed, by=by, at=NOW)
    with acting_as(lead(world)) as by:
        ended = queries.initiative(by, one.pk)
        with pytest.raises(InitiativeNotPossible, match="Nobody can join"):
            operations.say_take_up(
                initiative=ended, establishment_id=world.id(ASH), takes=Takes("joined", NOW.date()), by=by, at=NOW
            )


def test_before_and_since_come_from_what_was_signed_and_few_are_hidden(world: World) -> None:
    checking.two_submitted(world)
    one = begin.an_initiative(world, aims=("TRN-02",))
    begin.taken(world, one, ASH)
    with acting_as(lead(world)) as by:
        found = effect.effects_of(by, one, queries.take_up(by, one.pk), threshold=5, day=NOW.date())
    assert [each.expectation for each in found] == ["TRN-02"]
    # Nothing was signed before it began, so of both settings that returned nothing can be said.
    assert (found[0].not_known, found[0].took_part.settings, found[0].others.settings) == (2, 0, 0)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(held=HELD)
def test_what_python_shows_is_what_the_database_gives(world: World, held: list[tuple[Role, str]]) -> None:
    with transaction.atomic():
        for place, settings_there in ((NORTHERN, (ASH, BEECH)), (SOUTHERN, (CEDAR,))):
            one = begin.an_initiative(world, place)
            for setting in settings_there:
                begin.taken(world, one, setting)
        set_actor(FOUNDER, at=None)
        made = Person.objects.create(email="generated@concordat.example", name="Generated", password="!")
        roles = []
        for role, place in held:
            if KIND.get(place, "partnership") not in KINDS_OF_ROLE[role]:
                continue
            since = datetime(2020, 1, 1, tzinfo=UTC)
            RoleHeld.objects.create(person=made, organisation_id=world.id(place), role=role, starts_at=since)
            roles.append(HeldRole(str(role), world.id(place)))
        actor = Actor(person_id=made.pk, name="Generated", roles=tuple(roles))
        set_actor(actor, at=NOW)
        assert set(access.visible_initiatives(actor)) == set(Initiative.objects.all())
        assert set(access.visible_take_up(actor)) == set(TakeUp.objects.all())
        transaction.set_rollback(True)
