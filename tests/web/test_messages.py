"""The pages of messages: from a list to a preview, sent once, and a log."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from tests.factories import audits
from tests.web.signed_in import client_of
from tests.world import ASH, NORTHERN, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TYPED = {"roles": ["dsl"], "subject": "About <your> audit", "text": "Please look.\n\nThank you."}


def test_from_the_tracker_to_a_sent_message(world: World) -> None:
    cycle = audits.opened(world)
    office = client_of(world, Role.business_manager, NORTHERN)
    tracker = office.get(f"/audits/cycles/{cycle.pk}/?state=not_started").content.decode()
    found = re.search(r'href="(/messages/new/[^"]+)"', tracker)
    assert found
    address = found[1].replace("&amp;", "&")
    assert "state=not_started" in address
    begun = office.get(f"{address}&begin=audit").content.decode()
    assert "Write to 3 settings" in begun
    assert "About your safeguarding audit" in begun
    wrong = office.post(address, TYPED | {"subject": "S" * 101})
    assert wrong.status_code == 422
    assert "Please look." in wrong.content.decode()
    made = office.post(address, TYPED)
    assert made.status_code == 302
    with CaptureQueriesContext(connection) as captured:
        preview = office.get(made["Location"]).content.decode()
    assert len(captured) <= 15, len(captured)
    assert "<strong>3 letters</strong>" in preview
    assert "About &lt;your&gt; audit" in preview
    assert office.post(made["Location"]).status_code == 302
    again = office.post(made["Location"])
    assert again.status_code == 422
    assert "has been sent" in again.content.decode()
    log = office.get(f"{made['Location']}lines.csv").content.decode()
    assert ASH in log
    with CaptureQueriesContext(connection) as captured:
        every = office.get(reverse("communications:messages")).content.decode()
    assert len(captured) <= 12, len(captured)
    assert "to 3 addresses" in every


def test_nobody_but_the_office_writes(world: World) -> None:
    audits.opened(world)
    for role, place in ((Role.dsl, ASH), (Role.independent_scrutineer, NORTHERN), (Role.governor, ASH)):
        client = client_of(world, role, place)
        assert client.get("/messages/new/?list=register").status_code == 403
        assert client.get("/messages/").status_code == 403
        assert "/messages/new/" not in client.get("/register/").content.decode()


def test_another_office_finds_no_message(world: World) -> None:
    office = client_of(world, Role.business_manager, NORTHERN)
    made = office.post("/messages/new/?list=register", TYPED)
    other = client_of(world, Role.business_manager, SOUTHERN)
    assert other.get(made["Location"]).status_code == 404
    assert other.post(made["Location"]).status_code == 404
    assert other.get(f"{made['Location']}lines.csv").status_code == 404
