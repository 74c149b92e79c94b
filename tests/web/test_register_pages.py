"""The pages of the register: what is found, what is refused, what a page costs."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.establishments import queries
from concordat.establishments.models import StaffPost
from tests.factories import register
from tests.factories.register import READER
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTH, NORTHERN, NOW, SOUTH, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LIST = "/register/"


def found(client: Client, **query: str) -> set[str]:
    """The world's settings that the list shows."""
    body = client.get(LIST, query).content.decode()
    return {name for name in (ASH, BEECH, CEDAR, DAISY) if f">{name}</a>" in body}


def lead(world: World) -> Client:
    return client_of(world, Role.dsl, ASH)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {ASH, BEECH, CEDAR, DAISY}),
        ({"search": "academy"}, {BEECH, CEDAR}),
        ({"search": "Ceder acadmey"}, {CEDAR}),
        ({"search": "BEECH"}, {BEECH}),
        ({"search": "zebra"}, set()),
        ({"search": "ZZ1 1ZZ"}, set()),
        ({"phase": "Secondary"}, {BEECH, CEDAR}),
        ({"trust": "rivers"}, {BEECH, CEDAR}),
        ({"size": "large"}, set()),
        ({"size": "unknown", "phase": "Nursery"}, {DAISY}),
        ({"authority": "none", "size": "huge", "page": "99999"}, {ASH, BEECH, CEDAR, DAISY}),
        ({"search": "a\x00sh"}, {ASH}),
    ],
)
def test_search_and_filters(world: World, query: dict[str, str], names: set[str]) -> None:
    assert found(lead(world), **query) == names


def test_numbers_and_areas(world: World) -> None:
    client = lead(world)
    with acting_as(world.actor(Role.dsl, ASH)):
        urn = str(queries.establishment(world.id(ASH)).urn)
        area = str(queries.establishment(world.id(ASH)).local_authority_id)
    assert found(client, search=urn) == {ASH}
    assert found(client, authority=area) == {ASH, BEECH, DAISY}
    assert NORTH in client.get(LIST).content.decode()
    assert found(client, search="999999") == set()


def test_the_list_costs_few_queries(world: World) -> None:
    client = lead(world)
    for query in ({}, {"search": "Ceder"}):
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST, query)
        own = [one["sql"] for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]]
        # A search with slips reads every name besides.
        assert len(own) <= (9 if query else 8), own


def test_the_file_holds_the_same_settings(world: World) -> None:
    body = lead(world).get("/register/settings.csv", {"phase": "Secondary"}).content.decode("utf-8-sig")
    lines = body.splitlines()
    assert lines[0].startswith("Setting,URN,Local id")
    assert [line.split(",")[0] for line in lines[1:]] == [BEECH, CEDAR]


def test_a_setting_says_its_facts_and_leads_to_its_trust(world: World) -> None:
    body = lead(world).get(reverse("establishments:setting", args=[world.id(CEDAR)])).content.decode()
    assert "Cedar Academy" in body
    assert TRUST in body
    assert "Safeguarding posts" not in body  # another partnership's setting: not this person's to see


def test_a_lead_is_missed_named_and_ended(world: World) -> None:
    client = client_of(world, Role.headteacher, ASH)
    address = reverse("establishments:setting", args=[world.id(ASH)])
    missing = client.get(address).content.decode()
    assert "No designated safeguarding lead is named" in missing
    assert f'<a class="govuk-link" href="/people/{world.id(ASH)}/">invite them first</a>' in missing
    given = {"post": "dsl", "person": str(world.people[f"dsl of {ASH}"]), "held_from": "2026-09-01"}
    form = reverse("establishments:name_post", args=[world.id(ASH)])
    assert f'value="{now().date().isoformat()}"' in client.get(form).content.decode()
    assert client.post(form, given).status_code == 302
    body = client.get(address).content.decode()
    assert f"dsl of {ASH}" in body
    assert "No designated safeguarding lead is named" not in body
    again = client.post(form, given)
    assert again.status_code == 422
    assert "holds this post already" in again.content.decode()
    with acting_as(world.actor(Role.headteacher, ASH)):
        held = StaffPost.objects.get(establishment_id=world.id(ASH), post="dsl")
    assert client.post(reverse("establishments:end_post", args=[held.pk])).status_code == 302
    assert "No designated safeguarding lead is named" in client.get(address).content.decode()


