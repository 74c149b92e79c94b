"""The pages of forms: bring in, look, compare, publish; what is hostile or wrong is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concordat.accounts.models import RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.lib import form_logic
from concordat.questionnaires import library, queries, sheets, xlsform
from concordat.questionnaires.comparison import compare
from concordat.questionnaires.models import FormVersion
from tests.unit.questionnaires.test_hostile_files import HEADER, HOSTILE
from tests.web.publishing import publish
from tests.web.signed_in import client_of
from tests.world import ASH, NORTHERN, NOW, SOUTHERN, TRUST, World, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SHORT = "short-provider-return"


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    queries.forget_forms()
    yield
    queries.forget_forms()


@pytest.fixture
def office(world: World) -> Client:
    return client_of(world, Role.business_manager, NORTHERN)


def upload(client: Client, content: bytes, name: str = "our-form.xlsx", **said: str) -> Any:
    given = {"code": "our-form", "title": "Our form", "edition": "2027"} | said
    return client.post("/forms/import/", given | {"file": SimpleUploadedFile(name, content)})


def count(world: World, role: Role = Role.business_manager, place: str = NORTHERN) -> int:
    with acting_as(world.actor(role, place)):
        return FormVersion.objects.count()


@pytest.mark.parametrize("code", sorted(library.titles()))
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_every_form_of_the_library_goes_out_and_comes_in_the_same(office: Client, code: str, ending: str) -> None:
    listed = office.get("/forms/").content.decode()
    (page,) = re.findall(rf'{code} ·.*?href="(/forms/\d+/)"', listed, re.DOTALL)[:1]
    content = office.get(f"{page}form.{ending}").content
    response = upload(office, content, f"form.{ending}", title=library.titles()[code])
    assert response.status_code == 302, response.content.decode()
    made = queries.form_of(int(response["Location"].split("/")[2]))
    before = library.form(code)
    assert compare(before, made) == []
    assert [section.title for section in made.sections] == [section.title for section in before.sections]


def test_a_draft_is_looked_at_published_and_asked_with(world: World, office: Client) -> None:
    content = xlsform.form_to_xlsform(library.form(SHORT))
    page = upload(office, content)["Location"]
    body = office.get(page).content.decode()
    assert "Publish this version" in body
    assert "Someone is named to lead on safeguarding" in body
    assert publish(office, page).status_code == 302
    assert "Publish this version" not in office.get(page).content.decode()
    again = publish(office, page)
    assert again.status_code == 422
    assert "published already" in again.content.decode()
    assert "Our form, version 1" in office.get("/audits/cycles/new/").content.decode()


def test_the_same_file_again_is_the_same_version_and_a_changed_one_the_next(world: World, office: Client) -> None:
    text = sheets.form_to_csv(library.form(SHORT))
    first = upload(office, text.encode(), "our-form.csv")["Location"]
    before = count(world)
    assert upload(office, text.encode(), "our-form.csv")["Location"] == first
    assert count(world) == before
    changed = text.replace("Someone is named to lead", "Somebody is named to lead")
    second = upload(office, changed.encode(), "our-form.csv")["Location"]
    assert second != first
    body = office.get(f"{second}changes/").content.decode()
    assert "1 question." in body
    assert re.search(r"<del>Someone is named.*<ins>Somebody is named", body, re.DOTALL)


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - {"too large"}))
def test_a_hostile_workbook_is_refused_and_nothing_is_kept(world: World, office: Client, name: str) -> None:
    make, _ = HOSTILE[name]
    before = count(world)
    response = upload(office, make())
    assert response.status_code == 422
    body = response.content.decode()
    assert "There is a problem" in body
    assert "Traceback" not in body
    assert count(world) == before


@pytest.mark.parametrize(
    ("name", "said", "sentence"),
    [
        ("form.pdf", {}, "ends in .xlsx, .csv or, as a Form Pack, .zip"),
        ("form.csv", {"edition": ""}, "Give this version a name"),
        ("form.csv", {"code": "Our Form"}, "Use small letters"),
        ("form.csv", {"code": SHORT}, "belongs to another organisation"),
    ],
)
def test_what_is_typed_wrongly_is_explained(office: Client, name: str, said: dict[str, str], sentence: str) -> None:
    response = upload(office, sheets.form_to_csv(library.form(SHORT)).encode(), name, **said)
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_a_file_over_the_limit_is_not_read(office: Client) -> None:
    response = upload(office, b"0" * (5 * 1024 * 1024 + 1))
    assert response.status_code == 422
    assert "5 MB at most" in response.content.decode()


def test_faults_are_listed_with_their_rows(world: World, office: Client) -> None:
    text = sheets.form_to_csv(library.form(SHORT)).splitlines()
    text[2] = text[2].replace("rag4", "rag9")
    text[4] = text[4].replace("S4", "S1", 1)
    before = count(world)
    response = upload(office, "\n".join(text).encode(), "our-form.csv")
    body = " ".join(response.content.decode().split())
    assert response.status_code == 422
    assert '<td class="govuk-table__cell">3</td>' in body
    assert '<td class="govuk-table__cell">5</td>' in body
    assert 'value="Our form"' in body
    assert count(world) == before


def test_a_draft_is_its_own_partnership_s_and_exists_for_nobody_else(world: World, office: Client) -> None:
    page = upload(office, sheets.form_to_csv(library.form(SHORT)).encode(), "our-form.csv")["Location"]
    mine, theirs = count(world), count(world, place=SOUTHERN)
    assert mine == theirs + 1
    for role, place in ((Role.business_manager, SOUTHERN), (Role.dsl, ASH)):
        stranger = client_of(world, role, place)
        for address in (page, f"{page}changes/", f"{page}form.xlsx", f"{page}form.csv"):
            assert stranger.get(address).status_code == 404, (role, address)
        assert stranger.post(f"{page}publish/").status_code in (403, 404)
        assert "Our form" not in stranger.get("/forms/").content.decode()
    publish(office, page)
    assert client_of(world, Role.dsl, ASH).get(page).status_code == 200


def test_who_may_bring_in_a_form(world: World) -> None:
    for role, place, status in (
        (Role.partnership_administrator, NORTHERN, 200),
        (Role.dsl, ASH, 403),
        (Role.independent_scrutineer, NORTHERN, 403),
    ):
        assert client_of(world, role, place).get("/forms/import/").status_code == status


def test_a_form_of_the_library_is_published_by_nobody_here(world: World, office: Client) -> None:
    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        version = queries.published_version(SHORT)
    response = office.post(f"/forms/{version.pk}/publish/")
    assert response.status_code == 403


def test_the_list_costs_the_same_for_many(world: World, office: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert office.get("/forms/").status_code == 200
        return len([one for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]])

    few = cost()
    text = sheets.form_to_csv(library.form(SHORT))
    for number in range(5):
        upload(office, text.replace("Someone", f"Person {number}").encode(), "our-form.csv")
    assert cost() == few <= 8


CSV_HOSTILE = {
    "another encoding": HEADER + "A1,A,Caf\u00e9,text\n".encode("cp1252"),
    "utf-16": (HEADER + b"A1,A,What,text\n").decode().encode("utf-16"),
    "zero bytes": HEADER + b"A1,A,Wh\x00at,text\n",
    "too many rows": HEADER + b"A1,A,What,text\n" * 2001,
    "a formula": HEADER + b"A1,A,=1+1,text\n",
    "a cell without end": HEADER + b'A1,A,"What,text\n',
    "a huge cell": HEADER + b'A1,A,"' + b"x" * 140_000 + b'",text\n',
    "a workbook": b"PK\x03\x04" + b"\x00" * 100,
    "nothing": b"",
}


@pytest.mark.parametrize("name", sorted(CSV_HOSTILE))
def test_a_hostile_sheet_is_refused_and_nothing_is_kept(world: World, office: Client, name: str) -> None:
    before = count(world)
    response = upload(office, CSV_HOSTILE[name], "our-form.csv")
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert count(world) == before


def test_what_a_file_is_called_becomes_a_code_and_long_names_are_refused(office: Client) -> None:
    text = sheets.form_to_csv(library.form(SHORT)).encode()
    page = upload(office, text, 'Our "form" (2).csv', code="", title="")["Location"]
    assert office.get(f"{page}form.csv")["Content-Disposition"] == 'attachment; filename="our-form-2-1.csv"'
    response = upload(office, text, f"{'x' * 90} {'y' * 120}.csv", code="", title="")
    assert response.status_code == 422
    assert "The title of this form is longer than 200 characters" in response.content.decode()


def test_a_keeper_of_two_partnerships_says_whose_form_it_is(world: World) -> None:
    person = world.people[name_of(Role.business_manager, NORTHERN)]
    with acting_as(FOUNDER):
        RoleHeld.objects.create(
            person_id=person, role=Role.business_manager, organisation_id=world.id(SOUTHERN), starts_at=NOW
        )
    both = client_of(world, Role.business_manager, NORTHERN)
    assert "Whose form it is" in both.get("/forms/import/").content.decode()
    text = sheets.form_to_csv(library.form(SHORT)).encode()
    unsaid = upload(both, text, "our-form.csv")
    assert unsaid.status_code == 422
    assert "Choose the partnership that asks" in unsaid.content.decode()
    page = upload(both, text, "our-form.csv", owner=str(world.id(SOUTHERN)))["Location"]
    assert client_of(world, Role.partnership_administrator, SOUTHERN).get(page).status_code == 200
    assert client_of(world, Role.partnership_administrator, NORTHERN).get(page).status_code == 404
    other = upload(both, text, "other.csv", code="other", owner=str(world.id(TRUST)))
    assert other.status_code == 422


def test_the_list_says_who_published_what_and_when(world: World, office: Client) -> None:
    page = upload(office, sheets.form_to_csv(library.form(SHORT)).encode(), "our-form.csv")["Location"]
    assert "Brought in on" in office.get("/forms/").content.decode()
    publish(office, page)
    body = office.get("/forms/").content.decode()
    with acting_as(world.actor(Role.business_manager, NORTHERN)) as actor:
        digest = queries.version(actor, int(page.split("/")[2])).digest
    who = name_of(Role.business_manager, NORTHERN)
    assert re.search(rf"Version 1: 2027.*Published on \d+ \w+ 20\d\d by {who} · digest {digest[:12]}<", body, re.DOTALL)


def test_what_is_doubtful_about_its_guidance_is_said_to_its_keepers(world: World, office: Client) -> None:
    rows = [
        "id,section,text,type,anchor",
        "A1,A,What?,text,K2 XX9",
        "A2,A,Why?,text,local EA175",
    ]
    page = upload(office, "\n".join(rows).encode(), "our-form.csv")["Location"]
    for address in (page, f"{page}publish/"):
        body = office.get(address).content.decode()
        assert "“XX9” is named as guidance by A1, and the form does not say what it is." in body
        assert "there is a 2026 edition, expected from 1 September 2026; its final text has not been checked" in body
    publish(office, page)
    assert "XX9” is named" not in client_of(world, Role.dsl, ASH).get(page).content.decode()


def test_what_the_comparison_says() -> None:
    def form(*rows: dict[str, str]) -> form_logic.Form:
        made = [
            form_logic.Row(place, {"section": "A", "section_title": "First", "type": "text"} | row)
            for place, row in enumerate(rows, 2)
        ]
        return form_logic.build_form(made, code="a", title="A", scales={})

    before = form({"id": "A1", "text": "One"}, {"id": "A2", "text": "Two"}, {"id": "A3", "text": "Three"})
    moved = {"id": "A3", "text": "Three", "section": "B", "section_title": "Second"}
    after = form({"id": "A1", "text": "One!", "level": "must"}, {"id": "A4", "text": "Four"}, moved)
    found = compare(before, after)
    assert [(change.kind, change.code) for change in found] == [
        ("changed", "A1"),
        ("new", "A4"),
        ("changed", "A3"),
        ("gone", "A2"),
    ]
    assert found[0].parts == (("Question", "One", "One!"), ("Level", "", "must"))
    assert found[2].parts == (("Section", "First", "Second"),)
    assert compare(before, before) == []
