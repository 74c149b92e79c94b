"""Four hundred contacts become invitations: every row is matched or explained, nobody is invited twice (B-05, C-01)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from concordat.accounts.models import Invitation, Organisation
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.tokens import token_for
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.core.models import Mail
from concordat.partnership.contact_files import text_of
from concordat.partnership.models import ContactLine, ContactList
from tests.factories import organisations
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, NOW, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HEAD = "School\tName\tEmail\tRole\n"
GOOD = (
    f"{ASH}\tAda Invented\tada@ash.example\tDSL\n"
    "Beech Acadmey\tBob Invented\tbob@beech.example\tHead teacher\n"
    f"{DAISY}\t\tcarol@daisy.example\t\n"
)
BAD = (
    f"{CEDAR}\tDan\tdan@cedar.example\tDSL\n"  # another area
    f"{ASH}\tEve\teve at ash\tDSL\n"
    f"{ASH}\tFay\tfay@ash.example\tcaretaker\n"
    f"{ASH}\tAda Invented\tADA@ash.example\tdsl\n"  # stands already
    f"{BEECH}\tGil\t\tDSL\n"
)


@pytest.fixture
def office(world: World) -> Client:
    return client_of(world, Role.business_manager, NORTHERN)


def add(world: World, client: Client, text: str, **more: Any) -> Any:
    address = reverse("partnership:contacts", args=[world.id(NORTHERN)])
    return client.post(address, {"text": text} | more)


def page(response: Any) -> str:
    return " ".join(response.content.decode().split())


def states(world: World) -> dict[int, str]:
    from concordat.partnership import queries

    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        kept = ContactList.objects.latest("pk")
        return {row.line.row: row.state for row in queries.contact_rows(kept, at=NOW)}


def test_every_row_is_matched_or_explained_and_nobody_is_invited_yet(world: World, office: Client) -> None:
    there = add(world, office, HEAD + GOOD + BAD)["Location"]
    body = page(office.get(there))
    assert "3 people are ready to be invited" in body
    assert "5 rows need mending" in body
    for said in (
        "No setting of your area is called “Cedar Academy”",
        "This is not a mail address",
        "We do not know the role “caretaker”",
        "This person stands in row 2 already",
        "There is no mail address in this row",
    ):
        assert said in body
    assert states(world) == {2: "ready", 3: "ready", 4: "ready", **dict.fromkeys(range(5, 10), "rejected")}
    with acting_as(FOUNDER):
        assert Invitation.objects.count() == 0


def test_inviting_twice_and_pasting_again_invites_nobody_twice(world: World, office: Client) -> None:
    there = add(world, office, HEAD + GOOD + BAD)["Location"]
    assert "3 invitations go out now" in page(office.post(there, follow=True))
    assert "0 invitations go out now" in page(office.post(there, follow=True))
    again = add(world, office, HEAD + GOOD)["Location"]
    body = page(office.get(again))
    assert "Nobody in this list waits to be invited" in body
    assert "Invited already" in body
    with acting_as(FOUNDER):
        found = {(row.email, row.role, row.organisation.name, row.name) for row in Invitation.objects.all()}
    assert found == {
        ("ada@ash.example", "dsl", ASH, "Ada Invented"),
        ("bob@beech.example", "headteacher", BEECH, "Bob Invented"),
        ("carol@daisy.example", "dsl", DAISY, "carol"),
    }


def test_the_list_says_how_far_each_has_come(world: World, office: Client) -> None:
    there = add(world, office, HEAD + GOOD)["Location"]
    office.post(there)
    with acting_as(FOUNDER):
        ada, bob, carol = Invitation.objects.order_by("email")
        token = token_for(ada.pk, ada.nonce)
    postman = Actor.system_named("tests.postman")
    with acting_as(postman):
        for place, (one, state) in enumerate(((bob, "bounced"), (carol, "sent"))):
            Mail.objects.create(
                key=f"k{place}",
                message_id=f"<{place}@x>",
                address=one.email,
                about="accounts.invitation",
                about_id=one.pk,
                organisation_id=one.organisation_id,
                state=state,
                began_at=NOW,
            )
    assert Client().get(f"/join/{token}/").status_code == 200
    assert states(world) == {2: "opened", 3: "bounced", 4: "sent"}
    assert "Not reached" in page(office.get(f"{there}?state=bounced"))
    lines = office.get(there + "rows.csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[6] for line in lines[1:]] == ["Opened", "Not reached", '"Sent']


def test_the_mended_file_is_pasted_again(world: World, office: Client) -> None:
    there = add(world, office, HEAD + GOOD + BAD)["Location"]
    office.post(there)
    text = office.get(there + "rows.csv?state=rejected").content.decode("utf-8-sig")
    mended = text.replace("eve at ash", "eve@ash.example").replace("caretaker", "deputy DSL")
    again = add(world, office, mended)["Location"]
    assert "2 people are ready" in page(office.get(again))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Paste the rows, or choose a file."),
        ("School\tTelephone\nAsh\t01924\n", "No column holds mail addresses"),
        ("just a sentence", "No column holds mail addresses"),
    ],
)
def test_what_is_no_list_is_explained_and_stays_typed(world: World, office: Client, text: str, said: str) -> None:
    response = add(world, office, text)
    assert response.status_code == 422
    assert said in page(response)
    assert text.strip() in response.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("contacts.csv", (HEAD + GOOD).encode(), 302),
        ("contacts.csv", (HEAD + "Ash Primary School\tZo\xeb\tz@ash.example\tDSL").encode("cp1252"), 302),
        ("contacts.xlsx", b"PK\x03\x04rest", 422),
        ("contacts.xls", b"\xd0\xcf\x11\xe0" + bytes(2000), 422),
        ("contacts.csv", b"x" * 1_000_001, 422),
    ],
)
def test_a_file_instead(world: World, office: Client, name: str, content: bytes, status: int) -> None:
    assert add(world, office, "", file=SimpleUploadedFile(name, content)).status_code == status


def workbook(*sheets: tuple[str, Sequence[Sequence[object]]]) -> bytes:
    book: Any = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_workbook_reads_as_the_pasted_rows_do_and_keeps_its_row_numbers(world: World, office: Client) -> None:
    notes: tuple[str, list[list[object]]] = ("Notes", [["Ask Ada about the nursery"]])
    rows: list[list[object]] = [list(line.split("\t")) for line in (HEAD + GOOD + BAD).splitlines()]
    rows.insert(2, [])  # people leave rows empty
    file = SimpleUploadedFile("contacts.xlsx", workbook(notes, ("People", rows)))
    there = add(world, office, "", file=file)["Location"]
    assert "3 people are ready" in page(office.get(there))
    assert states(world) == {2: "ready", 4: "ready", 5: "ready", **dict.fromkeys(range(6, 11), "rejected")}


def test_numbers_of_a_workbook_are_numbers_of_settings() -> None:
    cells: list[list[object]] = [["URN", "Email"], [123456, "a@b.example"], [123457.0, 'say "tab\tin"']]
    assert text_of(workbook(("S", cells))).splitlines() == [
        "URN\tEmail",
        "123456\ta@b.example",
        '123457\t"say ""tab in"""',
    ]


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook>" + b" " * 30_000_000)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bomb(), "unpacks to far more"),
        (workbook(("S", [["School", "Email"], ["Ash", '=HYPERLINK("http://x.example","a@b.example")']])), "a formula"),
        (workbook(("S", [["School", "Email"], *([["Ash", "a@b.example"]] * 2001)])), "more than 2,001 rows"),
        (workbook(("S", [["nothing"]])), "There are no rows here. Paste|No column holds mail addresses"),
    ],
    ids=["bomb", "formula", "too many rows", "no list"],
)
def test_a_hostile_workbook_is_refused_with_a_sentence(world: World, office: Client, content: bytes, said: str) -> None:
    response = add(world, office, "", file=SimpleUploadedFile("contacts.xlsx", content))
    assert response.status_code == 422
    assert re.search(said, page(response))
    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        assert ContactList.objects.count() == 0