@pytest.mark.parametrize("change", [{"person": "999999"}, {"post": "caretaker"}, {"held_from": "yesterday"}])
def test_a_bad_post_is_explained_and_not_kept(world: World, change: dict[str, str]) -> None:
    client = client_of(world, Role.headteacher, ASH)
    given = {"post": "dsl", "person": str(world.people[f"dsl of {ASH}"]), "held_from": "2026-09-01"} | change
    response = client.post(reverse("establishments:name_post", args=[world.id(ASH)]), given)
    assert response.status_code == 422
    with acting_as(world.actor(Role.headteacher, ASH)):
        assert not StaffPost.objects.filter(establishment_id=world.id(ASH)).exists()


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        (Role.headteacher, ASH, 200),
        (Role.business_manager, NORTHERN, 200),
        (Role.business_manager, SOUTHERN, 403),
        (Role.headteacher, BEECH, 403),
        (Role.trust_safeguarding_lead, TRUST, 403),
        (Role.governor, ASH, 403),
    ],
)
def test_who_may_name_the_lead_of_ash(world: World, role: Role, place: str, status: int) -> None:
    response = client_of(world, role, place).get(reverse("establishments:name_post", args=[world.id(ASH)]))
    assert response.status_code == status


def test_the_office_sees_the_posts_and_a_stranger_does_not(world: World) -> None:
    from concordat.accounts.operations.founding import FOUNDER
    from concordat.establishments import operations

    with acting_as(FOUNDER):
        operations.assign_post(
            establishment=queries.establishment(world.id(ASH)),
            post="dsl",
            person_id=world.people[f"dsl of {ASH}"],
            held_from=NOW.date(),
            by=FOUNDER,
            at=NOW,
        )
    address = reverse("establishments:setting", args=[world.id(ASH)])
    name = f"dsl of {ASH}"
    assert name in client_of(world, Role.business_manager, NORTHERN).get(address).content.decode()
    assert name not in client_of(world, Role.business_manager, SOUTHERN).get(address).content.decode()


@pytest.fixture
def imported(world: World) -> int:
    """An import that closed Ash, gave Cedar another trust and counted Ash's pupils; its id."""
    return register.an_import(
        (world.id(ASH), "status", "Open", "Closed"),
        (world.id(ASH), "pupils", "10", "12"),
        (world.id(CEDAR), "trust", "", "=Trust of Trusts"),
        at=NOW,
    ).pk


def test_the_imports_say_what_they_did_and_how_much_of_it_is_mine(world: World, imported: int) -> None:
    body = client_of(world, Role.business_manager, NORTHERN).get("/register/changes/").content.decode()
    assert f'href="/register/changes/{imported}/"' in body
    assert "2 November 2026, 9:00" in body
    cells = re.findall(r"numeric\">([\d,]*)</td>", body)
    assert cells == ["1", "1,234", "0", "2", "1", "7"]
    assert "1 import<" in body


