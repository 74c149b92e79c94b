"""Partnerships over time, and who is named as a relevant agency on any day (A-01, A-02, AX-CUM-1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import OuterRef
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concordat.accounts.models import Invitation, Organisation
from concordat.accounts.operations.founding import FOUNDER, NotABodyToEnter
from concordat.accounts.vocabulary import OrganisationKind, Role
from concordat.core.actor import Actor, acting_as
from concordat.core.problems import NotAllowed, Problem
from concordat.establishments import operations as establishment_operations
from concordat.establishments.operations import import_register
from concordat.partnership import operations, presenters, queries
from concordat.partnership.founding import Founding, found
from concordat.partnership.models import Naming, Partnership
from concordat.partnership.operations import PartnershipNotPossible
from tests.factories import organisations
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTH, NORTHERN, NOW, SOUTH, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CUMBRIA = Path(__file__).parents[1] / "data" / "cumbria_2022.csv"
BASIS = "relevant-agency-2018"
TODAY = NOW.date()


def northern(world: World) -> Partnership:
    return queries.partnership(world.id(NORTHERN))


def manager(world: World) -> Actor:
    return world.actor(Role.business_manager, NORTHERN)


def arranged(made: Partnership, *, published_on: date = date(2020, 9, 1)) -> Any:
    """A published version and the law, as the founder enters them."""
    operations.load_naming_bases(by=FOUNDER, at=NOW)
    return operations.publish_arrangements(
        partnership=made, version="2020", published_on=published_on, by=FOUNDER, at=NOW
    )


def body(kind: OrganisationKind, name: str) -> Organisation:
    return organisations.organisation(kind, name)


# Partners over time


def test_a_health_board_merger_rewrites_nothing_that_was_true_before(world: World) -> None:
    merged = date(2026, 4, 1)
    with acting_as(FOUNDER):
        made = northern(world)
        board = body(OrganisationKind.health_board, "NHS Old Board")
        operations.begin_term(partnership=made, organisation_id=board.pk, from_on=date(2022, 7, 1), by=FOUNDER, at=NOW)
        published = arranged(made)
    with acting_as(manager(world)) as office:
        later = operations.successor_body(
            earlier_id=board.pk, known_id=None, name="NHS Merged Board", by=office, at=NOW
        )
        operations.succeed(partnership=made, earlier_id=board.pk, later_id=later.id, on=merged, by=office, at=NOW)

        def names(day: date) -> list[str]:
            return [term.organisation.name for term in queries.terms_on(made.pk, day)]

        assert names(merged - timedelta(days=1)) == ["NHS Old Board", NORTH]
        assert names(merged) == ["NHS Merged Board", NORTH]
        assert [term.organisation.name for term in queries.terms_ended_by(made.pk, merged)] == ["NHS Old Board"]
        assert queries.arrangements_of(made.pk) == [published]


def test_one_force_and_one_board_serve_three_partnerships(world: World) -> None:
    with acting_as(FOUNDER):
        force = body(OrganisationKind.police_force, "Invented Constabulary")
        board = body(OrganisationKind.health_board, "NHS Invented Board")
        areas = [organisations.authority(f"Council {number}") for number in range(3)]
        made = [organisations.partnership(area, name=f"Partnership {area.name}") for area in areas]
        for one in made:
            for partner in (force, board):
                operations.begin_term(
                    partnership=one, organisation_id=partner.pk, from_on=date(2020, 1, 1), by=FOUNDER, at=NOW
                )
        assert force.partner_terms.count() == board.partner_terms.count() == 3
        after = body(OrganisationKind.health_board, "NHS Next Board")
        operations.succeed(partnership=made[0], earlier_id=board.pk, later_id=after.pk, on=TODAY, by=FOUNDER, at=NOW)
        assert next(iter(queries.terms_on(made[1].pk, TODAY))).organisation_id == board.pk


def test_what_a_succession_refuses(world: World) -> None:
    with acting_as(FOUNDER):
        made = northern(world)
        force = body(OrganisationKind.police_force, "Invented Constabulary")
        other = body(OrganisationKind.police_force, "Another Constabulary")
        began = date(2024, 1, 1)
        operations.begin_term(partnership=made, organisation_id=force.pk, from_on=began, by=FOUNDER, at=NOW)
    with acting_as(manager(world)) as office:
        calls: list[tuple[str, dict[str, Any]]] = [
            ("later date", {"earlier_id": force.pk, "later_id": other.pk, "on": began}),
            ("not a partner", {"earlier_id": other.pk, "later_id": force.pk, "on": TODAY}),
            ("follow itself", {"earlier_id": force.pk, "later_id": force.pk, "on": TODAY}),
        ]
        for said, call in calls:
            with pytest.raises(PartnershipNotPossible, match=said):
                operations.succeed(partnership=made, **call, by=office, at=NOW)
        with pytest.raises(PartnershipNotPossible, match="another kind"):
            operations.successor_body(earlier_id=force.pk, known_id=world.id(SOUTH), name="", by=office, at=NOW)
        assert [term.organisation_id for term in queries.terms_on(made.pk, TODAY)] == [world.id(NORTH), force.pk]


def test_the_office_enters_a_force_once_and_never_an_authority(world: World) -> None:
    with acting_as(manager(world)) as office:
        kind = OrganisationKind.police_force
        first = operations.partner_body(known_id=None, kind=kind, name="Invented Constabulary", by=office, at=NOW)
        again = operations.partner_body(known_id=None, kind=kind, name="INVENTED constabulary", by=office, at=NOW)
        assert first == again
        with pytest.raises(NotABodyToEnter):
            operations.partner_body(
                known_id=None, kind=OrganisationKind.local_authority, name="Fake Council", by=office, at=NOW
            )
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Organisation(kind=OrganisationKind.local_authority, name="Fake Council").save()
        assert Organisation.objects.filter(pk=first.id).update(name="Renamed by a stranger") == 0
    with acting_as(world.actor(Role.dsl, ASH)) as dsl, pytest.raises(NotAllowed):
        operations.partner_body(known_id=None, kind=kind, name="Another", by=dsl, at=NOW)


# Naming


def test_three_hundred_and_seven_settings_of_cumbria_are_named_in_one_action(world: World, tmp_path: Path) -> None:
    import_register(file=CUMBRIA, links=None, groups=None, rejects_file=tmp_path / "rejects.csv", at=NOW)
    with acting_as(FOUNDER):
        area = Organisation.objects.get(kind=OrganisationKind.local_authority, name="Cumbria")
        made = organisations.partnership(area, name="Cumbria Safeguarding Children Partnership")
        version = arranged(made)
        asked = [brief.id for brief in queries.not_named_on(made.pk, TODAY)]
        assert len(asked) == 307
        count = operations.name_settings(
            arrangements=version, establishment_ids=asked, basis_code=BASIS, named_on=TODAY, by=FOUNDER, at=NOW
        )
        assert count == 307
        assert queries.not_named_on(made.pk, TODAY) == []
        repeated = operations.name_settings(
            arrangements=version, establishment_ids=asked, basis_code=BASIS, named_on=TODAY, by=FOUNDER, at=NOW
        )
        assert repeated == 0
        organisations.establishment(area, "Opened After School")
        assert [brief.name for brief in queries.not_named_on(made.pk, TODAY)] == ["Opened After School"]


def test_a_new_setting_is_on_the_first_page_of_who_names_and_of_nobody_else(world: World) -> None:
    with acting_as(FOUNDER):
        version = arranged(northern(world))
        operations.name_settings(
            arrangements=version,
            establishment_ids=[world.id(ASH), world.id(BEECH), world.id(DAISY)],
            basis_code=BASIS,
            named_on=TODAY,
            by=FOUNDER,
            at=NOW,
        )
    with acting_as(manager(world)) as office:
        publish = "Publish the duties of named settings under 2020"
        assert [task.title for task in presenters.tasks(office, today=TODAY)] == [publish]
    with acting_as(FOUNDER):
        organisations.establishment(Organisation.objects.get(pk=world.id(NORTH)), "Elm School")
    with acting_as(manager(world)) as office:
        assert [task.title for task in presenters.tasks(office, today=TODAY)] == [
            "Name 1 setting as relevant agencies",
            publish,
        ]
    for role, place in ((Role.dsl, ASH), (Role.independent_scrutineer, NORTHERN)):
        with acting_as(world.actor(role, place)) as other:
            assert presenters.tasks(other, today=TODAY) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"basis_code": "no-such-law"}, "not in force"),
        ({"named_on": date(2018, 1, 1)}, "not in force"),
        ({"named_on": date(2019, 1, 1)}, "once the arrangements are published"),
        ({"establishment_ids": [CEDAR]}, "1 of these settings are not open in this area"),
    ],
)
def test_what_naming_refuses(world: World, change: dict[str, Any], said: str) -> None:
    with acting_as(FOUNDER):
        version = arranged(northern(world))
    given: dict[str, Any] = {"establishment_ids": [ASH], "basis_code": BASIS, "named_on": TODAY} | change
    given["establishment_ids"] = [world.id(name) for name in given["establishment_ids"]]
    with acting_as(manager(world)) as office:
        with pytest.raises(PartnershipNotPossible, match=said):
            operations.name_settings(arrangements=version, **given, by=office, at=NOW)
        assert not Naming.objects.exists()


@pytest.mark.parametrize(
    ("role", "place"), [(Role.business_manager, SOUTHERN), (Role.dsl, ASH), (Role.independent_scrutineer, NORTHERN)]
)
def test_who_does_not_name_settings_of_the_north(world: World, role: Role, place: str) -> None:
    with acting_as(FOUNDER):
        version = arranged(northern(world))
    with acting_as(world.actor(role, place)) as other:
        with pytest.raises(NotAllowed):
            operations.name_settings(
                arrangements=version,
                establishment_ids=[world.id(ASH)],
                basis_code=BASIS,
                named_on=TODAY,
                by=other,
                at=NOW,
            )
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Naming.objects.create(
                partnership_id=world.id(NORTHERN),
                establishment_id=world.id(ASH),
                arrangements=version,
                basis_id=BASIS,
                named_on=TODAY,
            )


def test_a_naming_ends_and_the_time_before_stays(world: World) -> None:
    with acting_as(FOUNDER):
        version = arranged(northern(world))
    with acting_as(manager(world)) as office:
        operations.name_settings(
            arrangements=version,
            establishment_ids=[world.id(ASH)],
            basis_code=BASIS,
            named_on=date(2026, 1, 1),
            by=office,
            at=NOW,
        )
        naming = queries.naming_of(world.id(NORTHERN), world.id(ASH))
        with pytest.raises(PartnershipNotPossible, match="not begun"):
            operations.end_naming(naming=naming, ended_on=date(2025, 1, 1), by=office, at=NOW)
        operations.end_naming(naming=naming, ended_on=TODAY, by=office, at=NOW)

        def is_named(day: date) -> bool:
            rows = queries.naming_register(world.id(NORTHERN), day)
            return next(row.is_named for row in rows if row.brief.name == ASH)

        assert is_named(TODAY - timedelta(days=1))
        assert not is_named(TODAY)
        with pytest.raises(PartnershipNotPossible, match="ended already"):
            operations.end_naming(naming=naming, ended_on=TODAY, by=office, at=NOW)


DAYS = st.integers(0, 40).map(lambda number: date(2026, 1, 1) + timedelta(days=number))
SPAN = st.tuples(DAYS, st.none() | st.integers(1, 20))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.tuples(SPAN, st.none() | SPAN), min_size=1, max_size=6), day=DAYS)
def test_for_any_day_the_register_says_who_is_named_and_who_is_not(
    world: World, places: list[tuple[tuple[date, int | None], tuple[date, int | None] | None]], day: date
) -> None:
    def until(span: tuple[date, int | None]) -> date | None:
        return None if span[1] is None else span[0] + timedelta(days=span[1])

    def holds(span: tuple[date, int | None]) -> bool:
        end = until(span)
        return span[0] <= day and (end is None or day < end)

    with acting_as(FOUNDER, at=datetime(2026, 1, 1, tzinfo=UTC)), transaction.atomic():
        area = organisations.authority("Generated Council")
        made = organisations.partnership(area, name="Generated Partnership")
        version = arranged(made)
        expected = {}
        for number, (stands, named) in enumerate(places):
            setting = organisations.establishment(area, f"Generated {number}")
            Organisation.objects.filter(pk=setting.pk).update(opened_on=stands[0], closed_on=until(stands))
            if named is not None:
                Naming.objects.create(
                    partnership=made,
                    establishment=setting,
                    arrangements=version,
                    basis_id=BASIS,
                    named_on=named[0],
                    ended_on=until(named),
                )
            is_named = named is not None and holds(named)
            if is_named or holds(stands):
                expected[f"Generated {number}"] = (is_named, holds(stands))
        found = {row.brief.name: (row.is_named, row.is_open) for row in queries.naming_register(made.pk, day)}
        waiting = Partnership.objects.annotate(waiting=queries.not_named(OuterRef(OuterRef("pk")), day))
        assert (waiting.get(pk=made.pk).waiting or 0) == sum(not is_named for is_named, _ in found.values())
        transaction.set_rollback(True)
    assert found == expected


def test_an_entry_that_a_named_local_setting_was_merged_into_is_flagged(world: World) -> None:
    with acting_as(FOUNDER):
        version = arranged(northern(world))
        area = Organisation.objects.get(pk=world.id(NORTH))
        local = establishment_operations.create_local_setting(
            name="Fern Nursery", type_code="L1", phase="Nursery", local_authority_id=area.pk, by=FOUNDER, at=NOW
        )
        every = [brief.id for brief in queries.not_named_on(world.id(NORTHERN), TODAY)]
        operations.name_settings(
            arrangements=version, establishment_ids=every, basis_code=BASIS, named_on=TODAY, by=FOUNDER, at=NOW
        )
        entry = organisations.establishment(area, "Fern Day Nursery", type_code="L1", phase="Nursery")
        establishment_operations.merge_local_setting(local=local, into=entry, by=FOUNDER, at=NOW)
        assert [brief.id for brief in queries.not_named_on(world.id(NORTHERN), TODAY)] == [entry.pk]
        rows = {row.brief.name: row for row in queries.naming_register(world.id(NORTHERN), TODAY)}
        assert rows["Fern Nursery"].is_named
        assert not rows["Fern Nursery"].is_open


# The first day


def founding(**more: Any) -> Founding:
    given = {
        "name": "Eastvale Safeguarding Children Partnership",
        "short_name": "Eastvale",
        "authorities": ["Wakefield", "Leeds"],
        "force": "West Yorkshire Police",
        "board": "NHS West Yorkshire Integrated Care Board",
        "manager_name": "Ada Invented",
        "manager_email": "ada@eastvale.example",
    }
    return Founding(**(given | more))


@pytest.mark.usefixtures("world")
def test_a_partnership_is_founded_whole_and_its_manager_invited() -> None:
    invitation = found(founding(), at=NOW)
    with acting_as(FOUNDER, at=NOW):
        made = queries.by_name("Eastvale Safeguarding Children Partnership")
        assert made is not None
        kinds = [term.organisation.kind for term in queries.terms_on(made.pk, TODAY)]
        assert kinds == ["health_board", "local_authority", "local_authority", "police_force"]
        waiting = Invitation.objects.get(pk=invitation)
        assert (waiting.role, waiting.organisation_id) == ("business_manager", made.pk)
        assert list(queries.bases_on(TODAY)) != []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"authorities": ["Wakefield", "Atlantis"]}, "no local authority called “Atlantis”"),
        ({"authorities": []}, "at least one local authority"),
        ({"name": NORTHERN}, "already"),
        ({"manager_email": "nobody"}, "Give a mail address"),
    ],
)
@pytest.mark.usefixtures("world")
def test_what_cannot_be_founded_leaves_nothing(change: dict[str, Any], said: str) -> None:
    with acting_as(FOUNDER):
        before = (Partnership.objects.count(), Organisation.objects.count(), Invitation.objects.count())
    with pytest.raises(Problem, match=said):
        found(founding(**change), at=NOW)
    with acting_as(FOUNDER):
        assert (Partnership.objects.count(), Organisation.objects.count(), Invitation.objects.count()) == before


@pytest.mark.usefixtures("world")
def test_a_demonstration_never_becomes_a_partnership_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concordat.partnership.founding.is_demo", lambda: True)
    with pytest.raises(PartnershipNotPossible, match="demonstration"):
        found(founding(), at=NOW)
