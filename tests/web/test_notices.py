"""The page of notices and the calendar: without names, without sign-in, taken back at any time, read only."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.worklist import operations, queries
from concordat.worklist.access import CALENDAR
from concordat.worklist.models import FeedAddress
from tests.factories import audits
from tests.web.signed_in import client_of
from tests.world import ASH, NORTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def feed_of(world: World, role: Role = Role.dsl, place: str = ASH) -> str:
    """The path of a new calendar address, as the page shows it once."""
    client = client_of(world, role, place)
    body = client.post("/notices/", {"step": "make_feed"}).content.decode()
    found = re.search(r"<code>[^<]*?(/calendar/[^<]+)</code>", body)
    assert found
    assert found[1] not in client.get("/notices/").content.decode()
    return found[1]


def test_how_often_is_chosen_and_kept(world: World) -> None:
    client = client_of(world, Role.dsl, ASH)
    assert re.search(r'value="weekly"[^>]*checked', client.get("/notices/").content.decode())
    assert client.post("/notices/", {"rhythm": "hourly"}).status_code == 422
    assert client.post("/notices/", {"rhythm": "daily"}).status_code == 302
    with CaptureQueriesContext(connection) as captured:
        body = client.get("/notices/").content.decode()
    assert re.search(r'value="daily"[^>]*checked', body)
    assert len(captured) <= 11


def test_the_calendar_needs_no_sign_in_and_names_nobody(world: World) -> None:
    audits.opened(world)
    path = feed_of(world)
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["Answer the safeguarding audit"]
    for name in (ASH, NORTHERN, "dsl of", "@concordat.example\r\nATTENDEE"):
        assert name.encode() not in answer.content


def test_it_holds_what_the_person_sees_now(world: World) -> None:
    path = feed_of(world, Role.business_manager, NORTHERN)
    before = Client().get(path).content
    audits.opened(world)
    after = Client().get(path).content
    assert b"Follow an audit" not in before
    assert b"Follow an audit" in after


def test_a_new_address_ends_the_one_before_and_none_is_stored(world: World) -> None:
    first = feed_of(world)
    second = feed_of(world)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    secret = second.removeprefix("/calendar/").removesuffix(".ics")
    assert len(secret) >= 43
    with acting_as(CALENDAR):
        assert secret.encode() not in bytes(FeedAddress.objects.get().token_hash)
    client_of(world, Role.dsl, ASH).post("/notices/", {"step": "end_feed"})
    assert Client().get(second).status_code == 404


def test_guesses_find_nothing_and_reading_too_often_is_refused(world: World, caplog: pytest.LogCaptureFixture) -> None:
    cache.clear()
    for guess in ("x", "1", "../notices", "%00", "'or'1'='1", "a" * 500):
        assert Client().get(f"/calendar/{guess}.ics").status_code == 404
    path = feed_of(world)
    codes = [Client().get(path).status_code for _ in range(13)]
    assert codes == [200] * 12 + [429]
    cache.clear()
    assert path not in caplog.text
    assert "aaaa" not in caplog.text


def test_looking_through_it_leaves_no_trace_and_lends_nothing(world: World) -> None:
    audits.opened(world)
    path = feed_of(world)
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(path).status_code == 200
    said = [one["sql"] for one in captured.captured_queries]
    start = next(place for place, sql in enumerate(said) if "read only" in sql)
    written = [sql for sql in said[start:] if sql.split()[0].upper() in ("INSERT", "UPDATE", "DELETE")]
    assert written == []
    assert Client().post(path).status_code == 405
    lead = world.actor(Role.dsl, ASH)
    with acting_as(lead):  # the same connection can write again
        operations.end_feed(by=lead, at=now())
        assert queries.feed_made_at(lead) is None