@pytest.mark.parametrize(
    ("role", "place", "query", "said", "unsaid"),
    [
        (Role.business_manager, NORTHERN, {}, "1 change at 1 setting", "Cedar"),
        (Role.dsl, ASH, {}, "1 change at 1 setting", "Cedar"),
        (Role.business_manager, SOUTHERN, {}, "Joined =Trust of Trusts", ASH),
        (Role.trust_safeguarding_lead, TRUST, {}, "2 changes at 2 settings", "Pupils: 12"),
        (Role.business_manager, NORTHERN, {"authority": "all"}, "2 changes at 2 settings", "Pupils: 12"),
        (Role.business_manager, NORTHERN, {"authority": "all", "kind": "size"}, "Pupils: 12, before 10", "Closed<"),
        (Role.business_manager, NORTHERN, {"kind": "trust"}, "This import changed nothing that fits", ASH),
        (Role.business_manager, NORTHERN, {"authority": "x", "kind": "y", "page": "z"}, "2 changes at", "Pupils: 12"),
    ],
)
def test_one_import_by_area_and_kind(
    world: World, imported: int, role: Role, place: str, query: dict[str, str], said: str, unsaid: str
) -> None:
    body = client_of(world, role, place).get(f"/register/changes/{imported}/", query).content.decode()
    assert said in body
    assert unsaid not in body.split('id="list"')[1]


def test_the_changes_as_a_file_are_the_same_and_guarded(world: World, imported: int) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    body = client.get(f"/register/changes/{imported}/changes.csv", {"authority": "all"}).content.decode("utf-8-sig")
    lines = [line.split(",") for line in body.splitlines()]
    assert lines[0] == ["Setting", "URN", "Local authority", "What changed", "Before", "Now"]
    assert [[line[0], *line[3:]] for line in lines[1:]] == [
        [ASH, "Status", "Open", "Closed"],
        [CEDAR, "Trust", "", "'=Trust of Trusts"],
    ]
    assert client.get("/register/changes/999999/changes.csv").status_code == 404


def test_what_the_pages_of_changes_cost(world: World, imported: int) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    for address, most in (("/register/changes/", 8), (f"/register/changes/{imported}/", 10)):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        own = [one["sql"] for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]]
        assert len(own) <= most, (len(own), own)


NURSERY = {"name": "Acorn Lane", "type_code": "L1", "phase": "Nursery", "postcode": "zz11zz", "trust": ""}


def test_the_office_adds_corrects_lists_and_merges_a_setting_without_a_urn(world: World) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    given = NURSERY | {"local_authority": str(world.id(NORTH)), "trust": "two rivers trust"}
    made = client.post("/register/local/new/", given)
    assert made.status_code == 302
    body = client.get(made["Location"]).content.decode()
    assert "is in the register with the local id L-" in body
    assert "ZZ1 1ZZ" in body
    assert TRUST in body
    local_id = int(made["Location"].strip("/").split("/")[-1])
    change = f"/register/local/{local_id}/change/"
    assert 'value="Acorn Lane"' in client.get(change).content.decode()
    assert client.post(change, given | {"name": "Acorn Lane Nursery"}).status_code == 302
    listed = client.get("/register/local/", {"search": "acorn", "kind": "L1", "sort": "kind"}).content.decode()
    assert "1 setting." in listed
    assert "Acorn Lane Nursery</a>" in listed
    assert "Acorn Lane Nursery,L-" in client.get("/register/local/settings.csv").content.decode()
    register.a_lead(local_id, world.people[f"governor of {ASH}"], at=NOW)
    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        urn = queries.establishment(world.id(BEECH)).urn
    merge = f"/register/local/{local_id}/merge/?urn={urn}"
    page = client.get(merge).content.decode()
    for said in ("1 person with a role", "1 safeguarding post", "A merge cannot be undone", BEECH):
        assert said in page
    unsure = client.post(merge, {})
    assert unsure.status_code == 422
    assert "Tick the box" in unsure.content.decode()
    done = client.post(merge, {"sure": "on"})
    assert done["Location"] == f"/register/{world.id(BEECH)}/"
    assert (
        f'It goes on as <a class="govuk-link" href="/register/{world.id(BEECH)}/"'
        in client.get(made["Location"]).content.decode()
    )
    assert "0 settings." in client.get("/register/local/").content.decode()
    assert "Merged into" in client.get("/register/local/", {"state": "merged"}).content.decode()
    assert client.post(merge, {"sure": "on"}).status_code == 422


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "Enter the name of the setting."),
        ({"type_code": "01"}, "Choose what kind of setting it is."),
        ({"postcode": "nowhere"}, "This is not a full postcode such as WF1 2ST."),
        ({"phase": ""}, "Choose a phase."),
        ({"trust": "Two Rivrs Trust"}, f"Near it: {TRUST}."),
        ({"local_authority": "999999"}, "Choose the local authority it is in."),
    ],
)
def test_a_bad_local_setting_is_explained_and_keeps_what_was_typed(
    world: World, change: dict[str, str], said: str
) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    given = NURSERY | {"local_authority": str(world.id(NORTH))} | change
    response = client.post("/register/local/new/", given)
    body = response.content.decode()
    assert response.status_code == 422
    assert said in body
    assert "There is a problem" in body
    assert f'value="{"zz11zz" if "name" in change else "Acorn Lane"}"' in body


