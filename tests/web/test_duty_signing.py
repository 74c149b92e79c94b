"""The pages of signed duties: written and published by the office, signed by a setting, counted, taken away."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concordat.accounts import operations as account_operations
from concordat.accounts.models import Organisation, Person
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core import clock
from concordat.core.actor import Actor, acting_as
from concordat.core.documents.kinds import named as kind_named
from concordat.core.models import Mail
from concordat.core.problems import NotFound
from concordat.core.strength import Strength
from concordat.partnership import operations, queries
from concordat.partnership.documents import LETTER
from concordat.partnership.vocabulary import SignerKind
from tests.factories import duties, organisations
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, NOW, SOUTHERN, TRUST, World, name_of

OUTSIDE = re.compile("SAVEPOINT|core_databasemark")  # of the test itself, and once in the life of a process
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def of_setting(world: World, place: str, name: str = "setting_duties") -> str:
    return reverse(f"partnership:{name}", args=[world.id(place)])


def of_north(world: World, name: str, *more: int) -> str:
    return reverse(f"partnership:{name}", args=[world.id(NORTHERN), *more])


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0]


def rows_of(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_office_begins_looks_saves_and_publishes(world: World) -> None:
    duties.named(world)
    client = client_of(world, Role.business_manager, NORTHERN)
    assert "Publish the duties of named settings under 2026-27" in text_of(client.get("/"))
    begun = client.post(of_north(world, "statement"), {"begin": "template"})
    assert begun["Location"] == of_north(world, "write_statement")
    page = text_of(client.get(begun["Location"]))
    assert "draft, not checked by a lawyer" in page
    said = {"seen": hidden(page, "seen"), "every": "- Keep children safe & well", "maintained": "- Ours", "look": "1"}
    looked = client.post(begun["Location"], said)
    assert "As it would look" in text_of(looked)
    assert "Keep children safe &amp; well" in text_of(looked)
    del said["look"]
    stale = client.post(begun["Location"], said | {"seen": "0" * 64})
    assert stale.status_code == 422
    assert "Somebody has changed" in text_of(stale)
    assert "Keep children safe &amp; well" in text_of(stale), "nothing typed is lost"
    empty = client.post(begun["Location"], said | {"every": " "})
    assert "Say what every named setting has to do." in text_of(empty)
    saved = client.post(begun["Location"], said)
    assert saved["Location"] == of_north(world, "publish_statement")
    seen = hidden(text_of(client.get(saved["Location"])), "seen")
    assert client.post(saved["Location"], {"seen": "x"}).status_code == 422
    done = client.post(saved["Location"], {"seen": seen}, follow=True)
    assert "Statement 1" in text_of(done)
    assert "in force" in text_of(done)
    assert client.post(saved["Location"], {"seen": seen}).status_code == 404
    assert "Ours" in text_of(client_of(world, Role.dsl, ASH).get(of_setting(world, ASH)))
    assert "Ours" not in text_of(client_of(world, Role.dsl, BEECH).get(of_setting(world, BEECH)))


def test_without_arrangements_the_page_says_what_comes_first(world: World) -> None:
    client = client_of(world, Role.business_manager, NORTHERN)
    assert "Record the published version first" in text_of(client.get(of_north(world, "statement")))
    assert client.post(of_north(world, "statement"), {"begin": "template"}).status_code == 422
    assert client.get(of_north(world, "write_statement")).status_code == 404
    assert "No named setting fits" in text_of(client.get(of_north(world, "duty_list")))


def test_a_head_opens_acknowledges_and_signs_and_the_first_page_is_empty_again(world: World) -> None:
    version = duties.named(world)
    duties.published(world)
    head = client_of(world, Role.headteacher, ASH)
    home = text_of(head.get("/"))
    assert f"Read the arrangements and sign your duties: {ASH}" in home
    page = text_of(head.get(of_setting(world, ASH)))
    assert "Children Act 2004, section 16E" in page
    assert "section 175" in page
    assert "section 157" not in page
    assert page.count("Still to do") == 4
    assert "Opened" not in text_of(client_of(world, Role.dsl, ASH).get(of_setting(world, ASH, "setting_arrangements")))
    opened = head.post(of_setting(world, ASH, "setting_arrangements"), follow=True)
    assert duties.ADDRESS in text_of(opened)
    assert f"First opened here by {name_of(Role.headteacher, ASH)}" in text_of(opened)
    assert head.post(of_setting(world, ASH, "acknowledge"), {"arrangements": "x"}).status_code == 404
    assert (
        head.post(of_setting(world, ASH, "acknowledge"), {"arrangements": str(version.pk + 1_000)}).status_code == 422
    )
    done = head.post(of_setting(world, ASH, "acknowledge"), {"arrangements": str(version.pk)}, follow=True)
    assert "acknowledged for your setting" in text_of(done)
    page = text_of(head.get(of_setting(world, ASH, "sign_duties")))
    assert "Sign as head, principal or manager" in page
    assert "Sign as chair" not in page
    said = {name: hidden(page, name) for name in ("statement", "digest", "kind")}
    stale = head.post(of_setting(world, ASH, "sign_duties"), said | {"digest": "0" * 64})
    assert stale.status_code == 422
    assert "The duties have changed" in text_of(stale)
    for forged in ({"kind": "trustee"}, {"statement": "x"}, {"statement": ""}):
        assert head.post(of_setting(world, ASH, "sign_duties"), said | forged).status_code == 404
    assert head.post(of_setting(world, ASH, "sign_duties"), said | {"kind": "governor"}).status_code == 403
    for _ in range(2):
        assert "Signed." in text_of(head.post(of_setting(world, ASH, "sign_duties"), said, follow=True))
    assert "sign your duties" not in text_of(head.get("/"))
    assert "Signed by one" in text_of(head.get(of_setting(world, ASH)))
    governor = client_of(world, Role.governor, ASH)
    assert "Sign as chair of governors" in text_of(governor.get(of_setting(world, ASH, "sign_duties")))


def test_first_pages_keep_their_query_count_where_settings_are_named(world: World) -> None:
    duties.named(world)
    duties.published(world)
    for role, place in ((Role.headteacher, ASH), (Role.governor, ASH), (Role.business_manager, NORTHERN)):
        client = client_of(world, role, place)
        with CaptureQueriesContext(connection) as captured:
            client.get("/")
        own = [one["sql"] for one in captured.captured_queries if not OUTSIDE.search(one["sql"])]
        assert len(own) <= 10, chr(10).join(one[:230] for one in own)


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        (Role.headteacher, ASH, 200),
        (Role.trust_safeguarding_lead, TRUST, 404),
        (Role.headteacher, BEECH, 404),
        (Role.business_manager, NORTHERN, 200),
        (Role.education_safeguarding_lead, NORTHERN, 200),
        (Role.independent_scrutineer, NORTHERN, 200),
        (Role.partnership_chair, NORTHERN, 403),
        (Role.analyst, NORTHERN, 403),
        (Role.business_manager, SOUTHERN, 404),
    ],
)
def test_who_reads_how_far_a_setting_has_come(world: World, role: Role, place: str, status: int) -> None:
    duties.named(world)
    duties.published(world)
    client = client_of(world, role, place)
    for name in ("setting_duties", "setting_arrangements", "sign_duties"):
        assert client.get(of_setting(world, ASH, name)).status_code == status, name
    wrote = client.post(of_setting(world, ASH, "setting_arrangements")).status_code
    assert wrote == (302 if place == ASH else 403 if status == 200 else status)


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        (Role.headteacher, ASH, 403),
        (Role.trust_safeguarding_lead, TRUST, 403),
        (Role.business_manager, NORTHERN, 200),
        (Role.partnership_administrator, NORTHERN, 200),
        (Role.education_safeguarding_lead, NORTHERN, 200),
        (Role.independent_scrutineer, NORTHERN, 200),
        (Role.partnership_chair, NORTHERN, 403),
        (Role.business_manager, SOUTHERN, 403),
    ],
)
def test_who_reads_the_list_and_its_files(world: World, role: Role, place: str, status: int) -> None:
    duties.named(world)
    client = client_of(world, role, place)
    for name in ("duty_list", "duty_list_csv", "signatures_csv"):
        assert client.get(of_north(world, name)).status_code == status, name
    weaker = client_of(world, role, place, shown=Strength.organisational)
    if status == 200:
        assert weaker.get(of_north(world, "signatures_csv"))["Location"].startswith("/account/step-up/")


def test_a_trust_reads_its_own_settings_and_signs_none(world: World) -> None:
    duties.named(world)
    duties.published(world)
    trust = client_of(world, Role.trust_safeguarding_lead, TRUST)
    listed = text_of(trust.get("/partnership/duties/"))
    assert "Not opened" in listed
    assert f'{CEDAR}</a></th><td class="govuk-table__cell">Not named' in listed
    page = text_of(trust.get(of_setting(world, BEECH, "sign_duties")))
    assert "section 157" in page
    assert "Sign as" not in page
    assert "not named as a relevant agency now" in text_of(trust.get(of_setting(world, CEDAR)))
    own = client_of(world, Role.governor, ASH).get("/partnership/duties/")
    assert own["Location"] == of_setting(world, ASH)


def test_the_list_counts_with_what_it_is_a_part_of_and_narrows(world: World) -> None:
    duties.named(world)
    said = duties.published(world)
    for kind in SignerKind:
        duties.signed(world, ASH, kind, said)
    duties.signed(world, BEECH, SignerKind.governor, said)
    client = client_of(world, Role.business_manager, NORTHERN)
    page = text_of(client.get(of_north(world, "duty_list")))
    assert "1 of 3 (33%)" in page
    assert "0 of 3 (0%)" in page
    assert "Signed by head and governor: 1" in page
    assert "by the governor" in page

    def names(query: str) -> list[str]:
        return [row["Setting"] for row in rows_of(client.get(of_north(world, "duty_list_csv") + query))]

    assert names("") == [ASH, BEECH, DAISY]
    assert names("?show=signed") == [ASH]
    assert names("?show=not_signed") == [BEECH, DAISY]
    assert names("?phase=Secondary") == [BEECH]
    assert names(f"?trust={TRUST}") == [BEECH]
    assert names("?type=Local settings") == [DAISY]
    assert names("?show=not_opened&search=daisy") == [DAISY]
    assert names("?show=nonsense") == [ASH, BEECH, DAISY]
    newer = duties.published(world, at=NOW + timedelta(hours=1))
    assert names("?show=out_of_date") == [ASH, BEECH]
    assert "0 of 3 (0%)" in text_of(client.get(of_north(world, "duty_list") + "?sort=state"))
    kept = rows_of(client.get(of_north(world, "signatures_csv")))
    assert [(row["Setting"], row["In force"]) for row in kept] == [
        (BEECH, "out of date"),
        (ASH, "out of date"),
        (ASH, "out of date"),
    ]
    duties.signed(world, ASH, SignerKind.head, newer)
    latest = next(row for row in rows_of(client.get(of_north(world, "signatures_csv"))) if row["In force"] == "yes")
    assert latest["Signed by"] == name_of(Role.headteacher, ASH)
    assert "section 175" in latest["The words signed"]
    assert len(latest["Digest (SHA-256) of the words"]) == 64
    assert latest["Signed at"].startswith("2026-11-02T09:00")


def bounced(world: World, place: str) -> None:
    """The invitation of somebody at a setting came back."""
    with acting_as(Actor.system_named("accounts.postman")):
        Mail.objects.create(
            key=f"came-back-{place}",
            message_id=f"<{world.id(place)}@x.example>",
            address="gone@x.example",
            about="accounts.invitation",
            organisation_id=world.id(place),
            state="bounced",
            began_at=NOW,
        )


def test_a_contact_that_bounced_shows_as_not_reached_to_the_office_and_is_not_guessed_for_others(world: World) -> None:
    duties.named(world)
    bounced(world, DAISY)
    office = client_of(world, Role.business_manager, NORTHERN)
    assert "Not reached: 1" in text_of(office.get(of_north(world, "duty_list")))
    found = rows_of(office.get(of_north(world, "duty_list_csv") + "?show=not_reached"))
    assert [(row["Setting"], row["State"], row["Not reached"]) for row in found] == [(DAISY, "Not reached", "yes")]
    page = text_of(office.get(of_setting(world, DAISY)))
    assert "Invitation" in page
    assert "What was written to this setting" in page
    assert page.count("Not reached") == 2, "where it stands, and the letter"
    scrutineer = client_of(world, Role.independent_scrutineer, NORTHERN)
    assert "Not reached" not in text_of(scrutineer.get(of_north(world, "duty_list")))
    assert "What was written" not in text_of(scrutineer.get(of_setting(world, DAISY)))
    said = rows_of(scrutineer.get(of_north(world, "duty_list_csv")))
    assert {row["Not reached"] for row in said} == {"not known to your role"}


def test_the_office_writes_to_those_who_have_not_signed(world: World) -> None:
    duties.named(world)
    said = duties.published(world)
    for kind in SignerKind:
        duties.signed(world, ASH, kind, said)
    client = client_of(world, Role.business_manager, NORTHERN)
    page = client.get(of_north(world, "duty_list") + "?show=not_signed").content.decode()
    href = page.split("Write to these settings")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert "list=duties" in href
    assert "2 settings" in text_of(client.get(href))
    other = client_of(world, Role.business_manager, SOUTHERN)
    assert other.get(href).status_code == 403
    assert client.get("/messages/write/?list=duties&of=x").status_code == 404


def test_the_list_of_one_hundred_and_sixty_takes_ten_queries(world: World) -> None:
    duties.named(world)
    with acting_as(FOUNDER):
        area = Organisation.objects.get(name="Northfield Council")
        ids = [organisations.establishment(area, f"School {number:03}").pk for number in range(157)]
        operations.name_settings(
            arrangements=queries.arrangements_of(world.id(NORTHERN))[0],
            establishment_ids=ids,
            basis_code=duties.BASIS,
            named_on=duties.PUBLISHED,
            by=FOUNDER,
            at=NOW,
        )
    said = duties.published(world)
    duties.signed(world, ASH, SignerKind.head, said)
    client = client_of(world, Role.business_manager, NORTHERN)
    address = of_north(world, "duty_list")
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(address)
    own = [one["sql"] for one in captured.captured_queries if not OUTSIDE.search(one["sql"])]
    assert "50 of 160" not in text_of(page)
    assert "160 of 160 named settings" in text_of(page)
    assert len(own) <= 10, chr(10).join(one[:230] for one in own)


def letter_of(world: World, place: str) -> str:
    actor = world.actor(Role.business_manager, NORTHERN)
    with acting_as(actor):
        kind = kind_named(LETTER)
        title = kind.about(actor, world.id(place), "").title
        made = kind.make(actor, world.id(place), "")
    assert made.startswith(b"%PDF")
    return title


def test_a_formal_letter_is_drafted_after_four_weeks_and_not_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    duties.named(world)
    said = duties.published(world)
    client = client_of(world, Role.business_manager, NORTHERN)
    day = said.published_at.date() if said.published_at else NOW.date()
    monkeypatch.setattr("concordat.partnership.views.duties.today", lambda: day + timedelta(days=27))
    monkeypatch.setattr(clock, "today", lambda: day + timedelta(days=27))
    assert "Draft a formal letter" not in text_of(client.get(of_setting(world, ASH)))
    with pytest.raises(NotFound):
        letter_of(world, ASH)
    monkeypatch.setattr("concordat.partnership.views.duties.today", lambda: day + timedelta(days=28))
    monkeypatch.setattr(clock, "today", lambda: day + timedelta(days=28))
    assert "Draft a formal letter" in text_of(client.get(of_setting(world, ASH)))
    assert letter_of(world, ASH) == f"Draft letter: {ASH}"
    for kind in SignerKind:
        duties.signed(world, ASH, kind, said)
    assert "Draft a formal letter" not in text_of(client.get(of_setting(world, ASH)))
    with pytest.raises(NotFound):
        letter_of(world, ASH)


def test_the_office_says_where_arrangements_can_be_read(world: World) -> None:
    made = duties.named(world)
    client = client_of(world, Role.business_manager, NORTHERN)
    address = of_north(world, "where", made.pk)
    for wrong in ("http://plain.example/", "javascript:alert(1)", "nothing", ""):
        assert client.post(address, {"address": wrong}).status_code == 422, wrong
    client.post(address, {"address": "https://www.northfield.example/new"})
    assert "https://www.northfield.example/new" in text_of(client.get(of_north(world, "structure")))
    assert client_of(world, Role.headteacher, ASH).get(address).status_code == 403
    assert client_of(world, Role.business_manager, SOUTHERN).get(address).status_code == 403


def test_a_draft_is_read_by_those_who_write_it_and_a_statement_by_all(world: World) -> None:
    duties.named(world)
    said = duties.published(world)
    office = world.actor(Role.business_manager, NORTHERN)
    with acting_as(office):
        made = queries.partnership(world.id(NORTHERN))
        draft = operations.begin_statement(partnership=made, afresh=False, by=office, at=NOW)
    head = client_of(world, Role.headteacher, ASH)
    assert "section 157" in text_of(head.get(of_north(world, "read_statement", said.pk)))
    assert head.get(of_north(world, "read_statement", draft.pk)).status_code == 404
    assert head.get(of_north(world, "write_statement")).status_code == 403


def test_a_role_that_ended_after_the_page_was_shown_opens_and_signs_nothing(world: World) -> None:
    duties.named(world)
    duties.published(world)
    head = client_of(world, Role.headteacher, ASH)
    page = text_of(head.get(of_setting(world, ASH, "sign_duties")))
    said = {name: hidden(page, name) for name in ("statement", "digest", "kind")}
    end_the_heads_role(world)
    assert head.post(of_setting(world, ASH, "sign_duties"), said).status_code in (302, 403, 404)
    office = client_of(world, Role.business_manager, NORTHERN)
    assert rows_of(office.get(of_north(world, "signatures_csv"))) == []


def end_the_heads_role(world: World) -> None:
    with acting_as(FOUNDER):
        person = Person.objects.get(pk=world.people[name_of(Role.headteacher, ASH)])
        for held in person.roles.filter(organisation_id=world.id(ASH)):
            account_operations.end_role(held=held, by=FOUNDER, at=clock.now() - timedelta(minutes=1))
