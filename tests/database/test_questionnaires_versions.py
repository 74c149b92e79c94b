"""Versions of forms in PostgreSQL: frozen once published, written only by who may, loaded once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from concordat.core.actor import Actor, HeldRole, acting_as
from concordat.core.models import JournalEntry
from concordat.core.problems import NotAllowed, NotFound, Problem
from concordat.lib import form_logic
from concordat.questionnaires import library, operations, queries
from concordat.questionnaires.models import Expectation, Form, FormVersion
from concordat.questionnaires.vocabulary import LIBRARY

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
LOADER = Actor.system_named(LIBRARY)


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    queries.forget_forms()
    yield
    queries.forget_forms()


def a_form(text: str = "What do you do?") -> form_logic.Form:
    row = form_logic.Row(2, {"id": "Q1", "section": "Q", "text": text, "type": "text"})
    return form_logic.build_form([row], code="a-form", title="A form", scales={})


def imported(form: form_logic.Form, by: Actor = LOADER, owner_id: int | None = None) -> FormVersion:
    return operations.import_form_version(form=form, owner_id=owner_id, edition="2026", by=by, at=AT)


def published(form: form_logic.Form) -> FormVersion:
    return operations.publish_form_version(version=imported(form), by=LOADER, at=AT)


@pytest.fixture
def loader() -> Iterator[Actor]:
    with acting_as(LOADER, at=AT):
        yield LOADER


@pytest.mark.usefixtures("loader")
class TestVersions:
    def test_a_published_form_is_found_and_built(self) -> None:
        version = published(a_form())
        found = queries.published_version("a-form")
        assert found.pk == version.pk
        assert queries.form_of(found.pk) == a_form()
        assert found.digest == form_logic.digest(a_form())

    def test_the_same_definition_is_the_same_version(self) -> None:
        first = imported(a_form())
        assert imported(a_form()).pk == first.pk
        assert [imported(a_form("What else?")).number, Form.objects.get(code="a-form").versions.count()] == [
            2,
            2,
        ]

    def test_a_draft_is_not_published_and_not_remembered(self) -> None:
        version = imported(a_form())
        with pytest.raises(NotFound):
            queries.published_version("a-form")
        assert queries.form_of(version.pk).questions["Q1"].text == "What do you do?"
        FormVersion.objects.filter(pk=version.pk).update(definition=form_logic.to_json(a_form("What else?")))
        assert queries.form_of(version.pk).questions["Q1"].text == "What else?"

    def test_a_frozen_form_is_read_once(self, django_assert_num_queries: Any) -> None:
        version = published(a_form())
        with django_assert_num_queries(1):
            assert queries.form_of(version.pk) is queries.form_of(version.pk)

    def test_nothing_is_published_twice(self) -> None:
        version = published(a_form())
        with pytest.raises(operations.AlreadyPublished):
            operations.publish_form_version(version=version, by=LOADER, at=AT)

    def test_each_step_is_in_the_journal_with_the_digest(self) -> None:
        version = published(a_form())
        with acting_as(Actor.system_named("core.journal_sealer")):
            events = list(
                JournalEntry.objects.filter(about_id=str(version.pk), about_type="questionnaires.formversion")
                .order_by("event")
                .values_list("event", "system")
            )
        assert events == [
            ("questionnaires.form_version.imported", LIBRARY),
            ("questionnaires.form_version.published", LIBRARY),
        ]

    @pytest.mark.parametrize(
        "change",
        [
            {"definition": {"format": 1}},
            {"digest": "0" * 64},
            {"number": 9},
            {"edition": "Another"},
            {"published_at": datetime(2027, 1, 1, tzinfo=UTC)},
            {"state": "draft", "published_at": None},
        ],
    )
    def test_the_database_refuses_to_change_what_is_published(self, change: dict[str, Any]) -> None:
        version = published(a_form())
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            FormVersion.objects.filter(pk=version.pk).update(**change)
        assert FormVersion.objects.get(pk=version.pk).digest == version.digest

    def test_a_published_version_may_be_withdrawn(self) -> None:
        version = published(a_form())
        assert FormVersion.objects.filter(pk=version.pk).update(state="withdrawn") == 1
        with pytest.raises(NotFound):
            queries.published_version("a-form")
        assert queries.form_of(version.pk) == a_form()

    def test_a_draft_may_change(self) -> None:
        version = imported(a_form())
        assert FormVersion.objects.filter(pk=version.pk).update(edition="Another") == 1

    def test_an_expectation_keeps_its_meaning(self) -> None:
        assert operations.add_expectations(statements={"ZZZ-01": "One thing"}, by=LOADER, at=AT) == 1
        with pytest.raises(Problem, match="ZZZ-01 would change meaning"):
            operations.add_expectations(statements={"ZZZ-01": "Another thing"}, by=LOADER, at=AT)
        with pytest.raises(IntegrityError, match="keeps its meaning"), transaction.atomic():
            Expectation.objects.filter(code="ZZZ-01").update(statement="Another thing")


class TestTheLibrary:
    def test_it_is_loaded_once(self) -> None:
        with acting_as(LOADER, at=AT):
            first = operations.load_library(by=LOADER, at=AT)
            again = operations.load_library(by=LOADER, at=AT)
            assert [version.pk for version in again] == [version.pk for version in first]
            assert {version.form.code for version in first} == set(library.titles())
            assert len(queries.statements()) >= 126
            for version in first:
                assert queries.form_of(version.pk) == library.form(version.form.code)

    def test_nobody_else_loads_it(self) -> None:
        manager = Actor(person_id=1, name="A manager", roles=(HeldRole("business_manager", 1),))
        for actor in (manager, Actor.nobody(), Actor.system_named("audits.reminders")):
            with acting_as(actor, at=AT), pytest.raises(NotAllowed):
                operations.load_library(by=actor, at=AT)

    def test_the_owner_of_the_tables_cannot_remove_what_is_published(self, owner_connection: Any) -> None:
        owner_connection.execute("insert into questionnaires_form (code, title) values ('owned', 'Owned')")
        owner_connection.execute(
            "insert into questionnaires_formversion (form_id, number, edition, state, definition, digest, imported_at,"
            " published_at) select id, 1, '', 'published', '{}', repeat('0', 64), now(), now()"
            " from questionnaires_form where code = 'owned'"
        )
        with pytest.raises(Exception, match="frozen"):
            owner_connection.execute("delete from questionnaires_formversion where digest = repeat('0', 64)")


class TestRowSecurity:
    def test_somebody_not_signed_in_sees_no_form(self) -> None:
        with acting_as(LOADER, at=AT):
            published(a_form())
        with acting_as(Actor.nobody(), at=AT):
            assert not FormVersion.objects.exists()
            assert not Form.objects.exists()

    def test_another_part_of_the_system_reads_and_cannot_write(self) -> None:
        reminders = Actor.system_named("audits.reminders")
        with acting_as(LOADER, at=AT):
            version = published(a_form())
        with acting_as(reminders, at=AT):
            assert FormVersion.objects.filter(pk=version.pk).exists()
            assert FormVersion.objects.filter(pk=version.pk).update(state="withdrawn") == 0
            with pytest.raises(DatabaseError), transaction.atomic():
                Form.objects.create(code="another", title="Another")

    def test_another_organisations_code_is_not_taken(self) -> None:
        with acting_as(LOADER, at=AT):
            published(a_form())
            with pytest.raises(operations.AnotherOwner):
                imported(replace(a_form(), title="Mine"), owner_id=1)