def test_the_office_cannot_add_a_setting_to_another_area(world: World) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    response = client.post("/register/local/new/", NURSERY | {"local_authority": str(world.id(SOUTH))})
    assert response.status_code == 422
    with acting_as(READER):
        assert not queries.open_on(NOW.date()).filter(sort_name="acorn lane").exists()


@pytest.mark.parametrize(
    ("urn", "said"), [("12", "A URN is six digits"), ("999999", "no setting with this URN yet"), ("own", "closed")]
)
def test_a_merge_that_cannot_be_is_explained(world: World, urn: str, said: str) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    made = client.post("/register/local/new/", NURSERY | {"local_authority": str(world.id(NORTH))})
    merge = f"/register/local/{made['Location'].strip('/').split('/')[-1]}/merge/"
    assert client.get(merge).status_code == 200
    if urn == "own":
        with acting_as(READER):
            entry = queries.establishment(world.id(BEECH))
            type(entry).objects.filter(pk=entry.pk).update(status="Closed")
        urn = str(entry.urn)
        assert client.post(f"{merge}?urn={urn}", {"sure": "on"}).status_code == 422
    assert said in client.get(merge, {"urn": urn}).content.decode()


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        (Role.business_manager, NORTHERN, 200),
        (Role.partnership_administrator, NORTHERN, 200),
        (Role.business_manager, SOUTHERN, 403),
        (Role.education_safeguarding_lead, NORTHERN, 403),
        (Role.dsl, ASH, 403),
    ],
)
def test_who_merges_and_changes_a_local_setting(world: World, role: Role, place: str, status: int) -> None:
    office = client_of(world, Role.business_manager, NORTHERN)
    made = office.post("/register/local/new/", NURSERY | {"local_authority": str(world.id(NORTH))})
    number = made["Location"].strip("/").split("/")[-1]
    client = client_of(world, role, place)
    assert client.get(f"/register/local/{number}/merge/").status_code == status
    assert client.get(f"/register/local/{number}/change/").status_code == status
    assert client.get(f"/register/local/{world.id(ASH)}/merge/").status_code in (403, 404)


def test_what_the_pages_of_local_settings_cost(world: World) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    made = client.post("/register/local/new/", NURSERY | {"local_authority": str(world.id(NORTH))})
    number = made["Location"].strip("/").split("/")[-1]
    with acting_as(READER):
        urn = queries.establishment(world.id(BEECH)).urn
    pages = (("/register/local/", 8), (f"/register/local/{number}/merge/?urn={urn}", 14), (made["Location"], 13))
    for address, most in pages:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        own = [one["sql"] for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]]
        assert len(own) <= most, (address, len(own), own)


@pytest.fixture
def lead_of_ash(world: World) -> int:
    """The post of Ash's designated safeguarding lead; its id."""
    return register.a_post(world.id(ASH), world.people[f"dsl of {ASH}"], at=NOW)


