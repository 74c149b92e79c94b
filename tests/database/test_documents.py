"""Documents: asked for once, made as the person who asked, seen by nobody else, gone after a week."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from concordat.accounts.models import RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import documents as audit_documents
from concordat.core import places
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now
from concordat.core.documents import files, kinds, operations, queries
from concordat.core.documents.access import visible_documents
from concordat.core.documents.jobs import make_document
from concordat.core.documents.operations import MAKER
from concordat.core.models import Document
from concordat.core.problems import NotFound
from tests.factories import audits
from tests.world import ASH, BEECH, NORTHERN, NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def world(db: None) -> Any:
    """Ids of the world's people and places."""
    from tests.world import look_up

    with acting_as(FOUNDER):
        return look_up()


def ask(actor: Actor, kind: str, about_id: int, *, variant: str = "", at: datetime | None = None) -> Document:
    with acting_as(actor):
        return operations.ask_document(kind=kind, about_id=about_id, variant=variant, by=actor, at=at or now())


def waiting_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = 'core.make_document'")
        row = cursor.fetchone()
    return int(row[0])


def made(actor: Actor, document: Document) -> queries.Asked:
    make_document(str(document.pk))
    with acting_as(actor):
        return queries.document_for(actor, document.pk)


def submitted(world: World) -> tuple[Actor, int]:
    audits.opened(world)
    return world.actor(Role.dsl, ASH), audits.submitted(world, ASH).pk


def test_the_same_request_is_the_same_document_and_one_job(world: World) -> None:
    dsl, return_id = submitted(world)
    first = ask(dsl, audit_documents.RETURN, return_id)
    assert ask(dsl, audit_documents.RETURN, return_id).pk == first.pk
    assert waiting_jobs() == 1
    asked = made(dsl, first)
    assert asked.document.state == Document.State.ready
    assert ask(dsl, audit_documents.RETURN, return_id).pk == first.pk
    assert waiting_jobs() == 1
    with acting_as(MAKER):
        assert Document.objects.count() == 1


def test_a_return_that_has_moved_on_is_another_document(world: World) -> None:
    audits.opened(world)
    found = audits.answered(world, ASH)
    dsl = world.actor(Role.dsl, ASH)
    before = ask(dsl, audit_documents.RETURN, found.pk)
    audits.signed_and_submitted(world, ASH)
    after = ask(dsl, audit_documents.RETURN, found.pk)
    assert after.pk != before.pk


def test_a_second_run_of_the_job_changes_nothing(world: World) -> None:
    dsl, return_id = submitted(world)
    document = ask(dsl, audit_documents.RETURN, return_id)
    first = made(dsl, document).document
    second = made(dsl, document).document
    assert (first.ready_at, first.sha256) == (second.ready_at, second.sha256)


def test_a_job_whose_worker_was_killed_begins_anew(world: World) -> None:
    dsl, return_id = submitted(world)
    document = ask(dsl, audit_documents.RETURN, return_id)
    with acting_as(MAKER):
        assert operations.begin(document_id=document.pk, at=NOW) is not None  # and then the worker died
    assert made(dsl, document).document.state == Document.State.ready


def test_the_file_lies_outside_the_database_for_the_apps_user_alone(world: World) -> None:
    dsl, return_id = submitted(world)
    asked = made(dsl, ask(dsl, audit_documents.RETURN, return_id))
    path = places.documents() / str(asked.document.pk)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    content = queries.content_of(asked.document)
    assert content is not None
    assert len(content) == asked.document.size > 10_000
    path.write_bytes(content + b"changed")
    assert queries.content_of(asked.document) is None


def test_nobody_else_sees_it_in_python_or_in_the_database(world: World) -> None:
    dsl, return_id = submitted(world)
    document = ask(dsl, audit_documents.RETURN, return_id)
    others = [(Role.headteacher, ASH), (Role.dsl, BEECH), (Role.business_manager, NORTHERN)]
    for other in [world.actor(*each) for each in others]:
        with acting_as(other):
            assert list(visible_documents(other)) == list(Document.objects.all()) == []
            with pytest.raises(NotFound):
                queries.document_for(other, document.pk)
    with acting_as(dsl):
        assert [one.pk for one in visible_documents(dsl)] == [one.pk for one in Document.objects.all()]
    with acting_as(Actor.nobody()):
        assert not Document.objects.exists()
    with acting_as(Actor.system_named("audits.notifier")):
        assert not Document.objects.exists()


@pytest.mark.parametrize("values", [{"person_id": 2}, {"state": "ready", "sha256": "0" * 64, "ready_at": NOW}])
def test_nobody_writes_for_another_or_makes_a_document_ready(world: World, values: dict[str, Any]) -> None:
    dsl = world.actor(Role.dsl, ASH)
    assert dsl.person_id != 2
    given = {"person_id": dsl.person_id, "state": "asked"} | values
    with acting_as(dsl), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Document.objects.create(
            id=uuid4(), kind="k", about_id=1, basis="b", asked_at=NOW, expires_at=NOW + timedelta(1), **given
        )


def end_roles(world: World, actor: Actor) -> None:
    assert actor.person_id is not None
    with acting_as(FOUNDER):
        # The database's clock stands still in a test, at its beginning: before that, however slow the machine is.
        RoleHeld.objects.filter(person_id=actor.person_id).update(ends_at=now() - timedelta(minutes=10))


