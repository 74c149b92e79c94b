"""Editions of guidance are dated data: two side by side, one in force, and a page that shows which it means."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.core.problems import NotAllowed
from concordat.lib import form_logic
from concordat.questionnaires import library, operations, presenters, queries
from concordat.questionnaires.models import Form, FormVersion, FormVersionEdition, GuidanceEdition
from concordat.questionnaires.vocabulary import LIBRARY
from tests.factories import audits
from tests.web.signed_in import client_of
from tests.world import ASH, NORTHERN, SOUTHERN, World

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


def said_by_the_command() -> str:
    said = io.StringIO()
    call_command("library", stdout=said)
    return said.getvalue()


def test_after_an_update_one_command_brings_the_library_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said_by_the_command() == "5 forms and 10 editions of guidance.\nNo edition is new or changed.\n"
    newer = changed("prevent-2023", until_on="2027-01-01")
    rewritten = changed("prevent-2023", from_on="2023-01-01")
    monkeypatch.setattr(library, "guidance", lambda: newer)
    assert "New or changed: prevent-2023." in said_by_the_command()
    monkeypatch.setattr(library, "guidance", lambda: rewritten)
    with pytest.raises(CommandError, match="prevent-2023 was confirmed and would change"):
        said_by_the_command()


def test_what_is_confirmed_has_a_first_day() -> None:
    with transaction.atomic():
        with pytest.raises(IntegrityError, match="guidance_edition_confirmed_has_begun"), transaction.atomic():
            load(changed("working-together-2026", confirmed="yes"))
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


@pytest.mark.parametrize(
    "cells", [{"confirmed": "no"}, {"from_on": "2025-08-01"}, {"title": "Another"}, {"edition": "2025 revised"}]
)
def test_what_was_confirmed_is_not_rewritten(cells: dict[str, str]) -> None:
    with pytest.raises(operations.RewritesHistory, match="kcsie-2025 was confirmed"):
        load(changed("kcsie-2025", **cells))
    given = {name: value == "yes" if name == "confirmed" else value for name, value in cells.items()}
    with acting_as(LOADER, at=AT):
        edition = GuidanceEdition.objects.filter(pk="kcsie-2025")
        with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
            edition.update(**given)
        assert edition.update(until_on=date(2026, 9, 1)) == 1


def a_draft(world: World, *, code: str = "guided", edition: str = "", day: datetime = AT) -> FormVersion:
    """A form of the northern partnership whose one question rests on part two of KCSIE."""
    row = form_logic.Row(2, {"id": "Q1", "section": "Q", "text": "What?", "type": "text", "anchor": "K2"})
    meaning = form_logic.Code("anchor", "K2", "Keeping children safe in education, part two", edition)
    form = form_logic.build_form([row], code=code, title="Guided", scales={}, codes=(meaning,))
    with acting_as(manager(world), at=day) as by:
        return operations.import_form_version(form=form, owner_id=world.id(NORTHERN), edition="1", by=by, at=day)


def manager(world: World, place: str = NORTHERN) -> Actor:
    return world.actor(Role.business_manager, place)


def publish(world: World, version: FormVersion, *, day: datetime = AT) -> None:
    with acting_as(manager(world), at=day) as by:
        operations.publish_form_version(version=version, by=by, at=day)


def test_a_version_keeps_the_edition_that_was_in_force_when_it_was_published(world: World) -> None:
    earlier, later = a_draft(world, code="one"), a_draft(world, code="two")
    publish(world, earlier)
    rows = changed("kcsie-2026", confirmed="yes", until_on="")
    rows = [row | ({"until_on": "2026-09-01"} if row["code"] == "kcsie-2025" else {}) for row in rows]
    load(rows)  # a person has checked the final text; it was in force two months ago
    queries.forget_forms()
    publish(world, later)
    with acting_as(manager(world)):
        assert [queries.guidance_of(one.pk).by_anchor["K2"].code for one in (earlier, later)] == [
            "kcsie-2025",
            "kcsie-2026",
        ]


def test_the_edition_a_form_was_written_for_comes_first_and_the_other_is_said(world: World) -> None:
    version = a_draft(world, edition="kcsie-2024")
    publish(world, version)
    with acting_as(manager(world)):
        form, resting = queries.form_of(version.pk), queries.guidance_of(version.pk)
    (line,) = presenters.guidance_lines(form.questions.values(), resting)
    assert line.edition == "2024"
    assert line.says == "in force from 2 September 2024 until 1 September 2025"
    assert line.then == "The 2025 edition was in force when this form was published (from 1 September 2025)."


def test_what_was_recorded_stays_and_nobody_adds_to_it(world: World) -> None:
    version = a_draft(world)
    other = FormVersionEdition(version=version, document="prevent", edition_id="prevent-2023")
    with acting_as(manager(world, SOUTHERN)), pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
        other.save(force_insert=True)
    publish(world, version)
    with acting_as(manager(world)):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            FormVersionEdition.objects.filter(version=version).update(edition_id="kcsie-2024")
        with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
            other.save(force_insert=True)


def test_not_even_the_owner_of_the_tables_changes_what_was_recorded(owner_connection: Any) -> None:
    with pytest.raises(Exception, match="recorded for good"):
        owner_connection.execute("update questionnaires_formversionedition set edition_id = 'kcsie-2024'")


def test_versions_published_before_editions_were_recorded_get_those_of_their_day(world: World) -> None:
    form = a_form(world)
    with acting_as(LOADER, at=AT):
        family = Form.objects.create(code="older", title="Older")
        older = FormVersion.objects.create(
            form=family,
            number=1,
            state="published",
            definition=form_logic.to_json(form),
            digest=form_logic.digest(form),
            imported_at=AT,
            published_at=datetime(2025, 6, 1, tzinfo=UTC),
        )
        assert operations.record_editions_of_published(by=LOADER, at=AT) == 1
        assert operations.record_editions_of_published(by=LOADER, at=AT) == 0
        assert dict(older.editions.values_list("document", "edition_id"))["kcsie"] == "kcsie-2024"


def a_form(world: World) -> form_logic.Form:
    pattern = a_draft(world, code="pattern")
    with acting_as(manager(world)):
        return queries.form_of(pattern.pk)


def section_of(world: World) -> Any:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    client = client_of(world, Role.dsl, ASH)
    return " ".join(client.get(reverse("audits:section", args=[found.pk, "A1"])).content.decode().split())


def test_a_page_shows_edition_and_date_beside_what_it_asks(world: World) -> None:
    body = section_of(world)
    assert "Keeping children safe in education (2025), part two" in body
    assert "Keeping children safe in education</a> (2025, in force from 1 September 2025)" in body


def test_a_return_to_read_shows_edition_and_date(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    page = client_of(world, Role.dsl, ASH).get(reverse("audits:print", args=[found.pk]))
    assert "Keeping children safe in education</a> (2025, in force from 1 September 2025)" in page.content.decode()


def test_a_page_says_when_nobody_has_checked_an_edition(world: World) -> None:
    version = a_draft(world, edition="kcsie-2026")
    body = client_of(world, Role.business_manager, NORTHERN).get(f"/forms/{version.pk}/").content.decode()
    assert "(2026, expected from 1 September 2026; its final text has not been checked by a person)" in body