def test_a_post_says_how_it_is_reached_covered_and_trained(world: World, lead_of_ash: int) -> None:
    client = client_of(world, Role.dsl, ASH)
    address = f"/register/{world.id(ASH)}/"
    assert "Mail, working days, cover, last training" in client.get(address).content.decode()
    form = f"/register/posts/{lead_of_ash}/change/"
    given = {
        "mailbox": "safeguarding@ash.example",
        "working_days": "Monday to Thursday",
        "cover": "The deputy on Fridays",
        "trained_on": "2019-03-01",
    }
    assert client.post(form, given).status_code == 302
    shown = client.get(address).content.decode()
    for said in (*list(given.values())[:3], "1 March 2019, due again"):
        assert said in shown
    assert 'value="2019-03-01"' in client.get(form).content.decode()
    seen = client_of(world, Role.education_safeguarding_lead, NORTHERN).get(address).content.decode()
    assert "safeguarding@ash.example" in seen
    assert form not in seen


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"mailbox": "nobody"}, "Give a mail address such as"),
        ({"trained_on": "last year"}, "Give the day as year-month-day"),
        ({"trained_on": "2999-01-01"}, "The training is still to come."),
    ],
)
def test_a_bad_description_of_a_post_is_explained(
    world: World, lead_of_ash: int, change: dict[str, str], said: str
) -> None:
    client = client_of(world, Role.headteacher, ASH)
    response = client.post(f"/register/posts/{lead_of_ash}/change/", {"working_days": "Fridays only"} | change)
    body = response.content.decode()
    assert response.status_code == 422
    assert said in body
    assert 'value="Fridays only"' in body


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        (Role.dsl, ASH, 200),
        (Role.business_manager, NORTHERN, 200),
        (Role.governor, ASH, 403),
        (Role.business_manager, SOUTHERN, 404),
        (Role.headteacher, BEECH, 404),
    ],
)
def test_who_says_how_a_post_is_reached(world: World, lead_of_ash: int, role: Role, place: str, status: int) -> None:
    assert client_of(world, role, place).get(f"/register/posts/{lead_of_ash}/change/").status_code == status


def test_term_dates_are_seen_by_all_and_changed_by_the_office(world: World) -> None:
    office = client_of(world, Role.business_manager, NORTHERN)
    address = reverse("establishments:term_dates_of", args=[world.id(NORTH)])
    assert office.get(reverse("establishments:term_dates"))["Location"] == address
    wrong = office.post(address, {"text": "Autumn term, soon, later"})
    assert wrong.status_code == 422
    assert "Autumn term, soon, later" in wrong.content.decode()
    assert office.post(address, {"text": "Autumn term 2026, 3/9/2026, 18/12/2026"}).status_code == 302
    seen = client_of(world, Role.dsl, ASH).get(address).content.decode()
    assert "3 September 2026" in seen
    assert "Keep these dates" not in seen
    assert client_of(world, Role.dsl, ASH).post(address, {"text": ""}).status_code == 403
    assert client_of(world, Role.business_manager, SOUTHERN).post(address, {"text": ""}).status_code == 403


def test_who_lacks_a_lead_is_listed_for_the_area_and_for_the_trust(world: World) -> None:
    from concordat.accounts.operations.founding import FOUNDER
    from concordat.establishments import operations

    with acting_as(FOUNDER):
        for name in (ASH, CEDAR):
            operations.assign_post(
                establishment=queries.establishment(world.id(name)),
                post="dsl",
                person_id=world.people[f"dsl of {name}"],
                held_from=NOW.date(),
                by=FOUNDER,
                at=NOW,
            )
    office = client_of(world, Role.business_manager, NORTHERN)
    body = " ".join(office.get(reverse("establishments:leads")).content.decode().split())
    for name, shown in ((ASH, True), (BEECH, True), (DAISY, True), (CEDAR, False)):
        assert (f">{name}</a>" in body) == shown
    assert "0 of 3 settings have a trained lead with cover" in body
    lines = office.get(reverse("establishments:leads_csv"), {"gap": "no_lead"}).content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == [BEECH, DAISY]
    trust = client_of(world, Role.trust_safeguarding_lead, TRUST).get(reverse("establishments:leads")).content.decode()
    assert (f">{BEECH}</a>" in trust, f">{CEDAR}</a>" in trust, f">{ASH}</a>" in trust) == (True, True, False)
    assert "2 settings name no safeguarding lead" in office.get("/").content.decode()
    assert client_of(world, Role.dsl, ASH).get(reverse("establishments:leads")).status_code == 403