def test_a_list_exists_for_its_own_office_only(world: World, office: Client) -> None:
    there = add(world, office, HEAD + GOOD)["Location"]
    for role, place in (
        (Role.business_manager, SOUTHERN),
        (Role.dsl, ASH),
        (Role.independent_scrutineer, NORTHERN),
    ):
        other = client_of(world, role, place)
        assert other.get(there).status_code in (403, 404)
        assert other.post(there).status_code in (403, 404)
        assert other.get(there + "rows.csv").status_code in (403, 404)
        with acting_as(world.actor(role, place)):
            assert ContactLine.objects.count() == ContactList.objects.count() == 0
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                ContactList.objects.create(partnership_id=world.id(NORTHERN), made_at=NOW)
    with acting_as(FOUNDER):
        assert Invitation.objects.count() == 0


def test_four_hundred_cost_few_queries_to_look_at(world: World, office: Client) -> None:
    with acting_as(FOUNDER):
        area = Organisation.objects.get(pk=world.id("Northfield Council"))
        names = [organisations.establishment(area, f"School number {n:03}").organisation.name for n in range(200)]
    text = HEAD + "".join(
        f"{name}\tPerson {n}\tp{n}.{role}@school.example\t{role}\n"
        for n, name in enumerate(names)
        for role in ("dsl", "head")
    )
    with CaptureQueriesContext(connection) as reading:
        there = add(world, office, text)["Location"]
    assert len(reading) < 30
    with CaptureQueriesContext(connection) as looking:
        assert "400 people are ready" in page(office.get(there))
    assert len([one for one in looking.captured_queries if "SAVEPOINT" not in one["sql"]]) <= 12
    assert "400 invitations go out now" in page(office.post(there, follow=True))
    with acting_as(FOUNDER):
        assert Invitation.objects.count() == 400