def test_somebody_whose_access_has_ended_fetches_nothing_any_more(world: World) -> None:
    dsl, return_id = submitted(world)
    document = ask(dsl, audit_documents.RETURN, return_id)
    assert made(dsl, document).document.state == Document.State.ready
    end_roles(world, dsl)
    without = Actor(person_id=dsl.person_id, name=dsl.name)
    with acting_as(without), pytest.raises(NotFound):
        queries.document_for(without, document.pk)


def test_somebody_whose_access_ends_before_it_is_made_gets_nothing(world: World) -> None:
    dsl, return_id = submitted(world)
    document = ask(dsl, audit_documents.RETURN, return_id)
    end_roles(world, dsl)
    make_document(str(document.pk))
    with acting_as(MAKER):
        assert Document.objects.get(pk=document.pk).state == Document.State.failed
    assert not (places.documents() / str(document.pk)).exists()


def test_the_partnership_gets_a_return_only_when_it_is_submitted(world: World) -> None:
    audits.opened(world)
    found = audits.answered(world, ASH)
    lead = world.actor(Role.education_safeguarding_lead, NORTHERN)
    with pytest.raises(NotFound):
        ask(lead, audit_documents.RETURN, found.pk)
    audits.signed_and_submitted(world, ASH)
    assert made(lead, ask(lead, audit_documents.RETURN, found.pk)).document.state == Document.State.ready


def test_there_is_no_receipt_before_there_is_one(world: World) -> None:
    audits.opened(world)
    found = audits.answered(world, ASH)
    with pytest.raises(NotFound):
        ask(world.actor(Role.dsl, ASH), audit_documents.RECEIPT, found.pk)


@pytest.mark.parametrize(
    ("kind", "variant"), [("audits.no_such", ""), (audit_documents.RETURN, "phase"), (audit_documents.ANALYSIS_PDF, "")]
)
def test_what_nobody_offers_cannot_be_asked_for(world: World, kind: str, variant: str) -> None:
    dsl, return_id = submitted(world)
    with pytest.raises(NotFound):
        ask(dsl, kind, return_id, variant=variant)


def test_what_failed_is_said_and_can_be_asked_for_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dsl, return_id = submitted(world)
    document = ask(dsl, audit_documents.RETURN, return_id)

    def broken(*_: object) -> bytes:
        raise RuntimeError("no paper")

    _replace_make(monkeypatch, broken)
    with pytest.raises(RuntimeError, match="no paper"):
        make_document(str(document.pk))
    with acting_as(dsl):
        assert queries.document_for(dsl, document.pk).document.state == Document.State.failed
    monkeypatch.undo()
    again = ask(dsl, audit_documents.RETURN, return_id)
    assert again.pk == document.pk
    assert made(dsl, again).document.state == Document.State.ready


def _replace_make(monkeypatch: pytest.MonkeyPatch, make: Callable[..., bytes]) -> None:
    from dataclasses import replace

    kind = kinds.named(audit_documents.RETURN)
    monkeypatch.setitem(kinds._KINDS, audit_documents.RETURN, replace(kind, make=make))


def test_a_file_that_was_lost_is_made_anew(world: World) -> None:
    dsl, return_id = submitted(world)
    first = made(dsl, ask(dsl, audit_documents.RETURN, return_id)).document
    files.remove(first.pk)
    again = made(dsl, ask(dsl, audit_documents.RETURN, return_id)).document
    assert (again.pk, again.sha256) == (first.pk, first.sha256)
    assert queries.content_of(again) is not None


def test_after_a_week_row_and_file_are_gone_and_so_are_files_without_a_row(world: World) -> None:
    dsl, return_id = submitted(world)
    at = now()
    document = made(dsl, ask(dsl, audit_documents.RETURN, return_id, at=at)).document
    stray = uuid4()
    files.keep(stray, Path.touch)
    with acting_as(MAKER):
        assert operations.remove_expired(by=MAKER, at=at + timedelta(days=6)) == 0
        assert Document.objects.filter(pk=document.pk).exists()
        assert not (places.documents() / str(stray)).exists()
        assert operations.remove_expired(by=MAKER, at=at + timedelta(days=7, seconds=1)) == 1
        assert not Document.objects.filter(pk=document.pk).exists()
    assert not (places.documents() / str(document.pk)).exists()


def test_every_kind_of_an_audit_is_made(world: World) -> None:
    dsl, return_id = submitted(world)
    cycle_id = audits.return_of(world, ASH).cycle_id
    lead = world.actor(Role.education_safeguarding_lead, NORTHERN)
    asked_for = [(dsl, audit_documents.RECEIPT, return_id, ""), (dsl, audit_documents.RETURN, return_id, "")]
    for kind in (audit_documents.ANALYSIS_PDF, audit_documents.ANALYSIS_XLSX):
        asked_for += [(lead, kind, cycle_id, variant) for variant in kinds.named(kind).variants or ()]
    asked_for += [(lead, audit_documents.BOARD_PACK, cycle_id, "")]
    asked_for += [(dsl, audit_documents.GOVERNORS, world.id(ASH), "")]
    for actor, kind, about_id, variant in asked_for:
        found = made(actor, ask(actor, kind, about_id, variant=variant))
        content = queries.content_of(found.document)
        assert content is not None, (kind, variant)
        assert content.startswith(b"%PDF-" if kind.endswith("_pdf") else b"PK"), (kind, variant)