def test_the_list_of_leads_costs_the_same_for_many(world: World) -> None:
    from concordat.accounts.operations.founding import FOUNDER
    from tests.factories import organisations

    office = client_of(world, Role.business_manager, NORTHERN)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert office.get(reverse("establishments:leads")).status_code == 200
        return len([one for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]])

    few = cost()
    with acting_as(FOUNDER):
        area = queries.establishment(world.id(ASH)).local_authority
        assert area is not None
        for number in range(60):
            organisations.establishment(area, f"Many {number}")
    assert cost() == few <= 8


# Calendar files, and the closed days of one setting


def a_calendar(*names_and_days: tuple[str, str]) -> SimpleUploadedFile:
    events = "".join(
        f"BEGIN:VEVENT\r\nSUMMARY:{name}\r\nDTSTART;VALUE=DATE:{day}\r\nEND:VEVENT\r\n" for name, day in names_and_days
    )
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n"
    return SimpleUploadedFile("../../term dates.ics", text.encode(), content_type="text/calendar")


def test_a_calendar_file_is_looked_at_before_it_is_kept(world: World) -> None:
    office = client_of(world, Role.business_manager, NORTHERN)
    address = reverse("establishments:term_dates_of", args=[world.id(NORTH)])
    upload = a_calendar(("Inset day <b>one</b>", "20261127"), ("Coffee morning", "20261128"))
    shown = office.post(address, {"read_file": "yes", "calendar": upload})
    body = shown.content.decode()
    assert shown.status_code == 200
    assert "Inset day &lt;b&gt;one&lt;/b&gt;, 2026-11-27, 2026-11-27" in body
    assert "1 other event of the file is left out" in body
    assert "No term dates yet" in office.get(address).content.decode()
    assert office.post(address, {"text": "Inset day, 2026-11-27"}).status_code == 302
    wrong = SimpleUploadedFile("dates.ics", b"%PDF-1.7 no calendar", content_type="text/calendar")
    refused = office.post(address, {"read_file": "yes", "calendar": wrong})
    assert refused.status_code == 422
    assert "This is not a calendar file" in refused.content.decode()
    stranger = client_of(world, Role.dsl, ASH)
    assert (
        stranger.post(address, {"read_file": "yes", "calendar": a_calendar(("Inset", "20261127"))}).status_code == 403
    )


def test_a_school_keeps_its_own_inset_days(world: World) -> None:
    manager = client_of(world, Role.school_business_manager, ASH)
    address = reverse("establishments:own_dates", args=[world.id(ASH)])
    assert address in manager.get(reverse("establishments:setting", args=[world.id(ASH)])).content.decode()
    wrong = manager.post(address, {"text": "Inset day, some day"})
    assert wrong.status_code == 422
    assert "Inset day, some day" in wrong.content.decode()
    assert manager.post(address, {"text": "Inset day, 27/11/2026"}).status_code == 302
    with CaptureQueriesContext(connection) as captured:
        body = manager.get(address).content.decode()
    assert "27 November 2026" in body
    assert len(captured) <= 11
    other = client_of(world, Role.headteacher, BEECH)
    assert "27 November 2026" in other.get(address).content.decode()
    assert other.post(address, {"text": ""}).status_code == 403
