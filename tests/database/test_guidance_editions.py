"""Editions of guidance are dated data: two side by side, one in force, and a page that shows which it means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.core.problems import NotAllowed
from concordat.questionnaires import library, operations, queries
from concordat.questionnaires.models import GuidanceEdition
from concordat.questionnaires.vocabulary import LIBRARY
from tests.factories import audits
from tests.web.signed_in import client_of
from tests.world import ASH, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
LOADER = Actor.system_named(LIBRARY)


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    queries.forget_forms()
    yield
    queries.forget_forms()


def changed(code: str, **cells: str) -> list[dict[str, str]]:
    """The file with one row changed."""
    return [row | (cells if row["code"] == code else {}) for row in library.guidance()]


def load(rows: list[dict[str, str]]) -> int:
    with acting_as(LOADER, at=AT):
        return operations.load_guidance(rows=rows, by=LOADER, at=AT)


def test_the_file_is_loaded_once_and_its_editions_follow_one_another() -> None:
    assert load(library.guidance()) == 0  # the world holds it already
    with acting_as(LOADER):
        assert GuidanceEdition.objects.filter(document="kcsie").count() == 3
        for day, code in ((date(2025, 8, 31), "kcsie-2024"), (date(2025, 9, 1), "kcsie-2025")):
            found = queries.in_force("kcsie", day)
            assert found is not None
            assert found.code == code
        assert queries.in_force("kcsie", date(2020, 1, 1)) is None


def test_an_edition_that_nobody_has_checked_is_not_in_force() -> None:
    with acting_as(LOADER):
        found = queries.in_force("kcsie", date(2026, 11, 1))
        assert found is not None
        assert found.code == "kcsie-2025"  # the next stands beside it and waits for a person


def test_a_confirmed_edition_takes_over_on_its_day_and_rewrites_nothing() -> None:
    rows = changed("kcsie-2026", confirmed="yes", published_on="2026-07-01")
    rows = [row | ({"until_on": "2026-09-01"} if row["code"] == "kcsie-2025" else {}) for row in rows]
    assert load(rows) == 2
    with acting_as(LOADER):
        after = queries.in_force("kcsie", date(2026, 9, 1))
        before = queries.in_force("kcsie", date(2026, 8, 31))
        assert after is not None
        assert before is not None
        assert (before.code, after.code) == ("kcsie-2025", "kcsie-2026")
        form = queries.form_of(queries.published_version("annual-school-audit").pk)
        assert form.edition("K2") == "kcsie-2025"  # a published form stays under the edition it was written for


def test_two_confirmed_editions_of_one_document_never_overlap() -> None:
    with transaction.atomic():
        load(changed("kcsie-2026", confirmed="yes"))
        with pytest.raises(IntegrityError, match="guidance_in_force_alone"), transaction.atomic():
            connection.check_constraints()  # as at the end of the transaction
        transaction.set_rollback(True)


def test_only_the_loader_loads() -> None:
    somebody = Actor(person_id=1, name="Somebody")
    with acting_as(somebody), pytest.raises(NotAllowed):
        operations.load_guidance(rows=library.guidance(), by=somebody, at=AT)


def test_every_edition_that_a_form_of_the_library_names_is_in_the_file() -> None:
    known = {row["code"] for row in library.guidance()}
    named = {
        edition
        for code in library.titles()
        for question in library.form(code).questions.values()
        for edition in library.form(code).editions(question)
    }
    assert named
    assert named <= known


def section_of(world: World) -> Any:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    client = client_of(world, Role.dsl, ASH)
    return " ".join(client.get(reverse("audits:section", args=[found.pk, "A1"])).content.decode().split())


def test_a_page_shows_edition_and_date_beside_what_it_asks(world: World) -> None:
    body = section_of(world)
    assert "Keeping children safe in education (2025), part two" in body
    assert "Keeping children safe in education, 2025 edition</a>: in force from 1 September 2025." in body


def test_a_page_says_when_nobody_has_checked_an_edition(world: World) -> None:
    load(changed("kcsie-2025", confirmed="no"))
    queries.forget_forms()
    assert "nobody has checked its final text for us yet" in section_of(world)
