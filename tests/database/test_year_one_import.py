"""Last year's spreadsheet: explained, looked at, brought in once; each setting finds its own and nobody else's."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from openpyxl import Workbook

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries
from concordat.audits.models import PastFact, YearOneList
from concordat.audits.operations.year_one import YearOneNotPossible
from concordat.audits.year_one import Meaning
from concordat.core.actor import acting_as
from concordat.core.problems import NotAllowed, NotFound
from concordat.establishments import queries as establishment_queries
from concordat.partnership.models import ContactLine
from tests.factories import audits, register
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import queries_of
from tests.world import ASH, BEECH, CEDAR, NORTHERN, NOW, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SHEET = (
    "School,Overall rating,Action,Action due,DSL trained,DSL name,DSL email\n"
    f"{ASH},Green,Write the policy anew,31/03/2026,01/09/2025,Ada Invented,ada@ash.example\n"
    f"{BEECH.upper()},Amber,,,,,\n"
    f"{CEDAR},Red,Of another partnership,,,,\n"
    "Nowhere School,Green,,,,,\n"
)


def added(world: World, text: str = SHEET) -> YearOneList:
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        return operations.add_year_one(
            partnership_id=world.id(NORTHERN), year="2025 to 2026", text=text, by=manager, at=NOW
        )


def facts_of(world: World, role: Role, place: str) -> set[tuple[int, str, str]]:
    with acting_as(world.actor(role, place)):
        return set(PastFact.objects.values_list("establishment_id", "kind", "text"))


def test_it_is_brought_in_once_and_each_setting_reads_its_own(world: World) -> None:
    audits.opened(world)
    post_id = register.a_post(world.id(ASH), world.people[f"dsl of {ASH}"], at=NOW)
    found, manager = added(world), world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        rows = queries.rows_of_year_one(found, today=NOW.date())
        assert [row.establishment_id for row in rows] == [world.id(ASH), world.id(BEECH), None, None]
        done = operations.bring_in(found=found, by=manager, at=NOW)
        assert (done.facts, done.settings, done.trained) == (4, 2, 1)
        with pytest.raises(YearOneNotPossible, match="already"):
            operations.bring_in(found=found, by=manager, at=NOW)
        assert YearOneList.objects.get().rows == []  # names and addresses are kept no longer
        (line,) = ContactLine.objects.filter(contact_list_id=done.contact_list_id)
        assert (line.email, line.role, line.establishment_id) == ("ada@ash.example", "dsl", world.id(ASH))
        trained_on = establishment_queries.post(post_id, day=NOW.date()).trained_on
        assert trained_on is not None
        assert trained_on.isoformat() == "2025-09-01"
    ash = world.id(ASH)
    assert facts_of(world, Role.dsl, ASH) == {
        (ash, "result", "Green"), (ash, "action", "Write the policy anew"), (ash, "trained_on", "2025-09-01"),
    }  # fmt: skip
    assert facts_of(world, Role.dsl, BEECH) == {(world.id(BEECH), "result", "Amber")}
    assert facts_of(world, Role.business_manager, SOUTHERN) == set()
    page = client_of(world, Role.dsl, ASH).get(reverse("audits:return", args=[audits.return_of(world, ASH).pk]))
    assert "Write the policy anew (due 31 March 2026)" in page.content.decode()


def test_the_same_file_again_adds_nothing(world: World) -> None:
    manager = world.actor(Role.business_manager, NORTHERN)
    for _ in range(2):
        found = added(world)
        with acting_as(manager):
            operations.bring_in(found=found, by=manager, at=NOW)
    assert len(facts_of(world, Role.business_manager, NORTHERN)) == 4


def test_columns_are_explained_before_anything_is_kept(world: World) -> None:
    found, manager = added(world), world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        leave = [Meaning.ignore] * len(found.headings)
        with pytest.raises(YearOneNotPossible, match="names the setting"):
            operations.explain_columns(found=found, meanings=leave, by=manager, at=NOW)
        only = [Meaning.setting, Meaning.result, *leave[2:]]
        operations.explain_columns(found=found, meanings=only, by=manager, at=NOW)
        done = operations.bring_in(found=queries.year_one_for(manager, found.pk), by=manager, at=NOW)
    assert (done.facts, done.contact_list_id) == (2, None)


def test_refusals(world: World) -> None:
    manager, stranger = world.actor(Role.business_manager, NORTHERN), world.actor(Role.business_manager, SOUTHERN)
    for text in ("", "School\n", "a,b\n" * 2500):
        with pytest.raises(YearOneNotPossible):
            added(world, text)
    found = added(world)
    with acting_as(stranger), pytest.raises(NotFound):
        queries.year_one_for(stranger, found.pk)
    with acting_as(stranger), pytest.raises(NotAllowed):
        operations.bring_in(found=found, by=stranger, at=NOW)
    with acting_as(stranger), pytest.raises(DatabaseError), transaction.atomic():
        PastFact.objects.create(
            partnership_id=world.id(NORTHERN), establishment_id=world.id(ASH), year="x", kind="result", label="x",
            text="Forged", brought_in_at=NOW,
        )  # fmt: skip
    nobody = added(world, "School,Rating\nNowhere,Green\n")
    with acting_as(manager), pytest.raises(YearOneNotPossible, match="No row names"):
        operations.bring_in(found=nobody, by=manager, at=NOW)


def workbook() -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for line in SHEET.splitlines():
        sheet.append(line.split(","))
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_added_explained_and_brought_in_on_the_pages(world: World) -> None:
    office = client_of(world, Role.business_manager, NORTHERN)
    page = reverse("audits:year_one")
    assert office.post(page, {"year": "2025 to 2026"}).status_code == 422
    hostile = SimpleUploadedFile("last-year.xlsx", b"PK\x03\x04 no workbook")
    assert office.post(page, {"year": "2025 to 2026", "file": hostile}).status_code == 422
    sent = office.post(page, {"year": "2025 to 2026", "file": SimpleUploadedFile("last-year.xlsx", workbook())})
    assert sent.status_code == 302
    columns = sent["Location"]
    response, asked = queries_of(office, "get", columns)
    body = response.content.decode()
    assert "2 rows name a setting" in body
    assert "Nowhere School" in body
    assert len(asked) <= 10, asked
    chosen = {f"column-{place}": meaning for place, meaning in enumerate(["setting", "result"] + ["ignore"] * 5)}
    assert "They say 2 things" in office.post(columns, chosen | {"do": "look"}).content.decode()
    wrong = office.post(columns, chosen | {"column-0": "ignore", "do": "bring_in"})
    assert wrong.status_code == 422
    done = office.post(columns, chosen | {"do": "bring_in"}).content.decode()
    assert "2 facts about 2 settings are kept" in done
    assert "Its rows were deleted" in office.get(columns).content.decode()
